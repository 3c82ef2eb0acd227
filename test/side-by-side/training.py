#!/usr/bin/env python3
"""
Trains the network of examples/mini on its pairs with Plumbline and with torch, in turn, and prints seconds per step.

    training.py [--pairs N] [--threads N] [--steps N] [--batch N]

Both take the same rows, network, batch size, loss (in-batch InfoNCE at 0.05), clipping and AdamW; torch runs transformers'
Qwen2Model with sdpa attention and no causal mask, queries and positives padded together in one pass or, where that is
faster, one pass each. A step is timed from its batch of texts to the changed weights.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "examples" / "mini"
FILE = MINI / "train" / "pairs-en.jsonl"
WARM_UP = 20


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--side", help="for the program itself")
    arguments = parser.parse_args()
    if arguments.side:
        print(json.dumps(torch_side(arguments, arguments.side == "together")))
        return
    print("| pair | torch, one pass (ms) | torch, two passes (ms) | Plumbline (ms) | ratio | load |")
    print("|---|---|---|---|---|---|")
    ratios = []
    for pair in range(arguments.pairs):
        load = os.getloadavg()[0]
        python = [again(arguments, side) for side in ("together", "apart")]
        ours = plumbline_side(arguments)
        ratios.append(min(python) / ours)
        print(f"| {pair + 1} | {python[0]:.1f} | {python[1]:.1f} | {ours:.1f} | {ratios[-1]:.2f} | {load:.1f} |", flush=True)
    print(f"\ntorch's faster way over Plumbline: {statistics.median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})")


def again(arguments, side):
    command = [sys.executable, __file__, "--side", side]
    for name in ("threads", "steps", "batch"):
        command += [f"--{name}", str(getattr(arguments, name))]
    environment = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads)}
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return median(json.loads(answer.splitlines()[-1]))


def median(seconds):
    return 1000 * statistics.median(seconds[WARM_UP:])


def plumbline_side(arguments):
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "stages.yaml")
        config.write_text(f"""
seed: 42
threads: {arguments.threads}
network: {MINI / "network"}
weights: random
stages:
  - name: pretrain
    kind: pretrain
    learning_rate: 1e-3
    mask_same_id: false
    steps: {arguments.steps + WARM_UP}
    data:
      batch_size: {arguments.batch}
      datasets:
        - {{name: pairs, path: {FILE}, type: retrieval}}
""")
        command = [ROOT / "plumbline", "train", "--config", config, "--output", Path(folder, "run")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        log = Path(folder, "run", "pretrain", "log.jsonl").read_text().splitlines()
        return median([json.loads(line)["seconds"] for line in log])


def torch_side(arguments, together):
    import random

    import torch
    from tokenizers import Tokenizer
    from transformers import Qwen2Config, Qwen2Model

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(42)
    tokenizer = Tokenizer.from_file(str(MINI / "network" / "tokenizer.json"))
    tokenizer.enable_truncation(128)
    tokenizer.enable_padding()
    config = Qwen2Config(**json.loads((MINI / "network" / "config.json").read_text()))
    config._attn_implementation = "sdpa"
    model = Qwen2Model(config).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    rows = [json.loads(line) for line in FILE.read_text().splitlines()]
    draw = random.Random(42)

    def vectors(texts):
        encoded = tokenizer.encode_batch(texts)
        ids = torch.tensor([e.ids for e in encoded])
        mask = torch.tensor([e.attention_mask for e in encoded], dtype=torch.float32)
        hidden = torch.zeros(len(texts), 1, ids.shape[1], ids.shape[1]).masked_fill(
            mask[:, None, None, :] == 0, torch.finfo(torch.float32).min
        )
        out = model(input_ids=ids, attention_mask=hidden, use_cache=False).last_hidden_state
        pooled = (out * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(pooled, dim=-1)

    seconds = []
    for _ in range(arguments.steps + WARM_UP):
        batch = draw.sample(rows, arguments.batch)
        start = time.perf_counter()
        queries, positives = [row["query"] for row in batch], [row["pos"][0] for row in batch]
        if together:
            q, p = vectors(queries + positives).split(arguments.batch)
        else:
            q, p = vectors(queries), vectors(positives)
        loss = torch.nn.functional.cross_entropy(q @ p.T / 0.05, torch.arange(arguments.batch))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        seconds.append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    main()
