#pragma once

#include "core/run/part.h"

#include <filesystem>

namespace lapidary {

/// Makes RUN/checkpoint from finished parts: a Hugging Face folder whose shards are hard links to
/// the parts (copies where links are impossible), with config.json, the index, lapidary.json for
/// what stock readers do not know (block types, factored layers) and the tokenizer's files. For a
/// GGUF source without those, tokenizer.gguf carries the tokenizer's metadata unchanged.
/// `blocks`: those that stay, with their sizes; the parts already have their new numbers.
/// The folder appears complete or not at all; an existing one is replaced.
Status writeCheckpointFolder(const Model &model, const std::filesystem::path &runFolder,
                             const std::vector<Part> &parts, const std::vector<PartRecord> &records,
                             const std::vector<BlockShape> &blocks, JobContext &job);

/// True where `folder`'s file system has hard links.
bool hasHardLinks(const std::filesystem::path &folder);

} // namespace lapidary
