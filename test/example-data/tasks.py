"""The test tasks: five types in each language and retrieval across them, from facts and templates never trained on."""

from lexicon import LANGUAGES, SLOTS
from wording import Wording
from world import World

QUERIES = 200
NEAR, ANSWERS = 4, 2
PAIRS = 600
TRAIN_PER_LABEL, TEST_PER_LABEL = 16, 24
TEXTS = 480

SENTENCES = ("statement", "statement", "dialogue")
TEXT_FORMS = ("statement", "headline", "dialogue")


class Writer:
    """Draws rows from the half of the world that is kept for the test."""

    def __init__(self, lexicon, random):
        self.random = random
        self.lexicon = lexicon
        self.world = World(lexicon, random, held_out=True)
        self.wordings = {language: Wording(language, "test", random) for language in LANGUAGES}

    def shuffled(self, rows):
        return self.random.sample(rows, len(rows))


def retrieval(writer, asked, answered):
    """Questions, headlines and key words find the sentences that say the same, among those with one slot changed."""
    queries, facts, documents = {}, {}, {}
    asking, answering = writer.wordings[asked], writer.wordings[answered]
    while len(queries) < QUERIES:
        template = asking.template("question", "question", "headline", "keywords")
        fact = writer.world.fact()
        text = asking.write(template, asking.names(fact))
        if text in queries:
            continue
        queries[text] = (fact, template.slots)
        near = [writer.world.changed(fact, 1, template.slots) for _ in range(NEAR)]
        for said in [fact] * ANSWERS + near:
            documents[answering.say(said, *SENTENCES)] = said
    documents = {text: (f"d{number:04d}", documents[text]) for number, text in enumerate(writer.shuffled(list(documents)))}
    return {
        "corpus": [{"_id": id, "text": text} for text, (id, _) in documents.items()],
        "queries": [{"_id": f"q{number:04d}", "text": text} for number, text in enumerate(queries)],
        "default": [
            {"query-id": f"q{number:04d}", "corpus-id": id, "score": 1}
            for number, (fact, slots) in enumerate(queries.values())
            for id, said in documents.values()
            if fact.agrees(said, slots)
        ],
    }


def sts(writer, language):
    """The score is how many of the five slots two sentences share."""
    wording, rows = writer.wordings[language], {}
    while len(rows) < PAIRS:
        fact = writer.world.fact()
        changes = len(rows) % 6
        other = writer.world.changed(fact, changes) if changes < 5 else writer.world.fact()
        pair = (wording.say(fact, *SENTENCES), wording.say(other, *SENTENCES))
        rows.setdefault(pair, float(fact.shared(other)))
    return {"test": [
        {"sentence1": left, "sentence2": right, "score": score}
        for (left, right), score in writer.shuffled(list(rows.items()))
    ]}


def pair_classification(writer, language):
    """Whether two sentences say the same; the others differ in one slot."""
    wording, rows = writer.wordings[language], {}
    while len(rows) < PAIRS:
        fact, label = writer.world.fact(), len(rows) % 2
        other = fact if label else writer.world.changed(fact, 1)
        rows.setdefault((wording.say(fact, *SENTENCES), wording.say(other, *SENTENCES)), label)
    return {"test": [
        {"sentence1": left, "sentence2": right, "labels": label}
        for (left, right), label in writer.shuffled(list(rows.items()))
    ]}


def classification(writer, language):
    """What was done, in whatever topic."""
    wording, seen = writer.wordings[language], set()
    rows = {}
    for split, count in (("train", TRAIN_PER_LABEL), ("test", TEST_PER_LABEL)):
        rows[split] = []
        for did in writer.lexicon.choices(None, "did"):
            while sum(row["label"] == did.name for row in rows[split]) < count:
                text = wording.say(writer.world.fact(did=did), *TEXT_FORMS)
                if text not in seen:
                    seen.add(text)
                    rows[split].append({"text": text, "label": did.name})
        rows[split] = writer.shuffled(rows[split])
    return rows


def clustering(writer, language):
    """The topic of a text, whatever is done there."""
    wording, rows = writer.wordings[language], {}
    while len(rows) < TEXTS:
        topic = writer.lexicon.topics[len(rows) % len(writer.lexicon.topics)]
        rows.setdefault(wording.say(writer.world.fact(topic), *TEXT_FORMS), topic)
    return {"test": [{"sentences": text, "labels": topic} for text, topic in writer.shuffled(list(rows.items()))]}
