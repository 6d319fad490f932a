#include "core/text/text_file.h"

#include "core/base/atomic_file.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace lapidary {

Result<std::string> readEvaluationText(const std::filesystem::path &path, int64_t limit)
{
    LAPIDARY_ASSIGN(std::string text, readTextFile(path, limit));
    if (text.empty())
        return fail(ErrorCode::Input, "{}: the file is empty; expected UTF-8 text.",
                    path.string());
    if (const auto bad = firstInvalidUtf8(text)) {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(*bad);
        const auto line = 1 + std::count(text.begin(), end, '\n');
        return fail(ErrorCode::Input,
                    "{}: byte 0x{:02x} at offset {} (line {}) is not valid UTF-8; save the file "
                    "as UTF-8 text.",
                    path.string(), static_cast<unsigned char>(text[*bad]), *bad, line);
    }
    return text;
}

} // namespace lapidary
