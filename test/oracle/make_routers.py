"""Makes small models with a Router and random weights, and what sentence-transformers encodes with them.

    python test/oracle/make_routers.py test/reference-models/routers

Made with sentence-transformers 6.2.0, transformers 5.24.0 and torch 2.15.0 on a CPU. Each folder has expected.json beside it:
texts, and their vectors by encode, encode_query and encode_document.
"""

import json
import pathlib
import shutil
import sys

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Router, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding

HERE = pathlib.Path(__file__).resolve().parent.parent / "reference-models"
TEXTS = [
    "the old market by the river",
    "copper",
    "Paper and stone: 12 gardens, no film.",
    "a cloud over the garden of the market and the stones of the river",
]


def transformer(folder):
    return Transformer(str(HERE / folder))


def dense(inputs, outputs):
    layer = Dense(inputs, outputs)
    with torch.no_grad():
        layer.linear.weight.copy_(torch.randn(outputs, inputs))
    return layer


def models():
    short, long = transformer("bert-tiny"), transformer("families/mpnet")
    table = StaticEmbedding(short.tokenizer.backend_tokenizer, embedding_dim=short.get_embedding_dimension())
    with torch.no_grad():
        table.embedding.weight.copy_(torch.randn(table.embedding.weight.shape))
    # one with vectors that are looked up
    router = Router.for_query_document([table], [short, Pooling(short.get_embedding_dimension(), "mean")])
    yield "static-query", [router, Normalize()]
    # two networks, found by mappings
    router = Router(
        {
            "short": [short, Pooling(short.get_embedding_dimension(), "cls"), dense(short.get_embedding_dimension(), 12)],
            "long": [long, Pooling(long.get_embedding_dimension(), "mean"), dense(long.get_embedding_dimension(), 12)],
        },
        allow_empty_key=False,
        route_mappings={("query", None): "short", ("document", "text"): "long", (None, "text"): "long"},
    )
    yield "two-networks", [router]
    # the same network, another layer after it
    width = short.get_embedding_dimension()
    router = Router.for_query_document([dense(width, 8)], [dense(width, 8)], default_route="query")
    yield "layer-after", [short, Pooling(width, "mean"), router, Normalize()]


target = pathlib.Path(sys.argv[1])
shutil.rmtree(target, ignore_errors=True)
torch.manual_seed(7)
for name, modules in models():
    model = SentenceTransformer(modules=modules)
    model.save(str(target / name), create_model_card=False)
    read = SentenceTransformer(str(target / name))
    ways = {"none": read.encode, "query": read.encode_query, "document": read.encode_document}
    expected = {"texts": TEXTS} | {way: encode(TEXTS).tolist() for way, encode in ways.items()}
    (target / name / "expected.json").write_text(json.dumps(expected))
