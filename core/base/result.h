#pragma once

#include "core/base/error.h"

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <utility>

namespace lapidary {

/// Expected failures are values: a T, or an Error with one helpful sentence.
template <class T>
using Result = tl::expected<T, Error>;

/// Result of something that yields nothing.
using Status = Result<void>;

/// Build a failure: `return fail(ErrorCode::Input, "{}: expected {}, found {}", file, a, b);`
template <class... Args>
tl::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args &&...args)
{
    return tl::unexpected<Error>(
        Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

/// Pass on a failure unchanged from a Result of another type.
inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace lapidary

#define LAPIDARY_CONCAT_(a, b) a##b
#define LAPIDARY_CONCAT(a, b) LAPIDARY_CONCAT_(a, b)

/// Return early from the calling function when `expression` (a Status or Result) failed.
#define LAPIDARY_TRY(expression)                                                                   \
    do {                                                                                           \
        auto lapidaryStatus = (expression);                                                        \
        if (!lapidaryStatus)                                                                       \
            return ::lapidary::fail(std::move(lapidaryStatus.error()));                            \
    } while (false)

/// `LAPIDARY_ASSIGN(auto x, f());` declares or assigns x from a Result, or returns its failure.
#define LAPIDARY_ASSIGN(declaration, expression)                                                   \
    auto LAPIDARY_CONCAT(lapidaryResult, __LINE__) = (expression);                                 \
    if (!LAPIDARY_CONCAT(lapidaryResult, __LINE__))                                                \
        return ::lapidary::fail(std::move(LAPIDARY_CONCAT(lapidaryResult, __LINE__).error()));     \
    declaration = std::move(*LAPIDARY_CONCAT(lapidaryResult, __LINE__))
