#include "core/nn/chat_prompt.h"

namespace lapidary {
namespace {

bool has(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

void replaceAll(std::string &text, const std::string &from, const std::string &to)
{
    for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

/// The system message that a ChatML template falls back to: plain text between its markers.
std::string defaultSystem(const std::string &source)
{
    const std::string marker = "<|im_start|>system\n", end = "<|im_end|>";
    for (size_t at = 0; (at = source.find(marker, at)) != std::string::npos;) {
        at += marker.size();
        const size_t stop = source.find(end, at);
        if (stop == std::string::npos)
            return {};
        const std::string text = source.substr(at, stop - at);
        if (!text.empty() && text.find_first_of("'\"{}") == std::string::npos)
            return text;
    }
    return {};
}

std::string chatMl(const std::string &source, const std::string &message)
{
    const std::string system = defaultSystem(source);
    std::string text;
    if (!system.empty())
        text = "<|im_start|>system\n" + system + "<|im_end|>\n";
    return text + "<|im_start|>user\n" + message + "<|im_end|>\n<|im_start|>assistant\n";
}

std::string llama3(const std::string &source, const std::string &message)
{
    const auto turn = [](const char *role) {
        return fmt::format("<|start_header_id|>{}<|end_header_id|>\n\n", role);
    };
    std::string text;
    // The template pins this date where the caller gives none.
    if (has(source, "Cutting Knowledge Date"))
        text = turn("system") +
            "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>";
    return text + turn("user") + message + "<|eot_id|>" + turn("assistant");
}

} // namespace

Result<ChatPrompt> wrapChat(const std::string &chatTemplate, const std::string &message)
{
    if (chatTemplate.empty())
        return fail(ErrorCode::Unsupported,
                    "this model has no chat template; give the prompt without --chat");
    std::string source = chatTemplate;
    replaceAll(source, "\\n", "\n"); // Jinja strings may escape it
    ChatPrompt prompt;
    prompt.addSpecial = has(source, "bos_token") || has(source, "<|begin_of_text|>");
    if (has(source, "<|im_start|>"))
        prompt.text = chatMl(source, message);
    else if (has(source, "<|start_header_id|>"))
        prompt.text = llama3(source, message);
    else if (has(source, "<|start_of_role|>"))
        prompt.text = "<|start_of_role|>user<|end_of_role|>" + message +
            "<|end_of_text|>\n<|start_of_role|>assistant<|end_of_role|>";
    else if (has(source, "[INST]"))
        prompt.text = "[INST] " + message + " [/INST]";
    else if (has(source, "<|user|>"))
        prompt.text = "<|user|>\n" + message + "</s>\n<|assistant|>\n";
    else
        return fail(ErrorCode::Unsupported,
                    "the chat template of this model follows no known format; give the prompt "
                    "with its markers and without --chat");
    return prompt;
}

} // namespace lapidary
