#include "core/base/error.h"

namespace lapidary {

int exitStatus(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return 2;
    case ErrorCode::Input:
    case ErrorCode::Unsupported:
        return 3;
    case ErrorCode::Cancelled:
        return 130;
    default:
        return 1;
    }
}

const char *errorName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return "usage";
    case ErrorCode::Input:
        return "input";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Numerical:
        return "numerical";
    case ErrorCode::Budget:
        return "budget";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

} // namespace lapidary
