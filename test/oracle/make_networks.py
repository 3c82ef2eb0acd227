"""Makes small networks of every supported kind with random weights, and the token vectors that transformers gives them.

    python test/oracle/make_networks.py models/src/test/resources/golden/networks

Each folder has config.json, model.safetensors and expected.json: token ids per text, and per text the vectors of its tokens
(last_hidden_state, float32) computed one text at a time, without padding, on the CPU.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from pathlib import Path

import torch
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
    target = parser.parse_args().target
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


def write(folder: Path, model: PreTrainedModel, causal=None, network=None, change=None, rename=None) -> None:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "orm.weight" in name or "norm" in name and name.endswith("weight"):
                parameter.normal_(1, 0.1)
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
    texts = [torch.randint(0, VOCABULARY, (length,)) for length in LENGTHS]
    expected = {
        "made_by": f"transformers {version('transformers')}, torch {torch.__version__}",
        "ids": [text.tolist() for text in texts],
        "vectors": [vectors(network, text, causal).flatten().tolist() for text in texts],
    }
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def vectors(network: PreTrainedModel, ids: torch.Tensor, causal: bool | None) -> torch.Tensor:
    length = len(ids)
    mask = torch.ones(1, length, dtype=torch.long)
    if causal is not None:
        # a mask of four dimensions is taken as it is
        mask = torch.zeros(1, 1, length, length)
        if causal:
            mask = torch.full((1, 1, length, length), torch.finfo(torch.float32).min).triu(1)
    with torch.no_grad():
        return network(input_ids=ids[None], attention_mask=mask).last_hidden_state[0]


def old_rope(config: dict) -> None:
    config["rope_theta"] = config.pop("rope_parameters")["rope_theta"]
    config["rope_scaling"] = None
    del config["is_causal"]


def old_norms(name: str) -> str:
    return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


if __name__ == "__main__":
    main()
