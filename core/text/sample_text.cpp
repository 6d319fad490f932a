#include "core/text/sample_text.h"

#include "core/text/text_file.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <sstream>

namespace lapidary {
namespace {

Result<std::string> textOfRows(const std::string &rows, const std::filesystem::path &path)
{
    std::istringstream lines(rows);
    std::string line, text;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        const auto row = nlohmann::json::parse(line, nullptr, false);
        if (!row.is_object() || !row.contains("text") || !row["text"].is_string())
            return fail(ErrorCode::Input,
                        "{}, line {}: expected an object with a \"text\" field of text",
                        path.string(), number);
        text += (text.empty() ? "" : "\n\n") + row["text"].get<std::string>();
    }
    return text;
}

/// `count` of the numbers below `from`, ascending. Only mt19937_64's output decides, so that a
/// seed means the same on every platform.
std::vector<int64_t> choose(int64_t from, int64_t count, uint64_t seed)
{
    std::vector<int64_t> all(static_cast<size_t>(from));
    std::iota(all.begin(), all.end(), int64_t(0));
    std::mt19937_64 random(seed);
    for (int64_t i = 0; i < count; ++i)
        std::swap(all[size_t(i)],
                  all[size_t(i) + size_t(random() % uint64_t(from - i))]);
    all.resize(static_cast<size_t>(count));
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

Result<std::string> readSampleText(const std::filesystem::path &path)
{
    LAPIDARY_ASSIGN(std::string text, readEvaluationText(path));
    return path.extension() == ".jsonl" ? textOfRows(text, path) : Result<std::string>(text);
}

Result<std::vector<std::vector<int32_t>>> sampleIds(const Tokenizer &tokenizer,
                                                    const std::string &text, int64_t samples,
                                                    int64_t window, uint64_t seed)
{
    if (samples < 1 || window < 2)
        return fail(ErrorCode::Usage,
                    "{} samples of {} tokens make no sense; give at least 1 of 2", samples, window);
    LAPIDARY_ASSIGN(const std::vector<int32_t> ids, tokenizer.encode(text, false));
    const int64_t windows = int64_t(ids.size()) / window;
    if (windows < samples)
        return fail(ErrorCode::Usage,
                    "the text has {} tokens, enough for {} samples of {}; {} were asked for: give "
                    "more text, fewer samples or a smaller window",
                    ids.size(), windows, window, samples);
    std::vector<std::vector<int32_t>> rows;
    const TokenizerInfo &info = tokenizer.info();
    for (const int64_t at : choose(windows, samples, seed)) {
        const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(at * window);
        rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(window));
        if (info.addBos && info.bos)
            rows.back().front() = *info.bos;
    }
    return rows;
}

} // namespace lapidary
