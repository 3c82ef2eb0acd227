"""Makes losses and gradients with sentence-transformers' own losses, in float64.

    python make_st_losses.py FILE      # test/reference-models/st-losses.json.gz

Made with sentence-transformers 6.2.0 and torch 2.15. The losses get vectors in place of texts: what encodes is replaced, and
nothing else. GISTEmbedLoss knows one hard negative a query, CachedGISTEmbedLoss any number; both are asked where they can be.
"""
import gzip
import json
import sys

import sentence_transformers
import torch
from sentence_transformers.sentence_transformer.losses import (
    CachedGISTEmbedLoss,
    EmbedDistillLoss,
    GISTEmbedLoss,
    MultipleNegativesRankingLoss,
)
from sentence_transformers.sentence_transformer.losses import matryoshka

B, M, D, G, T = 6, 3, 16, 12, 20
generator = torch.Generator().manual_seed(42)


def normal(*shape):
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


topic = normal(B, D)
query, positive, negatives = topic + 0.7 * normal(B, D), topic + 0.7 * normal(B, D), topic[:, None] + 1.2 * normal(B, M, D)
# two queries of one topic, so that something is masked
positive[1] = positive[0] + 0.2 * normal(D)
turn = normal(D, G)
guide = [query @ turn + normal(B, G), positive @ turn + normal(B, G), negatives @ turn + normal(B, M, G)]
teacher_same = [query + normal(B, D), positive + normal(B, D), negatives + normal(B, M, D)]
teacher_wide = [normal(B, T), normal(B, T), normal(B, M, T)]
weight, bias = normal(T, D) / 4, normal(T) / 4


class Bare(torch.nn.Module):
    """A model whose vectors are given."""

    def __init__(self, width=D):
        super().__init__()
        self.width, self.device = width, torch.device("cpu")

    def get_embedding_dimension(self):
        return self.width

    def forward(self, features):
        return {"sentence_embedding": features["vectors"]}


def made(kind, **fields):
    loss = kind.__new__(kind)
    torch.nn.Module.__init__(loss)
    for name, value in fields.items():
        setattr(loss, name, value)
    return loss


def columns(vectors, many):
    q, p, n = vectors
    return [q, p] + [n[:, i] for i in range(many)]


cases = []


def case(name, config, function, extra=()):
    leaves = [x.clone().requires_grad_() for x in (query, positive, negatives)]
    more = {key: value.clone().requires_grad_() for key, value in extra}
    loss = function(leaves, more)
    if loss.requires_grad and loss.grad_fn is not None:
        loss.backward()
    node = {"name": name, "config": config, "loss": loss.item()}
    for key, leaf in zip(("query", "positive", "negatives"), leaves):
        node["grad_" + key] = None if leaf.grad is None else leaf.grad.tolist()
    for key, leaf in more.items():
        node["grad_" + key] = leaf.grad.tolist()
    cases.append(node)


def gist(kind, many, strategy, margin, anchors, positives, judge="guide"):
    common = dict(
        model=Bare(), guide=Bare(G if judge == "guide" else D), temperature=0.05, margin_strategy=strategy, margin=margin, contrast_anchors=anchors,
        contrast_positives=positives, gather_across_devices=False, similarity_fct=torch.nn.CosineSimilarity(dim=-1),
        cross_entropy_loss=torch.nn.CrossEntropyLoss(), must_retokenize=False, show_progress_bar=False,
    )

    def judged(leaves):
        # without a guide the vectors that are trained judge, and learn nothing from judging
        return columns(guide if judge == "guide" else [leaf.detach() for leaf in leaves], many)

    def plain(leaves, _):
        loss = made(GISTEmbedLoss, **common)
        # the guide's vectors are taken of what the model is given; they are put in its place
        calls = iter([columns(leaves, many), judged(leaves)])
        module = sys.modules[GISTEmbedLoss.__module__]
        module.embed_columns = lambda model, features: next(calls)
        return loss.forward([{}] * (2 + many), None)

    def cached(leaves, _):
        loss = made(CachedGISTEmbedLoss, mini_batch_size=4, **common)
        return loss.calculate_loss([[c] for c in columns(leaves, many)], [[c] for c in judged(leaves)])

    config = {
        "objective": "gist", "temperature": 0.05, "negatives": many, "strategy": strategy, "margin": margin,
        "queries": anchors, "positives": positives, "judge": judge,
    }
    case(f"{kind} {judge} {many} {strategy} {margin} {anchors} {positives}", config, plain if kind == "gist" else cached)


for strategy, margin in (("absolute", 0.0), ("absolute", 0.1), ("absolute", -0.05), ("relative", 0.05), ("relative", 0.3)):
    for anchors, positives in ((True, True), (False, False), (True, False), (False, True)):
        gist("gist", 0, strategy, margin, anchors, positives)
        gist("cached-gist", M, strategy, margin, anchors, positives)

for strategy, margin in (("absolute", 0.0), ("absolute", 0.1), ("relative", 0.3)):
    for both in (True, False):
        gist("gist", 0, strategy, margin, both, both, "own")
        gist("cached-gist", M, strategy, margin, both, both, "own")

for mode in ("in_batch_negatives", "hard_negatives", "all_negatives"):
    for many in (0, M):
        for strength in (1.0, 9.0):
            loss = MultipleNegativesRankingLoss(Bare(), scale=20.0, hardness_mode=mode, hardness_strength=strength)
            config = {"objective": "hardness", "temperature": 0.05, "negatives": many, "mode": mode, "strength": strength}
            case(
                f"hardness {mode} {many} {strength}", config,
                lambda leaves, _, loss=loss, many=many: loss.compute_loss_from_embeddings(columns(leaves, many), None),
            )


def distil(metric, many, wide, dims, unit):
    teacher = teacher_wide if wide else teacher_same
    labels = torch.stack(columns(teacher, many), dim=1)

    def function(leaves, more):
        model = Bare()
        loss = made(EmbedDistillLoss, model=model, distance_metric=metric, projection_dim=None, projection=None)
        if wide:
            loss.projection = lambda x: torch.nn.functional.linear(x, more["projection"], more["projection_bias"])
        given = columns(leaves, many)
        if unit:
            given = [torch.nn.functional.normalize(x, dim=-1) for x in given]
        features = [{"vectors": x} for x in given]
        if dims:
            loss = matryoshka.MatryoshkaLoss(model, loss, dims, [1.0, 0.5][: len(dims)])
        return loss([dict(f) for f in features], labels)

    config = {
        "objective": "align", "distance": metric, "negatives": many, "wide": wide, "dims": dims, "unit": unit,
        "weights": [1.0, 0.5][: len(dims)],
    }
    extra = [("projection", weight), ("projection_bias", bias)] if wide else []
    case(f"align {metric} {many} {wide} {dims} {unit}", config, function, extra)


for metric in ("cosine", "mse"):
    for many in (0, M):
        for unit in (False, True):
            distil(metric, many, False, [], unit)
            distil(metric, many, True, [], unit)
        distil(metric, many, False, [D, 5], False)

content = {
    "made_with": {"sentence-transformers": sentence_transformers.__version__, "torch": torch.__version__},
    "query": query.tolist(), "positive": positive.tolist(), "negatives": negatives.tolist(),
    "guide": [x.tolist() for x in guide], "teacher_same": [x.tolist() for x in teacher_same],
    "teacher_wide": [x.tolist() for x in teacher_wide], "projection": weight.tolist(), "projection_bias": bias.tolist(),
    "cases": cases,
}
with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as file:
    file.write(json.dumps(content).encode())
print(len(cases), "cases")
