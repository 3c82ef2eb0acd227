"""Makes golden values for odd data: what mteb scores, and what it raises on.

  python make_odd_cases.py FILE [--words | CASE ...]     (FILE: tasks/src/test/resources/data/odd.json.gz)

Runs once under each release of mteb in MtebRelease; a run adds its release's column to the file. Each case is a small data
set, kept whole as the text of its files (base64 for Parquet), a kind of task and its parameters, and for each release either
every score or the type of the exception. The vector of a text follows from its words, so that it needs no table.

`warns` holds, for what is scored and odd, words of each warning that Plumbline must give, the place after an @; `says` words
of its error where mteb raises; `anyway` why it scores what mteb raises on. OddDataTest reads the file.
"""
import base64
import gzip
import hashlib
import io
import json
import logging
import os
import sys
import tempfile
import warnings

from golden import run

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import mteb
from mteb.abstasks.task_metadata import TaskMetadata
from mteb.abstasks.text import reranking
from make_cases import BASES
from odd_cases import add, csv
from odd_words import ANYWAY, SAYS, WARNS

KINDS = {**BASES, "reranking": (BASES["reranking"][0], "Reranking", "map_at_10"),
         "old_reranking": (reranking.AbsTaskReranking, "Reranking", "map_at_10")}
DECIMALS = 10
CASES = []


def vector(text, role):
    """Two parts of the first word's hash, one of the text's: exact in single precision whoever computes it."""
    word, whole = (np.frombuffer(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest()[:8], np.uint8)
                   for part in (text.split(" ")[0], text))
    return ((word.astype(np.float32) - 128) * 2 + whole.astype(np.float32) - 128) / 128


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def parquet(rows, **types):
    out = io.BytesIO()
    schema = pa.schema(list(types.items())) if types else None
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out)
    return {"base64": base64.b64encode(out.getvalue()).decode()}


def case(name, files, params=None, similarity="cosine"):
    """Name begins with the kind; a list of rows instead of files is the test split."""
    kind = name.split("/")[0]
    if isinstance(files, list):
        files = {"test.jsonl": lines(files)}
    CASES.append({"case": name, "kind": kind, "params": params or {}, "similarity": similarity, "files": files,
                  "warns": WARNS.get(name, []), "says": SAYS.get(name, []), "anyway": ANYWAY.get(name, "")})


def repository(corpus, queries, qrels, top=None, instructions=None):
    """Files of a retrieval data set; a part is rows, or the text or bytes of its file by name."""
    files, head = {}, ["---", "configs:"]
    parts = {"default": qrels, "corpus": corpus, "queries": queries, "top_ranked": top, "instruction": instructions}
    # datasets reads all files of a repository in one format
    format = next((part[0].split(".")[1] for part in parts.values() if isinstance(part, tuple)), "jsonl")
    write = {"jsonl": lines, "parquet": parquet, "csv": csv}[format]
    for config, rows in parts.items():
        if rows is not None:
            name, content = (f"{config}.{format}", write(rows)) if isinstance(rows, list) else rows
            files[name] = content
            head += [f"- config_name: {config}", "  data_files:", "  - split: test", f"    path: {name}"]
    return {"README.md": "\n".join(head + ["---", ""]), **files}


def result(one):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in one["files"].items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else base64.b64decode(content["base64"]))
        base, task_type, main_score = KINDS[one["kind"]]
        name = "Odd" + "".join(c for c in one["case"] if c.isalnum())
        metadata = TaskMetadata(
            name=name, description="odd", type=task_type, dataset={"path": folder, "revision": "odd"},
            eval_splits=["test"], eval_langs=["eng-Latn"], main_score=main_score)
        task_class = type(name, (base,), {"metadata": metadata, **one["params"]})
        if one["kind"] == "old_reranking":
            reranking.OLD_FORMAT_RERANKING_TASKS.append(name)
        datasets.config.HF_DATASETS_CACHE = os.path.join(folder, ".cache")
        try:
            scored, _ = run(task_class, vector, np.arange(8), one["similarity"])
        except Exception as problem:  # whatever it is, it is the answer
            return {"raises": type(problem).__name__}, f"{type(problem).__name__}: {problem}".replace("\n", " ")[:160]
        entry, = scored.scores["test"]
        kept = {key: round(value, DECIMALS) if isinstance(value, float) else value for key, value in entry.items()
                if isinstance(value, (int, float)) and not isinstance(value, bool)}
        return {"scores": kept}, f"{main_score} {entry['main_score']}"


add(case, repository, lines, parquet)


def main():
    path, names = sys.argv[1], sys.argv[2:]
    unchanged = names == ["--words"]
    warnings.simplefilter("ignore")
    for library in ("mteb", "datasets", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    old = {}
    if os.path.exists(path):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            old = {one["case"]: one for one in json.load(file)["cases"]}
    for one in CASES:
        before = old.get(one["case"], {})
        one["expected"] = before.get("expected", {}) if before.get("files") == one["files"] else {}
        if unchanged or names and not any(one["case"].startswith(name) for name in names):
            continue
        one["expected"][mteb.__version__], shown = result(one)
        print(f"{one['case']:45} {shown}", flush=True)
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(json.dumps({"cases": CASES}, separators=(",", ":")).encode())
    print(len(CASES), "cases,", os.path.getsize(path), "bytes, mteb", mteb.__version__)


if __name__ == "__main__":
    main()
