"""Makes golden values of pooling, dense and normalize modules with sentence-transformers itself.

    python make_heads.py FOLDER      # models/src/test/resources/golden/heads

Made with sentence-transformers 6.2.0 and torch 2.15.0 on a CPU. Each variant is a folder as sentence-transformers saves the
modules after the Transformer, with expected.json beside them: token vectors in, the finished vector out. Texts are padded
to the longest, on the right and on the left, to see that it makes no difference.
"""
import json
import pathlib
import shutil
import sys

import sentence_transformers
import torch
from sentence_transformers.base.modules import Dense, Normalize
from sentence_transformers.sentence_transformer.modules import Dropout, LayerNorm, Pooling

WIDTH = 4
LENGTHS = [1, 3, 6]
ACTIVATIONS = (
    "GELU Mish ELU CELU SELU LeakyReLU RReLU ReLU6 Hardtanh Hardswish Hardsigmoid Hardshrink Softshrink Tanhshrink Softplus "
    "Softsign LogSigmoid Softmax Softmin LogSoftmax"
).split()
PROMPT = 2
POOLING = "sentence_transformers.sentence_transformer.modules.pooling.Pooling"
DENSE = "sentence_transformers.base.modules.dense.Dense"
NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
TRANSFORMER = "sentence_transformers.base.modules.transformer.Transformer"
DROPOUT = "sentence_transformers.sentence_transformer.modules.dropout.Dropout"
NORM = "sentence_transformers.sentence_transformer.modules.layer_norm.LayerNorm"
OLD = "sentence_transformers.models."


def dense(inputs, outputs, **arguments):
    layer = Dense(inputs, outputs, **arguments)
    with torch.no_grad():
        layer.linear.weight.copy_(torch.randn(outputs, inputs).mul(0.5))
        if layer.linear.bias is not None:
            layer.linear.bias.copy_(torch.randn(outputs).mul(0.5))
    return layer


def variants():
    yield "cls", [Pooling(WIDTH, "cls")]
    yield "max", [Pooling(WIDTH, "max")]
    yield "mean", [Pooling(WIDTH, "mean")]
    yield "mean-sqrt-len", [Pooling(WIDTH, "mean_sqrt_len_tokens")]
    yield "weighted-mean", [Pooling(WIDTH, "weightedmean")]
    yield "last-token", [Pooling(WIDTH, "lasttoken")]
    yield "several", [Pooling(WIDTH, ("lasttoken", "mean", "cls"))]
    for mode in ("cls", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"):
        name = {"mean_sqrt_len_tokens": "mean-sqrt-len", "weightedmean": "weighted-mean", "lasttoken": "last-token"}
        yield name.get(mode, mode) + "-without-prompt", [Pooling(WIDTH, mode, include_prompt=False)]
    yield "normalize", [Pooling(WIDTH, "mean"), Normalize()]
    yield "dense-tanh", [Pooling(WIDTH, "mean"), dense(WIDTH, 3), Normalize()]
    yield "dense-identity", [Pooling(WIDTH, "cls"), dense(WIDTH, 5, bias=False, activation_function=torch.nn.Identity())]
    yield "dense-residual", [
        Pooling(WIDTH, "mean"),
        dense(WIDTH, WIDTH, activation_function=torch.nn.SiLU(), use_residual=True),
    ]
    yield "two-dense", [
        Pooling(WIDTH, ("cls", "max")),
        dense(2 * WIDTH, 6, activation_function=torch.nn.ReLU()),
        dense(6, 2, activation_function=torch.nn.Sigmoid()),
    ]
    yield "older-switches", [Pooling(WIDTH, ("cls", "mean", "lasttoken"))]
    yield "dense-projected", [Pooling(WIDTH, "mean"), dense(WIDTH, 3, use_residual=True)]
    norm = LayerNorm(WIDTH)
    with torch.no_grad():
        norm.norm.weight.normal_(1, 0.3)
        norm.norm.bias.normal_(0, 0.3)
    yield "layer-norm", [Pooling(WIDTH, "mean"), Dropout(0.3), norm]
    for name in ACTIVATIONS:
        yield f"dense-{name.lower()}", [Pooling(WIDTH, "cls"), dense(WIDTH, 5, activation_function=getattr(torch.nn, name)())]


def features(texts, left, prompt):
    longest = max(LENGTHS)
    tokens = torch.full((len(texts), longest, WIDTH), 7.0)
    mask = torch.zeros(len(texts), longest, dtype=torch.int64)
    for row, vectors in enumerate(texts):
        start = longest - len(vectors) if left else 0
        tokens[row, start : start + len(vectors)] = vectors
        mask[row, start : start + len(vectors)] = 1
    return {"token_embeddings": tokens, "attention_mask": mask} | ({"prompt_length": prompt} if prompt else {})


def run(modules, texts, left, prompt):
    data = features(texts, left, prompt)
    with torch.no_grad():
        for module in modules:
            data = module(data)
    return data["sentence_embedding"]


def main():
    root = pathlib.Path(sys.argv[1])
    shutil.rmtree(root, ignore_errors=True)
    torch.manual_seed(11)
    texts = [torch.randn(length, WIDTH) for length in LENGTHS]
    for name, modules in variants():
        folder = root / name
        entries = [{"idx": 0, "name": "0", "path": "", "type": TRANSFORMER}]
        for index, module in enumerate(modules, start=1):
            kind = type(module).__name__
            place = folder / f"{index}_{kind}"
            place.mkdir(parents=True)
            module.save(str(place))
            types = {"Pooling": POOLING, "Dense": DENSE, "Normalize": NORMALIZE, "Dropout": DROPOUT, "LayerNorm": NORM}
            module.eval()
            entries.append({"idx": index, "name": str(index), "path": place.name, "type": types[kind]})
        if name == "older-switches":
            for entry in entries:
                entry["type"] = OLD + entry["type"].rsplit(".", 1)[1]
            switches = {key: False for key in ("cls_token", "max_tokens", "mean_tokens", "mean_sqrt_len_tokens")}
            switches |= {"weightedmean_tokens": False, "lasttoken": True, "mean_tokens": True, "cls_token": True}
            config = {"word_embedding_dimension": WIDTH} | {"pooling_mode_" + key: on for key, on in switches.items()}
            (folder / "1_Pooling" / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        (folder / "modules.json").write_text(json.dumps(entries, indent=1) + "\n")
        prompt = PROMPT if "without-prompt" in name else 0
        vectors = run(modules, texts, False, prompt)
        # a text that is all prompt leaves nothing to pool; on the left sentence-transformers then takes a padding token
        rest = [row for row, length in enumerate(LENGTHS) if length > prompt]
        assert torch.allclose(vectors[rest], run(modules, texts, True, prompt)[rest], atol=1e-6), name
        cases = [
            {"prompt_tokens": prompt, "tokens": text.tolist(), "vector": vector.tolist()}
            for text, vector in zip(texts, vectors)
        ]
        source = f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__}"
        (folder / "expected.json").write_text(json.dumps({"source": source, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
