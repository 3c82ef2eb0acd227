"""Makes small networks of every supported kind with random weights, and the token vectors that transformers gives them.

    python test/oracle/make_networks.py models/src/test/resources/golden/networks [NAME ...]

With names, only those networks of families() are made; each has a seed of its own.

Each folder has config.json, model.safetensors and expected.json: token ids per text, and per text the vectors of its tokens
(last_hidden_state, float32) computed one text at a time, without padding, on the CPU.
"""

from __future__ import annotations

import argparse
import json
import zlib
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
import transformers as t
from safetensors.torch import save_file
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertModel,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2Model,
    RobertaConfig,
    RobertaModel,
    XLMRobertaConfig,
    XLMRobertaForMaskedLM,
)

VOCABULARY = 40
LENGTHS = (1, 9, 4, 23, 9)
BERT = {"vocab_size": VOCABULARY, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24}
QWEN2 = {**BERT, "rms_norm_eps": 1e-5, "max_position_embeddings": 64, "tie_word_embeddings": False}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    target = given.target
    for name, network, causal, lengths in families():
        if not given.names or name in given.names:
            torch.manual_seed(zlib.crc32(name.encode()))
            write(target / name, network(), causal, lengths=lengths)
    if not given.names:
        old_ones(target)


def families():
    """Name, network, attention (None: the network knows one only), lengths of the texts."""
    small = {**BERT, "max_position_embeddings": 64, "pad_token_id": 0}
    grouped = {**small, "num_key_value_heads": 2}
    local = ["sliding_attention", "full_attention"]
    rope = lambda kind, **keys: {"rope_type": kind, "rope_theta": 500.0, **keys}
    llama3 = rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)
    yarn = rope("yarn", factor=4.0, original_max_position_embeddings=32)
    short = {**grouped, "max_position_embeddings": 12}
    wide = {**grouped, "hidden_size": 16, "head_dim": 8}
    long = rope("longrope", short_factor=[1.0, 1.5], long_factor=[2.0, 5.0], factor=4.0, original_max_position_embeddings=12)
    qwen3 = lambda **keys: lambda: t.Qwen3Model(t.Qwen3Config(**wide, **keys))
    window = {"use_sliding_window": True, "sliding_window": 5, "max_window_layers": 1}
    yield "qwen3", qwen3(), True, LENGTHS
    yield "qwen3-window", qwen3(attention_bias=True, **window), False, LENGTHS
    yield "qwen2-window", lambda: t.Qwen2Model(t.Qwen2Config(**grouped, **window)), True, LENGTHS
    yield "qwen2-yarn", lambda: t.Qwen2Model(t.Qwen2Config(**grouped, rope_parameters=yarn)), True, LENGTHS
    mistral = lambda **keys: lambda: t.MistralModel(t.MistralConfig(**grouped, **keys))
    yield "mistral-window", mistral(sliding_window=6), True, LENGTHS
    yield "mistral-around", mistral(sliding_window=6), False, LENGTHS
    yield "mistral", mistral(sliding_window=None, head_dim=6), True, LENGTHS
    llama = lambda **keys: lambda: t.LlamaModel(t.LlamaConfig(**keys))
    yield "llama3", llama(**grouped, rope_parameters=llama3), True, LENGTHS
    yield "llama-bias", llama(**small, attention_bias=True, mlp_bias=True, rope_parameters=rope("linear", factor=3.0)), False, LENGTHS
    yield "llama-dynamic", llama(**short, rope_parameters=rope("dynamic", factor=2.0)), True, LENGTHS
    yield "llama-longrope", llama(**short, rope_parameters=long), False, LENGTHS
    modern = lambda **keys: lambda: t.ModernBertModel(
        t.ModernBertConfig(**{**small, "num_hidden_layers": 4}, local_attention=6, **keys)
    )
    yield "modernbert", modern(), None, LENGTHS
    biases = {"norm_bias": True, "attention_bias": True, "mlp_bias": True}
    yield "modernbert-bias", modern(**biases, layer_types=local * 2, hidden_activation="gelu_pytorch_tanh"), None, LENGTHS
    mpnet = {**BERT, "max_position_embeddings": 160}
    yield "mpnet", lambda: t.MPNetModel(t.MPNetConfig(**mpnet), add_pooling_layer=False), None, (1, 9, 150)
    distil = {"vocab_size": VOCABULARY, "dim": 16, "n_layers": 2, "n_heads": 4, "hidden_dim": 24, "max_position_embeddings": 30}
    yield "distilbert", lambda: t.DistilBertModel(t.DistilBertConfig(**distil)), None, LENGTHS
    yield "nomic_bert", lambda: t.NomicBertModel(t.NomicBertConfig(**small)), None, LENGTHS
    yield "eurobert", lambda: t.EuroBertModel(t.EuroBertConfig(**grouped)), None, LENGTHS
    yield "gemma", lambda: t.GemmaModel(t.GemmaConfig(**wide)), True, LENGTHS
    capped = {"sliding_window": 5, "attn_logit_softcapping": 2.0, "query_pre_attn_scalar": 7}
    gemma2 = lambda: t.Gemma2Model(t.Gemma2Config(**wide, **capped))
    yield "gemma2", gemma2, True, LENGTHS
    yield "gemma2-around", gemma2, False, LENGTHS
    gemma3 = lambda **keys: lambda: t.Gemma3TextModel(
        t.Gemma3TextConfig(**wide, sliding_window=7, layer_types=local, query_pre_attn_scalar=7, **keys)
    )
    yield "gemma3", gemma3(), True, LENGTHS
    yield "gemma3-around", gemma3(use_bidirectional_attention=True), None, LENGTHS


def old_ones(target: Path) -> None:
    torch.manual_seed(3)
    qwen2 = Qwen2Model(Qwen2Config(**QWEN2, num_key_value_heads=2, rope_theta=5000.0))
    write(target / "qwen2-causal", qwen2, causal=True)
    write(target / "qwen2-bidirectional", qwen2, causal=False)
    # the keys and names of transformers 4: rope_theta outside, "model." in front, a head behind
    head = Qwen2ForCausalLM(Qwen2Config(**QWEN2, num_key_value_heads=1, rope_theta=700.0))
    write(target / "qwen2-old", head, causal=True, network=head.model, change=old_rope)
    write(target / "qwen2-bfloat16", qwen2.to(torch.bfloat16), causal=False)
    write(target / "bert-float16", BertModel(BertConfig(**BERT, max_position_embeddings=30)).to(torch.float16))
    masked = BertForMaskedLM(BertConfig(**BERT, max_position_embeddings=30, hidden_act="gelu_new", layer_norm_eps=1e-3))
    write(target / "bert-old", masked, network=masked.bert, rename=old_norms)
    write(target / "roberta", RobertaModel(RobertaConfig(**BERT, max_position_embeddings=32, type_vocab_size=1)))
    xlm = XLMRobertaForMaskedLM(
        XLMRobertaConfig(**BERT, max_position_embeddings=32, type_vocab_size=1, pad_token_id=5)
    )
    write(target / "xlm-roberta", xlm, network=xlm.roberta)


def write(folder: Path, model: PreTrainedModel, causal=None, network=None, change=None, rename=None, lengths=LENGTHS) -> None:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "orm.weight" in name or "norm" in name and name.endswith("weight"):
                # Gemma's are counted from 1
                parameter.normal_(0 if model.config.model_type.startswith("gemma") else 1, 0.1)
            else:
                parameter.normal_(0, 0.3 if parameter.dim() > 1 else 0.1)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tensors = {name: value.contiguous() for name, value in model.state_dict().items()}
    config = json.loads((folder / "config.json").read_text())
    if causal is not None:
        config["is_causal"] = causal
    if change:
        change(config)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    if rename:
        tensors = {rename(name): value for name, value in tensors.items()}
    save_file({name: value.clone() for name, value in tensors.items()}, folder / "model.safetensors", {"format": "pt"})
    if model.dtype != torch.float32:
        # a cast model's rotary frequencies would be of its type too
        model = type(model).from_pretrained(folder, dtype=torch.float32)
    network = (network or model).eval()
    network.config._attn_implementation = "eager"
    # xlm-roberta's padding id occurs within texts, where transformers gives it the padding's position
    texts = [torch.randint(0, VOCABULARY, (length,)) for length in lengths]
    expected = {
        "made_by": f"transformers {version('transformers')}, torch {torch.__version__}",
        "ids": [text.tolist() for text in texts],
        "vectors": [shortest(vectors(network, text, causal)) for text in texts],
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def vectors(network: PreTrainedModel, ids: torch.Tensor, causal: bool | None) -> torch.Tensor:
    length = len(ids)
    mask = torch.ones(1, length, dtype=torch.long)
    if causal is not None:
        # transformers 5 makes its masks by it; with sdpa a mask may be left out and the layers' own flag count
        network.config.is_causal = causal
    with torch.no_grad():
        return network(input_ids=ids[None], attention_mask=mask).last_hidden_state[0]


def shortest(values: torch.Tensor) -> list[float]:
    """float32 in as few digits as give it back."""
    return [float(str(np.float32(value))) for value in values.flatten().tolist()]


def old_rope(config: dict) -> None:
    config["rope_theta"] = config.pop("rope_parameters")["rope_theta"]
    config["rope_scaling"] = None
    del config["is_causal"]


def old_norms(name: str) -> str:
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


if __name__ == "__main__":
    main()
