"""Reads the phrase files: one per topic and language, five lines a fact."""

import pathlib
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent


class Fact(NamedTuple):
    """One fact in five wordings; see README.md for what each line is for."""

    topic: str
    number: int
    fact: str
    same: str
    gist: str
    asks: str
    trap: str


def read(language):
    """Topic to its facts, both in a fixed order."""
    return {file.stem: _facts(file) for file in sorted((HERE / language).glob("*.txt"))}


def _facts(file):
    facts = []
    for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        if len(lines) != 5 or not all(line == line.strip() != "" for line in lines):
            raise SystemExit(f"{file}, fact {len(facts) + 1}: five lines wanted, found {lines}")
        facts.append(Fact(file.stem, len(facts), *lines))
    return facts


def overlap(left, right, language):
    """Share of words (Chinese: pairs of characters) two texts have in common."""
    a, b = _pieces(left, language), _pieces(right, language)
    return len(a & b) / len(a | b)


def _pieces(text, language):
    if language == "zh":
        return {text[i : i + 2] for i in range(len(text) - 1)}
    return set("".join(c if c.isalnum() else " " for c in text.lower()).split())
