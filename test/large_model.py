"""How much memory a large model takes: makes one of Qwen3-Embedding-8B's shape with random bfloat16 weights, in shards as
authors publish them, encodes a few texts with it, and compares the process's peak with the size of the weights.

    python3 test/large_model.py [--layers 36] [--width 4096] [--work DIR] [--limit 1.2]      (NumPy; 16 GB of disk, 20 of memory)

Exit 1 if the peak is above the limit. The tokenizer is the small one of ../shared: token numbers do not matter here.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
TOKENIZER = ROOT.parent / "shared/reference-models/qwen2-tiny"
SHARD_BYTES = 5_000_000_000
VOCABULARY = 151_665


def tensors(layers: int, width: int):
    """Names and shapes, in the order of a published checkpoint."""
    heads, head, groups, inner = width // 128, 128, 8, width * 3
    yield "embed_tokens.weight", (VOCABULARY, width)
    for layer in range(layers):
        at = f"layers.{layer}."
        yield at + "input_layernorm.weight", (width,)
        yield at + "self_attn.q_proj.weight", (heads * head, width)
        yield at + "self_attn.k_proj.weight", (groups * head, width)
        yield at + "self_attn.v_proj.weight", (groups * head, width)
        yield at + "self_attn.o_proj.weight", (width, heads * head)
        yield at + "self_attn.q_norm.weight", (head,)
        yield at + "self_attn.k_norm.weight", (head,)
        yield at + "post_attention_layernorm.weight", (width,)
        yield at + "mlp.gate_proj.weight", (inner, width)
        yield at + "mlp.up_proj.weight", (inner, width)
        yield at + "mlp.down_proj.weight", (width, inner)
    yield "norm.weight", (width,)


def shards(layers: int, width: int) -> list[list[tuple[str, tuple[int, ...]]]]:
    groups, size = [[]], 0
    for name, shape in tensors(layers, width):
        bytes_of = 2 * int(np.prod(shape))
        if groups[-1] and size + bytes_of > SHARD_BYTES:
            groups.append([])
            size = 0
        groups[-1].append((name, shape))
        size += bytes_of
    return groups


def write(folder: Path, layers: int, width: int) -> int:
    """The model directory; returns the bytes of its weights."""
    folder.mkdir(parents=True)
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(TOKENIZER / file, folder / file)
    config = {"architectures": ["Qwen3Model"], "model_type": "qwen3", "hidden_size": width, "num_hidden_layers": layers,
              "num_attention_heads": width // 128, "num_key_value_heads": 8, "head_dim": 128, "hidden_act": "silu",
              "intermediate_size": width * 3, "vocab_size": VOCABULARY, "rms_norm_eps": 1e-6, "rope_theta": 1_000_000,
              "max_position_embeddings": 40960, "tie_word_embeddings": False, "dtype": "bfloat16", "attention_bias": False}
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    random = np.random.default_rng(1)
    groups = shards(layers, width)
    where, total = {}, 0
    for number, group in enumerate(groups, 1):
        file = f"model-{number:05}-of-{len(groups):05}.safetensors"
        header, at = {"__metadata__": {"format": "pt"}}, 0
        for name, shape in group:
            end = at + 2 * int(np.prod(shape))
            header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, end]}
            at = end
            where[name] = file
        total += at
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(folder / file, "wb") as out:
            out.write(len(text).to_bytes(8, "little") + text)
            for name, shape in group:
                rows = shape[0] if len(shape) > 1 else 1
                for first in range(0, rows, 4096):
                    count = (min(first + 4096, rows) - first) * shape[-1]
                    values = random.standard_normal(count, dtype=np.float32) * 0.02 + (1 if name.endswith("norm.weight") else 0)
                    out.write((values.view(np.uint32) >> 16).astype(np.uint16).tobytes())
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": where}))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=36)
    parser.add_argument("--width", type=int, default=4096)
    parser.add_argument("--work", type=Path, default=ROOT / "target/large-model")
    parser.add_argument("--limit", type=float, default=1.2)
    arguments = parser.parse_args()
    folder = arguments.work / f"qwen3-{arguments.width}x{arguments.layers}"
    if not (folder / "model.safetensors.index.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write(folder, arguments.layers, arguments.width)
    size = json.loads((folder / "model.safetensors.index.json").read_text())["metadata"]["total_size"]
    texts = arguments.work / "texts.jsonl"
    texts.write_text('{"text": "river stone market engine"}\n{"text": "quiet signal"}\n')
    subprocess.run([ROOT / "plumbline", "--version"], check=True, stdout=subprocess.DEVNULL)
    command = [ROOT / "plumbline", "encode", "--model", folder, "--dtype", "bf16", "--input", texts, "--no-cache",
               "--output", arguments.work / "vectors.parquet", "--force"]
    start, peak = time.time(), 0
    process = subprocess.Popen(command)
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.05)
    if process.returncode:
        sys.exit(process.returncode)
    print(f"weights {size / 1e9:.2f} GB, peak {peak / 1e9:.2f} GB, {peak / size:.3f} times, {time.time() - start:.0f} s")
    sys.exit(peak > arguments.limit * size)


def resident(pid: int) -> int:
    """Bytes of the process's greatest resident set so far: files mapped into it count."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except FileNotFoundError:
        pass
    return 0


if __name__ == "__main__":
    main()
