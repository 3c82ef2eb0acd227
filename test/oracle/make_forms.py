"""Makes the golden scores of harness/src/test/resources/forms with mteb itself: every kind of task, every form of vectors.

  python make_forms.py ../../harness/src/test/resources/forms [KIND ...]      (mteb 2.20.0)

With kinds, only those are scored anew; the data are the same every time.

A data set a kind, small and synthetic, is written beside expected.json. Vectors are a function of the text, exact in float32,
so that HashEncoder.java makes the same: one of a topic, which is the text's first word, and one of the text.

Vectors of few bits have many equal similarities, which rounding tells apart, and classifiers on large values stop before they
converge. So each such case of four kinds is scored again with the kept dimensions in other orders, which changes nothing but the order of
summation; how far a score moves is its spread.
"""
import hashlib
import json
import os
import random
import struct
import sys
import tempfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()

import numpy as np

import mteb
from mteb.abstasks import AbsTaskClassification, AbsTaskClustering, AbsTaskClusteringLegacy
from mteb.abstasks import AbsTaskPairClassification, AbsTaskRetrieval, AbsTaskSTS
from mteb.abstasks.task_metadata import TaskMetadata
from mteb.abstasks.text.summarization import AbsTaskSummarization
from mteb.models import CompressionWrapper
from mteb.models.abs_encoder import AbsEncoder
from mteb.models.model_meta import ModelMeta, ScoringFunction
from mteb.types import OutputDType

WIDTH = 32
MOVED_BY_ROUNDING = {"sts", "classification", "pair_classification", "summarization"}


def numbers(text):
    """WIDTH whole numbers from -32768 to 32767."""
    return np.array(struct.unpack(f">{WIDTH}h", b"".join(
        hashlib.sha256(f"{text}#{block}".encode()).digest() for block in range(WIDTH // 16))))


def vector(text):
    return ((numbers(text.split(" ")[0]) + numbers(text)) / 32768).astype(np.float32)


class Hash(AbsEncoder):
    """As sentence-transformers' wrapper: embed_dim cuts, nothing is scaled."""

    order = None

    def __init__(self, name, revision=None, embed_dim=None, **kwargs):
        self.embed_dim = embed_dim

    def encode(self, inputs, *, task_metadata, hf_split, hf_subset, prompt_type=None, **kwargs):
        vectors = np.stack([vector(t) for batch in inputs for t in batch["text"]])[:, :self.embed_dim]
        return vectors if Hash.order is None else vectors[:, np.random.default_rng(Hash.order).permutation(vectors.shape[1])]


def model(similarity, embed_dim, output_dtype):
    meta = ModelMeta.create_empty(overwrites={
        "name": "forms/hash", "revision": "1", "loader": Hash, "embed_dim": [8, 16, WIDTH],
        "similarity_fn_name": ScoringFunction.COSINE if similarity == "cosine" else ScoringFunction.DOT_PRODUCT})
    loaded = meta.load_model(embed_dim=embed_dim)
    return CompressionWrapper(loaded, OutputDType(output_dtype)) if output_dtype else loaded


R = random.Random(13)
TOPICS = "amber birch cedar delta ember fjord grove harbor islet jetty knoll lagoon".split()
WORDS = "of the and near old new red warm stone river 山 河 路 树".split()


def text(topic):
    return " ".join([TOPICS[topic]] + [R.choice(WORDS) for _ in range(R.randint(2, 5))] + [str(R.randrange(10**5))])


def labelled(rows, topics, key, label):
    return [{key: text(t), label: t} for t in (R.randrange(topics) for _ in range(rows))]


def pairs(rows, label):
    out = []
    for _ in range(rows):
        t, near = R.randrange(12), R.random() < .4
        out.append({"sentence1": text(t), "sentence2": text(t if near else (t + 1) % 12), label: label_of(label, near)})
    return out


def label_of(label, near):
    return int(near) if label == "labels" else round(3 * near + 2 * R.random(), 1)


def fast(rows, topics):
    out = []
    for _ in range(rows):
        t = R.randrange(topics)
        out.append({"sentences": text(t), "labels": [f"wide {t % 2}", f"deep {t}"]})
    return out


def retrieval(candidates):
    docs = [{"_id": f"d{i}", "title": "", "text": text(R.randrange(12))} for i in range(80)]
    queries = [{"_id": f"q{i}", "text": text(i % 12)} for i in range(12)]
    topic = {d["_id"]: d["text"].split(" ")[0] for d in docs}
    qrels, top = [], []
    for q in queries:
        own = [d for d in topic if topic[d] == q["text"].split(" ")[0]]
        others = R.sample([d for d in topic if d not in own], 6)
        # the last 20 documents are nobody's candidates: mteb encodes them all the same
        top.append({"query-id": q["_id"], "corpus-ids": [d for d in own[:4] + others if int(d[1:]) < 60]})
        qrels += [{"query-id": q["_id"], "corpus-id": d, "score": 1} for d in own[:4] if int(d[1:]) < 60] \
            or [{"query-id": q["_id"], "corpus-id": others[0], "score": 1}]
    out = {"default": {"test": qrels}, "corpus": {"test": docs}, "queries": {"test": queries}}
    if candidates:
        out["top_ranked"] = {"test": top}
    return out


def sets(count):
    out = []
    for _ in range(count):
        labels = [R.randrange(6) for _ in range(R.randint(40, 60))]
        out.append({"sentences": [text(t) for t in labels], "labels": [str(t) for t in labels]})
    return out


def summaries(rows):
    out = []
    for _ in range(rows):
        t = R.randrange(12)
        out.append({"text": "t", "human_summaries": [text(t) for _ in range(3)],
                    "machine_summaries": [text(R.choice([t, (t + 1) % 12])) for _ in range(6)],
                    "relevance": [round(5 * R.random(), 1) for _ in range(6)]})
    return out


TWO = {"en": ["eng-Latn"], "zh": ["cmn-Hans"]}
KINDS = {
    "sts": (AbsTaskSTS, "STS", "cosine_spearman", {}, lambda: {"default": {"test": pairs(40, "score")}}),
    "classification": (AbsTaskClassification, "Classification", "accuracy", {"n_experiments": 3}, lambda: {
        "default": {"train": labelled(90, 6, "text", "label"), "test": labelled(50, 6, "text", "label")}}),
    "clustering_fast": (AbsTaskClustering, "Clustering", "v_measure", {
        "max_fraction_of_documents_to_embed": .7, "max_documents_per_cluster": 100, "n_clusters": 3}, lambda: {
        subset: {split: fast(90, 8) for split in ("validation", "test")} for subset in TWO}),
    "clustering_legacy": (AbsTaskClusteringLegacy, "Clustering", "v_measure", {}, lambda: {"default": {"test": sets(3)}}),
    "pair_classification": (AbsTaskPairClassification, "PairClassification", "max_ap", {}, lambda: {
        "default": {"test": pairs(60, "labels")}}),
    "retrieval": (AbsTaskRetrieval, "Retrieval", "ndcg_at_10", {}, lambda: retrieval(False)),
    "reranking": (AbsTaskRetrieval, "Reranking", "map_at_1000", {}, lambda: retrieval(True)),
    "summarization": (AbsTaskSummarization, "Summarization", "cosine_spearman", {"min_score": 0, "max_score": 5}, lambda: {
        "default": {"test": summaries(12)}}),
}


def write(folder, configs):
    head = ["---", "configs:"]
    for config, splits in configs.items():
        head += [f"- config_name: {config}", "  data_files:"]
        for split, rows in splits.items():
            os.makedirs(f"{folder}/{config}", exist_ok=True)
            with open(f"{folder}/{config}/{split}.jsonl", "w") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            head += [f"  - split: {split}", f"    path: {config}/{split}.jsonl"]
    open(f"{folder}/README.md", "w").write("\n".join(head + ["---", ""]))


def scores(task, loaded):
    result = mteb.evaluate(loaded, task, cache=None, co2_tracker=False, show_progress_bar=False).task_results[0]
    kept = ("main_score", "ndcg_at_10", "map_at_10", "mrr_at_10", "recall_at_3", "accuracy", "f1", "ap", "v_measure", "ami",
            "pearson", "spearman", "cosine_spearman", "manhattan_spearman", "euclidean_pearson", "similarity_ap", "dot_ap",
            "dot_spearman", "euclidean_ap", "manhattan_f1", "v_measure_std")
    return {split: {entry["hf_subset"]: {k: entry[k] for k in kept if isinstance(entry.get(k), float)} for entry in entries}
            for split, entries in result.scores.items()}


def main(out, only):
    known = json.load(open(f"{out}/expected.json"))["cases"] if only else []
    cases = []
    for kind, (base, task_type, main_score, params, data) in KINDS.items():
        configs = data()
        write(f"{out}/{kind}", configs)
        splits = ["validation", "test"] if kind == "clustering_fast" else ["test"]
        languages = TWO if "en" in configs else {"default": ["eng-Latn"]}
        metadata = TaskMetadata(
            name="Forms" + kind.title().replace("_", ""), description="forms", type=task_type,
            dataset={"path": os.path.abspath(f"{out}/{kind}"), "revision": "forms"}, eval_splits=splits,
            eval_langs=languages if "en" in configs else ["eng-Latn"], main_score=main_score)
        task_class = type(metadata.name, (base,), {"metadata": metadata, **params})
        json.dump({"name": metadata.name, "kind": "retrieval" if kind == "reranking" else kind, "type": task_type,
                   "dataset": {"path": f"forms/{kind}", "revision": "forms"}, "eval_splits": splits,
                   "main_score": main_score, "multilingual": "en" in configs, "all_subsets": list(languages),
                   "languages": languages, "params": params}, open(f"{out}/{kind}/task.json", "w"))
        if only and kind not in only:
            cases += [case for case in known if case["kind"] == kind]
            continue

        def case(similarity="cosine", embed_dim=None, output_dtype=None, splits=splits, subsets=tuple(languages)):
            task = task_class().filter_eval_splits(splits).filter_languages(None, hf_subsets=subsets)
            loaded = model(similarity, embed_dim, output_dtype)
            own, spread = scores(task, loaded), {}
            for Hash.order in range(3 if output_dtype and kind in MOVED_BY_ROUNDING else 0):
                for split, entries in scores(task_class(), model(similarity, embed_dim, output_dtype)).items():
                    for subset, moved in entries.items():
                        for key, value in moved.items():
                            by = abs(value - own[split][subset][key])
                            if by > 1e-9:
                                spread[key] = max(spread.get(key, 0), by)
            Hash.order = None
            cases.append({"kind": kind, "similarity": similarity, "embed_dim": embed_dim, "output_dtype": output_dtype,
                          "experiment": loaded.mteb_model_meta.experiment_name, "splits": splits, "subsets": list(subsets),
                          "scores": own, "spread": spread})

        for similarity in ("cosine", "dot"):
            for embed_dim, output_dtype in ((None, None), (8, None), (16, None), (None, "int8"), (None, "binary"),
                                            (16, "int8"), (8, "binary")):
                case(similarity, embed_dim, output_dtype)
        if kind == "clustering_fast":
            case(subsets=("en",))
            case(subsets=("zh",))
            case(subsets=("zh", "en"))
            case(splits=["test"])
            case(splits=["test", "validation"])
            case(splits=["test"], subsets=("zh",))
        print(kind, len(cases), flush=True)
    with open(f"{out}/expected.json", "w") as file:
        file.write('{"mteb_version": "%s", "cases": [\n' % mteb.__version__)
        file.write(",\n".join(json.dumps(c) for c in cases) + "\n]}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
