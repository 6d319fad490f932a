#include "core/tensor/blocks.h"

#include "core/base/parallel.h"
#include "core/tensor/block_codecs.h"
#include "core/tensor/dispatch.h"

namespace lapidary {

namespace {

using DecodeFn = void (*)(const uint8_t *, float *, int64_t);

template <class Codec>
[[gnu::always_inline]] inline void decodeLoop(const uint8_t *__restrict source,
                                              float *__restrict target, int64_t blocks)
{
    for (int64_t i = 0; i < blocks; ++i)
        Codec::decode(source + i * Codec::bytes, target + i * Codec::elements);
}

template <class Codec>
void decodeBaseline(const uint8_t *source, float *target, int64_t blocks)
{
    decodeLoop<Codec>(source, target, blocks);
}

template <class Codec>
LAPIDARY_TARGET_AVX2 void decodeAvx2(const uint8_t *source, float *target, int64_t blocks)
{
    decodeLoop<Codec>(source, target, blocks);
}

template <class Codec>
DecodeFn pick()
{
    return haveAvx2() ? decodeAvx2<Codec> : decodeBaseline<Codec>;
}

DecodeFn decoderFor(DType type)
{
    switch (type) {
    case DType::F64: return pick<codec::Plain<double>>();
    case DType::F32: return pick<codec::Plain<float>>();
    case DType::F16: return pick<codec::F16>();
    case DType::BF16: return pick<codec::BF16>();
    case DType::F8E4M3: return pick<codec::F8E4M3>();
    case DType::F8E5M2: return pick<codec::F8E5M2>();
    case DType::I64: return pick<codec::Plain<int64_t>>();
    case DType::I32: return pick<codec::Plain<int32_t>>();
    case DType::I16: return pick<codec::Plain<int16_t>>();
    case DType::I8: return pick<codec::Plain<int8_t>>();
    case DType::U64: return pick<codec::Plain<uint64_t>>();
    case DType::U32: return pick<codec::Plain<uint32_t>>();
    case DType::U16: return pick<codec::Plain<uint16_t>>();
    case DType::U8:
    case DType::Bool: return pick<codec::Plain<uint8_t>>();
    case DType::Q8_0: return pick<codec::Q8_0>();
    case DType::Q4_0: return pick<codec::Q4_0>();
    case DType::Q4_1: return pick<codec::Q4_1>();
    case DType::Q5_0: return pick<codec::Q5_0>();
    case DType::Q5_1: return pick<codec::Q5_1>();
    case DType::Q2_K: return pick<codec::Q2_K>();
    case DType::Q3_K: return pick<codec::Q3_K>();
    case DType::Q4_K: return pick<codec::Q4_K>();
    case DType::Q5_K: return pick<codec::Q5_K>();
    case DType::Q6_K: return pick<codec::Q6_K>();
    case DType::Other: break;
    }
    return nullptr;
}

Status checkSizes(DType type, size_t bytes, size_t elements)
{
    const auto expected = storedBytes(type, 1, static_cast<int64_t>(elements));
    if (expected && *expected == static_cast<int64_t>(bytes))
        return {};
    return fail(ErrorCode::Input, "{} elements of {} do not lie in {} bytes (whole blocks of {})",
                elements, dtypeName(type), bytes, dtypeInfo(type).blockSize);
}

constexpr int64_t pieceElements = 1 << 18; // a multiple of every block; 1 MiB of f32

// Runs body(first block, block count) over pieces, in parallel when there is much to do and the
// caller is not itself one of many workers.
Status overPieces(DType type, int64_t elements, const std::function<Status(int64_t, int64_t)> &body)
{
    const int64_t block = dtypeInfo(type).blockSize;
    const int64_t pieces = (elements + pieceElements - 1) / pieceElements;
    const JobContext quiet;
    const int threads = pieces < 4 || insideParallelFor() ? 1 : 0;
    return parallelFor(pieces, threads, quiet, [&](int64_t piece) {
        const int64_t begin = piece * pieceElements;
        const int64_t count = std::min(pieceElements, elements - begin);
        return body(begin / block, count / block);
    });
}

// ---- encoders: return false on a value that the type cannot hold ----

using EncodeFn = bool (*)(const float *, uint8_t *, int64_t);

struct EncodeF16 {
    static constexpr int elements = 1, bytes = 2;
    [[gnu::always_inline]] static bool encode(const float *__restrict x, uint8_t *__restrict b)
    {
        const uint16_t h = floatToHalf(*x);
        std::memcpy(b, &h, 2);
        return true;
    }
};

struct EncodeBF16 {
    static constexpr int elements = 1, bytes = 2;
    [[gnu::always_inline]] static bool encode(const float *__restrict x, uint8_t *__restrict b)
    {
        const uint16_t h = floatToBfloat(*x);
        std::memcpy(b, &h, 2);
        return true;
    }
};

// Largest |x| as bits: an integer maximum vectorizes, and non-finite values come out on top.
[[gnu::always_inline]] inline uint32_t largestMagnitude(const float *__restrict x)
{
    uint32_t largest = 0;
    for (int j = 0; j < 32; ++j)
        largest = std::max(largest, std::bit_cast<uint32_t>(x[j]) & 0x7FFFFFFFu);
    return largest;
}

// The reference divides by a scale even when that scale is so small that 1/d overflows; such a
// block is zero after rounding the scale to fp16, so its codes do not matter.
[[gnu::always_inline]] inline float inverseScale(float d)
{
    const float inverse = d != 0.0f ? 1.0f / d : 0.0f;
    return std::isfinite(inverse) ? inverse : 0.0f;
}

[[gnu::always_inline]] inline bool storeScale(float d, uint8_t *b)
{
    const uint16_t half = floatToHalf(d);
    std::memcpy(b, &half, 2);
    return (half & 0x7C00) != 0x7C00;
}

struct EncodeQ8_0 {
    static constexpr int elements = 32, bytes = 34;
    [[gnu::always_inline]] static bool encode(const float *__restrict x, uint8_t *__restrict b)
    {
        const uint32_t largest = largestMagnitude(x);
        const float d = std::bit_cast<float>(largest) / 127.0f;
        const float inverse = inverseScale(d);
        if (largest >= 0x7F800000u || !storeScale(d, b))
            return false;
        for (int j = 0; j < 32; ++j) {
            // roundf for |v| < 2^22, in a form that vectorizes (half goes away from zero)
            const float v = x[j] * inverse;
            const float half = std::bit_cast<float>(
                (std::bit_cast<uint32_t>(v) & 0x80000000u) | std::bit_cast<uint32_t>(0.49999997f));
            b[2 + j] = static_cast<uint8_t>(static_cast<int8_t>(static_cast<int32_t>(v + half)));
        }
        return true;
    }
};

struct EncodeQ4_0 {
    static constexpr int elements = 32, bytes = 18;
    [[gnu::always_inline]] static bool encode(const float *__restrict x, uint8_t *__restrict b)
    {
        const uint32_t largest = largestMagnitude(x);
        float extreme = 0.0f; // the first value of that magnitude, with its sign
        for (int j = 31; j >= 0 && largest != 0; --j)
            if ((std::bit_cast<uint32_t>(x[j]) & 0x7FFFFFFFu) == largest)
                extreme = x[j];
        const float d = extreme / -8.0f;
        const float inverse = inverseScale(d);
        if (largest >= 0x7F800000u || !storeScale(d, b))
            return false;
        for (int j = 0; j < 16; ++j) {
            const int low = std::min(15, static_cast<int32_t>(x[j] * inverse + 8.5f));
            const int high = std::min(15, static_cast<int32_t>(x[16 + j] * inverse + 8.5f));
            b[2 + j] = static_cast<uint8_t>(low | (high << 4));
        }
        return true;
    }
};

template <class Codec>
[[gnu::always_inline]] inline bool encodeLoop(const float *__restrict source,
                                              uint8_t *__restrict target, int64_t blocks)
{
    bool good = true;
    for (int64_t i = 0; i < blocks; ++i)
        good &= Codec::encode(source + i * Codec::elements, target + i * Codec::bytes);
    return good;
}

template <class Codec>
bool encodeBaseline(const float *source, uint8_t *target, int64_t blocks)
{
    return encodeLoop<Codec>(source, target, blocks);
}

template <class Codec>
LAPIDARY_TARGET_AVX2 bool encodeAvx2(const float *source, uint8_t *target, int64_t blocks)
{
    return encodeLoop<Codec>(source, target, blocks);
}

template <class Codec>
EncodeFn pickEncoder()
{
    return haveAvx2() ? encodeAvx2<Codec> : encodeBaseline<Codec>;
}

EncodeFn encoderFor(DType type)
{
    switch (type) {
    case DType::F16: return pickEncoder<EncodeF16>();
    case DType::BF16: return pickEncoder<EncodeBF16>();
    case DType::Q8_0: return pickEncoder<EncodeQ8_0>();
    case DType::Q4_0: return pickEncoder<EncodeQ4_0>();
    default: return nullptr;
    }
}

tl::unexpected<Error> badValue(DType type, std::span<const float> block, int64_t first)
{
    for (size_t i = 0; i < block.size(); ++i)
        if (!std::isfinite(block[i]))
            return fail(ErrorCode::Numerical, "element {} is {}; {} holds finite numbers only",
                        first + static_cast<int64_t>(i), block[i], dtypeName(type));
    return fail(ErrorCode::Numerical,
                "elements {} to {} are too large for {}: their scale does not fit into fp16", first,
                first + static_cast<int64_t>(block.size()) - 1, dtypeName(type));
}

} // namespace

Status decodeToF32(DType type, std::span<const std::byte> source, std::span<float> target)
{
    const DecodeFn decode = decoderFor(type);
    if (!decode)
        return fail(ErrorCode::Unsupported, "arrays of type {} cannot be decoded", dtypeName(type));
    LAPIDARY_TRY(checkSizes(type, source.size(), target.size()));
    const auto *bytes = reinterpret_cast<const uint8_t *>(source.data());
    const DTypeInfo &info = dtypeInfo(type);
    return overPieces(type, static_cast<int64_t>(target.size()),
                      [&](int64_t first, int64_t count) -> Status {
                          decode(bytes + first * info.blockBytes,
                                 target.data() + first * info.blockSize, count);
                          return {};
                      });
}

Status encodeFromF32(DType type, std::span<const float> source, std::span<std::byte> target)
{
    const EncodeFn encode = encoderFor(type);
    if (!encode && type != DType::F32)
        return fail(ErrorCode::Unsupported, "writing {} is not supported", dtypeName(type));
    LAPIDARY_TRY(checkSizes(type, target.size(), source.size()));
    auto *bytes = reinterpret_cast<uint8_t *>(target.data());
    if (!encode) {
        if (!source.empty())
            std::memcpy(bytes, source.data(), source.size_bytes());
        return {};
    }
    const DTypeInfo &info = dtypeInfo(type);
    return overPieces(type, static_cast<int64_t>(source.size()),
                      [&](int64_t first, int64_t count) -> Status {
                          const float *x = source.data() + first * info.blockSize;
                          uint8_t *b = bytes + first * info.blockBytes;
                          if (encode(x, b, count))
                              return {};
                          for (int64_t i = 0; i < count; ++i)
                              if (!encode(x + i * info.blockSize, b + i * info.blockBytes, 1))
                                  return badValue(type,
                                                  {x + i * info.blockSize,
                                                   static_cast<size_t>(info.blockSize)},
                                                  (first + i) * info.blockSize);
                          return {};
                      });
}

} // namespace lapidary
