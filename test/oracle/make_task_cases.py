"""Makes a golden case for each task of MTEB(eng, v1), MTEB(eng, v2) and MTEB(cmn, v1) with mteb's own class.

  python make_task_cases.py --seed N --out DIR [TASK ...]      (then: ./plumbline conformance DIR)

Each case holds a miniature of the task's repository under data/<path>, as `--data` wants it. mteb reads the same folder: a
task's path names a folder below the working directory, which datasets.load_dataset prefers to the hub, so the class loads,
transforms and scores with nothing replaced. The vectors follow from seed, text and role; those asked for are stored. The
case names the task and nothing else of it, so that Plumbline's manifest, transform and parameters are what is tested.
"""
import argparse
import hashlib
import logging
import os
import random
import re
import shutil
import sys
import tempfile
import traceback
import warnings

from golden import golden, write_json, write_vectors

import datasets
import numpy as np

import miniatures
import mteb
from mteb.abstasks import AbsTaskClassification, AbsTaskClustering, AbsTaskClusteringLegacy
from mteb.abstasks import AbsTaskPairClassification, AbsTaskRetrieval, AbsTaskSTS
from mteb.abstasks.aggregated_task import AbsTaskAggregate
from mteb.abstasks.text.summarization import AbsTaskSummarization

BENCHMARKS = ["MTEB(eng, v1)", "MTEB(eng, v2)", "MTEB(cmn, v1)"]
BINARY = {"AmazonCounterfactualClassification", "AmazonPolarityClassification", "ImdbClassification", "JDReview",
          "OnlineShopping", "ToxicConversationsClassification", "Waimai"}
STRING_LABELS = {"MassiveIntentClassification", "MassiveScenarioClassification"}
CONVERTED = 0.2  # how often a repository is laid out as if it had been re-uploaded


def tasks():
    """Every task by name, with the subsets that the benchmarks select."""
    found = {}
    for benchmark in BENCHMARKS:
        for task in mteb.get_benchmark(benchmark).tasks:
            parts = task.metadata.tasks if isinstance(task, AbsTaskAggregate) else []
            for one in [task, *parts]:
                found.setdefault(one.metadata.name, set()).update(one.hf_subsets)
    return found


class Vectors:
    """A vector for each text and role: the topic's centre and noise of the text's own."""

    def __init__(self, seed, name):
        r = random.Random(f"vectors {seed} {name}")
        self.key, self.dim = f"{seed} {name}", r.choice([8, 12, 16])
        self.noise, self.unit = r.uniform(.5, 1.2), r.random() < .6
        self.asked = {}

    def normal(self, *what):
        digest = hashlib.sha256("\0".join([self.key, *what]).encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "little")).normal(size=self.dim)

    def __call__(self, text, role):
        if (text, role) not in self.asked:
            topic = re.findall(r"t(\d+)\.\d+", text)
            v = self.noise * self.normal("text", role or "", text)
            if topic:
                v = v + self.normal("topic", topic[-1])
            self.asked[text, role] = (v / np.linalg.norm(v) if self.unit else v).astype(np.float32)
        return self.asked[text, role]


class Miniature:
    def __init__(self, task, seed, wanted):
        self.task, self.name = task, task.metadata.name
        self.r = random.Random(f"{seed} {self.name}")
        self.texts = miniatures.Texts(self.r)
        self.path = task.metadata.dataset["path"]
        self.splits = list(task.metadata.eval_splits)
        self.subsets = None
        if task.metadata.is_multilingual:
            every = list(task.metadata.hf_subsets)
            first = [s for s in every if s in wanted]
            self.subsets = self.r.sample(first, min(len(first), 1 if len(every) > len(first) else 2))
            self.subsets += self.r.sample([s for s in every if s not in self.subsets], 2 - len(self.subsets))

    def converted(self):
        return self.r.random() < CONVERTED

    def write(self, root):
        root = f"{root}/{self.path}"
        for base, write in ((AbsTaskSTS, self.sts), (AbsTaskClassification, self.classification),
                            (AbsTaskPairClassification, self.pairs), (AbsTaskClusteringLegacy, self.legacy_clustering),
                            (AbsTaskClustering, self.clustering), (AbsTaskSummarization, self.summaries),
                            (AbsTaskRetrieval, self.retrieval)):
            if isinstance(self.task, base):
                return write(root)
        raise ValueError(f"no miniature for {type(self.task).__mro__[1]}")

    def chinese(self):
        return self.path.startswith("C-MTEB/") or self.task.metadata.languages == ["cmn"]

    def rows(self, make, extra=()):
        """{split: rows}, or {subset: {split: rows}} with one subset more than is scored."""
        splits = [*extra, *self.splits]
        if self.subsets is None:
            return {split: make(split) for split in splits}
        more = [s for s in self.task.metadata.hf_subsets if s not in self.subsets][:1]
        return {subset: {split: make(split) for split in splits} for subset in [*self.subsets, *more]}

    def store(self, root, rows, ending, features=None):
        if self.subsets is None:
            if self.chinese() or ending is None or self.converted():
                miniatures.parquet(root, self.r, rows, features)
            else:
                miniatures.plain(root, self.r, rows, ending)
        elif self.task.fast_loading:
            for subset, parts in rows.items():
                for split in parts.values():
                    for row in split:
                        row["lang"] = subset
            miniatures.configs(root, self.r, rows, features, merged=True)
        else:
            miniatures.configs(root, self.r, rows, features)

    def sts(self, root):
        first, second = self.task.column_names
        whole = self.chinese()

        def make(split):
            out = []
            for i in range(self.r.randint(25, 40)):
                near = self.r.random()
                score = self.task.min_score + near * (self.task.max_score - self.task.min_score)
                row = {first: self.texts.about(i), second: self.texts.about(i if self.r.random() < near else 99),
                       "score": round(score) if whole else round(score, self.r.choice([0, 1, 3]))}
                out.append(row)
            out.append({first: "", second: out[0][second], "score": out[0]["score"]})
            out.append(dict(out[1]))
            if self.name == "STSBenchmark":
                out = [{"split": "x", "genre": "g", "dataset": "d", "year": "2012", "sid": f"{i:04d}", **row}
                       for i, row in enumerate(out)]
            return out

        self.store(root, self.rows(make, ["train"] if self.r.random() < .3 else []), "jsonl.gz")

    def classification(self, root):
        text, label = self.task.input_column_name, self.task.label_column_name
        n = 2 if self.name in BINARY else self.r.randint(3, 5)
        wanted = self.task.samples_per_label
        strings = self.name in STRING_LABELS
        names = [f"name_{self.r.choice('abc')}{i}" for i in range(n)]
        name = lambda c: names[c] if strings else c
        large = type(self.task).dataset_transform is not AbsTaskClassification.dataset_transform

        def make(split):
            if split == self.task.train_split:
                count = [wanted + self.r.randint(0, 4) for _ in range(n)]
                count[-1] = max(2, wanted // 4)  # fewer than the sample wants
                pool = {c: [self.texts.about(c if self.r.random() < .8 else 50) for _ in range(min(k, 14))]
                        for c, k in enumerate(count)}
                chosen = [c for c, k in enumerate(count) for _ in range(k)]
                self.r.shuffle(chosen)
                out = [{text: self.r.choice(pool[c]), label: name(c)} for c in chosen]
            else:
                size = 2048 + self.r.randint(60, 300) if large else self.r.randint(30, 45)
                pool = self.texts.pool(range(n), min(size, 60))
                out = [{text: t, label: name(c if self.r.random() < .85 else self.r.randrange(n))}
                       for c, t in (self.r.choice(pool) for _ in range(size))]
            for i, row in enumerate(out):
                row["label_text"] = names[row[label]] if not strings else row[label]
                if strings:
                    row["id"] = str(i)
            return out

        rows = self.rows(make, [self.task.train_split])
        features = None
        if not strings and self.r.random() < .4:
            one = next(iter(rows.values()))
            features = miniatures.class_labels((one if self.subsets is None else next(iter(one.values())))[0:1], names)
        self.store(root, rows, "jsonl", features)

    def pairs(self, root):
        def make(split):
            rows = []
            for i in range(self.r.randint(50, 80)):
                same = self.r.random() < .4
                rows.append((self.texts.about(i), self.texts.about(i if same else 99), int(same)))
            for first, second, same in self.r.sample(rows, 6):  # ties in score between pairs that differ in label
                rows.append((first, second, self.r.choice([same, 1 - same])))
            first, second, labels = map(list, zip(*rows))
            return [{"sent1": first, "sent2": second, "labels": labels}]

        self.store(root, self.rows(make, ["validation"] if self.splits == ["test"] else []), "jsonl.gz")

    def label_names(self, n):
        return self.r.choice([[f"label {i}" for i in range(n)], [str(i) for i in range(n)], [f"类{i}" for i in range(n)]])

    def legacy_clustering(self, root):
        n = self.r.randint(3, 6)
        names = self.label_names(n)

        def make(split):
            out = []
            for turn in range(self.r.randint(2, 3)):
                size = self.r.randint(520, 700) if turn == 0 and self.r.random() < .4 else self.r.randint(30, 60)
                chosen = [self.r.choice(pool) for _ in range(size)]
                out.append({"sentences": [text for _, text in chosen], "labels": [names[c] for c, _ in chosen]})
            return out

        pool = self.texts.pool(range(n), 90)
        self.store(root, self.rows(make, ["validation"] if self.r.random() < .3 else []), "jsonl.gz")

    def clustering(self, root):
        """One row per set, or one per sentence where the class does not flatten."""
        n = self.r.randint(4, 7)
        names = self.label_names(n)
        hierarchical = self.name.startswith("ArXivHierarchical")
        if hierarchical:
            names = [f"{self.r.choice(['cs', 'math', 'q-bio'])}.{'ABCDEFG'[i]}" for i in range(n)]
            names[0] = "hep-th"  # without a dot
        drawn = hierarchical or self.name == "StackExchangeClustering.v2"
        flat = self.name == "BiorxivClusteringP2P.v2"
        pool = self.texts.pool(range(n), 220)

        def make(split):
            size = self.r.randint(2200, 2500) if drawn else self.r.randint(1200, 1600)
            chosen = [self.r.choice(pool) for _ in range(size)]
            pairs = [(text, names[c] if self.r.random() < .9 else self.r.choice(names)) for c, text in chosen]
            if self.name == "StackExchangeClusteringP2P.v2":
                for i in range(5):  # labels that one row has
                    pairs[self.r.randrange(size)] = (pool[i][1], f"alone {i}")
            if flat:
                return [{"sentences": text, "labels": label} for text, label in pairs]
            cuts = [0, *sorted(self.r.sample(range(1, size), self.r.randint(1, 4))), size]
            return [{"sentences": [text for text, _ in pairs[a:b]], "labels": [label for _, label in pairs[a:b]]}
                    for a, b in zip(cuts, cuts[1:])]

        self.store(root, self.rows(make), None if flat else "jsonl.gz")

    def summaries(self, root):
        def make(split):
            out = []
            for i in range(self.r.randint(6, 9)):
                quality = [self.r.random() for _ in range(self.r.randint(4, 8))]
                about = lambda q: self.texts.about(i if self.r.random() > q else 99)
                marks = [round(5 * (1 - q), self.r.choice([0, 1, 4])) + 0.0 for q in quality]
                out.append({"machine_summaries": [about(q) for q in quality],
                            "human_summaries": [about(.1) for _ in range(self.r.randint(1, 4))],
                            "relevance": marks, "coherence": marks, "fluency": marks, "consistency": marks,
                            "text": self.texts.about(i), "id": f"id{i}"})
            return out

        self.store(root, self.rows(make), None)

    def retrieval(self, root):
        reranking = self.task.metadata.type == "Reranking"
        subqueries = self.name == "MindSmallReranking"
        split, = self.splits
        topics = self.r.randint(4, 7)
        whole = not subqueries and self.r.random() < .15
        number = iter(self.r.sample(range(10, 400), 300))
        identifier = (lambda kind: next(number)) if whole else \
            (lambda kind: f"{self.r.choice([kind, kind.upper(), '文', '😀', 'MED-'])}{next(number)}")
        titles = self.r.random() < (.3 if reranking or self.chinese() else .9)
        docs = []
        for i in range(self.r.randint(30, 45)):
            doc = {"_id": identifier("d"), "text": self.texts.about(self.r.randrange(topics))}
            if titles:
                doc["title"] = self.r.choice(["", "", " ", "A title", "标题", self.texts.about(self.r.randrange(topics))])
            docs.append(doc)
        for doc in self.r.sample(docs, 4):  # exact ties
            docs.append({**doc, "_id": identifier("copy")})
        docs.append({**docs[0], "_id": identifier("empty"), "text": ""})
        self.r.shuffle(docs)
        queries = []
        for i in range(self.r.randint(7, 11)):
            names = [f"query_{i}_{j}" for j in range(self.r.randint(1, 3))] if subqueries else [identifier("q")]
            queries += [{"_id": q, "text": self.texts.about(i % topics), "of": i} for q in names]
        if not subqueries:  # the query is itself a document
            for doc in self.r.sample(docs, 2):
                queries.append({"_id": doc["_id"], "text": doc["text"] or "t0.0", "of": len(queries)})
        qrels, top, judged = [], [], {}
        for query in queries:
            if query["of"] not in judged:
                listed = self.r.sample(docs, self.r.randint(3, 14))
                grades = [self.r.choice([0, 1, 1, 2] if not reranking else [0, 0, 1]) for _ in listed]
                grades[0] = 1
                judged[query["of"]] = [(doc["_id"], grade) for doc, grade in zip(listed, grades)]
            among = judged[query["of"]]
            kept = among if reranking else among[:self.r.randint(1, len(among))]
            qrels += [{"query-id": query["_id"], "corpus-id": doc, "score": grade} for doc, grade in kept]
            top.append({"query-id": query["_id"], "corpus-ids": self.r.sample([doc for doc, _ in among], len(among))})
            if not reranking and self.r.random() < .2:  # judged, and not in the corpus
                qrels.append({"query-id": query["_id"], "corpus-id": identifier("gone"), "score": 1})
        if not subqueries:
            queries.insert(1, {"_id": identifier("unjudged"), "text": self.texts.about(0), "of": -1})
            qrels.append({"query-id": identifier("unasked"), "corpus-id": docs[0]["_id"], "score": 1})
        for query in queries:
            del query["of"]
        if self.r.random() < .3:
            self.r.shuffle(qrels)
        data = {"corpus": docs, "queries": queries, "qrels": qrels}
        if reranking:
            data["top_ranked"] = top
        english = self.task.metadata.languages == ["eng"]
        if reranking or not english or self.converted():
            miniatures.pushed(root, self.r, split, data, "default" if reranking or english else "qrels")
        else:
            if self.r.random() < .5:  # scifact's are floats
                for row in qrels:
                    row["score"] = float(row["score"])
            miniatures.beir(root, self.r, split, data)


def make(out, name, seed, wanted):
    case = re.sub(r"[^A-Za-z0-9.-]", "_", name)
    root = os.path.abspath(f"{out}/{case}")
    shutil.rmtree(root, ignore_errors=True)
    os.makedirs(f"{root}/data")
    task = mteb.get_task(name)
    parts = task.metadata.tasks if isinstance(task, AbsTaskAggregate) else [task]
    subsets = None
    for part in parts:
        miniature = Miniature(part, seed, wanted)
        miniature.write(f"{root}/data")
        subsets = miniature.subsets
    # datasets' own cache is keyed on the folder's name, and two tasks of one repository have different miniatures here
    with tempfile.TemporaryDirectory() as cache:
        datasets.config.HF_DATASETS_CACHE = cache
        before = os.getcwd()
        os.chdir(f"{root}/data")
        try:
            vectors = Vectors(seed, name)
            similarity = random.Random(f"similarity {seed} {name}").choice(["cosine", "cosine", "dot"])
            chosen = {"hf_subsets": subsets} if subsets else {}
            fresh = lambda: mteb.get_task(name, eval_splits=list(task.metadata.eval_splits), **chosen)
            expected = golden(fresh, vectors, vectors.dim, similarity, turns=2)
        finally:
            os.chdir(before)
    write_json(f"{root}/case.json", {
        "case": case, "task": name, "data": "data", "mteb_version": mteb.__version__, "seed": seed, "similarity": similarity,
        "eval_splits": list(task.metadata.eval_splits), "hf_subsets": list(fresh().hf_subsets)})
    write_json(f"{root}/expected.json", expected)
    write_vectors(f"{root}/embeddings.parquet", vectors.asked)
    return expected


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("tasks", nargs="*", metavar="TASK")
    given = arguments.parse_args()
    warnings.simplefilter("ignore")
    for library in ("mteb", "datasets", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
    every = tasks()
    failed = []
    for name in given.tasks or sorted(every):
        try:
            expected = make(given.out, name, given.seed, every[name])
            scores = [s["main_score"] for split in expected["scores"].values() for s in split.values()]
            print(name, *(f"{score:.4f}" for score in scores), flush=True)
        except Exception as problem:  # one task that cannot be fed must not hide the others
            traceback.print_exc()
            failed.append(f"{name}: {type(problem).__name__}: {problem}")
            shutil.rmtree(f"{given.out}/{name}", ignore_errors=True)
    print(f"{len(given.tasks or every) - len(failed)} cases in {given.out}, seed {given.seed}, mteb {mteb.__version__}")
    for line in failed:
        print("FAILED", line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
