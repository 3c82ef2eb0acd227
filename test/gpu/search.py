"""Search of a large corpus: the very function that Plumbline's DeviceSearch compiles, beside product and top-k as in torch."""

import time
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

from networks import archive

BLOCK = 32768
GOAL = 4.0


def corpus(count, width):
    """Documents in the host's memory, made by all cores, whose threads draw from generators of their own."""
    documents = torch.empty(count, width)
    parts = torch.arange(0, count, 100_000).tolist()

    def fill(start):
        part = documents[start:start + 100_000]
        part.uniform_(-1, 1, generator=torch.Generator().manual_seed(start))
        part.mul_(part.abs())

    with ThreadPoolExecutor() as pool:
        list(pool.map(fill, parts))
    return documents


def ours(function, nearest, queries, documents, best, device, most):
    """As DeviceSearch: blocks by way of memory that is used again, candidates scored again, the least score kept as a floor."""
    m, width = queries.shape
    block = min(most, len(documents))
    staging = torch.empty(block, width)
    there = F.normalize(queries.to(device), dim=1)
    slack = torch.full((m,), (4 * width + 64) * 2.0 ** -24, device=device)
    values = torch.full((m, 0), 0.0, device=device)
    places = torch.zeros(m, 0, dtype=torch.long, device=device)
    unclear = candidates = 0
    for start in range(0, len(documents), block):
        count = min(block, len(documents) - start)
        staging[:count].copy_(documents[start:start + count])
        part = staging[:count].to(device)
        floors = (values[:, -1].contiguous() if values.shape[1] == best
                  else torch.full((m,), -float("inf"), device=device))
        found = nearest(there, part, floors, slack).cpu()
        counts = found[:, 0]
        unclear += int(((counts < 0) | ((counts == function["kept"]) & (function["kept"] < count))).sum())
        candidates += int(counts.sum())
        rows = found[:, 1:].long().to(device)
        if rows.shape[1] == 0:
            continue
        lengths = F.normalize(part, dim=1)
        scores = torch.cat([torch.bmm(lengths[chunk], query[:, :, None])[:, :, 0]
                            for chunk, query in zip(rows.split(64), there.split(64))])
        scores[torch.arange(rows.shape[1], device=device)[None] >= counts.to(device)[:, None]] = -float("inf")
        values, order = torch.cat([values, scores], 1).topk(min(best, values.shape[1] + rows.shape[1]), dim=1)
        places = torch.cat([places, rows + start], 1).gather(1, order)
    return values.cpu(), places.cpu(), unclear, candidates


def theirs(queries, documents, best, device):
    """torch's usual way, in blocks of half a million."""
    there = F.normalize(queries.to(device), dim=1)
    values = places = None
    for start in range(0, len(documents), 500_000):
        part = F.normalize(documents[start:start + 500_000].to(device), dim=1)
        v, i = (there @ part.T).topk(min(best, len(part)), dim=1)
        i = i + start
        if values is not None:
            v, order = torch.cat([values, v], 1).topk(best, dim=1)
            i = torch.cat([places, i], 1).gather(1, order)
        values, places = v, i
    return values.cpu(), places.cpu()


def measure(functions, small, device, row, check):
    queries, count, width, best = (40, 20_000, 32, 20) if small else (1000, 5_000_000, 512, 1000)
    function = functions[str(best)]
    script = torch.jit.load(archive("\n".join(function["source"]) + "\n"))
    nearest = getattr(script, function["name"])
    block = 4096 if small else BLOCK
    asked = torch.randn(queries, width, generator=torch.Generator().manual_seed(7))
    documents = corpus(count, width)
    what = f"{queries:,} x {count:,} x {width}, best {best:,}, from the host"

    def timed(work):
        work(documents[:2 * BLOCK])
        if device != "cpu":
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
        start = time.time()
        result = work(documents)
        seconds = time.time() - start
        return result, seconds, f"{torch.cuda.max_memory_allocated() / 2**20:,.0f} MiB" if device != "cpu" else ""

    allowed = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = False
    with torch.inference_mode():
        (values, places, unclear, candidates), seconds, memory = timed(
            lambda some: ours(function, nearest, asked, some, best, device, block))
        (other_values, other_places), other, other_memory = timed(lambda some: theirs(asked, some, best, device))
    torch.backends.cuda.matmul.allow_tf32 = allowed
    passed = "" if small else f"goal {GOAL:.0f} s: " + ("met" if seconds < GOAL else "MISSED")
    row("search", what, f"{seconds:.2f} s", f"torch: {other:.2f} s", f"{other / seconds:.2f}x", memory, other_memory, passed)
    row("search", "candidates scored again, a query", f"{candidates / queries:,.0f}", "queries left to the host", f"{unclear}")
    if not small:
        check("search in under 4 s", seconds < GOAL, f"{seconds:.2f} s")
    check("search, no query left to the host", unclear == 0, f"{unclear} of blocks' queries")
    off = float((values - other_values).abs().max())
    check("search, scores of the best", off < 1e-5, f"off by {off:.1e} at most")
    same = float((places.sort(1).values == other_places.sort(1).values).float().mean())
    check("search, documents of the best", same > 0.999, f"{same:.6f} the same; others have scores alike to rounding")
