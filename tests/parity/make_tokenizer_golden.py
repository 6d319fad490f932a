#!/usr/bin/env python3
"""Writes tests/data/tokenizers/: ids that Hugging Face's tokenizers gives for sentences of ours.

  synthetic.json  small tokenizers trained here on the sentences below, one for each kind of
                  pipeline, with texts, ids and decoded texts
  real.json       ids of the sentences by tokenizers of real models, and count and SHA-256 of the
                  ids of a long text; the tokenizers themselves are not copied
  trainer.json    the vocabulary of a BPE trained on the sentences

usage: make_tokenizer_golden.py DATA   (the folder with tokenizers/ and text/; needs `tokenizers`)
"""
import hashlib
import json
import pathlib
import random
import struct
import sys
import unicodedata

import tokenizers
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from tokenizers import AddedToken, trainers

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "data" / "tokenizers"

SENTENCES = [
    "The stone cutter turned the stone twice before he cut it.",
    "A small model is not a bad model; it's a model that fits.",
    "She said: \"I'll cut 12 layers, they've 345 rows, and we're done by 10:30!\"",
    "  leading spaces,\ttabs\tand\n\nblank lines   \n at the end  ",
    "Prices rose 3.14% to $1,234,567.89 (or 12½ kilos).",
    "def facet(x):\n    return x ** 2  # square\n\n\n\treturn None",
    "Größe, façade, naïve, Ångström, e\u0301tude, ﬁne ﬂow, Ⅳ, ①②③",
    "Быстрая лиса прыгает. Η γρήγορη αλεπού ΠΗΔΑΕΙ. שלום עולם. السلام عليكم ١٢٣",
    "石を切る。宝石を磨く。小さな模型です。작은 모델입니다. 用更少的参数做更多的事。",
    "emoji: 💎🪨 👩‍🔬 🇪🇸 and \u200bzero\u00a0width\u2009spaces\u3000end",
    "DON'T SHOUT, don't shout, CamelCaseWord snake_case_word kebab-case-word",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "<s>[cut]  <mask>word<mask> facet facets subfacet [cut] </s> <|end|>\n<|end|>",
    "'s 't 're 've 'm 'll 'd 'S 'LL ' s",
    "",
    " ",
    "\n",
]


def fuzz(seed, count):
    """Valid Unicode, only code points that this Python's Unicode (14 or later) and ours know."""
    r = random.Random(seed)
    words = ["'s", "'LL", " the", "123", "٣", "①", "é", "e\u0301", "<mask>", "[cut]", "facet", "\n\n",
             "  ", "▁", "💎", "石", "한", "Σ", "İ", "ﬁ", "<0x41>", "Ġ", "</s>", "_"]
    ranges = [(32, 127), (9, 14), (0xA0, 0x600), (0x600, 0x3000), (0x3000, 0xD7A4),
              (0x10000, 0x11800), (0x1F300, 0x1F700)]
    texts = []
    while len(texts) < count:
        text = ""
        for _ in range(r.randrange(1, 24)):
            if r.random() < 0.4:
                text += r.choice(words)
            else:
                c = chr(r.randrange(*r.choice(ranges)))
                text += c if unicodedata.category(c) not in ("Cn", "Cs", "Co") else "x"
        texts.append(text)
    return texts


def trained(pre_tokenizer, size, alphabet=()):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(SENTENCES * 2, trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, initial_alphabet=list(alphabet), show_progress=False))
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [tuple(m) for m in model["merges"]]


BYTES = pre_tokenizers.ByteLevel.alphabet()
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_level(size=420):
    vocab, merges = trained(pre_tokenizers.ByteLevel(add_prefix_space=False), size, BYTES)
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def make_gpt2():
    t = byte_level()
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    t.add_special_tokens([AddedToken("<|end|>", special=True)])
    t.add_tokens([AddedToken("<mask>", lstrip=True), AddedToken("[cut]", rstrip=True),
                  AddedToken("facet", single_word=True)])
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    return t


def make_starcoder():
    t = byte_level()
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return t


def make_llama3():
    vocab, merges = trained(pre_tokenizers.ByteLevel(add_prefix_space=False), 420, BYTES)
    vocab["Ġemoji"] = len(vocab)  # reachable only because merges are ignored
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=True))
    t.decoder = decoders.ByteLevel()
    t.normalizer = normalizers.NFC()
    t.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.add_special_tokens([AddedToken("<s>", special=True), AddedToken("</s>", special=True)])
    t.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False),
        processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[
            ("<s>", t.token_to_id("<s>")), ("</s>", t.token_to_id("</s>"))])])
    return t


def sentencepiece(unknown, fuse, fallback):
    words, merges = trained(pre_tokenizers.Metaspace(), 300)
    first = ["<unk>", "<s>", "</s>"] + ([f"<0x{b:02X}>" for b in range(256)] if fallback else [])
    drop = set("石①💎한") # some characters that are known to be unknown
    tokens = first + [w for w in sorted(words, key=words.get) if not set(w) & drop]
    vocab = {token: i for i, token in enumerate(tokens)}
    merges = [m for m in merges if not (set(m[0]) | set(m[1])) & drop]
    return Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token=unknown, fuse_unk=fuse,
                                byte_fallback=fallback))


def make_llama2():
    t = sentencepiece("<unk>", True, True)
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(),
                                   decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in ("<unk>", "<s>", "</s>")])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return t


def make_metaspace(scheme, split):
    def make():
        t = sentencepiece("<unk>", False, False)
        t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=split)
        t.decoder = decoders.Metaspace(prepend_scheme=scheme)
        t.add_tokens([AddedToken("[cut]", normalized=True)])
        return t
    return make


def make_words():
    t = sentencepiece("<unk>", True, False)
    t.normalizer = normalizers.Sequence([normalizers.NFKD(), normalizers.StripAccents(),
                                         normalizers.Lowercase(), normalizers.Strip(),
                                         normalizers.Replace(Regex(r"\d+"), "0")])
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(),
                                               pre_tokenizers.Punctuation("contiguous"),
                                               pre_tokenizers.Digits()])
    t.add_tokens([AddedToken("FACET", normalized=True)])
    return t


def make_split(pattern, behavior, invert):
    def make():
        t = byte_level()
        t.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(pattern, behavior, invert),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        return t
    return make


def make_suffix():
    vocab, merges = trained(pre_tokenizers.WhitespaceSplit(), 300)
    tokens = sorted(vocab, key=vocab.get)
    vocab = {"<unk>": 0}
    for token in tokens:
        vocab.setdefault(token, len(vocab))
    for token in tokens:
        vocab.setdefault(token + "</w>", len(vocab))
    merges = [m for a, b in merges for m in ((a, b), (a, b + "</w>"))]
    t = Tokenizer(models.BPE(vocab=vocab, merges=merges, unk_token="<unk>",
                             end_of_word_suffix="</w>"))
    t.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    t.decoder = decoders.BPEDecoder("</w>")
    return t


MAKERS = {"gpt2": make_gpt2, "starcoder": make_starcoder, "llama3": make_llama3, "llama2": make_llama2,
          "words": make_words, "suffix": make_suffix}
for scheme in ("always", "first", "never"):
    MAKERS[f"metaspace-{scheme}"] = make_metaspace(scheme, scheme != "first")
for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
    MAKERS[f"split-{behavior}"] = make_split(Regex(r"\w+\s?|\h{3}"), behavior, False)
    MAKERS[f"split-{behavior}-inverted"] = make_split(Regex(r"[\p{L}\p{N}]+|$"), behavior, True)
    MAKERS[f"split-{behavior}-text"] = make_split("a", behavior, False)


def cases(tokenizer, texts):
    rows = []
    for text in texts:
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        special = tokenizer.encode(text, add_special_tokens=True).ids
        row = {"text": text, "ids": plain}
        decoded = tokenizer.decode(special, skip_special_tokens=True)
        if decoded != text:
            row["decoded"] = decoded
        if special != plain:
            row["special"] = special
        rows.append(row)
    return rows


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    (OUT / name).write_text(text.replace('},{"text"', '},\n{"text"') + "\n")
    print(name, (OUT / name).stat().st_size, "bytes")


def main():
    data = pathlib.Path(sys.argv[1])
    OUT.mkdir(parents=True, exist_ok=True)
    made_by = f"make_tokenizer_golden.py, tokenizers {tokenizers.__version__}"
    entries = []
    for name, make in MAKERS.items():
        tokenizer = make()
        definition = json.loads(tokenizer.to_str())
        if name == "gpt2":  # the older notation of merges
            definition["model"]["merges"] = [" ".join(m) for m in definition["model"]["merges"]]
        if name.startswith("split-"):  # they share one model
            definition["model"] = "starcoder"
        entries.append({"name": name, "tokenizer": definition,
                        "cases": cases(tokenizer, SENTENCES + fuzz(name, 8 if name.startswith("split") else 16))})
    write("synthetic.json", {"made_by": made_by, "entries": entries})

    real = {"made_by": made_by, "text": "wikitext2-train-5k.txt", "entries": []}
    long_text = (data / "text" / real["text"]).read_bytes().decode("utf-8")
    for name in ("smollm2", "granite3", "gpt2", "qwen3", "whisper-tiny"):
        tokenizer = Tokenizer.from_file(str(data / "tokenizers" / name / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        ids = tokenizer.encode(long_text, add_special_tokens=False).ids
        real["entries"].append({
            "name": name, "count": len(ids),
            "sha256": hashlib.sha256(struct.pack(f"<{len(ids)}i", *ids)).hexdigest(),
            "cases": cases(tokenizer, SENTENCES + fuzz("real", 24))})
    write("real.json", real)

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    text = "\n".join(SENTENCES)
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(
        vocab_size=400, min_frequency=2, special_tokens=["<|endoftext|>", "<|pad|>"],
        initial_alphabet=BYTES, show_progress=False))
    definition = json.loads(tokenizer.to_str())["model"]
    write("trainer.json", {"made_by": made_by, "text": text, "vocab": definition["vocab"],
                           "merges": [" ".join(m) for m in definition["merges"]]})


main()
