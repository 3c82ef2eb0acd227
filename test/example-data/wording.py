"""Puts facts into words: sentence templates of two languages, one set to train on and one for the test."""

import re
from typing import NamedTuple

from lexicon import HERE, LANGUAGES, SLOTS, VERB_FORMS, bare

PARTS = ("train", "test")
_PLACE = re.compile(r"{(\w+)}")


class Template(NamedTuple):
    """A sentence with places for the slots of a fact; a question asks for one of them."""

    text: str
    form: str

    @property
    def slots(self):
        """The slots that a sentence of this template names."""
        named = {_slot(place) for place in _PLACE.findall(self.text)}
        return tuple(slot for slot in SLOTS if slot in named)


class Wording:
    """Writes facts in one language with the templates of one part."""

    def __init__(self, language, part, random):
        self.language = language
        self.random = random
        self.templates = templates(language, part)

    def template(self, *forms):
        return self.random.choice([t for t in self.templates if t.form.split()[0] in forms])

    def names(self, fact, unlike=None, chance=1.0):
        """
        A name for each slot. Where other names are given, each slot takes with this chance a name that is not there,
        and otherwise the one that is there, if it is a name of the same concept.
        """
        return {slot: self._name(slot, getattr(fact, slot), unlike, chance) for slot in SLOTS}

    def _name(self, slot, concept, unlike, chance):
        known = list(concept.names(self.language))
        if unlike and unlike.get(slot) in known:
            if self.random.random() >= chance:
                return unlike[slot]
            known.remove(unlike[slot])
        return self.random.choice(known)

    def write(self, template, names):
        # A Chinese verb has one form, and its templates ask for no other.
        forms = dict(zip(VERB_FORMS, names["did"].split("/")))
        places = {
            "who": names["who"],
            "what": names["what"],
            "where": names["where"].replace("+", ""),
            "spot": bare(names["where"]),
            "when": names["when"],
            **forms,
        }
        text = _PLACE.sub(lambda match: places[match[1]], template.text)
        return _capitalised(text)

    def say(self, fact, *forms, unlike=None, chance=1.0):
        """A sentence of one of the forms."""
        return self.write(self.template(*forms), self.names(fact, unlike, chance))


def templates(language, part):
    """The templates of one language and part, in the order of the file."""
    found, form = [], None
    for line in (HERE / "templates" / f"{language}.{part}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            form = line.strip("[]")
        elif line:
            found.append(Template(line, form))
    return found


def all_templates():
    return {(language, part): templates(language, part) for language in LANGUAGES for part in PARTS}


def _slot(place):
    if place in VERB_FORMS:
        return "did"
    return "where" if place == "spot" else place


def _capitalised(text):
    """First letter of each sentence; Chinese has no capitals."""
    return re.sub(r'^\W*\w|(?<=[.?!] )\w|(?<=[.?!]" ")\w', lambda match: match[0].upper(), text)
