"""Golden vectors of what differs between releases of mteb, made by mteb's own functions on inputs full of ties.

  /path/to/venv/python make_release_vectors.py OUT [--seed N] [--count N]

writes OUT/releases-<version of mteb>.json: thresholds of pairs, nAUC and stratified subsamples. Run it once for each release;
the inputs follow from the seed alone, so the files differ only in what the releases make of them. tasks' ReleaseGoldenTest
reads those that lie in its resources, or, with -Dplumbline.releases=DIR, those in a folder, for other seeds and counts.
"""
import argparse
import json
import math
import os
import pathlib
import random

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")

import numpy as np
from datasets import Dataset, DatasetDict

import mteb
from mteb._evaluators.retrieval_metrics import nauc
from mteb.abstasks import AbsTaskPairClassification
from mteb.abstasks.abstask import AbsTask


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def pairs(r):
    """Scores on few levels, labels that follow them more or less."""
    n = r.choice([1, 2, 3, 4, 6, 10, 17, 30])
    levels = r.choice([1, 2, 3, 5, n])
    steps = [r.choice([-1.0, -0.5, -0.0, 0.0, 0.25, 0.5, round(r.uniform(-1, 1), 2)]) for _ in range(levels)]
    scores = [r.choice(steps) for _ in range(n)]
    labels = [int(r.random() < (0.5 + 0.4 * s)) for s in scores]
    if r.random() < 0.1:
        labels = [r.randint(0, 1)] * n
    higher = r.random() < 0.6
    task = AbsTaskPairClassification.__new__(AbsTaskPairClassification)
    values = AbsTaskPairClassification._compute_metrics_values(task, scores, np.asarray(labels), higher)
    return {"scores": scores, "labels": labels, "higher": higher,
            "expected": [number(values[k]) for k in ("accuracy", "f1", "precision", "recall", "ap")]}


def abstention(r):
    """Confidences and metrics on few levels; often one level for all, where rounding decides between NaN and a number."""
    n = r.choice([1, 2, 3, 5, 7, 8, 9, 10, 16, 20, 25, 33, 130])
    pick = lambda levels: [r.choice(levels) for _ in range(n)]
    one = r.random()
    metric = pick([r.choice([0.1, 0.3, 1 / 3, 0.63093, 0.7, 1.0])]) if one < 0.3 else \
        pick([0.0, 0.1, 0.3, 0.5, 1 / 3, 0.63093, 1.0][: r.choice([2, 3, 7])]) if one < 0.8 else \
        [round(r.random(), 5) for _ in range(n)]
    confidence = pick([0.5]) if r.random() < 0.15 else pick([0.0, 0.25, 0.5, 0.75, 1.0][: r.choice([2, 3, 5])]) \
        if r.random() < 0.7 else [r.random() for _ in range(n)]
    return {"confidence": confidence, "metric": metric,
            "expected": number(nauc(np.asarray(confidence), np.asarray(metric)))}


def subsample(r):
    """Labels of a training and a test split, some missing in one of them; the rows and label numbers that come out."""
    kind = r.choice(["int", "str"])
    names = [i * r.choice([1, 3]) for i in range(2, 14)] if kind == "int" else ["b", "a", "é", "中", "B", "a b", "10", "9", "😀", "z"]
    names = sorted(set(r.sample(names, r.randint(2, 6))), key=str)
    both = {}
    for split, size in (("train", r.randint(20, 40)), ("test", r.randint(30, 60))):
        there = [name for name in names if r.random() < 0.8] or names[:1]
        if split == "test" and len(there) < 2:
            there = names[:2]
        labels = there * 2 + [r.choice(there) for _ in range(size)]
        r.shuffle(labels)
        both[split] = labels
    wanted = r.randint(12, 20)
    data = DatasetDict({split: Dataset.from_dict({"row": list(range(len(labels))), "label": labels})
                        for split, labels in both.items()})
    out = AbsTask.stratified_subsampling(data, seed=42, splits=["test"], label="label", n_samples=wanted)
    return {"labels": both, "size": wanted, "rows": list(out["test"]["row"]),
            "expected": {split: list(out[split]["label"]) for split in both}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="inputs of each kind; a tenth as many subsamples")
    options = parser.parse_args()
    made = {"mteb_version": mteb.__version__, "numpy_version": np.__version__, "seed": options.seed}
    for name, maker, count in (("pairs", pairs, options.count), ("nauc", abstention, options.count),
                               ("subsamples", subsample, max(1, options.count // 10))):
        r = random.Random(f"{name} {options.seed}")
        made[name] = [maker(r) for _ in range(count)]
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / f"releases-{mteb.__version__}.json"
    lines = [f'"{key}": ' + (json.dumps(value) if not isinstance(value, list) else
                             "[\n" + ",\n".join(json.dumps(v, separators=(",", ":")) for v in value) + "\n]")
             for key, value in made.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(file)


if __name__ == "__main__":
    main()
