"""Checks that Plumbline and sentence-transformers read each other's model directories and give the same vectors.

    directories.py [MODEL_DIRECTORY ...]        default: the two reference models in ../shared

Plumbline writes variants of each directory (every pooling, several at once, a dense layer, without the prompt's tokens,
truncated). sentence-transformers loads them, and saves each again in its own way. Plumbline encodes the same texts with
both. Fails if a vector differs by more than 1e-5.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import sentence_transformers
from sentence_transformers import SentenceTransformer

logging.disable(logging.WARNING)

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TOLERANCE = 1e-5
TEXTS = [
    "river stone market engine",
    "a",
    "河流石头市场发动机安静信号",
    "weather report traffic music film kitchen recipe soccer league doctor patient vaccine " * 12,
    "emoji 😀 and ½",
]


def java(*arguments: str) -> str:
    binary = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
    classpath = (ROOT / "harness/target/plumbline.classpath").read_text()
    command = [binary, "-cp", classpath, str(HERE / "Directories.java"), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    subprocess.run([ROOT / "plumbline", "--version"], check=True)
    shared = ROOT.parent / "shared/reference-models"
    sources = [Path(name) for name in sys.argv[1:]] or [shared / "qwen2-tiny", shared / "bert-tiny"]
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps(TEXTS))
        for source in sources:
            ours = Path(folder) / source.name
            ours.mkdir()
            java("write", str(source), str(ours))
            expected = {}
            for variant in sorted(ours.iterdir()):
                model = SentenceTransformer(str(variant), device="cpu")
                vectors = {"query": model.encode_query(TEXTS), "document": model.encode_document(TEXTS)}
                saved = Path(folder) / (source.name + "-saved") / variant.name
                model.save_pretrained(str(saved))
                expected[str(variant)] = expected[str(saved)] = vectors
            for place, vectors in json.loads(java("encode", str(texts), *expected)).items():
                for role, rows in vectors.items():
                    differs = float(np.abs(np.array(rows) - expected[place][role]).max())
                    worst = max(worst, differs)
                    name = "/".join(Path(place).parts[-2:])
                    print(f"{name:<40} {role:<9} {len(rows[0]):>4} values  differs by {differs:.1e}")
    print(f"greatest difference {worst:.1e} (sentence-transformers {sentence_transformers.__version__})")
    sys.exit(worst > TOLERANCE)


if __name__ == "__main__":
    main()
