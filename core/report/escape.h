#pragma once

#include <string>
#include <string_view>

namespace lapidary {

/// Text of others made safe for element content and attributes of HTML and SVG: markup escaped,
/// invalid UTF-8 and control characters replaced by U+FFFD.
std::string htmlEscape(std::string_view text);
/// One table cell or inline text of Markdown: markup escaped, line breaks become spaces.
std::string markdownEscape(std::string_view text);
/// One field of RFC 4180; quoted where needed.
std::string csvField(std::string_view text);
/// Valid UTF-8 without control characters.
std::string cleanText(std::string_view text);

} // namespace lapidary
