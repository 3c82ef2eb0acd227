"""Repeats a piece of work in one process: warm-up first, then timed repetitions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

WARM_UP_SECONDS = 5
WARM_UP_ROUNDS = 2
SECONDS = 5
ROUNDS = 3


def measure(work: Callable[[], tuple[float, float]]) -> dict:
    """Seconds of each timed repetition, processor seconds of all of them, last score. The work returns seconds, score."""
    _repeat(work, WARM_UP_ROUNDS, WARM_UP_SECONDS)
    start = time.process_time()
    seconds, score = _repeat(work, ROUNDS, SECONDS)
    return {"seconds": seconds, "processor": (time.process_time() - start) / len(seconds), "score": score}


def _repeat(work: Callable[[], tuple[float, float]], rounds: int, seconds: float) -> tuple[list[float], float]:
    taken: list[float] = []
    score = float("nan")
    start = time.perf_counter()
    while len(taken) < rounds or time.perf_counter() - start < seconds:
        own, score = work()
        taken.append(own)
    return taken, score


def report(**facts) -> None:
    """The one line a side prints on standard output."""
    print(json.dumps(facts))
