#pragma once

#include "core/model/model.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>

namespace lapidary {

/// Which layers a step is for. All given conditions must match; none given matches every layer.
struct Selector {
    std::vector<std::string> roles{};  ///< role names, or "*"
    std::string blocks{};              ///< "0-3,7,20-", "75%-"; empty = all, blocks or not
    std::vector<std::string> layers{}; ///< globs on module names
    std::vector<std::string> except{}; ///< globs on module names, taken out

    bool operator==(const Selector &) const = default;
};

struct Step {
    Selector select;
    std::string method;
    nlohmann::json params = nlohmann::json::object();
    bool enabled = true; ///< "enabled": false keeps a step in the file without effect
    /// Name or number of the stage that begins with this step, or that it goes on with; empty: that
    /// of the step before it. core/surgery/recipe_stages.h
    std::string stage{};

    bool operator==(const Step &) const = default;
};

struct Recipe {
    std::string name;
    std::vector<Step> steps;
    /// Blocks are changed one after the other, each fitted to what flows into it once those before
    /// it are changed; needs a calibration.
    bool sequential = false;
    /// A stage after which perplexity is more than so many times the original's is taken back and
    /// ends the run.
    std::optional<double> damageLimit{};

    bool operator==(const Recipe &) const = default;
};

/// A limit is finite and above 1.
bool isDamageLimit(double limit);

nlohmann::json toJson(const Recipe &recipe);
/// Strict: unknown keys, wrong types and newer versions are errors naming step and key.
Result<Recipe> recipeFromJson(const nlohmann::json &json);
Result<Recipe> readRecipe(const std::filesystem::path &path);
Status writeRecipe(const Recipe &recipe, const std::filesystem::path &path);

/// The blocks that a text like "0-3,7,20-" names in a model with `count` blocks, ascending, each
/// once. Shares of the depth go from and up to a boundary: "50%-75%" are the blocks b with
/// 0.5 <= b / count < 0.75, so that ranges which meet share no block. Fails with ErrorCode::Usage for what is no such text, an empty one, and for blocks that the
/// model does not have.
Result<std::vector<int>> blocksFromText(const std::string &text, int count);

/// Indices into model.layers, ascending. Norms and other vectors never match a role "*".
Result<std::vector<int>> selectLayers(const Model &model, const Selector &selector);
/// One line for people: "gate, up, down · blocks 2-27".
std::string describe(const Selector &selector);

} // namespace lapidary
