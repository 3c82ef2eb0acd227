#!/usr/bin/env python3
"""
Trains the same network on the same rows with Plumbline and with sentence-transformers' own trainer, in turn, and prints seconds
per step.

    training.py [--network DIR] [--rows FILE] [--negatives N] [--batch N] [--length N] [--pairs N] [--threads N] [--steps N]

Without --network a Qwen2 of four layers and random weights is made with the tokenizer of examples/mini; rows are mini's pairs.
Both take the same rows, MultipleNegativesRankingLoss at scale 20 (our temperature 0.05, shared hard negatives),
AdamW, clipping at 1 and the network's dropout, in float32. A step's time is the wall's, from the end of one step to the end
of the next, so that tokenising and what makes batches count. With --check both train without dropout, and the losses of the
first steps are compared.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "examples" / "mini"
WARM_UP = 10


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", type=Path)
    parser.add_argument("--rows", type=Path, default=MINI / "train" / "pairs-en.jsonl")
    parser.add_argument("--negatives", type=int, default=0)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--length", type=int, default=64)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--side", type=Path, help="for the program itself")
    arguments = parser.parse_args()
    if arguments.side:
        theirs(arguments, arguments.side)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(arguments, place)
        print("| pair | sentence-transformers (s) | Plumbline (s) | ratio | load |\n|---|---|---|---|---|")
        ratios = []
        for pair in range(1 if arguments.check else arguments.pairs):
            load = os.getloadavg()[0]
            them, us = again(arguments, place), plumbline(arguments, place)
            ratios.append(them["seconds"] / us["seconds"])
            print(f"| {pair + 1} | {them['seconds']:.3f} | {us['seconds']:.3f} | {ratios[-1]:.2f} | {load:.1f} |", flush=True)
        print(f"\nsentence-transformers over Plumbline: {statistics.median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})")
        if arguments.check:
            # the first step's is of the same weights; AdamW's turns follow last bits afterwards
            for step, (one, other) in enumerate(zip(them["losses"][:3], us["losses"][:3])):
                print(f"loss of step {step + 1}: {one:.6f} and {other:.6f}")
            if abs(them["losses"][0] - us["losses"][0]) > 1e-4:
                sys.exit("the losses of the first step differ")


def prepare(arguments, place):
    """The network, with dropout as asked for, and the rows."""
    network = place / "network"
    if arguments.network:
        shutil.copytree(arguments.network, network)
    else:
        subprocess.run([sys.executable, "-c", MAKE, str(MINI / "network"), str(network)], check=True)
    if arguments.check:
        config = json.loads((network / "config.json").read_text())
        for key in ("hidden_dropout_prob", "attention_probs_dropout_prob", "attention_dropout"):
            if key in config:
                config[key] = 0.0
        (network / "config.json").write_text(json.dumps(config))
    rows = [json.loads(line) for line in arguments.rows.read_text().splitlines()]
    random.Random(42).shuffle(rows)
    wanted = (arguments.steps + WARM_UP) * arguments.batch
    # for the check one batch again and again: we draw rows in an order of our own
    rows = rows[: arguments.batch] if arguments.check else (rows * (wanted // len(rows) + 1))[:wanted]
    kept = [{"query": row["query"], "pos": row["pos"][:1], "neg": row.get("neg", [])[: arguments.negatives]} for row in rows]
    (place / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept))


MAKE = """
import json, shutil, sys
import torch
from transformers import Qwen2Config, Qwen2Model
source, target = sys.argv[1:]
shutil.copytree(source, target)
config = json.load(open(target + "/config.json"))
config.update(num_hidden_layers=4, hidden_size=256, intermediate_size=1024, num_attention_heads=4, num_key_value_heads=2, head_dim=64)
config["is_causal"] = False
torch.manual_seed(42)
model = Qwen2Model(Qwen2Config(**config))
model.save_pretrained(target)
written = json.load(open(target + "/config.json"))
written["is_causal"] = False
json.dump(written, open(target + "/config.json", "w"))
pooling = target + "/1_Pooling/config.json"
try:
    settings = json.load(open(pooling))
    settings["word_embedding_dimension"] = 256
    json.dump(settings, open(pooling, "w"))
except FileNotFoundError:
    pass
"""


def again(arguments, place):
    command = [sys.executable, __file__, "--side", str(place)]
    for name in ("negatives", "threads", "steps", "batch", "length"):
        command += [f"--{name}", str(getattr(arguments, name))]
    environment = {**os.environ, "OMP_NUM_THREADS": str(arguments.threads), "TOKENIZERS_PARALLELISM": "false"}
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def plumbline(arguments, place):
    run = place / "run"
    shutil.rmtree(run, ignore_errors=True)
    config = place / "stages.yaml"
    config.write_text(f"""
seed: 42
threads: {arguments.threads}
network: {place / "network"}
attention: bidirectional
pooling: mean
stages:
  - name: finetune
    kind: finetune
    learning_rate: 2e-5
    steps: {arguments.steps + WARM_UP}
    mixing: none
    focal_gamma: 0
    mask_same_id: false
    data:
      batch_size: {arguments.batch}
      datasets:
        - name: rows
          path: rows.jsonl
          type: retrieval
          negatives: {arguments.negatives}
          max_query_length: {arguments.length}
          max_passage_length: {arguments.length}
""")
    if (place / "network" / "modules.json").exists():
        config.write_text(config.read_text().replace("pooling: mean\n", ""))
    command = [ROOT / "plumbline", "train", "--config", config, "--output", run]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    steps = [json.loads(line) for line in (run / "finetune" / "log.jsonl").read_text().splitlines()]
    # what is left is reckoned from the time since the stage began
    wall = {s["step"]: s["eta_seconds"] * s["step"] / (len(steps) - s["step"]) for s in steps[:-1]}
    last = max(wall)
    return {"seconds": (wall[last] - wall[WARM_UP]) / (last - WARM_UP), "losses": [s["loss"] for s in steps]}


def theirs(arguments, place):
    import torch
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
    from sentence_transformers.losses import MultipleNegativesRankingLoss
    from transformers import TrainerCallback
    from torch.utils.data import SequentialSampler

    torch.set_num_threads(arguments.threads)
    rows = [json.loads(line) for line in (place / "rows.jsonl").read_text().splitlines()]
    rows *= (arguments.steps + WARM_UP) * arguments.batch // len(rows)
    columns = {"anchor": [row["query"] for row in rows], "positive": [row["pos"][0] for row in rows]}
    for i in range(arguments.negatives):
        columns[f"negative_{i + 1}"] = [row["neg"][i] for row in rows]
    model = SentenceTransformer(str(place / "network"), device="cpu")
    model.max_seq_length = arguments.length
    ends, losses = [], []

    class Timed(TrainerCallback):
        def on_step_end(self, args, state, control, **kwargs):
            ends.append(time.perf_counter())

    class Recorded(MultipleNegativesRankingLoss):
        def forward(self, *given, **kwargs):
            loss = super().forward(*given, **kwargs)
            losses.append(loss.item())
            return loss

    class InOrder(SentenceTransformerTrainer):
        def get_batch_sampler(self, dataset, batch_size, drop_last, **kwargs):
            return torch.utils.data.BatchSampler(SequentialSampler(dataset), batch_size, drop_last)

    with tempfile.TemporaryDirectory() as folder:
        settings = SentenceTransformerTrainingArguments(
            output_dir=folder,
            max_steps=arguments.steps + WARM_UP,
            per_device_train_batch_size=arguments.batch,
            learning_rate=2e-5,
            max_grad_norm=1.0,
            save_strategy="no",
            eval_strategy="no",
            logging_strategy="no",
            report_to="none",
            disable_tqdm=True,
            dataloader_num_workers=0,
            use_cpu=True,
        )
        trainer = InOrder(
            model=model,
            args=settings,
            train_dataset=Dataset.from_dict(columns),
            loss=Recorded(model, scale=20.0),
            callbacks=[Timed()],
        )
        trainer.train()
    seconds = (ends[-1] - ends[WARM_UP - 1]) / (len(ends) - WARM_UP)
    print(json.dumps({"seconds": seconds, "losses": losses}))


if __name__ == "__main__":
    main()
