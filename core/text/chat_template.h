#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <vector>

namespace lapidary {

struct ChatMessage {
    std::string role; ///< "system", "user", "assistant"
    std::string content;
};

struct ChatOptions {
    bool generationPrompt = true; ///< end with the start of the assistant's answer
    bool thinking = false;        ///< `thinking` and `enable_thinking` of templates that know them
    std::string date;             ///< YYYY-MM-DD for templates that ask; empty: today
};

/// The prompt that a model's own chat template makes of `messages`; encode() it without special
/// tokens, because templates write BOS themselves. Fails with ErrorCode::Unsupported when the
/// model has no template or it uses what the interpreter does not know (names it), and with
/// ErrorCode::Input when the template refuses the messages.
Result<std::string> renderChat(const Tokenizer &tokenizer,
                               const std::vector<ChatMessage> &messages,
                               const ChatOptions &options);

} // namespace lapidary
