#include "core/model/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lapidary {
namespace {

double baseFrequency(const ModelConfig &config, int64_t pair)
{
    return std::pow(config.rope.theta, -2.0 * double(pair) / double(config.headDim));
}

double llama3Divisor(const RopeConfig &rope, double frequency)
{
    const double wave = 2 * std::numbers::pi / frequency;
    const double context = double(rope.originalContext);
    if (wave > context / rope.lowFreqFactor)
        return rope.factor;
    if (wave < context / rope.highFreqFactor)
        return 1;
    const double smooth =
        (context / wave - rope.lowFreqFactor) / (rope.highFreqFactor - rope.lowFreqFactor);
    return 1 / ((1 - smooth) / rope.factor + smooth);
}

} // namespace

std::vector<double> ropeDivisors(const ModelConfig &config)
{
    const RopeConfig &rope = config.rope;
    if (!rope.divisors.empty())
        return rope.divisors;
    std::vector<double> divisors(size_t(std::max<int64_t>(config.headDim / 2, 0)), 1.0);
    if (rope.type == "linear")
        std::fill(divisors.begin(), divisors.end(), rope.factor);
    if (rope.type == "llama3") {
        for (size_t i = 0; i < divisors.size(); ++i)
            divisors[i] = llama3Divisor(rope, baseFrequency(config, int64_t(i)));
    }
    return divisors;
}

std::vector<double> ropeInverseFrequencies(const ModelConfig &config)
{
    std::vector<double> frequencies = ropeDivisors(config);
    for (size_t i = 0; i < frequencies.size(); ++i)
        frequencies[i] = baseFrequency(config, int64_t(i)) / frequencies[i];
    return frequencies;
}

void recogniseLlama3Scaling(ModelConfig &config)
{
    const std::vector<double> &found = config.rope.divisors;
    if (found.empty())
        return;
    ModelConfig guess = config;
    guess.rope.divisors.clear();
    guess.rope.type = "llama3";
    guess.rope.factor = *std::max_element(found.begin(), found.end());
    guess.rope.lowFreqFactor = 1;
    guess.rope.highFreqFactor = 4;
    guess.rope.originalContext = 8192;
    const std::vector<double> expected = ropeDivisors(guess);
    for (size_t i = 0; i < found.size(); ++i) {
        // The file keeps them in f32.
        if (i >= expected.size() || std::abs(expected[i] - found[i]) > 1e-5 * found[i])
            return;
    }
    guess.rope.divisors = found;
    config.rope = guess.rope;
}

} // namespace lapidary
