#pragma once

#include "core/base/job_context.h"
#include "core/model/model.h"
#include "core/nn/compute.h"
#include "core/text/tokenizer.h"

#include <functional>
#include <memory>

namespace lapidary {

class Transformer;

struct GenerateOptions {
    std::string prompt;
    int64_t maxTokens = 128;
    double temperature = 0; ///< 0 = greedy
    int64_t topK = 0;       ///< 0 = off
    double topP = 1;
    uint64_t seed = 0;
    bool chat = false;      ///< wrap the prompt by the model's chat template
};

struct Generation {
    std::string text;
    std::vector<int32_t> ids; ///< the generated ones only
    int64_t promptTokens = 0;
    double firstTokenMs = 0;
    double tokensPerSecond = 0;
    bool stopped = false; ///< ended at a stop token rather than at maxTokens (or a full context)
};

/// A model ready to generate text: weights and tokenizer. Torch-free header; used by the window's
/// Playground and the headless tool. Immutable, shareable between threads.
class TextModel {
public:
    TextModel() = default; ///< empty; use load()
    static Result<std::shared_ptr<const TextModel>> load(ModelPtr model,
                                                         const ComputeOptions &compute,
                                                         JobContext &job);
    /// `onText` gets complete UTF-8 pieces as they come. Cancellable; a cancelled generation
    /// fails with ErrorCode::Cancelled after having delivered its pieces.
    Result<Generation> generate(const GenerateOptions &options, JobContext &job,
                                const std::function<void(const std::string &piece)> &onText = {})
        const;

    const Transformer &transformer() const { return *m_transformer; }
    const Tokenizer &tokenizer() const { return *m_tokenizer; }
    const ModelPtr &model() const { return m_model; }

private:
    ModelPtr m_model;
    std::shared_ptr<const Transformer> m_transformer;
    std::shared_ptr<const Tokenizer> m_tokenizer;
};

using TextModelPtr = std::shared_ptr<const TextModel>;

} // namespace lapidary
