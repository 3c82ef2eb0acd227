"""Runs Plumbline and Python in turn on the same inputs and prints how their times compare.

    side_by_side.py scoring  [--pairs N] [--tasks ...]       mteb's evaluators against ours, encoding not counted
    side_by_side.py encoding [--pairs N] [--batches 32 16 8] sentence-transformers against our encoder
    side_by_side.py network [--pairs N] [--forms native onnx] the same with a Qwen2 of 24 layers, 896 wide

Start it with the Python of an environment that has mteb (README.md). A pair is one process of each side, one after the
other; each warms up and then repeats. A pair's ratio is that of the two medians, above 1 where Plumbline is faster; the
processor ratio, of processor seconds with encoding's share, suffers less where other work shares the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import inputs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared"
ROW = "| {:<18} | {:>8} | {:>11} | {:>17} | {:>15} | {:>11} | {:>8} | {:>4} |"


def main() -> None:
    arguments = parse()
    work = arguments.work.resolve()
    inputs.write_scoring(work, arguments.banking77)
    inputs.write_texts(work)
    subprocess.run([ROOT / "plumbline", "--version"], check=True, stdout=sys.stderr)
    heads = ("work", "Python s", "Plumbline s", "ratio (min..max)", "processor ratio", "score", "differs", "load")
    print(ROW.format(*heads))
    print("|" + "---|" * len(heads), flush=True)
    versions: set[str] = set()
    tokens: set[int] = set()
    for label, ours, theirs in sides(arguments, work):
        pairs = [pair(ours, theirs, arguments.threads) for _ in range(arguments.pairs)]
        versions.update(side["versions"] for both in pairs for side in both)
        row(label, pairs)
        tokens.update(theirs["tokens"] for theirs, _ in pairs if "tokens" in theirs)
    print(f"\n{arguments.pairs} pairs, {arguments.threads} threads each; " + "; ".join(sorted(versions)))
    for count in tokens:
        print(f"{count} tokens in all texts together")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("scoring", "encoding", "network"))
    parser.add_argument("--work", type=Path, default=Path("/tmp/plumbline-side-by-side"))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tasks", nargs="+", choices=list(inputs.TASKS), default=list(inputs.TASKS))
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 16, 8], help="of sentence-transformers")
    parser.add_argument("--forms", nargs="+", choices=("native", "onnx"), default=["native", "onnx"])
    parser.add_argument("--texts", type=int, default=100, help="for network")
    parser.add_argument("--network", type=Path, help="a model directory in the place of the one with random weights")
    parser.add_argument("--batch-tokens", type=int, default=0, help="0: Plumbline's default")
    parser.add_argument("--banking77", type=Path, default=SHARED / "data/hf/mteb/banking77")
    return parser.parse_args()


def sides(arguments: argparse.Namespace, work: Path):
    """For each row of the table: its name and the two commands."""
    java = [os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"]
    classpath = (ROOT / "harness/target/plumbline.classpath").read_text()
    java += ["-XX:+UseParallelGC", "-cp", classpath, str(HERE / "SideBySide.java")]
    threads = str(arguments.threads)
    if arguments.what == "scoring":
        for task in arguments.tasks:
            theirs = [sys.executable, str(HERE / "score_mteb.py"), str(work), task, threads]
            yield task, [*java, "score", str(work), task, threads], theirs
        return
    if arguments.what == "encoding":
        models = {"encoding": ("embedded:all-MiniLM-L6-v2", inputs.minilm(), inputs.ENCODED_TEXTS)}
    else:
        network = arguments.network.resolve() if arguments.network else inputs.write_network(work)
        ours = {form: network if form == "native" else exported(network, work) for form in arguments.forms}
        models = {form: (str(ours[form]), network, arguments.texts) for form in arguments.forms}
    for label, (our_model, their_model, texts) in models.items():
        for batch in arguments.batches:
            script = str(HERE / "encode_sentence_transformers.py")
            theirs = [sys.executable, script, str(work), str(batch), threads, str(their_model), str(texts)]
            ours = [*java, "encode", str(work), str(arguments.batch_tokens), threads, our_model, str(texts)]
            yield f"{label}, batch {batch}", ours, theirs


def exported(network: Path, work: Path) -> Path:
    """The same network as an ONNX graph."""
    folder = work / (network.name + "-onnx")
    if not folder.exists():
        command = [ROOT / "plumbline", "export", "--model", network, "--format", "onnx", "--output", folder]
        subprocess.run(command, check=True, stdout=sys.stderr)
    return folder


def pair(ours: list[str], theirs: list[str], threads: int) -> tuple[dict, dict]:
    return run(theirs, threads), run(ours, threads)


def run(command: list[str], threads: int) -> dict:
    limits = {name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    environment = {**os.environ, **limits, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    load = os.getloadavg()[0]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return {**json.loads(done.stdout.splitlines()[-1]), "load": load}


def row(label: str, pairs: list[tuple[dict, dict]]) -> None:
    python = [statistics.median(theirs["seconds"]) for theirs, _ in pairs]
    plumbline = [statistics.median(ours["seconds"]) for _, ours in pairs]
    ratios = [theirs / ours for theirs, ours in zip(python, plumbline, strict=True)]
    processor = [theirs["processor"] / ours["processor"] for theirs, ours in pairs]
    theirs, ours = pairs[-1]
    loads = [side["load"] for both in pairs for side in both]
    print(
        ROW.format(
            label,
            f"{statistics.median(python):.4f}",
            f"{statistics.median(plumbline):.4f}",
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})",
            f"{statistics.median(processor):.2f}",
            f"{ours['score']:.6f}",
            f"{abs(ours['score'] - theirs['score']):.1e}",
            f"{max(loads):.1f}",
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
