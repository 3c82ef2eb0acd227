"""Makes the reference models: two small sentence-transformers directories with random weights, and what torch and
transformers make of them.

    python test/oracle/make_reference_models.py test/reference-models

  qwen2-tiny, bert-tiny            directories: network, tokenizer trained on made-up sentences, pooling, normalisation
  <name>-golden.parquet            per variant and text its token ids and its vector, float32, one text at a time
  losses.json.gz                   inputs, losses and gradients of every objective, in float64 by autograd
  training_steps.json              six AdamW steps of qwen2-tiny: rates, losses, gradient norms
  qwen2-tiny-after-6-steps.safetensors   the weights after them
  versions.json

The formulas of the losses are those in the Javadoc of trainer's objectives; nothing here is shared with the Java side.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, Qwen2Config, Qwen2Model

WIDTH = 32
LONGEST = 64
QUERY_PROMPT = "Instruct: Given a query, retrieve documents that answer the query \n Query: "
# as Qwen2's tokenizer cuts text before its merges
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
ENGLISH = (
    "river stone market engine weather report harbour lantern meadow copper thread signal teacher orchard violin bridge "
    "valley printer glacier pepper council dentist novel satellite kitchen tractor museum pocket marble winter"
).split()
CHINESE = "河流 石头 市场 发动机 天气 报告 港口 灯笼 草地 铜 线 信号 老师 果园 小提琴 桥 山谷 冰川 胡椒 博物馆 冬天".split()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    target = parser.parse_args().target
    target.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(19)
    words = random.Random(19)
    corpus = [sentence(words, words.randint(1, 25)) for _ in range(1500)]
    texts = hard_texts(words) + [sentence(words, words.randint(1, 35)) for _ in range(42)]
    qwen2, qwen2_tokenizer = make_qwen2(target, corpus, texts)
    make_bert(target, corpus, texts)
    with gzip.GzipFile(target / "losses.json.gz", "wb", mtime=0) as out:
        out.write((json.dumps(losses()) + "\n").encode())
    train(target, qwen2, qwen2_tokenizer, [text for text in texts if text.strip()], words)
    versions = {name: version(name) for name in ("torch", "transformers", "tokenizers", "safetensors", "pyarrow")}
    (target / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


def sentence(words: random.Random, length: int) -> str:
    if words.random() < 0.5:
        return " ".join(words.choice(ENGLISH) for _ in range(length)) + words.choice([".", "?", "", "!"])
    return "".join(words.choice(CHINESE) for _ in range(length)) + words.choice(["。", "？", "", "！"])


def hard_texts(words: random.Random) -> list[str]:
    return [
        "",
        "a",
        " blank before",
        "blanks   within  and after  ",
        "Mixed 中英 text 4711 ?!",
        "flag 🇨🇭, family 👨‍👩‍👧, half ½",
        "line\nbreak,\ttab\r\n",
        "ＦＵＬＬ width",
        "caf\u00e9 and cafe\u0301",
        "<|endoftext|> and [SEP] written out",
        " ".join(words.choice(ENGLISH) for _ in range(90)),
        "".join(words.choice(CHINESE) for _ in range(90)),
    ]


# models


def make_qwen2(target: Path, corpus: list[str], texts: list[str]):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(QWEN2_SPLIT), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=480, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(corpus, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|endoftext|>", pad_token="<|endoftext|>", model_max_length=512
    )
    network = Qwen2Model(
        Qwen2Config(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=WIDTH,
            intermediate_size=72,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=512,
            rope_parameters={"rope_type": "default", "rope_theta": 20000.0},
            tie_word_embeddings=True,
        )
    )
    folder = target / "qwen2-tiny"
    save(folder, network, fast, "mean", {"query": QUERY_PROMPT, "document": ""})
    config = json.loads((folder / "config.json").read_text())
    config["is_causal"] = False
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")

    def vectors(text: str, prefix="", causal=False, pool="mean"):
        ids = fast(prefix + text, truncation=True, max_length=LONGEST)["input_ids"]
        if not ids:
            return ids, [0.0] * WIDTH
        mask = torch.zeros(1, 1, len(ids), len(ids))
        if causal:
            mask = torch.full_like(mask, torch.finfo(torch.float32).min).triu(1)
        hidden = network(input_ids=torch.tensor([ids]), attention_mask=mask).last_hidden_state[0]
        return ids, unit(hidden, pool)

    golden(
        target / "qwen2-tiny-golden.parquet",
        texts,
        {
            "mean_bidirectional": vectors,
            "mean_causal": lambda text: vectors(text, causal=True),
            "last_bidirectional": lambda text: vectors(text, pool="last"),
            "mean_bidirectional_query_prompt": lambda text: vectors(text, prefix=QUERY_PROMPT),
        },
    )
    return network, fast


def make_bert(target: Path, corpus: list[str], texts: list[str]) -> None:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=420, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(corpus, trainer)
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special, strict=True))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=128, **names)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=72,
        max_position_embeddings=128,
    )
    network = BertModel(config, add_pooling_layer=False)
    save(target / "bert-tiny", network, fast, "cls", {})

    def vectors(text: str, pool: str):
        encoded = fast(text, truncation=True, max_length=LONGEST, return_tensors="pt")
        hidden = network(input_ids=encoded["input_ids"], attention_mask=encoded["attention_mask"]).last_hidden_state[0]
        return encoded["input_ids"][0].tolist(), unit(hidden, pool)

    variants = {pool: lambda text, pool=pool: vectors(text, pool) for pool in ("cls", "mean")}
    golden(target / "bert-tiny-golden.parquet", texts, variants)


def save(folder: Path, network, tokenizer, pool: str, prompts: dict) -> None:
    network.eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, 0.15)
            else:
                parameter.normal_(1 if "norm" in name.lower() and name.endswith("weight") else 0, 0.1)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    packed = json.loads((folder / "tokenizer.json").read_text())
    (folder / "tokenizer.json").write_text(json.dumps(packed, ensure_ascii=False, separators=(",", ":")) + "\n")
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n")
    (folder / "1_Pooling").mkdir(exist_ok=True)
    modes = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "last": "lasttoken"}
    pooling = {f"pooling_mode_{key}": name == pool for name, key in modes.items()}
    pooling = {"word_embedding_dimension": WIDTH, **pooling, "include_prompt": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling, indent=1) + "\n")
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": LONGEST, "do_lower_case": False}) + "\n")
    about = {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(about, indent=1) + "\n")


def unit(hidden: torch.Tensor, pool: str) -> list[float]:
    vector = {"mean": hidden.mean(0), "last": hidden[-1], "cls": hidden[0]}[pool]
    return F.normalize(vector, dim=0).tolist()


def golden(file: Path, texts: list[str], variants: dict) -> None:
    columns = {"variant": [], "text": [], "input_ids": [], "embedding": []}
    with torch.no_grad():
        for variant, vectors in variants.items():
            for text in texts:
                ids, vector = vectors(text)
                for column, value in zip(columns.values(), (variant, text, ids, vector), strict=True):
                    column.append(value)
    lists = {"input_ids": pa.list_(pa.int64()), "embedding": pa.list_(pa.float32())}
    table = pa.table({name: pa.array(values, type=lists.get(name)) for name, values in columns.items()})
    pq.write_table(table, file, compression="zstd")


# losses


def losses() -> dict:
    batch, hard, width = 5, 3, 8
    draws = torch.Generator().manual_seed(23)
    normal = lambda *shape: torch.randn(*shape, generator=draws, dtype=torch.float64)
    query = normal(batch, width)
    given = {
        "query": query,
        # near their queries, so that softmaxes are neither flat nor certain
        "positive": query + 0.9 * normal(batch, width),
        "negatives": query[:, None] * 0.6 + normal(batch, hard, width),
        "positive_ids": torch.tensor([7, 8, 9, 7, 11]),
        "negative_ids": torch.tensor([[20, 21, 8], [7, 23, 24], [25, 25, 27], [28, 29, 20], [31, 11, 33]]),
        "teacher_scores": torch.rand(batch, hard + 1, generator=draws, dtype=torch.float64),
        "mix_lambda": torch.rand(batch, generator=draws, dtype=torch.float64),
        "mix_pairs": torch.tensor([[0, 1], [2, 0], [1, 2], [2, 1], [0, 2]]),
        "sts_gold": torch.tensor([0.2, 0.8, 0.8, 0.0, 0.5], dtype=torch.float64),
    }
    cases = []
    for name, config in objectives():
        leaves = {key: given[key].clone().requires_grad_() for key in ("query", "positive", "negatives")}
        value = loss(config, {**given, **leaves})
        value.backward()
        gradients = {f"grad_{key}": None if leaf.grad is None else leaf.grad.tolist() for key, leaf in leaves.items()}
        cases.append({"name": name, "config": config, "loss": value.item(), **gradients})
    return {**{key: value.tolist() for key, value in given.items()}, "cases": cases}


def contrast(**changes) -> dict:
    config = {
        "objective": "infonce",
        "temperature": 0.05,
        "in_batch": True,
        "hard_negatives": "shared",
        "focal_gamma": 0.0,
        "weight_detached": True,
        "mixing": None,
        "mixing_detached": None,
        "listwise_temperature": None,
        "false_negative_margin": None,
        "mask_same_id": False,
    }
    return config | changes


def objectives():
    for temperature in (0.02, 0.1):
        yield f"in-batch-{temperature}", contrast(temperature=temperature, hard_negatives=None)
        yield f"shared-{temperature}", contrast(temperature=temperature)
    yield "own-without-in-batch", contrast(in_batch=False, hard_negatives="own")
    yield "own-with-in-batch", contrast(hard_negatives="own")
    yield "shared-without-in-batch", contrast(in_batch=False)
    yield "own-margin-ids", contrast(hard_negatives="own", false_negative_margin=0.05, mask_same_id=True)
    for margin in (-0.1, 0.0, 0.2):
        yield f"margin-{margin}", contrast(false_negative_margin=margin)
    yield "same-ids", contrast(mask_same_id=True)
    yield "same-ids-margin", contrast(mask_same_id=True, false_negative_margin=0.1)
    for gamma in (0.5, 2.0):
        yield f"focal-{gamma}-detached", contrast(focal_gamma=gamma)
        yield f"focal-{gamma}-attached", contrast(focal_gamma=gamma, weight_detached=False)
    for mixing in ("pairwise", "listwise", "both"):
        listwise = None if mixing == "pairwise" else 0.1
        for detached in (True, False):
            name = f"mixing-{mixing}-{'detached' if detached else 'attached'}"
            yield name, contrast(mixing=mixing, mixing_detached=detached, listwise_temperature=listwise)
    tuning = contrast(focal_gamma=0.5, mixing="both", mixing_detached=True, listwise_temperature=0.05)
    yield "fine-tune", tuning
    for temperature in (0.02, 0.3):
        yield f"kl-{temperature}", {"objective": "kl", "temperature": temperature}
    student = {"objective": "kl", "temperature": 0.05}
    yield "distil", {"objective": "sum", "weights": [1.0, 1.0], "terms": [tuning, student]}
    yield "distil-weighted", {"objective": "sum", "weights": [0.25, 3.0], "terms": [contrast(), student]}
    yield "matryoshka-contrast", {"objective": "matryoshka", "dims": [8, 4, 2], "weights": [1.0, 0.5, 0.25], "of": contrast()}
    yield "matryoshka-kl", {"objective": "matryoshka", "dims": [8, 3], "weights": [0.7, 1.0], "of": student}
    for scale in (20.0, 3.0):
        yield f"cosent-{scale}", {"objective": "cosent", "scale": scale}


def loss(config: dict, batch: dict) -> torch.Tensor:
    match config["objective"]:
        case "infonce":
            return info_nce(config, batch)
        case "kl":
            temperature = config["temperature"]
            student = F.log_softmax(own_similarities(batch) / temperature, dim=1)
            teacher = F.log_softmax(batch["teacher_scores"] / temperature, dim=1)
            return F.kl_div(student, teacher, reduction="batchmean", log_target=True)
        case "cosent":
            cosines = F.cosine_similarity(batch["query"], batch["positive"])
            gold = batch["sts_gold"]
            wrong = config["scale"] * (cosines[:, None] - cosines[None, :])[gold[:, None] < gold[None, :]]
            return torch.logsumexp(torch.cat([torch.zeros(1, dtype=wrong.dtype), wrong]), dim=0)
        case "sum":
            return sum(weight * loss(term, batch) for weight, term in zip(config["weights"], config["terms"], strict=True))
        case "matryoshka":
            parts = []
            for width, weight in zip(config["dims"], config["weights"], strict=True):
                short = {key: batch[key][..., :width] for key in ("query", "positive", "negatives")}
                parts.append(weight * loss(config["of"], {**batch, **short}))
            return sum(parts)
    raise ValueError(config)


def own_similarities(batch: dict) -> torch.Tensor:
    """A query against its own positive and its own hard negatives."""
    candidates = torch.cat([batch["positive"][:, None], batch["negatives"]], dim=1)
    return F.cosine_similarity(batch["query"][:, None], candidates, dim=-1)


def info_nce(config: dict, batch: dict) -> torch.Tensor:
    query, positive, hard = (F.normalize(batch[key], dim=-1) for key in ("query", "positive", "negatives"))
    size = len(query)
    own = (query * positive).sum(-1)
    allowed, candidates = [], []

    def add(similarities: torch.Tensor, ids: torch.Tensor | None, there: torch.Tensor | None = None) -> None:
        keep = torch.ones_like(similarities, dtype=torch.bool) if there is None else there
        if config["false_negative_margin"] is not None:
            keep = keep & (similarities <= own[:, None] + config["false_negative_margin"])
        if config["mask_same_id"] and ids is not None:
            keep = keep & (ids != batch["positive_ids"][:, None])
        candidates.append(similarities)
        allowed.append(keep)

    def add_hard(vectors: torch.Tensor, ids: torch.Tensor | None) -> None:
        if config["hard_negatives"] == "shared":
            add(query @ vectors.reshape(-1, vectors.shape[-1]).T, None if ids is None else ids.reshape(1, -1))
        elif config["hard_negatives"] == "own":
            add(torch.einsum("bd,bmd->bm", query, vectors), ids)

    if config["in_batch"]:
        add(query @ positive.T, batch["positive_ids"][None, :], ~torch.eye(size, dtype=torch.bool))
    add_hard(hard, batch["negative_ids"])
    mixed = synthetic(config, query, hard, batch)
    if mixed is not None:
        add_hard(mixed, None)
    logits = torch.cat(candidates, dim=1).masked_fill(~torch.cat(allowed, dim=1), -torch.inf)
    logits = torch.cat([own[:, None], logits], dim=1) / config["temperature"]
    log_p = F.log_softmax(logits, dim=1)[:, 0]
    weight = (1 - log_p.exp()) ** config["focal_gamma"]
    return -((weight.detach() if config["weight_detached"] else weight) * log_p).mean()


def synthetic(config: dict, query: torch.Tensor, hard: torch.Tensor, batch: dict) -> torch.Tensor | None:
    made = []
    if config["mixing"] in ("pairwise", "both"):
        rows, (first, second) = torch.arange(len(hard)), batch["mix_pairs"].T
        share = batch["mix_lambda"][:, None]
        made.append(share * hard[rows, first] + (1 - share) * hard[rows, second])
    if config["mixing"] in ("listwise", "both"):
        weights = F.softmax(torch.einsum("bd,bmd->bm", query, hard) / config["listwise_temperature"], dim=1)
        made.append(torch.einsum("bm,bmd->bd", weights, hard))
    if not made:
        return None
    vectors = F.normalize(torch.stack(made, dim=1), dim=-1)
    return vectors.detach() if config["mixing_detached"] else vectors


# training


def train(target: Path, network, tokenizer, texts: list[str], words: random.Random) -> None:
    groups = [[QUERY_PROMPT + words.choice(texts)] + [words.choice(texts) for _ in range(4)] for _ in range(6)]
    steps, warm, peak = 6, 2, 1e-3
    settings = contrast(focal_gamma=0.5)
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    records = []
    network.train()
    for step in range(steps):
        rate = peak * ((step + 1) / warm if step < warm else (steps - step) / (steps - warm))
        for group in optimiser.param_groups:
            group["lr"] = rate
        query, positive, *negatives = (mean_vectors(network, tokenizer, column) for column in zip(*groups, strict=True))
        ids = {"positive_ids": torch.zeros(0), "negative_ids": torch.zeros(0)}
        vectors = {"query": query, "positive": positive, "negatives": torch.stack(negatives, dim=1)}
        value = info_nce(settings, {**ids, **vectors})
        optimiser.zero_grad()
        value.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0).item()
        optimiser.step()
        records.append({"step": step, "lr": rate, "loss": value.item(), "grad_norm_before_clip": norm})
    text = json.dumps({"groups": groups, "max_length": LONGEST, "steps": records}, ensure_ascii=False, indent=1)
    (target / "training_steps.json").write_text(text + "\n")
    weights = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    save_file(weights, target / "qwen2-tiny-after-6-steps.safetensors", {"format": "pt"})


def mean_vectors(network, tokenizer, texts: tuple[str, ...]) -> torch.Tensor:
    encoded = tokenizer(list(texts), truncation=True, max_length=LONGEST, padding=True, return_tensors="pt")
    there = encoded["attention_mask"]
    mask = torch.zeros(len(texts), 1, there.shape[1], there.shape[1])
    mask = mask.masked_fill(there[:, None, None, :] == 0, torch.finfo(torch.float32).min)
    hidden = network(input_ids=encoded["input_ids"], attention_mask=mask).last_hidden_state
    return (hidden * there[..., None]).sum(1) / there.sum(1, keepdim=True)


if __name__ == "__main__":
    main()
