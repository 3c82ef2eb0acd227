"""From facts to the rows of the seven tasks. All choices are drawn from the generator handed in."""

from phrases import overlap

# A text of the same topic that says something else, taken by how many words it shares: the traps of word counting.
NEIGHBOURS = 3


class Writer:
    """The facts of one language and how its sentences are joined."""

    def __init__(self, language, topics, random):
        self.language = language
        self.topics = topics
        self.random = random
        self.facts = [fact for facts in topics.values() for fact in facts]
        self.space = "" if language == "zh" else " "

    def joined(self, *sentences):
        return self.space.join(sentences)

    def others(self, fact):
        """The other facts of the topic, in drawn order."""
        others = [other for other in self.topics[fact.topic] if other.number != fact.number]
        return self.random.sample(others, len(others))

    def alike(self, text, fact, wording):
        """The other facts of the topic, those first whose given wording shares most words with the text."""
        return sorted(self.others(fact), key=lambda other: -overlap(text, getattr(other, wording), self.language))

    def elsewhere(self, fact):
        """A fact of another topic."""
        return self.random.choice([other for other in self.facts if other.topic != fact.topic])

    def shuffled(self, rows):
        return self.random.sample(rows, len(rows))


def numbered(prefix, texts):
    """Text to id; the texts are shuffled before, so that an id says nothing."""
    return {text: f"{prefix}{number:04d}" for number, text in enumerate(texts)}


def retrieval(writer):
    """Questions of one half of the facts, key words of the other; the answer stands there twice, in other words."""
    asked = {f: f.asks if f.number % 2 == 0 else f.gist for f in writer.shuffled(writer.facts)}
    # Every second question has a trap made of its own words; more of them and word counting would fall below chance.
    traps = [f.trap for f in writer.facts if f.number % 4 == 0]
    documents = numbered("d", writer.shuffled([t for f in writer.facts for t in (f.fact, f.same)] + traps))
    queries = numbered("q", asked.values())
    return {
        "corpus": [{"_id": id, "text": text} for text, id in documents.items()],
        "queries": [{"_id": id, "text": text} for text, id in queries.items()],
        "default": [
            {"query-id": queries[query], "corpus-id": documents[text], "score": 1}
            for f, query in asked.items()
            for text in (f.fact, f.same)
        ],
    }


def reranking(writer):
    """Questions, each with three wordings of the answer among sentences of its topic, some of which share its words."""
    documents = numbered(
        "d", writer.shuffled([t for f in writer.facts for t in (f.fact, f.same, f.gist, f.trap)])
    )
    asked = writer.shuffled([f for f in writer.facts if f.number % 2 == 1])
    queries = numbered("q", [f.asks for f in asked])
    judged, candidates = [], []
    for f in asked:
        right = [f.fact, f.same, f.gist]
        wrong = [f.trap] if f.number % 4 == 1 else []
        wrong += [other.fact for other in writer.alike(f.asks, f, "fact")[:NEIGHBOURS]]
        wrong += [other.same for other in writer.others(f)[:NEIGHBOURS]]
        wrong += [other.gist for other in writer.others(f)[:NEIGHBOURS]]
        for score, texts in ((1, right), (0, wrong)):
            judged += [{"query-id": queries[f.asks], "corpus-id": documents[t], "score": score} for t in texts]
        shown = writer.shuffled(right + wrong)
        candidates.append({"query-id": queries[f.asks], "corpus-ids": [documents[t] for t in shown]})
    return {
        "corpus": [{"_id": id, "text": text} for text, id in documents.items()],
        "queries": [{"_id": id, "text": text} for text, id in queries.items()],
        "default": judged,
        "top_ranked": candidates,
    }


def sts(writer):
    """5 the same, 4 the gist of it, 3 one of two facts shared, 2 same things but another fact, 1 same topic, 0 nothing."""
    rows = []
    for position, f in enumerate(writer.facts):
        first, second = writer.others(f)[:2]
        graded = [
            (f.fact, f.same, 5),
            (f.fact, f.gist, 4),
            (writer.joined(f.fact, first.gist), writer.joined(f.same, second.gist), 3),
            (f.fact, f.trap, 2),
            (f.fact, first.fact, 1),
            (f.fact, writer.elsewhere(f).fact, 0),
        ]
        for grade in (position % 6, (position + 1 + position // 6 % 5) % 6):
            left, right, score = graded[grade]
            rows.append({"sentence1": left, "sentence2": right, "score": float(score)})
    return {"test": writer.shuffled(rows)}


def classification(writer):
    """Topic of a sentence; the facts of the two splits are different ones."""
    rows = {"train": [], "test": []}
    for f in writer.facts:
        split = "train" if f.number % 2 == 0 else "test"
        rows[split] += [{"text": text, "label": f.topic} for text in (f.fact, f.same, f.asks)]
    return {split: writer.shuffled(texts) for split, texts in rows.items()}


def clustering(writer):
    """Topic of short texts that each touch two or three facts of it."""
    rows = []
    for f in writer.facts:
        first, second, third = writer.others(f)[:3]
        texts = (writer.joined(f.fact, first.gist), writer.joined(f.same, second.gist, third.gist))
        rows += [{"sentences": text, "labels": f.topic} for text in texts]
    return {"test": writer.shuffled(rows)}


def pair_classification(writer):
    """Whether two sentences state the same fact; the others are of one topic and share words."""
    rows = []
    for position, f in enumerate(writer.facts):
        alike = (f.fact, f.same) if position % 3 else (f.same, f.gist)
        near = writer.alike(f.fact, f, "same")[0].same
        unlike = (f.fact, f.trap if position % 2 else near)
        for pair, label in ((alike, 1), (unlike, 0)):
            rows.append({"sentence1": pair[0], "sentence2": pair[1], "labels": label})
    return {"test": writer.shuffled(rows)}


def summarization(writer):
    """Texts of three facts; summaries that keep three, two or one of them, twist all, or stray from them."""
    rows, seen = [], set()
    for facts in writer.topics.values():
        for start in range(0, len(facts) - 2, 3):
            a, b, c = facts[start : start + 3]
            rest = [f for f in facts if f not in (a, b, c)]
            machine = _machine_summaries(writer, (a, b, c), rest)
            while not seen.isdisjoint(text for text, _ in machine):
                machine = _machine_summaries(writer, (a, b, c), rest)
            seen.update(text for text, _ in machine)
            machine = writer.shuffled(machine)
            rows.append({
                "text": writer.joined(a.fact, b.fact, c.fact),
                "human_summaries": [
                    writer.joined(a.same, b.same, c.same),
                    writer.joined(c.same, b.gist, a.same),
                ],
                "machine_summaries": [text for text, _ in machine],
                "relevance": [score for _, score in machine],
            })
    return {"test": writer.shuffled(rows)}


def _machine_summaries(writer, facts, rest):
    a, b, c = facts
    near, nearer, nearest = writer.random.sample(rest, 3)
    away = writer.elsewhere(a)
    return [
        (writer.joined(b.fact, c.gist, a.fact), 5.0),
        (writer.joined(c.fact, a.gist), 4.0),
        (writer.joined(b.fact, nearest.fact), 3.0),
        (writer.joined(a.trap, b.trap, c.trap), 2.0),
        (writer.joined(near.same, nearer.gist), 1.5),
        (writer.joined(away.fact, writer.others(away)[0].fact), 1.0),
    ]
