"""Search of a corpus that is too large for memory, beside torch's blocked product and top-k.

    /tmp/side-by-side/bin/python test/side-by-side/large_search.py [--documents 5000000] [--queries 1000] [--dimensions 512]
        [--kept 1000] [--threads 2] [--pairs 3] [--blocks 50000 16384 4096] [--heap 1g] [--work DIR]

Documents' vectors lie in one file (10 GB unless told otherwise; made once), as both sides may hold a part of them only: Plumbline
reads a chunk of 50,000 at a time into a heap of --heap, torch maps the file and takes blocks of each of --blocks. Timed is the
search by cosine with its reading, from a file that was read just before; not the start of either process. Prints seconds,
processor seconds and peak memory of each, and how many of the documents found are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def main() -> None:
    arguments = parse()
    if arguments.side:
        torch_side(arguments)
        return
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    documents = write(work, arguments.documents, arguments.dimensions, 1)
    queries = write(work, arguments.queries, arguments.dimensions, 2)
    subprocess.run([ROOT / "plumbline", "--version"], check=True, stdout=sys.stderr)
    java = [os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"]
    java += [f"-Xmx{arguments.heap}", "-XX:+UseParallelGC", "-cp", (ROOT / "harness/target/plumbline.classpath").read_text()]
    shape = [str(arguments.dimensions), str(arguments.kept), str(arguments.threads)]
    ours = [*java, str(HERE / "LargeSearch.java"), str(documents), str(queries), *shape, str(work / "ours")]
    print("| pair | side | seconds | processor s | peak GB | load |\n|---|---|---|---|---|---|", flush=True)
    ratios: dict[int, list[float]] = {block: [] for block in arguments.blocks}
    for number in range(arguments.pairs):
        plumbline = timed(ours, arguments, number, "Plumbline", documents)
        for block in arguments.blocks:
            theirs = [sys.executable, __file__, "--side", str(block), "--work", str(work)]
            for name in ("documents", "queries", "dimensions", "kept", "threads"):
                theirs += ["--" + name, str(getattr(arguments, name))]
            torch = timed(theirs, arguments, number, f"torch, blocks of {block}", documents)
            ratios[block].append(torch["seconds"][0] / plumbline["seconds"][0])
    for block, each in ratios.items():
        print(f"blocks of {block}: {statistics.median(each):.2f} times as fast ({min(each):.2f} to {max(each):.2f})")
    compare(work, arguments)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5_000_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--kept", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--blocks", type=int, nargs="+", default=[50_000, 16_384, 4096])
    parser.add_argument("--heap", default="1g")
    parser.add_argument("--work", type=Path, default=Path("/tmp/plumbline-large-search"))
    parser.add_argument("--side", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def write(work: Path, rows: int, dimensions: int, seed: int) -> Path:
    import numpy

    file = work / f"{rows}x{dimensions}-{seed}.f32"
    if not file.exists():
        generator = numpy.random.default_rng(seed)
        part = file.with_suffix(".part")
        with open(part, "wb") as out:
            for start in range(0, rows, 50_000):
                out.write(generator.standard_normal((min(50_000, rows - start), dimensions), dtype=numpy.float32).tobytes())
        part.rename(file)
    return file


def timed(command: list[str], arguments: argparse.Namespace, number: int, name: str, documents: Path) -> dict:
    with open(documents, "rb") as file:  # so that neither side waits for the disk
        while file.read(1 << 24):
            pass
    limits = {key: str(arguments.threads) for key in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    load = os.getloadavg()[0]
    process = subprocess.Popen(command, env={**os.environ, **limits}, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{name} failed")
    facts = json.loads(output.splitlines()[-1])
    print(
        f"| {number + 1} | {name} | {facts['seconds'][0]:.2f} | {facts['processor']:.1f} | {used.ru_maxrss / 1e6:.2f} | {load:.1f} |",
        flush=True,
    )
    return facts


def torch_side(arguments: argparse.Namespace) -> None:
    """torch's usual way: a block's product, its best, and the best of those and of what there was."""
    import numpy
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(arguments.threads)
    work, d = arguments.work, arguments.dimensions

    def mapped(rows: int, seed: int) -> torch.Tensor:
        # mapped as writable memory of its own, which nobody writes to: torch wants it so
        return torch.from_numpy(numpy.memmap(work / f"{rows}x{d}-{seed}.f32", numpy.float32, "c", shape=(rows, d)))

    documents = mapped(arguments.documents, 1)
    asked = mapped(arguments.queries, 2).clone()
    start, processor = time.perf_counter(), time.process_time()
    queries = F.normalize(asked)
    values = torch.empty(len(queries), 0)
    places = torch.empty(len(queries), 0, dtype=torch.long)
    with torch.inference_mode():
        for first in range(0, len(documents), arguments.side):
            block = F.normalize(documents[first : first + arguments.side])
            scores, found = (queries @ block.T).topk(min(arguments.kept, len(block)))
            scores, found = torch.cat([values, scores], 1), torch.cat([places, found + first], 1)
            values, order = scores.topk(min(arguments.kept, scores.shape[1]))
            places = found.gather(1, order)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    with open(work / "theirs", "wb") as out:
        out.write(places.int().numpy().tobytes())
        out.write(values.numpy().tobytes())
    print(json.dumps({"seconds": [seconds], "processor": processor, "versions": "torch " + torch.__version__}))


def compare(work: Path, arguments: argparse.Namespace) -> None:
    import numpy

    count = arguments.queries * min(arguments.kept, arguments.documents)
    ours, theirs = (numpy.fromfile(work / name, numpy.int32, count).reshape(arguments.queries, -1) for name in ("ours", "theirs"))
    same = sum(len(numpy.intersect1d(a, b)) for a, b in zip(ours, theirs, strict=True))
    scores = [numpy.fromfile(work / name, numpy.float32, offset=4 * count) for name in ("ours", "theirs")]
    print(f"{same} of {count} documents found by both; scores differ by at most {abs(scores[0] - scores[1]).max():.1e}")


if __name__ == "__main__":
    main()
