#pragma once

#include "core/base/result.h"

#include <string>

namespace lapidary {

/// A prompt as the model was taught to be asked.
struct ChatPrompt {
    std::string text;
    bool addSpecial = false; ///< whether the tokenizer should still add BOS and the like
};

/// One user message up to where the assistant's answer begins. The usual formats (ChatML with its
/// default system message, Llama 3, Granite, Mistral, Zephyr) are recognized by their markers in
/// the template's Jinja source; others fail with ErrorCode::Unsupported.
Result<ChatPrompt> wrapChat(const std::string &chatTemplate, const std::string &message);

} // namespace lapidary
