"""Makes LoRA adapters of PEFT over small networks with random weights, and what sentence-transformers makes of texts with them.

    python test/oracle/make_adapters.py test/reference-models/adapters

Needs peft beside the others. Each folder holds base/, the network, and adapter/ with expected.json: texts and vectors of PEFT's
own model, unmerged, pooled by the mean.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

import torch
from make_families import families, randomise
from make_reference_models import sentence
from peft import LoraConfig, get_peft_model

PLAIN = {"r": 3, "lora_alpha": 6, "target_modules": ["q_proj", "v_proj"]}
VARIANTS = {
    "qwen3": PLAIN,
    # every linear layer, one of another rank and alpha, by the square root, over one whole layer and trained biases
    "distilbert": {
        "r": 4, "lora_alpha": 5, "use_rslora": True, "target_modules": "all-linear", "bias": "all",
        "rank_pattern": {"ffn.lin1": 2}, "alpha_pattern": {"layer.1.attention.q_lin": 9},
        "modules_to_save": ["sa_layer_norm"], "fan_in_fan_out": False,
    },
    "mistral": {"r": 2, "lora_alpha": 2, "target_modules": r".*layers\.1\.mlp\.(up|down)_proj"},
}


def main() -> None:
    target = Path(sys.argv[1]).resolve()
    shutil.rmtree(target, ignore_errors=True)
    words = random.Random(43)
    texts = [sentence(words, words.randint(1, 12)) for _ in range(8)]
    for name, tokenizer, network, _ in families():
        if name not in VARIANTS:
            continue
        torch.manual_seed(zlib.crc32(name.encode()))
        folder = target / name
        model = network(len(tokenizer))
        randomise(model, name.startswith("gemma"))
        model.save_pretrained(folder / "base")
        tuned = get_peft_model(model, LoraConfig(**VARIANTS[name]))
        with torch.no_grad():
            for key, parameter in tuned.named_parameters():
                if parameter.requires_grad:
                    parameter.normal_(0.5 if "norm" in key else 0, 0.3)
        tuned.eval()
        tuned.peft_config["default"].base_model_name_or_path = "../base"
        tuned.save_pretrained(folder / "adapter")
        tokenizer.save_pretrained(folder / "adapter")
        vectors = []
        with torch.no_grad():
            for text in texts:
                hidden = tuned(**tokenizer([text], return_tensors="pt")).last_hidden_state[0]
                vectors.append([float(str(value)) for value in hidden.mean(0).numpy()])
        for file in folder.rglob("tokenizer.json"):
            file.write_text(json.dumps(json.loads(file.read_text()), ensure_ascii=False, separators=(",", ":")) + "\n")
        (folder / "adapter/README.md").unlink(missing_ok=True)
        made = {package: version(package) for package in ("peft", "transformers", "torch")}
        expected = {"made_with": made, "texts": texts, "vectors": vectors}
        (folder / "adapter/expected.json").write_text(json.dumps(expected) + "\n", encoding="utf-8")
        print(name, sorted(file.name for file in (folder / "adapter").iterdir()))


if __name__ == "__main__":
    main()
