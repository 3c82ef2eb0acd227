"""Makes the golden unit vectors of tasks.numeric with the libraries that mteb calls: draws, fitted models, metrics.

    python test/oracle/make_vectors.py tasks/src/test/resources/golden/numeric [--seed 1]      (mteb 2.20.0)

Writes rng.json.gz, kmeans.json.gz, logreg.json.gz, metrics.json.gz, sums.json.gz and versions.json. GoldenRandomTest,
GoldenModelsTest, GoldenMetricsTest and TorchSumTest read them. The draws have mteb's own seed, 42, everywhere; --seed changes the data of the other files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import random
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytrec_eval
import torch
from datasets import ClassLabel, Dataset, Features, Value
from mteb._evaluators.retrieval_metrics import mrr, nauc
from mteb.abstasks import AbsTaskPairClassification
from mteb.abstasks.classification import AbsTaskClassification
from scipy.stats import pearsonr, spearmanr
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score, average_precision_score, v_measure_score

CUTOFFS = (1, 3, 5, 10, 20, 100, 1000)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.target.mkdir(parents=True, exist_ok=True)
    numbers = np.random.default_rng(arguments.seed)
    write(arguments.target, "rng", draws())
    write(arguments.target, "kmeans", clusterings(numbers))
    write(arguments.target, "logreg", regressions(numbers))
    write(arguments.target, "metrics", metrics(numbers))
    write(arguments.target, "sums", sums())
    versions = {name: version(name) for name in ("mteb", "numpy", "scipy", "scikit-learn", "datasets", "pytrec-eval-terrier", "torch")}
    versions |= {"python": platform.python_version(), "seed": arguments.seed}
    (arguments.target / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


def write(target: Path, name: str, value) -> None:
    text = json.dumps(value, separators=(",", ":")) + "\n"
    with gzip.GzipFile(target / f"{name}.json.gz", "wb", mtime=0) as out:
        out.write(text.encode())


def grid(x: np.ndarray) -> np.ndarray:
    """Numbers that float32 and a short decimal hold exactly."""
    return np.round(x * 64) / 64


# draws


def draws() -> dict:
    return {
        "RandomState(42)": random_state(),
        "default_rng(42)": generator(),
        "random.Random(42)": python_random(),
        "datasets": {"train_test_split(test_size,seed=42,stratify)": stratified()},
    }


def random_state() -> dict:
    fresh = lambda: np.random.RandomState(42)
    shuffled = list(range(30))
    fresh().shuffle(shuffled)
    carried, rounds = list(range(12)), []
    for _ in range(3):
        fresh().shuffle(carried)
        rounds.append(list(carried))
    weights = np.full(333, np.float32(1) / np.float32(333), dtype=np.float32)
    state = fresh()
    mixed = {
        "randint(0,50,5)": state.randint(0, 50, 5).tolist(),
        "then choice(50,p=1/50)": int(state.choice(50, p=np.full(50, 1 / 50))),
        "then uniform(size=3)": state.uniform(size=3).tolist(),
        "then choice(50,replace=False,size=4)": state.choice(50, replace=False, size=4).tolist(),
        "then random_sample(2)": state.random_sample(2).tolist(),
    }
    return {
        "random_sample(8)": fresh().random_sample(8).tolist(),
        "uniform(size=5)": fresh().uniform(size=5).tolist(),
        "randint(0,1000,20)": fresh().randint(0, 1000, 20).tolist(),
        "randint(0,7,20)": fresh().randint(0, 7, 20).tolist(),
        "permutation(20)": fresh().permutation(20).tolist(),
        "choice(100,replace=False,size=10)": fresh().choice(100, replace=False, size=10).tolist(),
        "choice(1000)": int(fresh().choice(1000)),
        "shuffle(list(range(30)))": shuffled,
        "carried shuffle: same list, a fresh RandomState(42) each time, range(12), 3 times": rounds,
        "choice(333,20,replace=True,p=float32 1/333)": fresh().choice(333, 20, replace=True, p=weights).tolist(),
        "raw uint32, first 6": [int(x) for x in fresh().randint(0, 2**32, 6, dtype=np.uint32)],
        "mixed": mixed,
    }


def generator() -> dict:
    fresh = lambda: np.random.default_rng(42)
    stream = fresh()
    mixed = {
        "permutation(7)": stream.permutation(7).tolist(),
        "then permutation(10)": stream.permutation(10).tolist(),
        "then choice(arange(5),size=2,replace=False)": stream.choice(np.arange(5), size=2, replace=False).tolist(),
        "then permutation(6)": stream.permutation(6).tolist(),
        "then random()": float(stream.random()),
    }
    return {
        "random(8)": fresh().random(8).tolist(),
        "permutation(20)": fresh().permutation(20).tolist(),
        "permutation(1000) first 20": fresh().permutation(1000)[:20].tolist(),
        "integers(0,1000,20)": fresh().integers(0, 1000, 20).tolist(),
        "choice(arange(17),size=5,replace=False)": fresh().choice(np.arange(17), size=5, replace=False).tolist(),
        "choice(arange(9),size=9,replace=False)": fresh().choice(np.arange(9), size=9, replace=False).tolist(),
        "raw uint64, first 4": [str(x) for x in fresh().bit_generator.random_raw(4)],
        "mixed": mixed,
    }


def python_random() -> dict:
    fresh = lambda: random.Random(42)
    shuffled = list(range(30))
    fresh().shuffle(shuffled)
    floats, bits, stream = fresh(), fresh(), fresh()
    mixed = {
        "sample(range(600),k=24)": stream.sample(range(600), k=24),
        "then choices(range(24),k=30)": stream.choices(range(24), k=30),
        "then random()": stream.random(),
    }
    return {
        "random() x8": [floats.random() for _ in range(8)],
        "sample(range(1000),10)": fresh().sample(range(1000), 10),
        "sample(range(60),40)": fresh().sample(range(60), 40),
        "sample(range(20),k=5)": fresh().sample(range(20), k=5),
        "sample(range(2048),k=81) first 20": fresh().sample(range(2048), k=81)[:20],
        "choices(range(50),k=10)": fresh().choices(range(50), k=10),
        "shuffle(list(range(30)))": shuffled,
        "getrandbits(32) x4": [bits.getrandbits(32) for _ in range(4)],
        "mixed": mixed,
    }


def stratified() -> list:
    cases = []
    for seed, rows, test, odds in ((1, 60, 20, (6, 3, 1)), (2, 200, 64, (1, 1, 1, 1, 1)), (3, 97, 31, (9, 1)), (4, 40, 39, (2, 1))):
        labels = random.Random(seed).choices([f"l{i}" for i in range(len(odds))], weights=odds, k=rows)
        names = sorted(set(labels))
        features = Features({"label": ClassLabel(names=names), "row": Value("int64")})
        data = Dataset.from_dict({"label": [names.index(x) for x in labels], "row": list(range(rows))}, features=features)
        try:
            split = data.train_test_split(test_size=test, seed=42, stratify_by_column="label")
        except ValueError:
            continue
        cases.append({"labels": labels, "n_test": test, "test_rows": split["test"]["row"][:]})
    return cases


# fitted models


def blobs(numbers: np.random.Generator, rows: int, width: int, centres: int, spread: float) -> np.ndarray:
    middle = numbers.normal(0, 2, (centres, width))
    return grid(middle[numbers.integers(0, centres, rows)] + numbers.normal(0, spread, (rows, width))).astype(np.float32)


def clusterings(numbers: np.random.Generator) -> list:
    shapes = (
        # rows, width, centres, clusters, batch, n_init
        (70, 6, 4, 4, 500, "auto"),
        (400, 5, 6, 6, 512, 1),
        (900, 4, 9, 8, 500, "auto"),
        (45, 3, 5, 14, 500, "auto"),
        (650, 3, 12, 20, 64, "auto"),
        (1500, 3, 60, 110, 512, 1),
    )
    cases = []
    for rows, width, centres, clusters, batch, n_init in shapes:
        x = blobs(numbers, rows, width, centres, 0.6)
        fitted = MiniBatchKMeans(n_clusters=clusters, batch_size=batch, n_init=n_init, random_state=42).fit(x)
        cases.append(
            {
                "X": x.tolist(),
                "n_clusters": clusters,
                "batch_size": batch,
                "init_args": {"n_init": n_init},
                "labels": fitted.labels_.tolist(),
                "centers": fitted.cluster_centers_.tolist(),
                "n_steps": fitted.n_steps_,
            }
        )
    return cases


def regressions(numbers: np.random.Generator) -> list:
    shapes = ((70, 10, 2, 0.8), (54, 12, 3, 0.8), (90, 14, 9, 0.6), (44, 8, 2, 0.05), (64, 12, 4, 0.1), (60, 5, 3, 4.0))
    cases = []
    for number, (rows, width, classes, spread) in enumerate(shapes):
        middle = numbers.normal(0, 0.5, (classes, width))
        y = np.arange(rows) % classes
        x = grid(middle[y] + numbers.normal(0, spread, (rows, width))).astype(np.float32)
        test = grid(middle[np.arange(30) % classes] + numbers.normal(0, spread, (30, width))).astype(np.float32)
        labels = [f"c{i}" for i in y] if number % 2 else y.tolist()
        cases.append(
            {
                "X": x.tolist(),
                "y": labels,
                "X_test": test.tolist(),
                "float32": regression(x, labels, test),
                "float64": regression(x.astype(np.float64), labels, test.astype(np.float64)),
            }
        )
    return cases


def regression(x: np.ndarray, y: list, test: np.ndarray) -> dict:
    # mteb 2.20.0 abstasks/classification.py, evaluator_model and _evaluate_subset
    assert AbsTaskClassification.evaluator_model.get_params()["max_iter"] == 100
    fitted = LogisticRegression(n_jobs=None, max_iter=100, random_state=42).fit(x, y)
    return {
        "coef": fitted.coef_.tolist(),
        "intercept": fitted.intercept_.tolist(),
        "n_iter": fitted.n_iter_.tolist(),
        "pred": fitted.predict(test).tolist(),
    }


# metrics


def sums() -> list:
    """Lengths and sums of one row as torch rounds them, their bits as int32; the rows are spread over -0.5 to 0.5."""
    cases = []
    for width in [*range(1, 42), 63, 64, 65, 100, 127, 128, 255, 256, 384, 511, 512, 513, 700, 768, 1000, 1024, 1536, 2047,
                  2048, 3584, 4096, 8192, 20000]:
        hashed = (np.arange(1, 4 * width + 1, dtype=np.uint64) * 2654435761 % 2**32).astype(np.float64)
        rows = torch.tensor((hashed / 2**32 - 0.5).astype(np.float32).reshape(4, width))
        cases.append({"width": width, "norm": bits(rows.norm(p=2, dim=-1)), "sum": bits(rows.sum(dim=-1))})
    return cases


def bits(x: torch.Tensor) -> list:
    return x.numpy().view(np.int32).tolist()


def metrics(numbers: np.random.Generator) -> dict:
    return {
        "clustering": agreements(numbers),
        "average_precision": average_precisions(numbers),
        "trec": rankings(numbers),
        "correlation": correlations(numbers),
        "classification": classifications(numbers),
        "nauc": naucs(numbers),
        "pair_search": pair_searches(numbers),
        "confidence": [
            {"scores": scores, "std": float(np.std(scores))}
            for scores in ([0.5], [0.5, 0.5, 0.25], grid(numbers.normal(size=9)).tolist(), numbers.random(300).tolist())
        ],
    }


def agreements(numbers: np.random.Generator) -> list:
    pairs = [([0] * 8, [1, 1, 2, 2, 1, 0, 2, 1]), ([0, 2, 1, 1, 0], [0] * 5), ([0] * 4, [0] * 4), ([0, 1, 2, 3], [3, 2, 1, 0])]
    for rows, classes, clusters in ((20, 3, 4), (60, 5, 5), (300, 7, 12), (500, 40, 60)):
        truth = numbers.integers(0, classes, rows)
        guess = np.where(numbers.random(rows) < 0.4, truth % clusters, numbers.integers(0, clusters, rows))
        pairs.append((truth.tolist(), guess.tolist()))
    return [
        {"true": t, "pred": p, "v_measure": v_measure_score(t, p), "ami": adjusted_mutual_info_score(t, p)} for t, p in pairs
    ]


def average_precisions(numbers: np.random.Generator) -> list:
    cases = []
    for rows, steps in ((12, 4), (50, 6), (200, 1000), (9, 1)):
        y = numbers.integers(0, 2, rows)
        y[0] = 1
        s = numbers.integers(0, steps + 1, rows) / steps
        cases.append({"y": y.tolist(), "s": s.tolist(), "ap": average_precision_score(y, s)})
    return cases


def rankings(numbers: np.random.Generator) -> list:
    measures = {f"{name}.{','.join(map(str, CUTOFFS))}" for name in ("ndcg_cut", "map_cut", "recall", "P", "success")}
    pool = [f"d{i}" for i in range(40)] + ["10", "9", "D1", "\uff01", "\U0001f600", "é", "z"]
    cases = []
    for steps in (1, 4, 4, 50, 1000):
        qrels, run = {}, {}
        for query in ("q0", "q1", "q2"):
            size = int(numbers.integers(1, len(pool)))
            scores = (numbers.integers(0, steps + 1, size) / steps).astype(np.float32)
            run[query] = {d: float(s) for d, s in zip(numbers.permutation(pool)[:size].tolist(), scores, strict=True)}
            judged = numbers.permutation(pool)[: int(numbers.integers(1, 9))].tolist()
            qrels[query] = {d: int(g) for d, g in zip(judged, numbers.integers(0, 4, len(judged)), strict=True)}
        per_query = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run)
        cases.append({"qrels": qrels, "run": run, "per_query": per_query, "mrr": mrr(qrels, run, CUTOFFS)})
    return cases


def correlations(numbers: np.random.Generator) -> list:
    pairs = [([1, 2], [3, 1])]
    for rows, steps in ((5, 3), (40, 5), (300, 10_000)):
        x = numbers.integers(0, steps + 1, rows) / steps
        y = numbers.integers(0, steps + 1, rows) / steps + x
        pairs.append((x.tolist(), y.tolist()))
    return [
        {"x": x, "y": y, "pearson": [float(v) for v in pearsonr(x, y)], "spearman": [float(v) for v in spearmanr(x, y)]}
        for x, y in pairs
    ]


def classifications(numbers: np.random.Generator) -> list:
    pairs = [([0, 1, 1, 0, 1], [0, 1, 0, 0, 1]), ([0, 1, 2], [2, 2, 2]), (["a", "b", "a", "c"], ["a", "a", "b", "c"])]
    for rows, classes in ((40, 4), (200, 12), (60, 2)):
        truth = numbers.integers(0, classes, rows)
        guess = np.where(numbers.random(rows) < 0.5, truth, numbers.integers(0, classes, rows))
        pairs.append((truth.tolist(), guess.tolist()))
    task = object.__new__(AbsTaskClassification)
    cases = []
    for truth, guess in pairs:
        scores = task._calculate_scores(np.array(truth), np.array(guess))
        scores = {"ap": None} | {key: float(value) for key, value in scores.items() if value is not None}
        cases.append({"true": truth, "pred": guess, "scores": scores})
    return cases


def naucs(numbers: np.random.Generator) -> list:
    cases = []
    for rows in (5, 11, 40, 200):
        conf = numbers.permutation(rows * 3)[:rows] / 7
        metric = numbers.integers(0, 5, rows) / 4
        cases.append({"conf": conf.tolist(), "metric": metric.tolist(), "nauc": float(nauc(conf, metric))})
    return cases


def pair_searches(numbers: np.random.Generator) -> list:
    task = object.__new__(AbsTaskPairClassification)
    cases = []
    for rows in (2, 10, 60, 400):
        scores = numbers.permutation(rows * 2)[:rows] / 16
        labels = numbers.integers(0, 2, rows)
        labels[0] = 1
        for high in (True, False):
            found = task._compute_metrics_values(scores.tolist(), labels, high)
            kept = {key: float(found[key]) for key in ("accuracy", "f1", "precision", "recall", "ap")}
            cases.append({"scores": scores.tolist(), "labels": labels.tolist(), "high_is_similar": high, **kept})
    return cases


if __name__ == "__main__":
    main()
