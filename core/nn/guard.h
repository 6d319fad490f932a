#pragma once

#include "core/base/result.h"

#include <ATen/core/grad_mode.h>
#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <string>
#include <utility>

namespace lapidary {

/// Thrown where a cancel is noticed deep inside a forward pass; guarded() turns it into a value.
struct CancelledSignal {
};

/// Runs `body` (which returns a Result or Status) and turns what LibTorch throws into an Error:
/// the boundary of this folder. `what` says what was being done ("the forward pass").
template <class Body>
auto guarded(const char *what, Body &&body) -> decltype(body())
{
    try {
        return body();
    } catch (const CancelledSignal &) {
        return fail(ErrorCode::Cancelled, "cancelled");
    } catch (const c10::OutOfMemoryError &error) {
        return fail(ErrorCode::Budget, "{} needs more memory than the device has: {}", what,
                    error.what_without_backtrace());
    } catch (const c10::Error &error) {
        const std::string message = error.what_without_backtrace();
        const bool memory = message.find("allocate memory") != std::string::npos;
        return fail(memory ? ErrorCode::Budget : ErrorCode::Internal, "{} failed in LibTorch: {}",
                    what, message.substr(0, 400));
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "{} needs more memory than there is", what);
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal, "{} failed: {}", what, error.what());
    }
}

} // namespace lapidary
