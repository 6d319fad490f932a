#pragma once

#include <string>

namespace lapidary {

/// What kind of failure a sentence describes; decides the exit status of the headless tool.
enum class ErrorCode {
    Usage,       ///< the caller asked for something that makes no sense (unknown name, bad value)
    Input,       ///< a file is corrupt, hostile or inconsistent
    Unsupported, ///< the input is fine, but this program cannot handle it
    Io,          ///< the operating system refused (disk full, read-only, missing)
    Numerical,   ///< arithmetic failed (no convergence, non-finite values)
    Budget,      ///< memory or size limit cannot be met
    Cancelled,   ///< the user stopped it; never shown as a failure
    Internal,    ///< a library threw something that no rule expects
};

/// One helpful sentence: what, where (file, tensor, line), expected, found, what to do.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
};

/// Exit status of the headless tool for this kind of failure (0 is never returned).
int exitStatus(ErrorCode code);

/// Short lower-case name, for logs and JSON ("input", "io", ...).
const char *errorName(ErrorCode code);

} // namespace lapidary
