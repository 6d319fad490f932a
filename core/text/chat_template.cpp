#include "core/text/chat_template.h"

#include "core/text/jinja.h"

#include <ctime>

namespace lapidary {

namespace {

std::string today()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char text[16] = {};
    std::strftime(text, sizeof text, "%Y-%m-%d", &local);
    return text;
}

std::string specialText(const Tokenizer &tokenizer, std::optional<int32_t> id)
{
    return id ? tokenizer.tokenBytes(*id) : std::string();
}

} // namespace

Result<std::string> renderChat(const Tokenizer &tokenizer,
                               const std::vector<ChatMessage> &messages,
                               const ChatOptions &options)
{
    const TokenizerInfo &info = tokenizer.info();
    if (info.chatTemplate.empty())
        return fail(ErrorCode::Unsupported,
                    "This model has no chat template (it is a base model, or the file was made "
                    "without one); give it a plain prompt.");
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ChatMessage &message : messages)
        list.push_back({{"role", message.role}, {"content", message.content}});
    const nlohmann::ordered_json variables{
        {"messages", std::move(list)},
        {"add_generation_prompt", options.generationPrompt},
        {"thinking", options.thinking},
        {"enable_thinking", options.thinking},
        {"bos_token", specialText(tokenizer, info.bos)},
        {"eos_token", specialText(tokenizer, info.eos)},
        {"tools", nullptr},
        {"documents", nullptr}};
    return renderJinja(info.chatTemplate, variables,
                       options.date.empty() ? today() : options.date);
}

} // namespace lapidary
