"""Checks that sentence-transformers loads the checkpoints of `plumbline train` and gives the vectors that Plumbline gives.

    checkpoints.py [MODEL_DIRECTORY]        default: the small Qwen2 in ../shared

Trains a few steps of two stages, of one with LoRA merged, a soup, and one with LoRA kept, bidirectionally, and encodes the same
texts with both, all at once and one by one. The kept adapter is loaded by sentence-transformers from its directory and by PEFT on
top of the base that it names. Without padding, transformers makes no mask, and a network that is bidirectional by its mask alone would turn causal.
Fails if a vector differs by more than 1e-4, if training changed nothing, or if vectors do not depend on attention, since then
nothing would have been compared.

What Python needs: a transformers that honours `"is_causal": false` in config.json, which Plumbline writes. Those that do not
know the key read such a directory without a word as a causal network; this script's last check tells.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import peft
import sentence_transformers
import transformers
from peft import PeftModel
from sentence_transformers import SentenceTransformer

from directories import ROOT, TEXTS, java

logging.disable(logging.WARNING)
transformers.utils.logging.disable_progress_bar()

TOLERANCE = 1e-4
CHANGE = 1e-2
WORDS = ["river", "stone", "market", "garden", "copper", "paper", "cloud", "film"]
STAGE = """
  - name: {name}
    kind: {kind}{more}
    learning_rate: 1e-3
    steps: 9
    save_steps: 4
    data:
      batch_size: 4
      datasets:
        - {{name: rows, path: rows.jsonl, type: retrieval, negatives: 2, instruction: Given a query}}
"""


def train(folder: Path, source: Path) -> list[Path]:
    """The checkpoints, the first being the network before training."""
    rows = [
        {
            "query": f"{WORDS[i % 8]} number {i}",
            "pos": [f"the {WORDS[i % 8]} of {i}"],
            "neg": [f"a {WORDS[(i + 1) % 8]}", f"no {WORDS[(i + 3) % 8]}"],
        }
        for i in range(24)
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    stages = folder / "stages.yaml"
    stages.write_text(
        f"threads: 1\nnetwork: {source}\nattention: bidirectional\nstages:"
        + STAGE.format(name="pretrain", kind="pretrain", more="")
        + STAGE.format(name="finetune", kind="finetune", more="")
        + STAGE.format(name="merged", kind="finetune", more="\n    lora: {r: 4, alpha: 8}")
        + "  - {name: soup, kind: soup, of: [pretrain, finetune], weights: [1, 3]}\n"
        + STAGE.format(name="adapter", kind="finetune", more="\n    lora: {r: 4, alpha: 8, merge: false}").lstrip("\n")
    )
    run = folder / "run"
    command = [ROOT / "plumbline", "train", "--config", stages, "--output", run]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ends = [run / stage / "final" for stage in ("pretrain", "finetune", "merged", "adapter", "soup")]
    return [source, run / "pretrain/checkpoint-8", *ends]


def adapted(directory: Path) -> SentenceTransformer:
    """The base that an adapter names, changed by PEFT itself."""
    base = json.loads((directory / "adapter_config.json").read_text())["base_model_name_or_path"]
    model = SentenceTransformer(base, device="cpu")
    network = PeftModel.from_pretrained(model[0].auto_model, str(directory)).eval()
    if not any("lora" in name for name, _ in network.named_parameters()):
        raise SystemExit(f"PEFT found no matrices in {directory}")
    model[0].auto_model = network
    model.prompts = SentenceTransformer(str(directory), device="cpu").prompts
    return model


def encode(directory: Path, together: bool, by=None) -> dict[str, np.ndarray]:
    model = (by or (lambda path: SentenceTransformer(str(path), device="cpu")))(directory)
    size = len(TEXTS) if together else 1
    return {
        "query": model.encode_query(TEXTS, batch_size=size),
        "document": model.encode_document(TEXTS, batch_size=size),
    }


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/reference-models/qwen2-tiny"
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkpoints = train(folder, source.resolve())
        texts = folder / "texts.json"
        texts.write_text(json.dumps(TEXTS))
        ours = json.loads(java("encode", str(texts), *map(str, checkpoints)))
        for checkpoint in checkpoints:
            for together in (True, False):
                for role, expected in encode(checkpoint, together).items():
                    rows = np.array(ours[str(checkpoint)][role])
                    differs = float(np.abs(rows - expected).max())
                    worst = max(worst, differs)
                    label = "/".join(checkpoint.parts[-2:])
                    how = "together" if together else "one by one"
                    print(f"{label:<30} {role:<9} {how:<11} differs by {differs:.1e}")
        kept = next(path for path in checkpoints if path.parent.name == "adapter")
        base = np.array(ours[str(checkpoints[-1])]["query"])
        moved = float(np.abs(np.array(ours[str(kept)]["query"]) - base).max())
        for together in (True, False):
            for role, expected in encode(kept, together, adapted).items():
                differs = float(np.abs(np.array(ours[str(kept)][role]) - expected).max())
                worst = max(worst, differs)
                print(f"{'adapter by PEFT':<30} {role:<9} {'together' if together else 'one by one':<11} differs by {differs:.1e}")
        changed = np.abs(
            np.array(ours[str(checkpoints[-1])]["query"]) - np.array(ours[str(checkpoints[0])]["query"])
        ).max()
        causal = folder / "causal"
        shutil.copytree(checkpoints[-1], causal)
        config = json.loads((causal / "config.json").read_text())
        (causal / "config.json").write_text(json.dumps({**config, "is_causal": True}))
        attention = np.abs(encode(causal, True)["query"] - encode(checkpoints[-1], True)["query"]).max()
    print(
        f"greatest difference {worst:.1e}; training moved vectors by up to {changed:.2f}, causal attention by"
        f" {attention:.2f}, the adapter by {moved:.2f} (PEFT {peft.__version__}, sentence-transformers {sentence_transformers.__version__}, transformers"
        f" {transformers.__version__})"
    )
    sys.exit(bool(worst > TOLERANCE or min(changed, moved) < CHANGE or attention < CHANGE))


if __name__ == "__main__":
    main()
