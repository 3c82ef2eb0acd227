"""sentence-transformers' side of the encoding comparison: a model directory on torch, on the CPU, attention as it chooses (sdpa where it has it)."""

from __future__ import annotations

import argparse
import json
import platform
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

import rounds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    parser.add_argument("batch", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("model", type=Path)
    parser.add_argument("texts", type=int)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    texts = json.loads((arguments.work / "texts.json").read_text())[: arguments.texts]
    model = SentenceTransformer(str(arguments.model), device="cpu")
    tokens = sum(len(ids) for ids in model.tokenizer(texts, truncation=True)["input_ids"])

    def once() -> tuple[float, float]:
        start = time.perf_counter()
        vectors = model.encode(texts, batch_size=arguments.batch, show_progress_bar=False)
        taken = time.perf_counter() - start
        # weighs every component differently, so that equal sums mean equal vectors
        return taken, float(np.sin(np.arange(vectors.size)) @ vectors.astype(np.float64).ravel())

    rounds.report(
        **rounds.measure(once),
        tokens=tokens,
        versions=f"Python {platform.python_version()}, sentence-transformers {version('sentence-transformers')}, "
        f"torch {version('torch')}",
    )


if __name__ == "__main__":
    main()
