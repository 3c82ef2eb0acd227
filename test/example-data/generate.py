#!/usr/bin/env python3
"""Writes the training files and test tasks of examples/mini; see README.md there."""

import hashlib
import json
import random
import shutil

import check
import tasks
import training
from lexicon import HERE, LANGUAGES, Lexicon

MINI = HERE.parent.parent / "examples" / "mini"
SEED = 42
CODES = {"en": "eng-Latn", "zh": "cmn-Hans"}

# type: (kind, builder, main score, category, parameters)
TYPES = {
    "Retrieval": ("retrieval", tasks.retrieval, "ndcg_at_10", "t2t", {}),
    "STS": ("sts", tasks.sts, "cosine_spearman", "t2t", {"min_score": 0, "max_score": 5}),
    "PairClassification": ("pair_classification", tasks.pair_classification, "max_ap", "t2t", {}),
    "Classification": (
        "classification",
        tasks.classification,
        "accuracy",
        "t2c",
        {"samples_per_label": tasks.TRAIN_PER_LABEL, "n_experiments": 10, "train_split": "train"},
    ),
    "Clustering": (
        "clustering_fast",
        tasks.clustering,
        "v_measure",
        "t2c",
        {"max_fraction_of_documents_to_embed": None, "max_documents_per_cluster": 2048, "n_clusters": 10},
    ),
}


def main():
    lexicon = Lexicon()
    files = training.files(lexicon, _random)
    data = {}
    for type in TYPES:
        for language in LANGUAGES:
            data[type, (language, language)] = _rows(lexicon, type, language)
    for asked, answered in (LANGUAGES, tuple(reversed(LANGUAGES))):
        data["Retrieval", (asked, answered)] = _rows(lexicon, "Retrieval", asked, answered)
    check.check(files, data.values())
    for part in ("train", "test"):
        shutil.rmtree(MINI / part, ignore_errors=True)
    for name, rows in files.items():
        _write(MINI / "train" / name, _lines(rows))
    specs = [_task(type, languages, parts) for (type, languages), parts in data.items()]
    _write(MINI / "tasks.json", json.dumps({"tasks": specs}, indent=2, ensure_ascii=False) + "\n")


def _rows(lexicon, type, *languages):
    """Each data set has a random generator of its own, so that one can change alone."""
    writer = tasks.Writer(lexicon, _random("-".join((type, *languages))))
    if type == "Retrieval" and len(languages) == 1:
        return tasks.retrieval(writer, *languages * 2)
    return TYPES[type][1](writer, *languages)


def _random(name):
    return random.Random(f"{SEED} {name}")


def _task(type, languages, parts):
    """Writes a data set in Hugging Face layout and returns its entry of the task file."""
    kind, _, main_score, category, params = TYPES[type]
    name = "-".join(dict.fromkeys(languages))
    folder = f"test/{type.lower()}-{name}"
    digest = hashlib.sha256()
    for part, rows in parts.items():
        content = _lines(rows)
        digest.update(content.encode())
        _write(MINI / folder / f"{part}.jsonl", content)
    _write(MINI / folder / "README.md", _readme(type, parts))
    return {
        "name": f"Example{type}.{name}",
        "type": type,
        "kind": kind,
        "dataset": {"path": folder, "revision": digest.hexdigest()[:12]},
        "eval_splits": ["test"],
        "main_score": main_score,
        "category": category,
        "languages": {"default": [CODES[language] for language in dict.fromkeys(languages)]},
        "params": params,
    }


def _readme(type, parts):
    lines = ["---", "license: apache-2.0", "configs:"]
    for part in parts:
        config, split = (part, "test" if part == "default" else part) if "corpus" in parts else ("default", part)
        if f"  - config_name: {config}" not in lines:
            lines += [f"  - config_name: {config}", "    data_files:"]
        lines += [f"      - split: {split}", f"        path: {part}.jsonl"]
    return "\n".join([*lines, "---", "", f"{type} task of examples/mini, written by test/example-data of Plumbline.", ""])


def _lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
