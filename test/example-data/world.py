"""The facts of the example's world and how they are divided between training and test."""

import hashlib
from typing import NamedTuple

from lexicon import SLOTS, Concept

# One combination of who, did, what and where in four is kept for the test tasks.
TEST_SHARE = 4


class Fact(NamedTuple):
    """Somebody did something to a thing, somewhere, some time."""

    who: Concept
    did: Concept
    what: Concept
    where: Concept
    when: Concept

    @property
    def topic(self):
        return self.who.topic

    @property
    def held_out(self):
        """Whether the fact belongs to the test tasks; the time does not matter, so that it may be changed alone."""
        combination = "|".join(concept.name for concept in (self.who, self.did, self.what, self.where))
        return int(hashlib.sha256(combination.encode()).hexdigest(), 16) % TEST_SHARE == 0

    def shared(self, other):
        """How many of the five slots hold the same in both facts."""
        return sum(mine == theirs for mine, theirs in zip(self, other))

    def agrees(self, other, slots):
        return all(getattr(self, slot) == getattr(other, slot) for slot in slots)


class World:
    """Draws facts of one half: those to train on or those kept for the test."""

    def __init__(self, lexicon, random, held_out):
        self.lexicon = lexicon
        self.random = random
        self.held_out = held_out

    def fact(self, topic=None, **fixed):
        """A fact of the topic, or of any; given slots are as given."""
        return self._drawn(lambda: self._any(topic or self.random.choice(self.lexicon.topics), fixed))

    def changed(self, fact, count, among=SLOTS):
        """The fact with another concept in this many of the given slots."""
        return self._drawn(lambda: self._other(fact, self.random.sample(among, count)))

    def _any(self, topic, fixed):
        drawn = {slot: self.random.choice(self.lexicon.choices(topic, slot)) for slot in SLOTS}
        return Fact(**{**drawn, **fixed})

    def _other(self, fact, slots):
        others = {
            slot: self.random.choice([
                concept for concept in self.lexicon.choices(fact.topic, slot) if concept != getattr(fact, slot)
            ])
            for slot in slots
        }
        return fact._replace(**others)

    def _drawn(self, draw):
        fact = draw()
        while fact.held_out != self.held_out:
            fact = draw()
        return fact
