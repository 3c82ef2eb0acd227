"""Makes golden aggregates of the three benchmarks: made-up main scores of a few models, and mteb's summary table of them.

    python test/oracle/make_leaderboard.py reports/src/test/resources/dev/plumbline/reports/aggregate/leaderboard.json [--seed 1]

Made with mteb 2.20.0. Scores tie often. One model has every task, the others lack some, or one of several splits and subsets.
LeaderboardConformanceTest reads it.
"""
import argparse
import json
import logging
import pathlib
import random
import warnings

import mteb
from mteb.models.model_implementations import MODEL_REGISTRY
from mteb.models.model_meta import ModelMeta
from mteb.results import BenchmarkResults, ModelResult, TaskResult

BENCHMARKS = {"eng_v1": "MTEB(eng, v1)", "eng_v2": "MTEB(eng, v2)", "cmn_v1": "MTEB(cmn, v1)"}
MODELS = [f"made-up/m{i}" for i in range(7)]


def result(task, scores):
    entries = {}
    for (split, subset), score in scores.items():
        languages = task.metadata.hf_subsets_to_langscripts[subset]
        entries.setdefault(split, []).append({"main_score": score, "hf_subset": subset, "languages": languages})
    return TaskResult(task_name=task.metadata.name, dataset_revision="r", mteb_version=mteb.__version__, scores=entries,
                      evaluation_time=1)


def scores(draws, task, lacks):
    """{(split, subset): score}, and now and then only a part, or nothing."""
    places = [(split, subset) for split in task.eval_splits for subset in task.hf_subsets]
    if lacks and draws.random() < .08:
        return {}
    if lacks and len(places) > 1 and draws.random() < .3:
        places = draws.sample(places, draws.randint(1, len(places) - 1))
    return {place: draws.choice([.2, .4, .4, .6, round(draws.random(), 6)]) for place in places}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("target", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("mteb").setLevel(logging.ERROR)
    for model in MODELS:  # the table leaves out models that nobody has registered
        MODEL_REGISTRY[model] = ModelMeta.create_empty(overwrites={"name": model, "revision": "1"})
    out = {"made_by": f"mteb {mteb.__version__}"}
    for short, name in BENCHMARKS.items():
        draws = random.Random(f"{given.seed} {short}")
        benchmark = mteb.get_benchmark(name)
        drawn, models = {}, []
        for number, model in enumerate(MODELS):
            mine = {task.metadata.name: (task, scores(draws, task, number > 0)) for task in benchmark.tasks}
            models.append(ModelResult(model_name=model, model_revision="1", task_results=[
                result(task, found) for task, found in mine.values() if found]))
            drawn[model] = {task: [[*place, score] for place, score in found.items()]
                            for task, (_, found) in mine.items() if found}
        table = BenchmarkResults(model_results=models, benchmark=benchmark).get_benchmark_result()
        out[short] = {"main_scores": drawn, "summary": summary(table)}
    given.target.parent.mkdir(parents=True, exist_ok=True)
    given.target.write_text(json.dumps(out, separators=(",", ":")) + "\n")


def summary(table):
    facts = ("Zero-shot", "Active Parameters (B)", "Total Parameters (B)", "Embedding Dimensions", "Max Tokens", "Release Date")
    rows = table.drop(columns=list(facts)).to_dict("records")
    return {row.pop("Model"): {key: None if value != value else value for key, value in row.items()} for row in rows}


if __name__ == "__main__":
    main()
