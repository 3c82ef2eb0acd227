"""Makes a small cross-encoder of each kind of network with random weights, and what sentence-transformers scores with it.

    python test/oracle/make_rerankers.py test/reference-models/rerankers

Each folder has expected.json beside it: pairs of texts, token ids and token types of each, and CrossEncoder.predict's scores
of all of them together. ranked.json is what mteb's own classes score with one of them: a reranking task, and the best
documents that a model of make_families.py finds in retrieval tasks, on the miniatures of make_task_cases.py.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import zlib
from importlib.metadata import version
from pathlib import Path

import golden  # noqa: F401  how datasets and torch are to behave
import datasets
import mteb
import torch
import transformers as t
from make_families import CORPUS, SMALL, bytes_tokenizer, randomise, train
from make_reference_models import hard_texts, sentence
from mteb.cache import ResultCache
from sentence_transformers import CrossEncoder, SentenceTransformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

LONGEST = 40
POSITIONS = 64


def word_pieces(*special):
    tokenizer = Tokenizer(models.WordPiece(unk_token=special[0]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    train(tokenizer, trainers.WordPieceTrainer(vocab_size=240, special_tokens=list(special), show_progress=False))
    return tokenizer.get_vocab()


def bert_tokenizer(kind=t.BertTokenizer):
    return kind(vocab=word_pieces("[UNK]", "[PAD]", "[CLS]", "[SEP]", "[MASK]"), model_max_length=LONGEST)


def mpnet_tokenizer():
    vocab = word_pieces("[UNK]", "<s>", "<pad>", "</s>", "<unk>", "<mask>")
    return t.MPNetTokenizer(vocab=vocab, model_max_length=LONGEST)


def pieces(**kwargs):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(vocab_size=240, special_tokens=special, unk_token="<unk>", show_progress=False)
    train(tokenizer, trainer)
    vocab = [tuple(piece) for piece in json.loads(tokenizer.to_str())["model"]["vocab"]]
    return t.XLMRobertaTokenizer(vocab=vocab, model_max_length=LONGEST, **kwargs)


def bytes_roberta():
    model = json.loads(bytes_tokenizer().backend_tokenizer.to_str())["model"]
    words = dict(model["vocab"])
    for word in ("<unk>", "<mask>"):
        words[word] = len(words)
    merges = [tuple(merge) for merge in model["merges"]]
    return t.RobertaTokenizer(vocab=words, merges=merges, model_max_length=LONGEST)


def kinds():
    """Name, tokenizer, network of that vocabulary, what CrossEncoder is given before it saves; None leaves transformers' files."""
    one = {**SMALL, "num_labels": 1}
    bert = lambda tok: t.BertForSequenceClassification(
        t.BertConfig(vocab_size=len(tok), **one, max_position_embeddings=POSITIONS, pad_token_id=tok.pad_token_id)
    )
    yield "bert", bert_tokenizer(), bert, None
    yield "bert-saved", bert_tokenizer(), bert, {"activation_fn": torch.nn.Identity(), "prompts": {"query": "find: "},
                                                 "default_prompt_name": "query"}
    offset = {**one, "max_position_embeddings": POSITIONS + 2, "type_vocab_size": 1}
    xlmr = lambda tok: t.XLMRobertaForSequenceClassification(
        t.XLMRobertaConfig(vocab_size=len(tok), **offset, pad_token_id=tok.pad_token_id)
    )
    yield "xlm-roberta", pieces(), xlmr, None
    roberta = lambda tok: t.RobertaForSequenceClassification(
        t.RobertaConfig(vocab_size=len(tok), **offset, pad_token_id=tok.pad_token_id)
    )
    yield "roberta", bytes_roberta(), roberta, {}
    mpnet = lambda tok: t.MPNetForSequenceClassification(
        t.MPNetConfig(vocab_size=len(tok), **one, max_position_embeddings=POSITIONS + 2)
    )
    yield "mpnet", mpnet_tokenizer(), mpnet, None
    distil = {"dim": 16, "n_layers": 2, "n_heads": 4, "hidden_dim": 24, "max_position_embeddings": POSITIONS}
    distilbert = lambda tok: t.DistilBertForSequenceClassification(
        t.DistilBertConfig(vocab_size=len(tok), **distil, num_labels=1, pad_token_id=tok.pad_token_id)
    )
    yield "distilbert", bert_tokenizer(t.DistilBertTokenizer), distilbert, None
    modern = lambda tok: t.ModernBertForSequenceClassification(
        t.ModernBertConfig(
            vocab_size=len(tok), **one, local_attention=8, pad_token_id=tok.pad_token_id, classifier_pooling="mean"
        )
    )
    yield "modernbert", bert_tokenizer(), modern, None


def main() -> None:
    target = Path(sys.argv[1]).resolve()
    if "--ranked" in sys.argv:  # that alone, of the directories there
        ranked(target)
        return
    shutil.rmtree(target, ignore_errors=True)
    words = random.Random(41)
    texts = [text for text in hard_texts(words) if text.strip()]
    pairs = [(words.choice(texts), words.choice(texts)) for _ in range(6)]
    pairs += [(sentence(words, words.randint(1, 30)), sentence(words, words.randint(1, 60))) for _ in range(10)]
    pairs += [("", sentence(words, 5)), (sentence(words, 5), "")]
    for name, tokenizer, network, saved in kinds():
        torch.manual_seed(zlib.crc32(name.encode()))
        folder = target / name
        model = network(tokenizer)
        randomise(model, False)
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        if saved is not None:
            encoder = CrossEncoder(str(folder), **{k: v for k, v in saved.items() if k != "default_prompt_name"},
                                   **({"default_prompt_name": saved["default_prompt_name"]} if saved else {}))
            shutil.rmtree(folder)
            encoder.save_pretrained(str(folder), create_model_card=False)
        encoder = CrossEncoder(str(folder))
        scores = encoder.predict(pairs, batch_size=7)
        prompt = encoder.prompts.get(encoder.default_prompt_name, "") if encoder.default_prompt_name else ""
        features = [encoder.tokenizer([prompt + a], [b], truncation="longest_first") for a, b in pairs]
        expected = {
            "made_with": {p: version(p) for p in ("torch", "transformers", "sentence-transformers", "tokenizers")},
            "pairs": pairs,
            "tokens": [f["input_ids"][0] for f in features],
            "types": [f["token_type_ids"][0] for f in features] if "token_type_ids" in features[0] else None,
            "scores": [float(score) for score in scores],
        }
        (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")
        for file in folder.rglob("tokenizer.json"):
            file.write_text(json.dumps(json.loads(file.read_text()), ensure_ascii=False, separators=(",", ":")) + "\n")
        print(name, sorted(p.name for p in folder.iterdir()), expected["scores"][:4], max(map(len, expected["tokens"])))
    ranked(target)


BEST = 5
# both know every byte: texts of unknown words would all be one
RANKED = "roberta"
FIRST = "modernbert"


def ranked(target: Path) -> None:
    """mteb's results over the tests' data: of the task's own candidates, and of the first stage's best."""
    tests = Path(__file__).resolve().parents[1]
    encoder = CrossEncoder(str(target / RANKED), device="cpu")
    first = SentenceTransformer(str(tests / "reference-models/families" / FIRST), device="cpu")
    results = {"made_with": {p: version(p) for p in ("mteb", "sentence-transformers")}, "cross_encoder": RANKED,
               "first_stage": FIRST, "best": BEST, "tasks": {}}
    for name, stages in (("AskUbuntuDupQuestions", 1), ("AskUbuntuDupQuestions", 2), ("NFCorpus", 2)):
        # not where copies of one text lie on both sides of the cut: mteb's choice among them is its heap's inner order
        os.chdir(tests / "src/test/resources/task-cases" / name / "data")
        with tempfile.TemporaryDirectory() as folder:
            datasets.config.HF_DATASETS_CACHE = folder + "/data"
            split = "test"
            task = mteb.get_task(name, eval_splits=[split])
            run = lambda model, task, **more: mteb.evaluate(
                model, task, cache=ResultCache(folder + "/results"), co2_tracker=False, overwrite_strategy="always",
                encode_kwargs={"batch_size": 1}, **more  # padding would make two scores of one text
            )
            if stages == 2:
                run(first, task, prediction_folder=folder + "/found")
                task = mteb.get_task(name, eval_splits=[split]).convert_to_reranking(folder + "/found", top_k=BEST)
            scored = run(encoder, task).task_results[0].scores[split][0]
        results["tasks"].setdefault(name, {})[f"stages {stages}"] = {
            key: value for key, value in scored.items() if isinstance(value, float) and value == value
        }
        print(name, stages, scored["main_score"])
    (target / "ranked.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
