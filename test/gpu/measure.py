"""Checks and speeds of Plumbline's networks on this machine's GPU, beside torch's own; see run.sh."""

import gc
import json
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

import commands
import search
import training
from eager import Eager
from networks import HERE, TYPES, Network, fuse, safetensors

# --smoke: all of it in tiny, on the CPU, to see that the script itself works
CUDA = torch.cuda.is_available() and "--smoke" not in sys.argv
DEVICE = "cuda" if CUDA else "cpu"
GOLDEN = os.path.join(HERE, "../../models/src/test/resources/golden/networks")
ROWS = []
FAILED = []
BUDGET = 32768


def row(*cells):
    ROWS.append([str(cell) for cell in cells])
    print("  ".join(ROWS[-1]), flush=True)


def check(what, good, said):
    row("check", what, said, "ok" if good else "FAILED")
    if not good:
        FAILED.append(what)


def sync():
    if CUDA:
        torch.cuda.synchronize()


def layouts(description, kind):
    source = "\n".join(description["sources"][kind])
    return [name for name in ("gathered", "efficient", "flash")
            if f"_{name}_" in source and (CUDA or name == "gathered")]


def goldens(descriptions):
    for name, description in descriptions.items():
        folder = os.path.join(GOLDEN, name)
        if not os.path.isdir(folder):
            continue
        expected = json.load(open(os.path.join(folder, "expected.json")))
        tensors = safetensors(os.path.join(folder, "model.safetensors"))
        tensors = {next(n for n in description["parameters"] if key.endswith(n)): value
                   for key, value in tensors.items() if any(key.endswith(n) for n in description["parameters"])}
        order = sorted(range(len(expected["ids"])), key=lambda i: -len(expected["ids"][i]))
        texts = [expected["ids"][i] for i in order]
        if description.get("padding", -1) >= 0:
            keep = [t for t in range(len(texts)) if description["padding"] not in texts[t]]
            order, texts = [order[t] for t in keep], [texts[t] for t in keep]
        width = description["width"]
        wanted = [torch.tensor(expected["vectors"][i]).reshape(-1, width) for i in order]
        exact = F.normalize(torch.stack([vectors.mean(0) for vectors in wanted]), dim=1)
        for kind in TYPES:
            for layout in layouts(description, kind):
                network = Network(description, tensors, kind, layout, DEVICE)
                with torch.inference_mode():
                    got = network.tokens(texts).float().cpu()
                    pooled = network.means(texts)
                off = float((got - torch.cat(wanted)).abs().max())
                cosine = float((pooled * exact).sum(1).min())
                good = off < 2e-5 if kind == "float32" else cosine > (0.98 if kind == "bfloat16" else 0.998)
                check(f"{name} {kind} {layout}", good,
                      f"token vectors off by {off:.1e} at most, text vectors' cosine at least {cosine:.6f}")


def make(description):
    generator = torch.Generator(device=DEVICE).manual_seed(1)
    return {name: torch.ones(shape, device=DEVICE) if "norm" in name
            else torch.zeros(shape, device=DEVICE) if name.endswith(".bias")
            else torch.randn(shape, device=DEVICE, generator=generator) * 0.02
            for name, shape in description["parameters"].items()}


def batches(texts, budget, most):
    """Texts in order, as many tokens and texts at a time."""
    start = tokens = 0
    for i, text in enumerate(texts):
        if i > start and (tokens + len(text) > budget or i - start == most):
            yield texts[start:i]
            start, tokens = i, 0
        tokens += len(text)
    yield texts[start:]


def encode_goal(label, low, speed, other):
    return "" if label != "bfloat16" or not CUDA or low == 16 else (
        "goal 1.25x: " + ("met" if speed >= 1.25 * other else "MISSED"))


def timed(what, work, texts, rounds):
    tokens = sum(len(text) for text in texts)
    if CUDA:
        torch.cuda.reset_peak_memory_stats()
    seconds = []
    for _ in range(rounds + 1):
        sync()
        start = time.time()
        vectors = torch.cat([work(batch) for batch in what[1]])
        sync()
        seconds.append(time.time() - start)
    speed = tokens / statistics.median(seconds[1:])
    memory = f"{torch.cuda.max_memory_allocated() / 2**20:,.0f} MiB" if CUDA else ""
    return vectors, speed, memory


def large_weights(description):
    """Weights by chance, matrices apart as they are in files."""
    parameters = dict(description["parameters"])
    split = {}
    for name, shape in parameters.items():
        if ".fused.QUERY" in name:
            prefix, rest = name.split("fused.QUERY_KEY_VALUE")
            width = description["width"]
            each = (shape[0] - width) // 2
            for n, size in (("q", width), ("k", each), ("v", each)):
                split[f"{prefix}self_attn.{n}_proj{rest}"] = [size, *shape[1:]]
        elif ".fused.GATE" in name:
            prefix, rest = name.split("fused.GATE_UP")
            for n in ("gate", "up"):
                split[f"{prefix}mlp.{n}_proj{rest}"] = [shape[0] // 2, *shape[1:]]
        else:
            split[name] = shape
    return make({"parameters": split})


def speeds(description, tensors):
    fused = fuse(dict(tensors), description)
    generator = torch.Generator().manual_seed(3)
    vocabulary = description["parameters"]["embed_tokens.weight"][0]
    count = 1024 if CUDA else 8

    def some(low, high):
        lengths = torch.randint(low, high + 1, (count,), generator=generator).tolist()
        return sorted((torch.randint(0, vocabulary, (length,), generator=generator).tolist() for length in lengths),
                      key=len, reverse=True)

    shapes = [(256, 256), (64, 256), (16, 512)] if CUDA else [(8, 16)]
    shapes = [(low, high, some(low, high)) for low, high in shapes]
    kinds = [("float32", False), ("float32", True), ("bfloat16", False), ("float16", False)] if CUDA else [("float32", False)]
    exact = {}
    with torch.inference_mode():
        for kind, tf32 in kinds:
            torch.backends.cuda.matmul.allow_tf32 = tf32
            label = "tf32" if tf32 else kind
            layout = layouts(description, kind)[-1]
            ours = Network(description, fused, kind, layout, DEVICE)
            theirs = Eager(
                description, {name: tensor.to(TYPES[kind]) for name, tensor in tensors.items()}, DEVICE)
            for low, high, texts in shapes:
                if label in ("float32", "float16") and low != 256 and CUDA:
                    continue
                rounds = 1 if label == "float32" else 3
                packed = list(batches(texts, BUDGET, 4096))
                padded = list(batches(texts, 1 << 40, 64))
                a, speed, memory = timed((label, packed), ours.means, texts, rounds)
                b, other, theirs_memory = timed(
                    (label, padded), lambda some: F.normalize(theirs.means(some), dim=1).cpu(), texts, rounds)
                row("encode", f"{count} texts of {low} to {high}", label, layout, f"{speed:,.0f} tokens/s",
                    f"torch, padded: {other:,.0f}", f"{speed / other:.2f}x", memory, theirs_memory, encode_goal(label, low, speed, other))
                check(f"encode {label} {low} to {high}, packed against padded",
                      float((a * b).sum(1).min()) > (0.99999 if kind == "float32" and not tf32 else 0.999),
                      f"cosine at least {float((a * b).sum(1).min()):.6f}")
                exact.setdefault((low, high), a)
                if kind != "float32":
                    cosine = float((a * exact[low, high]).sum(1).min())
                    check(f"encode {label} {low} to {high}, against more digits", cosine > 0.999,
                          f"cosine at least {cosine:.6f}")
            del ours, theirs
            gc.collect()
            if CUDA:
                torch.cuda.empty_cache()


def first_layers(description, count):
    def there(name):
        return not name.startswith("layers.") or int(name.split(".")[1]) < count

    description["layers"] = count
    for key in ("layer_functions", "layer_parameters"):
        description[key] = description[key][:count]
    description["parameters"] = {n: s for n, s in description["parameters"].items() if there(n)}
    description["parameters"]["embed_tokens.weight"][0] = 2000


def main():
    began = time.time()
    name = torch.cuda.get_device_name() if CUDA else "no GPU: a dry run on the CPU, with a smaller network"
    row("machine", name, "torch " + torch.__version__)
    descriptions = json.load(open(os.path.join(HERE, "scripts.json")))
    torch._C._set_graph_executor_optimize(False)
    large = descriptions.pop("qwen2-0.5b")
    functions = descriptions.pop("search")
    trained, tiny = descriptions.pop("training"), descriptions.pop("training_small")
    goldens(descriptions)
    if not CUDA:
        first_layers(large, 2)
        trained = tiny
    weights = large_weights(large)
    speeds(large, weights)
    if not CUDA:
        weights = make(tiny)
    others = training.measure(trained, weights, "flash" if CUDA else "gathered", not CUDA, DEVICE, row, check)
    asked = commands.arguments(sys.argv)
    if asked:
        # the same weights, with matrices apart
        commands.measure(asked, trained, weights, not CUDA, DEVICE, row, check, others)
    del weights
    gc.collect()
    if CUDA:
        torch.cuda.empty_cache()
    search.measure(functions, not CUDA, DEVICE, row, check)
    print("\n=== all of it\n")
    for cells in ROWS:
        print(" | ".join(cells))
    print(f"\n{time.time() - began:.0f} s; " + (f"FAILED: {FAILED}" if FAILED else "every check holds"))
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
