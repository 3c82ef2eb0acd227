"""Makes a small directory of sentence-transformers for each family of networks, with random weights, and what
sentence-transformers makes of texts with it.

    python test/oracle/make_families.py test/reference-models/families

Each folder is as sentence-transformers saves it, with expected.json beside it: texts, token ids per text, vectors of all
texts encoded together (so that transformers pads them, on the side that the tokenizer says).
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import zlib
from importlib.metadata import version
from pathlib import Path

import torch
import transformers as t
from make_reference_models import hard_texts, sentence
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Dropout, LayerNorm, Pooling, StaticEmbedding
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24}
LONGEST = 40
WORDS = random.Random(31)
CORPUS = [sentence(WORDS, WORDS.randint(1, 25)) for _ in range(600)]


def bytes_tokenizer(begin=None, end=None, side="right"):
    """Pieces of bytes, as Qwen, Llama 3 and ModernBERT have them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<s>", "</s>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    train(tokenizer, trainers.BpeTrainer(vocab_size=300, special_tokens=special, initial_alphabet=alphabet, show_progress=False))
    return wrap(tokenizer, begin, end, pad_token="<pad>", bos_token="<s>", eos_token="</s>", padding_side=side)


def words_tokenizer(begin, end, pad, unknown="[UNK]"):
    """Pieces of words, as BERT has them."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = [begin, pad, end, unknown, "[MASK]"]
    train(tokenizer, trainers.WordPieceTrainer(vocab_size=240, special_tokens=special, show_progress=False))
    names = {"cls_token": begin, "sep_token": end, "pad_token": pad, "unk_token": unknown, "mask_token": "[MASK]"}
    return wrap(tokenizer, begin, end, **names)


def pieces_tokenizer():
    """Pieces with blanks written out and single bytes for the rest, as Gemma has them."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    every = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=520, special_tokens=special + every, show_progress=False)
    train(tokenizer, trainer)
    return wrap(
        tokenizer, "<bos>", "<eos>", pad_token="<pad>", eos_token="<eos>", bos_token="<bos>", unk_token="<unk>"
    )


def train(tokenizer, trainer):
    tokenizer.train_from_iterator(CORPUS, trainer)


def wrap(tokenizer, begin, end, **names):
    parts = [token for token in (begin, "$A", end) if token]
    ids = [(token, tokenizer.token_to_id(token)) for token in (begin, end) if token]
    if ids:
        tokenizer.post_processor = processors.TemplateProcessing(single=" ".join(parts), special_tokens=ids)
    return t.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **names)


def families():
    """Name, tokenizer, network of that vocabulary, modules after it."""
    grouped = {**SMALL, "num_key_value_heads": 2, "max_position_embeddings": 64}
    last = lambda: [Pooling(16, "lasttoken"), Normalize()]
    mean = lambda: [Pooling(16, "mean"), Normalize()]
    qwen3 = lambda size: t.Qwen3Model(t.Qwen3Config(vocab_size=size, **grouped, head_dim=8, pad_token_id=0))
    yield "qwen3", bytes_tokenizer(end="</s>", side="left"), qwen3, last()
    mistral = lambda size: t.MistralModel(t.MistralConfig(vocab_size=size, **grouped, sliding_window=9))
    yield "mistral", bytes_tokenizer("<s>", "</s>"), mistral, last()
    llama = lambda size: t.LlamaModel(t.LlamaConfig(vocab_size=size, **grouped, is_causal=False))
    yield "llama", bytes_tokenizer("<s>"), llama, [Pooling(16, "mean", include_prompt=False)]
    modern = lambda size: t.ModernBertModel(
        t.ModernBertConfig(vocab_size=size, **{**SMALL, "num_hidden_layers": 4}, local_attention=8, pad_token_id=0)
    )
    yield "modernbert", bytes_tokenizer("<s>", "</s>"), modern, [Pooling(16, "cls")]
    gemma3 = lambda size: t.Gemma3TextModel(
        t.Gemma3TextConfig(
            vocab_size=size, **grouped, head_dim=8, sliding_window=12, use_bidirectional_attention=True, query_pre_attn_scalar=8
        )
    )
    heads = [dense(16, 24), dense(24, 16)]
    yield "gemma3_text", pieces_tokenizer(), gemma3, [Pooling(16, "mean"), *heads, Normalize()]
    gemma2 = lambda size: t.Gemma2Model(
        t.Gemma2Config(vocab_size=size, **grouped, head_dim=8, sliding_window=9, attn_logit_softcapping=3.0)
    )
    yield "gemma2", pieces_tokenizer(), gemma2, last()
    mpnet = lambda size: t.MPNetModel(t.MPNetConfig(vocab_size=size, **SMALL, max_position_embeddings=66))
    yield "mpnet", words_tokenizer("<s>", "</s>", "<pad>"), mpnet, mean()
    distil = {"dim": 16, "n_layers": 2, "n_heads": 4, "hidden_dim": 24, "max_position_embeddings": 64}
    distilbert = lambda size: t.DistilBertModel(t.DistilBertConfig(vocab_size=size, **distil, pad_token_id=1))
    norm = LayerNorm(16)
    yield "distilbert", words_tokenizer("[CLS]", "[SEP]", "[PAD]"), distilbert, [Pooling(16, "mean"), Dropout(0.1), norm]
    nomic = lambda size: t.NomicBertModel(t.NomicBertConfig(vocab_size=size, **SMALL, pad_token_id=1))
    yield "nomic_bert", words_tokenizer("[CLS]", "[SEP]", "[PAD]"), nomic, mean()
    euro = lambda size: t.EuroBertModel(t.EuroBertConfig(vocab_size=size, **grouped, pad_token_id=0))
    yield "eurobert", bytes_tokenizer("<s>", "</s>"), euro, mean()


def dense(inputs, outputs):
    return Dense(inputs, outputs, bias=False, activation_function=torch.nn.Identity())


def main() -> None:
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    words = random.Random(37)
    texts = [text for text in hard_texts(words) if text.strip()] + [sentence(words, words.randint(1, 20)) for _ in range(8)]
    for name, tokenizer, network, modules in families():
        torch.manual_seed(zlib.crc32(name.encode()))
        folder = target / name
        raw = target / "raw"
        model = network(len(tokenizer))
        randomise(model, name.startswith("gemma"))
        model.save_pretrained(raw)
        tokenizer.save_pretrained(raw)
        transformer = Transformer(str(raw), max_seq_length=LONGEST)
        for module in modules:
            randomise(module, False)
        SentenceTransformer(modules=[transformer, *modules]).save(str(folder), create_model_card=False)
        shutil.rmtree(raw)
        if name == "distilbert":
            # as older models have them
            for file in sorted(folder.rglob("model.safetensors")):
                torch.save(load_file(file), file.with_name("pytorch_model.bin"))
                file.unlink()
        finish(folder, texts)
    tables(target, texts)


def randomise(module, from_one: bool) -> None:
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            norm = "norm" in name.lower() and name.endswith("weight")
            mean = 1 if norm and not from_one else 0
            parameter.normal_(mean, 0.1 if parameter.dim() == 1 else 0.25)


def tables(target: Path, texts: list[str]) -> None:
    torch.manual_seed(41)
    tokenizer = words_tokenizer("[CLS]", "[SEP]", "[PAD]")._tokenizer
    size = tokenizer.get_vocab_size()
    table = StaticEmbedding(tokenizer, embedding_weights=torch.randn(size, 16))
    SentenceTransformer(modules=[table, Normalize()]).save(str(target / "static"), create_model_card=False)
    finish(target / "static", texts)
    # a table of fewer rows than tokens, as model2vec saves it
    SentenceTransformer(modules=[table]).save(str(target / "model2vec"), create_model_card=False)
    place = next((target / "model2vec").rglob("model.safetensors"))
    rows = {"embeddings": torch.randn(50, 16), "mapping": torch.arange(size) * 7 % 50, "weights": torch.rand(size)}
    save_file(rows, place)
    finish(target / "model2vec", texts)


def finish(folder: Path, texts: list[str]) -> None:
    model = SentenceTransformer(str(folder), device="cpu")
    with torch.no_grad():
        vectors = model.encode(texts, batch_size=len(texts), convert_to_numpy=True)
    ids = [model.preprocess([text])["input_ids"].flatten().tolist() for text in texts]
    for file in folder.rglob("tokenizer.json"):
        file.write_text(json.dumps(json.loads(file.read_text()), ensure_ascii=False, separators=(",", ":")) + "\n")
    (folder / "README.md").unlink(missing_ok=True)
    expected = {
        "made_by": {name: version(name) for name in ("sentence-transformers", "transformers", "torch")},
        "texts": texts,
        "ids": ids,
        "vectors": [[float(str(value)) for value in vector] for vector in vectors],
    }
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
