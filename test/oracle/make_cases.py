"""Makes conformance cases with mteb itself: random data sets, random vectors, mteb's own scores.

  python make_cases.py OUT [SEED ...]         (then: ./plumbline conformance OUT)

Runs under each release of mteb in MtebRelease; case.json says which made it.

Each case is a folder as `plumbline conformance` reads it: case.json, dataset/, embeddings.parquet, expected.json. Rounding
moves a score here and there, so each task is run a second time with the vectors' dimensions permuted, which changes nothing
but the order of summation; how far a key moves is its spread.
"""
import math
import os
import random
import sys

from golden import golden, write_json, write_vectors

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import mteb
from mteb.abstasks import AbsTaskClassification, AbsTaskClustering, AbsTaskClusteringLegacy
from mteb.abstasks import AbsTaskPairClassification, AbsTaskRetrieval, AbsTaskSTS
from mteb.abstasks.text.summarization import AbsTaskSummarization
from mteb.abstasks.task_metadata import TaskMetadata


BASES = {
    "sts": (AbsTaskSTS, "STS", "cosine_spearman"),
    "classification": (AbsTaskClassification, "Classification", "accuracy"),
    "clustering_fast": (AbsTaskClustering, "Clustering", "v_measure"),
    "clustering_legacy": (AbsTaskClusteringLegacy, "Clustering", "v_measure"),
    "pair_classification": (AbsTaskPairClassification, "PairClassification", "max_ap"),
    "retrieval": (AbsTaskRetrieval, "Retrieval", "ndcg_at_10"),
    "reranking": (AbsTaskRetrieval, "Reranking", "map_at_1000"),
    "summarization": (AbsTaskSummarization, "Summarization", "cosine_spearman"),
}


class Maker:
    def __init__(self, kind, seed):
        self.r = random.Random(f"{kind} {seed}")
        self.np = np.random.default_rng(seed * 1000 + len(kind))
        self.kind, self.seed = kind, seed
        self.dim = self.r.choice([8, 16, 31, 64, 128])
        self.vectors, self.centres = {}, {}
        self.params = {}

    def text(self, topic=None, noise=1.0):
        while True:
            t = " ".join(self.r.choice("alpha beta gamma delta 数据 模型 für Ωmega 😀 x1 y2 of the and".split())
                         for _ in range(self.r.randint(1, 8)))
            t = t + " " + str(self.r.randrange(10**6))
            if t not in self.vectors:
                break
        centre = self.centres.setdefault(topic, self.np.normal(size=self.dim)) if topic is not None else 0
        v = centre + noise * self.np.normal(size=self.dim)
        if self.scale == "unit":
            v = v / np.linalg.norm(v)
        elif self.scale == "wild":
            v = v * math.exp(self.r.uniform(-2, 2))
        self.vectors[t] = v.astype(np.float32)
        return t

    def rows(self):
        r = self.r
        self.scale = r.choice(["unit", "unit", "wild"])
        k = self.kind
        if k == "sts":
            out = []
            for i in range(r.randint(40, 400)):
                near = r.random()
                out.append({"sentence1": self.text(i, near), "sentence2": self.text(i, near),
                            "score": round(5 * (1 - near) + r.random(), r.choice([0, 1, 3]))})
            return {"default": {"test": out}}
        if k == "pair_classification":
            out = []
            for i in range(r.randint(30, 600)):
                y = int(r.random() < 0.4)
                out.append({"sentence1": self.text(i, .7), "sentence2": self.text(i if y else -i - 1, .7), "labels": y})
            return {"default": {"test": out}}
        if k == "classification":
            self.scale = "unit"
            n = r.choice([2, 3, 7, 20])
            strings = n > 2 and r.random() < .4
            name = lambda c: f"label {c}" if strings else c
            make = lambda m: [{"text": self.text(c, 1.6), "label": name(c)} for c in (r.randrange(n) for _ in range(m))]
            self.params = {"samples_per_label": r.choice([4, 8, 16]), "n_experiments": r.choice([3, 10])}
            return {"default": {"train": make(n * 30), "test": make(r.randint(50, 400))}}
        if k == "clustering_fast":
            n = r.choice([3, 8, 25])
            deep = r.random() < .5
            self.params = {"max_fraction_of_documents_to_embed": r.choice([None, .3]),
                           "max_documents_per_cluster": r.choice([300, 1500]), "n_clusters": r.choice([3, 6])}
            out = []
            for _ in range(r.randint(n * 20, 900)):
                c = r.randrange(n)
                label = [f"a{c % 3}", f"a{c % 3}.{c}"][: r.choice([1, 2, 2])] if deep else c
                out.append({"sentences": self.text(c, .9), "labels": label})
            return {"default": {"test": out}}
        if k == "clustering_legacy":
            out = []
            for _ in range(r.randint(2, 5)):
                n, m = r.randint(2, 30), r.randint(60, 1400)
                labels = [r.randrange(n) for _ in range(m)]
                out.append({"sentences": [self.text(c, 1.0) for c in labels], "labels": [str(c) for c in labels]})
            return {"default": {"test": out}}
        if k == "summarization":
            out = []
            for i in range(r.randint(5, 25)):
                n = r.randint(3, 12)
                quality = [r.random() for _ in range(n)]
                out.append({"text": "t", "human_summaries": [self.text(i, .5) for _ in range(r.randint(1, 5))],
                            "machine_summaries": [self.text(i, .3 + 2 * q) for q in quality],
                            "relevance": [round(5 * (1 - q), 1) for q in quality]})
            self.params = {"min_score": 0, "max_score": 5}
            return {"default": {"test": out}}
        topics = r.randint(5, 60)
        ids = [f"d{i}" if r.random() < .9 else f"文{i}" for i in range(r.randint(30, 1600))]
        docs = []
        for i in ids:
            t = self.text(r.randrange(topics), .8)
            docs.append({"_id": i, "title": "", "text": t})
        for _ in range(len(docs) // 20):  # exact ties: the same text under another id
            docs.append({"_id": f"copy{len(docs)}", "title": "", "text": r.choice(docs)["text"]})
        queries = [{"_id": f"q{i}", "text": self.text(i % topics, .8)} for i in range(r.randint(2, 60))]
        qrels, top = [], []
        for q in queries:
            for d in r.sample(docs, min(len(docs), r.randint(1, 25))):
                qrels.append({"query-id": q["_id"], "corpus-id": d["_id"], "score": r.choice([0, 1, 1, 2, 3])})
            top.append({"query-id": q["_id"], "corpus-ids": [d["_id"] for d in r.sample(docs, min(len(docs), r.randint(3, 40)))]})
        out = {"default": {"test": qrels}, "corpus": {"test": docs}, "queries": {"test": queries}}
        if k == "reranking":
            out["top_ranked"] = {"test": top}
        return out


def write_dataset(root, configs):
    head = ["---", "configs:"]
    for config, splits in configs.items():
        head += [f"- config_name: {config}", "  data_files:"]
        for split, rows in splits.items():
            os.makedirs(f"{root}/{config}", exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows), f"{root}/{config}/{split}.parquet")
            head += [f"  - split: {split}", f"    path: {config}/{split}.parquet"]
    open(f"{root}/README.md", "w").write("\n".join(head + ["---", ""]))


def make(out, kind, seed):
    maker = Maker(kind, seed)
    configs = maker.rows()
    name = f"g_{kind}_{seed:03d}"
    root = f"{out}/{name}"
    os.makedirs(f"{root}/dataset_{name}")
    write_dataset(f"{root}/dataset_{name}", configs)
    base, task_type, main_score = BASES[kind]
    metadata = TaskMetadata(
        name="Generated" + kind.title().replace("_", "") + str(seed), description="generated", type=task_type,
        dataset={"path": os.path.abspath(f"{root}/dataset_{name}"), "revision": "conformance"}, eval_splits=["test"],
        eval_langs=["eng-Latn"], main_score=main_score)
    task_class = type(metadata.name, (base,), {"metadata": metadata, **maker.params})
    similarity = maker.r.choice(["cosine", "cosine", "dot"])
    expected = golden(task_class, lambda text, role: maker.vectors[text], maker.dim, similarity)
    write_json(f"{root}/case.json", {
               "case": name, "kind": "retrieval" if kind == "reranking" else kind, "similarity": similarity,
               "dataset_dirs": [f"dataset_{name}"], "mteb_version": mteb.__version__, "task": metadata.name,
               "type": task_type, "main_score": main_score, "eval_splits": ["test"], "languages": ["eng-Latn"],
               "params": maker.params})
    write_json(f"{root}/expected.json", expected)
    write_vectors(f"{root}/embeddings.parquet", {(text, None): vector for text, vector in maker.vectors.items()})
    print(name, similarity, "spread keys:", len(expected["spread"]["summation_order"]), flush=True)


if __name__ == "__main__":
    for seed in map(int, sys.argv[2:] or ["1"]):
        for kind in BASES:
            make(sys.argv[1], kind, seed)
