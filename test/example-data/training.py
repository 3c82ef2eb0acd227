"""The training files: weakly related pairs, and groups with hard negatives and an oracle's scores."""

from lexicon import LANGUAGES, SLOTS
from wording import Wording
from world import World

# Rows of each file.
PAIRS, PAIRS_ACROSS = 2500, 1500
GROUPS, GROUPS_ACROSS, LABELLED = 900, 400, 600

# How many slots are changed in each negative of a group.
CHANGES = (1, 1, 1, 1, 2, 3)
NEGATIVES_LABELLED = 6

# What weak data are like: in one pair of five the two texts are not about the same.
FALSE_PAIRS = 0.2
# How often a slot takes another name than in the query: in a positive, and in a negative, which thereby has the query's words.
OTHER_NAME, OTHER_NAME_IN_NEGATIVE = 0.8, 0.3

# The oracle's score of texts that share nothing they should, and of texts that share everything.
LEAST, MOST = 0.4, 0.9

STORIES = ("statement", "statement", "dialogue")
SHORT = ("question", "question", "headline", "keywords")
TEXTS = ("statement", "headline", "dialogue")


class Writer:
    """Draws rows from the training half of the world."""

    def __init__(self, lexicon, random):
        self.random = random
        self.lexicon = lexicon
        self.world = World(lexicon, random, held_out=False)
        self.wordings = {language: Wording(language, "train", random) for language in LANGUAGES}


def files(lexicon, random_of):
    """File name to rows; each file has a random generator of its own, so that one can change alone."""
    made = {}
    pairs = [(language, language) for language in LANGUAGES]
    across = [tuple(LANGUAGES), tuple(reversed(LANGUAGES))]

    def add(name, count, row, *arguments):
        writer, rows = Writer(lexicon, random_of(name)), {}
        while len(rows) < count:
            drawn = row(writer, *arguments)
            rows.setdefault(drawn["query"], drawn)
        made.setdefault(f"{name.partition('.')[0]}.jsonl", []).extend(rows.values())

    for asked, told in pairs:
        add(f"pairs-{asked}", PAIRS, weak_pair, asked, told)
        add(f"questions-{asked}", GROUPS, question, asked, told)
        add(f"paraphrases-{asked}", GROUPS, paraphrase, asked)
        add(f"actions-{asked}", LABELLED, same_action, asked)
        add(f"topics-{asked}", LABELLED, same_topic, asked)
    for asked, told in across:
        add(f"pairs-across.{asked}", PAIRS_ACROSS // 2, weak_pair, asked, told)
        add(f"questions-across.{asked}", GROUPS_ACROSS // 2, question, asked, told)
    return made


def weak_pair(writer, asked, told):
    """A headline and its story, a question and its answer, key words and a sentence; some do not belong together."""
    asking, telling = writer.wordings[asked], writer.wordings[told]
    fact = writer.world.fact()
    template = asking.template(*SHORT, "headline", "statement")
    names = asking.names(fact)
    if writer.random.random() < FALSE_PAIRS:
        fact = writer.world.fact(fact.topic)
    return {
        "query": asking.write(template, names),
        "pos": [telling.say(fact, *STORIES, unlike=names, chance=OTHER_NAME)],
    }


def question(writer, asked, told):
    """A question, headline or key words, what was said about it, and texts in which something it names is other."""
    return _group(writer, asked, told, SHORT)


def paraphrase(writer, language):
    """Two wordings of a fact, and texts in which something is other."""
    return _group(writer, language, language, STORIES)


def _group(writer, asked, told, forms):
    asking, telling = writer.wordings[asked], writer.wordings[told]
    template = asking.template(*forms)
    fact = writer.world.fact()
    names = asking.names(fact)
    others = []
    for count in CHANGES:
        other = fact
        while other == fact or other in others:
            other = writer.world.changed(fact, count, template.slots)
        others.append(other)
    shares = [sum(getattr(fact, s) == getattr(other, s) for s in template.slots) / len(template.slots) for other in others]
    return {
        "query": asking.write(template, names),
        "pos": [telling.say(fact, *STORIES, unlike=names, chance=OTHER_NAME)],
        "neg": [telling.say(other, *STORIES, unlike=names, chance=OTHER_NAME_IN_NEGATIVE) for other in others],
        "pos_scores": [MOST],
        "neg_scores": [score(share) for share in shares],
    }


def same_action(writer, language):
    """A text, one in which the same is done in another topic, and others of its own topic: example-based labels."""
    world, fact = writer.world, writer.world.fact()
    others = [world.changed(fact, 2, ("did", "what")) for _ in range(NEGATIVES_LABELLED)]
    return _labelled(writer.wordings[language], fact, world.fact(did=fact.did), others, fact.did.name)


def same_topic(writer, language):
    """A text, one of the same topic, and others of other topics in which the same is done."""
    world, fact = writer.world, writer.world.fact()
    topics = writer.random.sample([t for t in writer.lexicon.topics if t != fact.topic], NEGATIVES_LABELLED)
    others = [world.fact(topic, did=fact.did, when=fact.when) for topic in topics]
    return _labelled(writer.wordings[language], fact, world.fact(fact.topic), others, fact.topic)


def _labelled(wording, fact, alike, others, label):
    return {
        "query": wording.say(fact, *TEXTS),
        "pos": [wording.say(alike, *TEXTS)],
        "neg": [wording.say(other, *TEXTS) for other in others],
        "pos_scores": [MOST],
        "neg_scores": [LEAST] * len(others),
        "label": label,
    }


def score(share):
    """The oracle's score for a share of the slots, in the range that cosines of embeddings have."""
    return round(LEAST + (MOST - LEAST) * share, 3)
