"""Writes docs/models.md: how each open model among the best 40 of the three benchmarks is run.

    python test/oracle/make_model_table.py ../shared/leaderboard/open_models_architecture.csv docs/models.md

Facts are the CSV's (model type as far as known; each model's config.json decides) and the families that Plumbline has,
which are read from its source.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAMILY = ROOT / "models/src/main/java/dev/plumbline/models/transformer/Family.java"
OWN_CODE = ROOT / "models/src/main/java/dev/plumbline/models/directory/OwnCode.java"

HEAD = """# Which models run how

Made by `test/oracle/make_model_table.py` from `leaderboard/open_models_architecture.csv` and the families that are
computed here. **native**: from the weights (safetensors, or the tensors of a `pytorch_model.bin`), in float32, bfloat16 or
float16; **ONNX**: from a graph, which `plumbline export --format onnx` makes of every native network, or which the model's
authors publish; **endpoint**: behind a server that speaks OpenAI's or TEI's protocol, which any model can be.

Types that are computed natively: {types}, and tables of embeddings (`StaticEmbedding`, model2vec). The type is what is
known of each model; its own `config.json` decides, and what it asks for and is not supported is refused by name.

{native} of {count} run natively.

| model | type | native | ONNX | endpoint | note |
|---|---|---|---|---|---|
"""


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    types = re.findall(r'new Family\(\s*"([^"]+)"', FAMILY.read_text())
    known = re.search(r"MODELS = Set\.of\((.*?)\);", OWN_CODE.read_text(), re.S).group(1)
    own_code = set(re.findall(r'"([^"]+)"', known))
    rows, native = [], 0
    with source.open() as file:
        models = list(csv.DictReader(file))
    for model in models:
        runs, note = how(model, types, own_code)
        native += runs == "yes"
        onnx = "export" if runs == "yes" and model["model_type"] != "static" else "if published" if runs == "no" else "no"
        rows.append(f"| {model['model']} | {model['model_type']} | {runs} | {onnx} | yes | {note} |\n")
    head = HEAD.format(types=", ".join(types), native=native, count=len(models))
    target.write_text(head + "".join(rows))
    print(f"{native} of {len(models)} native")


def how(model: dict, types: list[str], own_code: set[str]) -> tuple[str, str]:
    note = model["note"] or ""
    name = model["model"].split("/")[1].lower()
    if model["model_type"] not in [*types, "static"]:
        return "no", note
    if "PEFT" in note or "LoRA" in note:
        return "no", note + ": merge the adapter into the weights first"
    if "code of its own" in note and name not in own_code:
        return "no", note
    return "yes", note


if __name__ == "__main__":
    main()
