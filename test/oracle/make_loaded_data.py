"""What mteb's task classes make of the task cases' data before they score: rows after the transform, ids, judgements.

    python test/oracle/make_loaded_data.py test/src/test/resources/task-cases tasks/src/test/resources/golden/loaded-data.json

Made with mteb 2.20.0; 2.26.24 gives the same file but for its number. LoadedDataTest reads it. Run it again after
make_task_cases.py. Of clustering that has one label per sentence and of ToxicConversations the rows; of retrieval and
reranking documents, queries, judgements and candidates. "old_reranking" is a repository in the layout before 2.0, whose ids
the class makes itself. A digest is the first 16 hex digits of SHA-256 over the
values in order, each followed by a line feed.
"""
import hashlib
import json
import logging
import os
import pathlib
import sys
import tempfile
import warnings

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_DATASETS_CACHE"] = tempfile.mkdtemp()
os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"

import datasets
import mteb
from mteb.abstasks import AbsTaskClustering, AbsTaskRetrieval
from mteb.abstasks.text import reranking


def digest(values):
    return hashlib.sha256("".join(f"{value}\n" for value in values).encode()).hexdigest()[:16]


def texts(label):
    return "/".join(map(str, label)) if isinstance(label, (list, tuple)) else str(label)


def rows(table, text, label):
    return {"rows": len(table), "texts": digest(table[text]), "labels": digest(map(texts, table[label]))}


def retrieval(split):
    qrels = split["relevant_docs"]
    asked = [query for query in split["queries"]["id"] if query in qrels]
    found = {
        "documents": digest(sorted(split["corpus"]["id"])),
        "queries": digest(sorted(asked)),
        "judgements": digest(f"{q} {d} {grade}" for q in sorted(asked) for d, grade in sorted(qrels[q].items())),
    }
    if split["top_ranked"] is not None:
        found["candidates"] = digest(f"{q} {d}" for q in sorted(asked) for d in split["top_ranked"].get(q, []))
    return found


def loaded(task, subsets, splits):
    found = {}
    for subset in subsets:
        for split in splits:
            if isinstance(task, AbsTaskRetrieval):
                part = retrieval(task.dataset[subset][split])
            else:
                data = task.dataset if subset not in task.dataset else task.dataset[subset]
                columns = ("sentences", "labels") if isinstance(task, AbsTaskClustering) else ("text", "label")
                part = rows(data[split], *columns)
            found[f"{split}/{subset}"] = part
    return found


OLD_ROWS = [
    {"query": "what is it", "positive": ["this", "both"], "negative": ["that", "other", ""]},
    {"query": "what is it", "positive": ["this"], "negative": ["both", "that"]},
    {"query": "nothing fits", "positive": [], "negative": ["that"]},
    {"query": "什么", "positive": ["是", " 是 "], "negative": ["不是"]},
]


def old_reranking(rows):
    metadata = mteb.get_task("AskUbuntuDupQuestions").metadata
    reranking.OLD_FORMAT_RERANKING_TASKS.append(metadata.name)
    task = type("Old", (reranking.AbsTaskReranking,), {"metadata": metadata})()
    with tempfile.TemporaryDirectory() as folder:
        datasets.config.HF_DATASETS_CACHE = folder + "/cache"
        repository = pathlib.Path(folder, task.metadata.dataset["path"])
        repository.mkdir(parents=True)
        with open(repository / "test.jsonl", "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        os.chdir(folder)
        task.load_data()
        split = task.dataset["default"]["test"]
        return {
            "rows": rows,
            "documents": dict(zip(split["corpus"]["id"], split["corpus"]["text"])),
            "queries": dict(zip(split["queries"]["id"], split["queries"]["text"])),
            "judgements": split["relevant_docs"],
            "candidates": split["top_ranked"],
        }


def main():
    cases, target = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    warnings.simplefilter("ignore")
    for library in ("mteb", "datasets"):
        logging.getLogger(library).setLevel(logging.ERROR)
    every = {"made_by": f"mteb {mteb.__version__}", "tasks": {}}
    for case in sorted(cases.iterdir()):
        definition = json.loads((case / "case.json").read_text())
        task = mteb.get_task(definition["task"], eval_splits=definition["eval_splits"])
        if not (isinstance(task, (AbsTaskClustering, AbsTaskRetrieval)) or task.metadata.name.startswith("Toxic")):
            continue
        os.chdir(case / definition["data"])
        with tempfile.TemporaryDirectory() as cache:  # two repositories can have one name
            datasets.config.HF_DATASETS_CACHE = cache
            task.hf_subsets = definition["hf_subsets"]
            task.load_data()
            every["tasks"][definition["task"]] = loaded(task, definition["hf_subsets"], definition["eval_splits"])
    every["old_reranking"] = old_reranking(OLD_ROWS)
    target.write_text(json.dumps(every, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(every["tasks"]), "tasks")


if __name__ == "__main__":
    main()
