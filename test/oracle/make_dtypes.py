"""Makes golden vectors of networks and heads that are run in bfloat16 and float16, as transformers 5 runs checkpoints so stored.

    python test/oracle/make_dtypes.py models/src/test/resources/golden

Reads the networks that make_networks.py made in FOLDER/networks; writes FOLDER/dtypes.json. Token vectors are those of one
text at a time, on the CPU; "between_kernels" is how far transformers' two ways of computing attention are apart. Heads are modules of sentence-transformers on given token vectors, converted to the type as a
SentenceTransformer converts all its modules. "cases" are pairs of type names that config.json may give and what AutoModel
then makes of a checkpoint that has tensors of several types.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.base.modules import Dense, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import AutoModel

NETWORKS = {"qwen2-bidirectional": False, "qwen2-causal": True, "bert-float16": None, "roberta": None}
TYPES = ("bfloat16", "float16")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    golden = {
        "made_by": f"transformers {version('transformers')}, sentence-transformers {version('sentence-transformers')}, "
        f"torch {torch.__version__}",
        "networks": [network(folder / "networks" / name, causal, dtype) for name, causal in NETWORKS.items() for dtype in TYPES],
        "heads": [head(mode, dtype) for mode in ("mean", "weightedmean", "mean_sqrt_len_tokens") for dtype in TYPES],
        "cases": [case(folder / "networks" / "bert-old", *case_of) for case_of in CASES],
    }
    (folder / "dtypes.json").write_text(json.dumps(golden) + "\n")


def network(folder: Path, causal: bool | None, dtype: str) -> dict:
    found = token_vectors(folder, causal, dtype, "sdpa")
    # torch rounds in another order: as near as two right ways of computing the same can be expected to be
    eager = token_vectors(folder, causal, dtype, "eager")
    between = sum((one - other).norm().item() for one, other in zip(found, eager))
    vectors = [text.flatten().tolist() for text in found]
    return {"network": folder.name, "dtype": dtype, "vectors": vectors, "between_kernels": between}


def token_vectors(folder: Path, causal: bool | None, dtype: str, attention: str) -> list[torch.Tensor]:
    model = AutoModel.from_pretrained(folder, dtype=dtype, attn_implementation=attention).eval()
    texts = json.loads((folder / "expected.json").read_text())["ids"]
    found = []
    for text in texts:
        ids = torch.tensor(text)
        mask = torch.ones(1, len(ids), dtype=torch.long)
        if causal is not None:
            mask = torch.zeros(1, 1, len(ids), len(ids), dtype=model.dtype)
            if causal:
                mask = torch.full((1, 1, len(ids), len(ids)), torch.finfo(model.dtype).min, dtype=model.dtype).triu(1)
        with torch.no_grad():
            found.append(model(input_ids=ids[None], attention_mask=mask).last_hidden_state[0].float())
    return found


def head(mode: str, dtype: str) -> dict:
    torch.manual_seed(5)
    tokens = torch.randn(1, 7, 6)
    dense = Dense(6, 6, activation_function=torch.nn.Tanh(), use_residual=True)
    with torch.no_grad():
        dense.linear.weight.copy_(torch.randn(6, 6).mul(0.5))
        dense.linear.bias.copy_(torch.randn(6).mul(0.5))
    weights = {"matrix": dense.linear.weight.flatten().tolist(), "bias": dense.linear.bias.tolist()}
    kind = getattr(torch, dtype)
    features = {"token_embeddings": tokens.to(kind), "attention_mask": torch.ones(1, 7, dtype=torch.long)}
    steps = {}
    with torch.no_grad():
        for name, module in (("pooled", Pooling(6, mode)), ("dense", dense.to(kind)), ("normalised", Normalize())):
            features = module(features)
            steps[name] = features["sentence_embedding"][0].float().tolist()
    return {"pooling": mode, "dtype": dtype, "tokens": tokens.to(kind).float().flatten().tolist(), **weights, **steps}


# what config.json says, and types of tensors whose names begin so; the others are float32
CASES = [
    ({}, {}),
    ({}, {"bert.": "float16"}),
    ({}, {"bert.": "bfloat16", "cls.": "float16"}),
    ({}, {"bert.embeddings.LayerNorm": "float16", "bert.": "bfloat16"}),
    ({"torch_dtype": "bfloat16"}, {}),
    ({"torch_dtype": "float16", "dtype": "bfloat16"}, {}),
    ({"torch_dtype": "float16", "dtype": None}, {"bert.": "bfloat16"}),
    ({"dtype": "float32"}, {"bert.": "bfloat16"}),
    ({"dtype": "half"}, {}),
    ({"dtype": {"": "bfloat16"}}, {}),
    ({"dtype": "float64"}, {}),
    ({}, {"": "float64"}),
]


def case(source: Path, says: dict, stored: dict) -> dict:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        shutil.copytree(source, folder)
        config = {k: v for k, v in json.loads((folder / "config.json").read_text()).items() if k not in ("dtype", "torch_dtype")}
        (folder / "config.json").write_text(json.dumps({**config, **says}))
        tensors = load_file(folder / "model.safetensors")
        for name, value in tensors.items():
            prefix = next((prefix for prefix in stored if name.startswith(prefix)), None)
            if prefix is not None:
                tensors[name] = value.to(getattr(torch, stored[prefix]))
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})
        try:
            dtype = str(AutoModel.from_pretrained(folder).dtype).removeprefix("torch.")
        except Exception as error:  # what transformers says is all that is wanted
            dtype = f"{type(error).__name__}: {error}"
    return {"says": says, "stored": stored, "dtype": dtype}


if __name__ == "__main__":
    main()
