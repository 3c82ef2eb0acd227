"""Makes golden vectors of the directories of make_families.py run in bfloat16, as sentence-transformers runs them when told so.

    python test/oracle/make_family_dtypes.py test/reference-models/families models/src/test/resources/golden

Vectors are those of one text at a time, on the CPU. "between_kernels" is how far transformers' two ways of computing attention
are apart, and "from_float32" how far bfloat16 is from float32: sums of the lengths of differences over all texts.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

# what is done to their scores is not in torch's kernel, so that they have one way only
ONE_WAY = ("gemma2", "mpnet")


def vectors(folder: Path, texts: list[str], dtype: torch.dtype, attention: str) -> torch.Tensor:
    kwargs = {"dtype": dtype, "attn_implementation": attention}
    model = SentenceTransformer(str(folder), device="cpu", model_kwargs=kwargs)
    with torch.no_grad():
        return torch.stack([model.encode([text], convert_to_tensor=True)[0].float() for text in texts])


def main() -> None:
    families, target = Path(sys.argv[1]), Path(sys.argv[2])
    golden = {"made_by": {name: version(name) for name in ("sentence-transformers", "transformers", "torch")}, "families": {}}
    for folder in sorted(families.iterdir()):
        if folder.name in ("static", "model2vec"):
            continue
        texts = json.loads((folder / "expected.json").read_text())["texts"]
        usual = "eager" if folder.name in ONE_WAY else "sdpa"
        found = vectors(folder, texts, torch.bfloat16, usual)
        eager = vectors(folder, texts, torch.bfloat16, "eager")
        whole = vectors(folder, texts, torch.float32, usual)
        golden["families"][folder.name] = {
            "vectors": [[float(str(value)) for value in text] for text in found.numpy()],
            "between_kernels": (found - eager).norm(dim=1).sum().item(),
            "from_float32": (found - whole).norm(dim=1).sum().item(),
        }
        print(folder.name, golden["families"][folder.name]["between_kernels"], golden["families"][folder.name]["from_float32"])
    (target / "family-dtypes.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
