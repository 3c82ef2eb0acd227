"""Makes small files in torch's own format, as torch.save writes them, and what is in them.

    python test/oracle/make_torch_files.py models/src/test/resources/golden/torch

  tensors.bin      a state_dict of every type and layout that is read; tensors.json: its values
  *.bin            files that are refused: tensors.json names what the message must hold
"""

from __future__ import annotations

import collections
import json
import os
import sys
from pathlib import Path

import torch


class Hostile:
    def __reduce__(self):
        return os.system, ("true",)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    base = torch.randn(3, 4)
    tensors = collections.OrderedDict(
        plain=base,
        transposed=base.T,
        column=base[:, 1],
        part=base[1:, :2],
        half=torch.randn(5).half(),
        brain=torch.randn(5).bfloat16(),
        double=torch.randn(2, 2, dtype=torch.float64),
        counts=torch.arange(300),
        scalar=torch.tensor(2.5),
        empty=torch.empty(0, 4),
        parameter=torch.nn.Parameter(torch.randn(2)),
        tied=base,
    )
    torch.save(tensors, folder / "tensors.bin")
    module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.LayerNorm(3))
    torch.save(module.state_dict(), folder / "module.bin")
    torch.save({"a": base, "b": Hostile()}, folder / "hostile.bin")
    torch.save({"a": base, "epoch": 3}, folder / "number.bin")
    torch.save({"model": {"a": base}}, folder / "nested.bin")
    torch.save([base], folder / "list.bin")
    torch.save(module, folder / "whole-module.bin")
    torch.save({"a": base}, folder / "old.bin", _use_new_zipfile_serialization=False)
    whole = (folder / "tensors.bin").read_bytes()
    (folder / "cut.bin").write_bytes(whole[: len(whole) // 2])
    expected = {
        "made_by": f"torch {torch.__version__}",
        "tensors": {name: tensor.double().flatten().tolist() for name, tensor in tensors.items() if name != "counts"},
        "shapes": {name: list(tensor.shape) for name, tensor in tensors.items()},
        "module": {name: tensor.double().flatten().tolist() for name, tensor in module.state_dict().items()},
        "refused": {
            "hostile": "posix.system, which makes no tensor",
            "number": "'epoch' that is no tensor",
            "nested": "'model' that is no tensor",
            "list": "no dictionary of tensors",
            "whole-module": "which makes no tensor",
            "old": "it is no zip",
            "cut": "it is no zip",
        },
    }
    (folder / "tensors.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
