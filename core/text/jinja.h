#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace lapidary {

/// Renders a Jinja template as Hugging Face's chat templates are rendered (trim_blocks,
/// lstrip_blocks, loop controls). The subset: if, for (with loop, filter and else), set (also
/// blocks and namespaces), macros, break, continue, generation; all operators, slices, the usual
/// filters, tests and string methods; raise_exception, namespace, range, dict, strftime_now.
/// Work, depth and output are limited, so a hostile template ends. Fails with
/// ErrorCode::Unsupported, naming what is not known and the line, or ErrorCode::Input with the
/// message of raise_exception. `date` is YYYY-MM-DD, what strftime_now() shows.
Result<std::string> renderJinja(std::string_view source, const nlohmann::ordered_json &variables,
                                std::string_view date);

} // namespace lapidary
