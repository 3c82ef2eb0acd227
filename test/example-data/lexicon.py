"""Reads the words of the example's world: what there is to say, and how English and Chinese say it."""

import pathlib
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent
LANGUAGES = ("en", "zh")
SHARED = "shared"

# The parts of a fact in the order in which a Fact holds them: somebody did something to a thing, somewhere, some time.
SLOTS = ("who", "did", "what", "where", "when")

# The forms of an English verb as a line of the lexicon gives them.
VERB_FORMS = ("do", "does", "did", "done", "doing")


class Concept(NamedTuple):
    """A thing that can stand in one slot, with its interchangeable names in each language."""

    name: str
    slot: str
    topic: str
    en: tuple
    zh: tuple

    def names(self, language):
        return self.en if language == "en" else self.zh


class Lexicon:
    """All concepts: who, what and where by topic, did and when for all topics."""

    def __init__(self):
        files = sorted((HERE / "lexicon").glob("*.txt"))
        self.topics = [file.stem for file in files if file.stem != SHARED]
        self._concepts = {}
        for file in files:
            for concept in _read(file):
                self._concepts.setdefault((concept.topic, concept.slot), []).append(concept)
        self._refuse_shared_names()

    def choices(self, topic, slot):
        """The concepts that may stand in a slot of a fact of the topic."""
        return self._concepts.get((topic, slot)) or self._concepts[(SHARED, slot)]

    def concepts(self):
        return [concept for group in self._concepts.values() for concept in group]

    def _refuse_shared_names(self):
        """A name that two concepts had would make two facts look alike."""
        for language in LANGUAGES:
            owners = {}
            for concept in self.concepts():
                for name in concept.names(language):
                    if owners.setdefault(bare(name), concept) is not concept:
                        raise SystemExit(f"{name}: a name of both {owners[bare(name)].name} and {concept.name}")


def bare(name):
    """A name without what makes a place of it: kitchen for "in the kitchen", 厨房 for 厨房+里; others as they are."""
    first, _, rest = name.partition(" ")
    if first in ("in", "on", "at") and rest.startswith("the "):
        return rest.removeprefix("the ")
    return name.partition("+")[0]


def _read(file):
    slot = None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            slot = line.strip("[]")
        elif line:
            english, equals, chinese = line.partition(" = ")
            en, zh = (tuple(side.split(" | ")) for side in (english, chinese))
            if slot not in SLOTS or not equals or len(en) < 2 or len(zh) < 2:
                raise SystemExit(f"{file}:{number}: wanted two names or more in each language, found {line}")
            yield Concept(en[0].partition("/")[0], slot, file.stem, en, zh)
