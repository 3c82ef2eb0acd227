"""mteb's side of the scoring comparison: its own task objects and evaluators over precomputed vectors.

Timed is ``task.evaluate``, less the time in the model's ``encode``. mteb's data loader only carries texts to a model, so it
is replaced by one that hands over the data set. mteb 2.20.0 draws a classification's training rows in ten passes over the
data set, row by row, which takes longer than all the rest; that is done once and remembered, so that fitting, predicting
and metrics are what is compared. Plumbline draws them anew each time.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import time
import warnings
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import datasets
import mteb
import numpy as np
import torch
from mteb.models.model_meta import ModelMeta
from mteb.similarity_functions import cos_sim, pairwise_cos_sim

import rounds

REAL_TASK = {
    "classification": "Banking77Classification",
    "clustering": "TwentyNewsgroupsClustering",
    "retrieval": "SciFact",
    "sts": "STSBenchmark",
}
USERS_OF_LOADERS = (
    "mteb.abstasks.classification",
    "mteb._evaluators.clustering_evaluator",
    "mteb._evaluators.any_sts_evaluator",
    "mteb.models.search_wrappers",
)


class Lookup:
    """A model that knows its texts."""

    mteb_model_meta = ModelMeta.create_empty(overwrites={"name": "side-by-side/lookup", "revision": "1"})

    def __init__(self, work: Path, name: str) -> None:
        texts = json.loads((work / "vectors" / f"{name}.json").read_text())
        self.rows = {text: row for row, text in enumerate(texts)}
        self.vectors = np.fromfile(work / "vectors" / f"{name}.f32", dtype="<f4").reshape(len(texts), -1)
        self.seconds = 0.0

    def encode(self, inputs, **_) -> np.ndarray:
        start = time.perf_counter()
        texts = inputs[inputs.column_names[0]] if len(inputs.column_names) == 1 else inputs[_column(inputs)]
        chosen = self.vectors[[self.rows[text] for text in texts]]
        self.seconds += time.perf_counter() - start
        return chosen

    def similarity(self, left, right):
        return cos_sim(left, right)

    def similarity_pairwise(self, left, right):
        return pairwise_cos_sim(left, right)


def _column(inputs) -> str:
    return next(name for name in ("text", "sentences") if name in inputs.column_names)


def load(work: Path, name: str):
    """mteb's task class with our rows as its loaded data."""
    task = mteb.get_task(REAL_TASK[name])
    folder = work / "data" / name
    files = {file.stem: str(file) for file in folder.glob("*.jsonl")}
    splits = {split: datasets.Dataset.from_json(file) for split, file in files.items()}
    if name == "retrieval":
        judged: dict[str, dict[str, int]] = {}
        for row in splits["test"]:
            judged.setdefault(row["query-id"], {})[row["corpus-id"]] = row["score"]
        part = {
            "corpus": splits["corpus"].rename_column("_id", "id"),
            "queries": splits["queries"].rename_column("_id", "id"),
            "relevant_docs": judged,
            "top_ranked": None,
        }
        task.dataset = {"default": {"test": part}}
    else:
        task.dataset = datasets.DatasetDict(splits)
    task.data_loaded = True
    return task


def remember_draws(task) -> None:
    """Draws the training rows of an experiment the first time only."""
    draw = task._undersample_data
    drawn: dict[int, tuple] = {}

    def remembered(dataset, experiment, carried=None):
        if experiment not in drawn:
            drawn[experiment] = draw(dataset, experiment, carried)
        return drawn[experiment]

    task._undersample_data = remembered


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("task", choices=REAL_TASK)
    parser.add_argument("threads", type=int)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    logging.disable(logging.INFO)
    warnings.simplefilter("ignore")
    datasets.disable_progress_bars()
    for module in USERS_OF_LOADERS:
        import_module(module).create_dataloader = lambda dataset, **_: dataset

    model = Lookup(arguments.work, arguments.task)
    task = load(arguments.work, arguments.task)
    if arguments.task == "classification":
        remember_draws(task)

    def once() -> tuple[float, float]:
        model.seconds = 0.0
        start = time.perf_counter()
        scores = task.evaluate(model, "test", encode_kwargs={})["default"]
        return time.perf_counter() - start - model.seconds, float(scores["main_score"])

    rounds.report(
        **rounds.measure(once),
        versions=f"Python {platform.python_version()}, mteb {version('mteb')}, scikit-learn {version('scikit-learn')}, "
        f"torch {version('torch')}, NumPy {version('numpy')}",
    )


if __name__ == "__main__":
    main()
