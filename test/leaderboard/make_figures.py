"""Makes the published figures that come with Plumbline from tables of the public results repository.

make_figures.py LEADERBOARD OUT.gz

LEADERBOARD holds models.csv, cmn_v1.csv, eng_v1.csv, eng_v2.csv, summary_*.csv and cmn_pairclass_ap_vs_accuracy.csv. Kept is
every model that is complete on at least one of the three benchmarks, with all its figures of all three. The format is
described in reports, package dev.plumbline.reports.figure.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

BENCHMARKS = ("eng_v1", "eng_v2", "cmn_v1")

HEADER = {
    "source": "https://github.com/embeddings-benchmark/results, read with mteb 2.20.0",
    "date": "2026-08-20",
    "commit": "not recorded by the tables these figures come from",
}

# facts by their column in models.csv
FACTS = (
    "revision",
    "n_parameters",
    "n_active_parameters",
    "n_embedding_parameters",
    "embedding_dim",
    "max_tokens",
    "memory_usage_mb",
    "release_date",
    "license",
    "similarity_fn",
    "model_type",
    "open_weights",
    "public_training_code",
    "public_training_data",
    "use_instructions",
    "reference",
)
WHOLE = {"n_parameters", "n_active_parameters", "n_embedding_parameters", "embedding_dim", "max_tokens"}
UNKNOWN = {"", "None", "dataset revision not available", "mteb version not available", "None-None"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fact(name: str, text: str) -> str:
    if text in ("", "inf"):
        return ""
    if name in WHOLE:
        return "|".join(str(int(float(number))) for number in text.split("|"))
    if name in ("public_training_code", "public_training_data"):
        return "False" if text == "False" else "True"
    return text


def entries(row: dict[str, str]):
    """(split, subset, score) of a row; an entry without a score is left out."""
    if row["per_value"]:
        for part in row["per_value"].split(";"):
            place, score = part.split("=")
            if score:
                yield *place.split("/", 1), score
    elif row["main_score"]:
        yield row["split"], row["subset"], row["main_score"]


def main() -> None:
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    complete = {
        row["model"]
        for benchmark in BENCHMARKS
        for row in rows(folder / f"summary_{benchmark}.csv")
        if row["n_tasks_present"] == row["n_tasks"]
    }
    measures: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(folder / "cmn_pairclass_ap_vs_accuracy.csv"):
        measures[row["model"], row["task"]] = {name: row[name] for name in ("max_accuracy", "max_ap") if row[name]}
    figures: dict[str, dict[str, dict[tuple[str, str], str]]] = {}
    for benchmark in BENCHMARKS:
        for row in rows(folder / f"{benchmark}.csv"):
            if row["model"] not in complete:
                continue
            known = measures.get((row["model"], row["task"]), {})
            for split, subset, score in entries(row):
                line = "\t".join([
                    "figure",
                    split,
                    subset,
                    score,
                    "" if row["dataset_revision"] in UNKNOWN else row["dataset_revision"],
                    "" if row["mteb_version"] in UNKNOWN else row["mteb_version"],
                    "self-reported" if row["self_reported"] == "1" else "run",
                    *(f"{name}={value}" for name, value in known.items()),
                ])
                kept = figures.setdefault(row["model"], {}).setdefault(row["task"], {})
                if kept.setdefault((split, subset), line) != line:
                    sys.exit(f"two figures of {row['model']} {row['task']} {split}/{subset}")
    lines = ["plumbline figures\t1", *(f"{key}\t{value}" for key, value in HEADER.items())]
    for row in sorted(rows(folder / "models.csv"), key=lambda model: model["model"]):
        if row["model"] not in complete:
            continue
        facts = [f"{name}={value}" for name in FACTS if (value := fact(name, row[name]))]
        lines.append("\t".join(["model", row["model"], *facts]))
        for task, kept in sorted(figures[row["model"]].items()):
            lines.append(f"task\t{task}")
            lines.extend(kept[place] for place in sorted(kept))
    text = "\n".join(lines) + "\n"
    with out.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode())
    print(f"{len(complete)} models, {sum(line.startswith('figure') for line in lines)} figures, "
          f"{len(text)} bytes, {out.stat().st_size} packed")


if __name__ == "__main__":
    main()
