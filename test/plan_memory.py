"""Holds what `plumbline plan` says of memory to what runs take: each run gets the heap that the plan says, and no more; it must
end well, and the most memory the process ever had must be below what the plan says of all of it.

    python3 test/plan_memory.py [--native DIR] [--only NAME ...] [--documents 120000] [--data DIR] [--threads 2]

PLUMBLINE names another program than this checkout's.

Cases: bundled ONNX, a network from its weights (bert-tiny unless --native names a directory), random vectors, and vectors of a
file with a corpus made here; retrieval, clustering, classification, STS, pairs. Prints a table; exit code 1 if a run took more
than was said, 2 if it failed. More than twice as much said as taken is marked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLUMBLINE = os.environ.get("PLUMBLINE", ROOT / "plumbline")
MB = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--native", type=Path, default=ROOT / "test/reference-models/bert-tiny")
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--documents", type=int, default=120_000)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/hf")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="plan-memory-") as work:
        print("| case | plan's heap MB | plan in all MB | taken MB | plan / taken | |")
        print("|---|---|---|---|---|---|", flush=True)
        for name, options in cases(arguments, Path(work)):
            if not arguments.only or name in arguments.only:
                wrong = max(wrong, case(name, options, arguments, Path(work)))
    sys.exit(wrong)


def cases(arguments: argparse.Namespace, work: Path):
    shared = ["--data", str(arguments.data), "--allow-modified-data"]
    onnx = ["--model", "embedded:all-MiniLM-L6-v2", *shared]
    native = ["--model", str(arguments.native), "--weights", "native", *shared]
    chance = ["--model", "random", *shared]
    yield "onnx-sts", [*onnx, "--task", "STS13"]
    yield "onnx-classification", [*onnx, "--task", "Banking77Classification"]
    yield "native-sts", [*native, "--task", "STS13"]
    yield "native-retrieval", [*native, "--task", "SciFact"]
    yield "native-classification", [*native, "--task", "Banking77Classification"]
    yield "random-retrieval", [*chance, "--task", "SciFact"]
    yield "random-clustering", [*chance, "--task", "TwentyNewsgroupsClustering"]
    yield "random-pairs", [*chance, "--task", "TwitterURLCorpus"]
    if not arguments.only or any(name.startswith("large") for name in arguments.only):
        task = corpus(work, arguments.documents)
        made = ["--task-file", str(task), "--data", str(work / "data")]
        yield "large-random", ["--model", "random", *made]
        yield "large-vectors", ["--model", "embeddings:" + str(vectors(work)), *made]


def corpus(work: Path, documents: int) -> Path:
    """A retrieval of as many documents as wanted."""
    dice = random.Random(7)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=dice.randint(3, 9))) for _ in range(5000)]
    folder = work / "data/made/large"
    for part in ("corpus", "queries", "default"):
        (folder / part).mkdir(parents=True)
    (folder / "README.md").write_text(
        "---\nconfigs:\n"
        + "".join(
            f"- config_name: {part}\n  data_files:\n  - split: {split}\n    path: {part}/data.jsonl\n"
            for part, split in (("corpus", "corpus"), ("queries", "queries"), ("default", "test"))
        )
        + "---\n"
    )
    with open(folder / "corpus/data.jsonl", "w") as out:
        for number in range(documents):
            out.write(json.dumps({"_id": f"d{number}", "title": "", "text": " ".join(dice.choices(words, k=60))}) + "\n")
    with open(folder / "queries/data.jsonl", "w") as out, open(folder / "default/data.jsonl", "w") as judged:
        for number in range(300):
            out.write(json.dumps({"_id": f"q{number}", "text": " ".join(dice.choices(words, k=8))}) + "\n")
            document = f"d{dice.randrange(documents)}"
            judged.write(json.dumps({"query-id": f"q{number}", "corpus-id": document, "score": 1}) + "\n")
    task = work / "large.json"
    task.write_text(
        json.dumps(
            {
                "name": "LargeRetrieval",
                "type": "Retrieval",
                "kind": "retrieval",
                "dataset": {"path": "made/large", "revision": "0" * 40},
                "eval_splits": ["test"],
                "main_score": "ndcg_at_10",
                "category": "t2t",
                "multilingual": False,
                "is_public": True,
                "all_subsets": ["default"],
                "languages": {"default": ["eng-Latn"]},
                "params": {"k_values": [1, 3, 5, 10, 20, 100, 1000]},
                "transform": None,
            }
        )
    )
    return task


def vectors(work: Path) -> Path:
    """The random model's vectors of all those texts, in a file."""
    texts = work / "texts.jsonl"
    with open(texts, "w") as out:
        for part in ("corpus", "queries"):
            for line in open(work / f"data/made/large/{part}/data.jsonl"):
                out.write(json.dumps({"text": json.loads(line)["text"]}) + "\n")
    file = work / "vectors.parquet"
    plumbline("encode", "--model", "random", "--input", str(texts), "--output", str(file))
    return file


def plumbline(*arguments: str) -> str:
    done = subprocess.run([str(PLUMBLINE), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"plumbline {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def case(name: str, options: list[str], arguments: argparse.Namespace, work: Path) -> int:
    store = ["--embedding-cache", str(work / "stores" / name), "--threads", str(arguments.threads), "--quiet"]
    plan = json.loads(plumbline("plan", "--json", *options, "--embedding-cache", str(work / "plans" / name), "--quiet"))
    heap = -(-plan["heap_bytes"] // MB)
    command = [str(PLUMBLINE), "run", *options, *store, "--results", str(work / "results" / name)]
    log = work / (name + ".log")
    with open(log, "wb") as out:
        environment = {**os.environ, "PLUMBLINE_JAVA_OPTS": f"-Xmx{heap}m"}
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    taken = used.ru_maxrss * 1024
    ratio = plan["memory_bytes"] / taken
    said = f"FAILED with {code}" if code else "TOO MUCH" if ratio < 1 else "more than twice" if ratio > 2 else ""
    print(
        f"| {name} | {heap} | {plan['memory_bytes'] / MB:.0f} | {taken / MB:.0f} | {ratio:.2f} | {said} |",
        flush=True,
    )
    if code:
        print(log.read_text(errors="replace")[-1500:], file=sys.stderr)
    return 2 if code else 1 if ratio < 1 else 0


if __name__ == "__main__":
    main()
