"""Plumbline's own command line beside torch's usual way: `run.sh --plumbline PROGRAM [--libtorch DIR]`.

What is timed is all of it, tokenising and the files with it, from the first text to the last vector and from step to step; the
start of a process is not. Texts are words that are a token each for Qwen2's tokenizer, and torch's side splits them and looks
them up.
"""

import ctypes
import gc
import json
import math
import os
import re
import statistics
import struct
import subprocess
import tempfile
import time

import torch
import torch.nn.functional as F

from eager import Eager
from networks import TYPES
from training import SHAPES, SMALL

WARM_UP = 5
KINDS = {torch.float32: "F32", torch.bfloat16: "BF16"}


def arguments(words):
    """The program and the folder of libtorch from the command line; no program, nothing to do."""
    def after(name):
        return words[words.index(name) + 1] if name in words else None

    program = after("--plumbline")
    return (program, after("--libtorch") or os.path.join(os.path.dirname(torch.__file__), "lib")) if program else None


def write_tensors(path, tensors):
    """Safetensors."""
    head, offset = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        head[name] = {"dtype": KINDS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(head).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            there = tensor.detach().cpu().contiguous()
            file.write(ctypes.string_at(there.data_ptr(), there.numel() * there.element_size()))


def words_of(vocabulary):
    """Tokens and merges of a BPE over letters with as many words as fit: each begins with a space, and its beginnings are words too."""
    letters = "abcdefghijklmnopqrstuvwxyz"[:26 if vocabulary > 1000 else 5]
    tokens, merges, ends = ["<|endoftext|>", *letters, "\u0120"], [], [["\u0120"]]
    while len(tokens) < vocabulary:
        longer = []
        for start in ends[-1]:
            for letter in letters[:max(0, vocabulary - len(tokens) - len(longer))]:
                merges.append([start, letter])
                longer.append(start + letter)
        tokens += longer
        ends.append(longer)
    return tokens, merges


def directory(folder, description, weights, kind, tokens, merges):
    """A model directory as sentence-transformers has it, whose tokens are words."""
    shapes = description["parameters"]
    vocabulary, width = shapes["embed_tokens.weight"]
    os.makedirs(os.path.join(folder, "1_Pooling"))

    def write(name, content):
        with open(os.path.join(folder, name), "w") as file:
            json.dump(content, file)

    heads = width // description["head_width"]
    layer = {name.split(".", 2)[2]: tensor.shape for name, tensor in weights.items() if name.startswith("layers.0.")}
    write("config.json", {
        "model_type": "qwen2", "hidden_size": width, "intermediate_size": layer["mlp.gate_proj.weight"][0],
        "num_hidden_layers": description["layers"], "num_attention_heads": heads,
        "num_key_value_heads": layer["self_attn.k_proj.weight"][0] // description["head_width"], "vocab_size": vocabulary,
        "hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": description["theta"], "max_position_embeddings": 32768,
        "is_causal": False, "attention_dropout": 0.0, "torch_dtype": {"F32": "float32", "BF16": "bfloat16"}[KINDS[kind]]})
    write("modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}])
    write("1_Pooling/config.json", {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True})
    write("sentence_bert_config.json", {"max_seq_length": 512})
    ending = tokens[0]
    write("tokenizer_config.json", {
        "tokenizer_class": "Qwen2Tokenizer", "pad_token": ending, "eos_token": ending, "model_max_length": 512})
    added = {"id": 0, "content": ending, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True}
    bytes_of = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": True}
    write("tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [added], "normalizer": None,
        "pre_tokenizer": bytes_of, "post_processor": None, "decoder": bytes_of,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                  "fuse_unk": False, "byte_fallback": False, "merges": merges,
                  "vocab": {token: number for number, token in enumerate(tokens)}}})
    write_tensors(os.path.join(folder, "model.safetensors"), {name: tensor.to(kind) for name, tensor in weights.items()})


def some(generator, tokens, count, low, high):
    """Texts of so many tokens: a letter, and words."""
    first = tokens.index("\u0120") + 1
    lengths = torch.randint(low, high + 1, (count,), generator=generator).tolist()
    return ["a" + "".join(" " + tokens[token][1:]
                          for token in torch.randint(first, len(tokens), (n - 1,), generator=generator).tolist())
            for n in lengths]


class Program:
    def __init__(self, program, libtorch, small):
        # a dry run takes the libtorch for the CPU that the program comes with
        self.options = ["--device", "cpu"] if small else ["--device", "cuda", "--libtorch", libtorch]
        self.program = program

    def run(self, *words):
        done = subprocess.run([self.program, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout


def encode(ours, folder, network, tensors, description, vocabulary, small, device, row, check, kind):
    words = {token[1:]: number for number, token in enumerate(vocabulary) if token[0] == "\u0120"}
    theirs = Eager(description, {name: tensor.to(TYPES[kind]) for name, tensor in tensors.items()}, device)
    for low, high in [(8, 16)] if small else [(256, 256), (64, 256)]:
        texts = some(torch.Generator().manual_seed(5), vocabulary, 64 if small else 16384, low, high)
        source = os.path.join(folder, "texts.jsonl")
        with open(source, "w") as file:
            file.writelines(json.dumps({"text": text}) + "\n" for text in texts)
        tokens = sum(text.count(" ") + 1 for text in texts)
        told = json.loads(ours.run(
            "encode", "--model", network, "--input", source, "--output", os.path.join(folder, "vectors.parquet"), "--force",
            "--no-cache", "--quiet", "--json", "--dtype", kind, *ours.options))
        with torch.inference_mode():
            theirs.means([[1] * high])
            start = time.time()
            ids = sorted(([1, *(words[word] for word in text.split()[1:])] for text in texts), key=len, reverse=True)
            for at in range(0, len(ids), 64):
                F.normalize(theirs.means(ids[at:at + 64]), dim=1).cpu()
            other = time.time() - start
        goal = "" if small else "goal 1.25x: " + ("met" if other >= 1.25 * told["seconds"] else "MISSED")
        row("command", f"encode, {len(texts)} texts of {low} to {high}", kind, f"{tokens / told['seconds']:,.0f} tokens/s",
            f"torch, padded: {tokens / other:,.0f}", f"{other / told['seconds']:.2f}x", goal)
        check(f"command encode {low} to {high}", told["rows"] == len(texts), f"{told['rows']} vectors")


def used():
    """MB in use on the GPU once this process has given back what it can."""
    gc.collect()
    torch.cuda.empty_cache()
    free, total = torch.cuda.mem_get_info()
    return (total - free) / 1e6


def train(ours, folder, network, vocabulary, width, small, row, check, others):
    for name, queries, negatives, low, high, recompute, mrl, goal, _ in SMALL if small else SHAPES:
        other = others.get(name)
        if other is None:
            continue
        steps = WARM_UP + (3 if small else 15)
        generator = torch.Generator().manual_seed(9)
        count = 0
        with open(os.path.join(folder, "rows.jsonl"), "w") as file:
            for _ in range(queries * steps):
                query, positive, *others_of = texts = some(generator, vocabulary, 2 + negatives, low, high)
                count += sum(text.count(" ") + 1 for text in texts)
                file.write(json.dumps({"query": query, "pos": [positive], "neg": others_of}) + "\n")
        dims = [width, width // 2, width // 4, width // 8, width // 14]
        config = os.path.join(folder, "stages.yaml")
        with open(config, "w") as file:
            file.write("\n".join([
                "seed: 7", f"network: {network}", "stages:", "  - name: stage",
                f"    kind: {'finetune' if negatives else 'pretrain'}", "    learning_rate: 1e-5", f"    steps: {steps}",
                "    temperature: 0.05", "    precision: bf16", *(["    recompute: true"] if recompute else []),
                *([f"    matryoshka_dims: {dims}", "    matryoshka_weights: [1.0, 0.3, 0.2, 0.1, 0.1]"] if mrl else []),
                *(["    mixing: none", "    focal_gamma: 0", "    hard_negatives: shared"] if negatives else []),
                "    mask_same_id: false", "    data:", f"      batch_size: {queries}", "      datasets:",
                f"        - {{name: rows, path: rows.jsonl, type: retrieval, negatives: {negatives},",
                f"           max_query_length: {high}, max_passage_length: {high}}}", ""]))
        said = ours.run("train", "--config", config, "--output", os.path.join(folder, "planned"), "--dry-run", *ours.options)
        run = os.path.join(folder, "run-" + re.sub(r"\W+", "-", name))
        before = 0 if small else used()
        ours.run("train", "--config", config, "--output", run, "--quiet", *ours.options)
        with open(os.path.join(run, "stage", "log.jsonl")) as file:
            log = [json.loads(line) for line in file]
        # what is left is reckoned from the time since the stage began
        wall = {step["step"]: step["eta_seconds"] * step["step"] / (len(log) - step["step"]) for step in log[:-1]}
        last = max(wall)
        tokens = sum(step["tokens"] for step in log if WARM_UP < step["step"] <= last)
        speed = tokens / (wall[last] - wall[WARM_UP])
        passed = "" if small else f"goal {goal}x: " + ("met" if speed >= goal * other else "MISSED")
        row("command", f"train, {name}, bf16", f"{speed:,.0f} tokens/s", f"torch, padded: {other:,.0f}",
            f"{speed / other:.2f}x", f"median step {statistics.median(step['seconds'] for step in log[WARM_UP:]):.3f} s", passed)
        # what it reports is in use by all, this process too
        taken = max(step["memory_mb"] for step in log) - before
        planned = re.search(r"^stage\b.*?([\d.,]+) (MB|GB)", said, re.MULTILINE)
        if planned and not small:
            plan = float(planned.group(1).replace(",", "")) * (1000 if planned.group(2) == "GB" else 1)
            row("command", f"train, {name}, memory", f"--dry-run says {plan:,.0f} MB", f"taken {taken:,.0f} MB with CUDA's own",
                "goal within 15%: " + ("met" if abs(plan / taken - 1) <= 0.15 else "MISSED"))
        check(f"command train {name}", sum(step["tokens"] for step in log) == count
              and len(log) == steps and all(math.isfinite(step["loss"]) for step in log),
              f"{count:,} tokens, loss {log[0]['loss']:.4f} to {log[-1]['loss']:.4f}")


def measure(asked, description, weights, small, device, row, check, others):
    program, libtorch = asked
    ours = Program(os.path.abspath(program), libtorch, small)
    kind = "float32" if small else "bfloat16"
    row("command", ours.run("--version").strip(), "libtorch of " + ("the program" if small else libtorch))
    with tempfile.TemporaryDirectory(prefix="plumbline-gpu-") as folder:
        network = os.path.join(folder, "network")
        count, width = description["parameters"]["embed_tokens.weight"]
        tokens, merges = words_of(count)
        directory(network, description, weights, TYPES[kind], tokens, merges)
        encode(ours, folder, network, weights, description, tokens, small, device, row, check, kind)
        train(ours, folder, network, tokens, width, small, row, check, others)
