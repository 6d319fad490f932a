#pragma once

#include "core/base/result.h"
#include "core/text/regex.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

/// A text and its cuts. Pieces are in order and do not overlap; text between them was removed.
struct PieceList {
    struct Piece {
        size_t begin = 0, end = 0;
        bool first = false; ///< starts where the whole input starts
    };
    std::string text;
    std::vector<Piece> pieces;

    std::string_view view(const Piece &piece) const
    {
        return std::string_view(text).substr(piece.begin, piece.end - piece.begin);
    }
};

/// One step of the `pre_tokenizer` section. Immutable, thread-safe.
class PreTokenizer {
public:
    virtual ~PreTokenizer() = default;
    virtual Status apply(PieceList &list) const = 0;
};

/// What happens to the matches of a splitting step (names of Hugging Face's tokenizers).
enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// Cuts at the matches of a pattern; `invert`: at what lies between them.
std::shared_ptr<const PreTokenizer> makeSplit(Regex regex, SplitBehavior behavior, bool invert);
/// Cuts at the code points for which `matches` holds.
std::shared_ptr<const PreTokenizer> makeSplit(std::function<bool(char32_t)> matches,
                                              SplitBehavior behavior);
/// Puts a space before every piece that starts with none.
std::shared_ptr<const PreTokenizer> makePrefixSpace();
/// Rewrites every piece in the byte alphabet.
std::shared_ptr<const PreTokenizer> makeByteAlphabet();

/// GPT-2's pattern, which ByteLevel uses.
extern const char *const gpt2Pattern;

struct PreTokenizers {
    std::vector<std::shared_ptr<const PreTokenizer>> steps;
    /// The last step was ByteLevel: the pieces are raw bytes, to be looked up in the byte
    /// alphabet.
    bool byteLevel = false;
    /// Spaces became this character (Metaspace).
    std::string metaspace;
};

/// The `pre_tokenizer` section of a tokenizer.json; none for JSON null. Fails with
/// ErrorCode::Unsupported, naming the type.
Result<PreTokenizers> preTokenizersFromJson(const nlohmann::json &json);

} // namespace lapidary
