"""Checks that Plumbline and Python's safetensors read each other's files, bit for bit.

    tensors.py

Values of every size, infinities, NaN and the smallest numbers go through F32, F16 and BF16 both ways, as one file and as
shards, which transformers' own loader reads too. Fails at the first difference.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
ROWS = 250


def java(*arguments: object) -> None:
    binary = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    classpath = (ROOT / "harness/target/plumbline.classpath").read_text()
    subprocess.run([binary, "-cp", classpath, str(HERE / "Tensors.java"), *map(str, arguments)], check=True)


def main() -> None:
    subprocess.run([ROOT / "plumbline", "--version"], check=True)
    random = np.random.default_rng(1)
    bits = random.integers(0, 2**32, 200 * ROWS, dtype=np.uint32).view(np.float32)
    usual = random.normal(size=200 * ROWS).astype(np.float32) * 10.0 ** random.integers(-9, 6, 200 * ROWS)
    values = np.concatenate([bits, usual.astype(np.float32)])
    tensor = torch.from_numpy(values).reshape(ROWS, -1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        values.astype("<f4").tofile(folder / "values.f32")
        java("write", folder / "values.f32", ROWS, folder)
        check_ours(folder, tensor)
        check_theirs(folder / "theirs", tensor)
    print(f"equal: {len(values)} values in {', '.join(TYPES)}, both ways")


def check_ours(folder: Path, tensor: torch.Tensor) -> None:
    index = json.loads((folder / "shards/model.safetensors.index.json").read_text())
    shards = {}
    for shard in sorted(set(index["weight_map"].values())):
        shards.update(load_file(folder / "shards" / shard))
    assert len(set(index["weight_map"].values())) > 1
    assert set(shards) == set(index["weight_map"])
    assert index["metadata"]["total_size"] == sum(t.numel() * t.element_size() for t in shards.values())
    for tensors in (load_file(folder / "single/model.safetensors"), shards):
        assert tensors["scalar"].shape == () and tensors["scalar"].item() == 0.5
        assert tensors["nothing"].shape == (0, 3)
        for name, dtype in TYPES.items():
            same(tensors[f"values.{name}"], tensor.to(dtype))
    with safe_open(folder / "single/model.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt"}


def check_theirs(folder: Path, tensor: torch.Tensor) -> None:
    folder.mkdir()
    tensors = {name: tensor.to(dtype) for name, dtype in TYPES.items()}
    save_file(tensors, folder / "model.safetensors")
    java("read", folder)
    for name in TYPES:
        read = np.fromfile(folder / f"{name}.f32", "<f4")
        same(torch.from_numpy(read).reshape(tensor.shape), tensors[name].float())


def same(got: torch.Tensor, expected: torch.Tensor) -> None:
    assert got.dtype == expected.dtype and got.shape == expected.shape, (got.dtype, got.shape)
    integer = torch.int32 if got.dtype == torch.float32 else torch.int16
    nan = expected.isnan()
    assert torch.equal(got.isnan(), nan)
    different = (got.view(integer) != expected.view(integer)) & ~nan
    assert not different.any(), (got[different][:5], expected[different][:5])


if __name__ == "__main__":
    main()
