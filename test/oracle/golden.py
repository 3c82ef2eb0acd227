"""What the makers of golden cases share: scoring a task with mteb, how far rounding moves a score, and the files of a case."""
import json
import os
import tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small matrices: more threads only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_CACHE", tempfile.mkdtemp())
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import mteb
from mteb.cache import ResultCache
from mteb.models.abs_encoder import AbsEncoder
from mteb.models.model_meta import ModelMeta, ScoringFunction


class Lookup(AbsEncoder):
    """A model that looks its vectors up.

    vector(text, prompt type or None) gives one; order says in which order its dimensions are handed over.
    """

    def __init__(self, vector, order, similarity):
        self.vector, self.order = vector, order
        self.mteb_model_meta = ModelMeta.create_empty(overwrites={
            "name": "conformance/lookup", "revision": "1", "similarity_fn_name": ScoringFunction.COSINE if similarity == "cosine" else ScoringFunction.DOT_PRODUCT})

    def encode(self, inputs, *, task_metadata, hf_split, hf_subset, prompt_type=None, **kwargs):
        role = prompt_type.value if prompt_type is not None else None
        rows = [self.vector(text, role) for batch in inputs for text in batch["text"]]
        # row by row in memory, as models give them: in another order torch sums equal rows differently
        return np.ascontiguousarray(np.stack(rows)[:, self.order], dtype=np.float32)


def run(make_task, vector, order, similarity):
    """mteb's result of a fresh task, and the result file as mteb stores it."""
    with tempfile.TemporaryDirectory() as tmp:
        result = mteb.evaluate(Lookup(vector, order, similarity), make_task(), cache=ResultCache(tmp),
                               co2_tracker=False, show_progress_bar=False)
        scored = result.task_results[0]
        files = [os.path.join(d, f) for d, _, fs in os.walk(tmp) for f in fs if f == scored.task_name + ".json"]
        return scored, json.load(open(files[0]))


def flat(value, place=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{place}/{key}" if place else key)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from flat(inner, f"{place}[{i}]")
    elif isinstance(value, float):
        yield place, value


def golden(make_task, vector, dim, similarity, turns=3):
    """expected.json of a case: mteb's scores, its result file, and how far each key moves with the order of summation."""
    dims = np.arange(dim)
    scored, file = run(make_task, vector, dims, similarity)
    scores = {split: {e["hf_subset"]: {k: v for k, v in e.items() if k not in ("hf_subset", "languages", "mteb_version")}
                      for e in entries} for split, entries in scored.scores.items()}
    spread = {}
    for turn in range(turns):
        moved, _ = run(make_task, vector, np.random.default_rng(turn).permutation(dims), similarity)
        other = {split: {e["hf_subset"]: e for e in entries} for split, entries in moved.scores.items()}
        there = dict(flat(other))
        for key, value in flat(scores):
            difference = abs(value - there[key])
            if difference > 1e-9:
                spread[key] = max(spread.get(key, 0), difference)
    for volatile in ("evaluation_time", "kg_co2_emissions", "date", "evaluation_phases"):
        file.pop(volatile, None)
    return {"scores": scores, "result_file": file, "spread": {"summation_order": spread}}


def write_vectors(path, vectors):
    """embeddings.parquet of {(text, prompt type or None): vector}."""
    keys = list(vectors)
    pq.write_table(pa.table({"text": [text for text, _ in keys], "prompt_type": [role for _, role in keys],
                             "vector": [vectors[key].tolist() for key in keys]},
                            schema=pa.schema([("text", pa.string()), ("prompt_type", pa.string()),
                                              ("vector", pa.list_(pa.float32()))])), path, compression="zstd")


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, separators=(",", ":"))
        out.write("\n")
