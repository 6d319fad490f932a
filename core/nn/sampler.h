#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <random>

namespace lapidary {

/// Chooses the next token from logits [vocab]. Temperature 0 takes the largest (the first of
/// equals). Otherwise softmax(logits / temperature) over the topK largest, cut to the smallest set
/// whose probability reaches topP (Holtzman et al. 2020), drawn with a seeded generator: the same
/// seed gives the same tokens on one machine.
class Sampler {
public:
    Sampler(double temperature, int64_t topK, double topP, uint64_t seed);
    int64_t next(const at::Tensor &logits);

private:
    double m_temperature;
    int64_t m_topK;
    double m_topP;
    std::mt19937_64 m_random;
};

} // namespace lapidary
