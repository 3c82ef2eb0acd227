#!/usr/bin/env python3
"""
Trains the tokenizer of examples/mini/network: byte-level BPE as Qwen2 has it, 4,000 tokens, on the names of the lexicon, the
templates to train on, the instructions of mini.yaml and the phrases of Plumbline(mini). No test template is among them.
Needs the package tokenizers (0.22 was used).
"""

import re

import wording
from lexicon import HERE, LANGUAGES, Lexicon
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

ROOT = HERE.parent.parent
NETWORK = ROOT / "examples" / "mini" / "network"
VOCABULARY = 4000
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

# A name occurs in many sentences.
OFTEN, CAPITALISED = 20, 4

# Qwen2's, whose digits stand alone.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def main():
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(), trainer)
    NETWORK.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(NETWORK / "tokenizer.json"))


def texts():
    for concept in Lexicon().concepts():
        for name in concept.en:
            for form in name.split("/"):
                yield from [" " + form] * OFTEN + [form[0].upper() + form[1:]] * CAPITALISED
        for name in concept.zh:
            yield from name.split("+") * OFTEN
    for language in LANGUAGES:
        for template in wording.templates(language, "train"):
            yield from [piece for piece in re.split(r"{\w+}", template.text) if piece] * OFTEN
    for file in sorted((ROOT / "test" / "mini").glob("*/*.txt")):
        yield from filter(None, file.read_text(encoding="utf-8").split("\n"))
    for instruction in re.findall(r"instruction: (.+)", (NETWORK.parent.parent / "mini.yaml").read_text(encoding="utf-8")):
        yield from [f"Instruct: {instruction} \n Query: "] * 50


if __name__ == "__main__":
    main()
