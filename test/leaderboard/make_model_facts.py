"""Makes what comes with Plumbline about models beside their figures: languages, and tasks whose data they were trained on.

make_model_facts.py FIGURES.gz OUT.gz

FIGURES is the file that make_figures.py writes; its models are asked for, as far as mteb's registry knows them, and all others
of the registry, whose results a user may have. The tasks are those
of `ModelMeta.get_training_datasets` (with similar tasks and the models a model was made from), as far as one of the three
benchmarks has them: of these mteb's leaderboard takes the zero-shot share. A model without `trained=` does not say what it was
trained on. Made with mteb 2.26.24.
"""

from __future__ import annotations

import gzip
import sys
from importlib.metadata import version
from pathlib import Path

import mteb

BENCHMARKS = ("MTEB(eng, v1)", "MTEB(eng, v2)", "MTEB(cmn, v1)")


def main() -> None:
    figures, out = Path(sys.argv[1]), Path(sys.argv[2])
    with gzip.open(figures, "rt", encoding="utf-8") as file:
        names = {line.split("\t")[1].strip() for line in file if line.startswith("model\t")}
    names = sorted(names | {meta.name for meta in mteb.get_model_metas() if meta.name})
    tasks = {task.metadata.name for name in BENCHMARKS for task in mteb.get_benchmark(name).tasks}
    lines = ["plumbline model facts\t1", f"source\tmteb {version('mteb')}"]
    for name in names:
        try:
            meta = mteb.get_model_meta(name, fetch_from_hf=False)
        except (KeyError, ValueError):
            continue
        facts = []
        if meta.languages:
            languages = sorted({language.split("-")[0] for language in meta.languages})
            facts.append("languages=" + ",".join(languages))
        trained = meta.get_training_datasets()
        if trained is not None:
            facts.append("trained=" + ",".join(sorted(trained & tasks)))
        if facts:
            lines.append("\t".join(["model", name, *facts]))
    with out.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{len(lines) - 2} of {len(names)} models, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
