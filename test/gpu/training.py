"""Training steps: the very functions that Plumbline compiles, texts packed, beside torch's usual way (autocast, AdamW(fused))."""

import gc
import statistics
import time

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint, set_checkpoint_early_stop

from eager import Eager
from networks import Network

RATE = 1e-5

# name, queries, negatives for each, shortest and longest text, recomputed, Matryoshka, goal, GiB that a device must have
SHAPES = [("64 x 256", 32, 0, 256, 256, False, False, 1.2, 40),
          ("64 x 64 to 256", 32, 0, 64, 256, False, False, 1.5, 40),
          ("finetune 48 x (1+1+7), recompute", 48, 7, 64, 512, True, False, 1.0, 60),
          ("one pass 128 x 512, Matryoshka", 64, 0, 512, 512, False, True, 1.0, 130)]
SMALL = [("8 x 16", 4, 0, 16, 16, False, True, 1.0, 0), ("3 x (1+1+2), recompute", 3, 2, 4, 12, True, False, 1.0, 0)]


class Trained(Network):
    """Packed texts through a network with float32 weights, of which matrices have bfloat16 copies (RoundedWeights)."""

    def __init__(self, description, masters, layout, device, recompute):
        super().__init__(description, {}, "float32", layout, device)
        self.recompute = recompute
        self.masters = {name: tensor.clone().requires_grad_() for name, tensor in masters.items()}
        self.multiplied = [self.masters[name] for name in description["multiplied"]]
        self.copies = [master.detach().bfloat16().requires_grad_() for master in self.multiplied]
        self.tensors = {**self.masters, **dict(zip(description["multiplied"], self.copies))}
        for tensor in [*self.masters.values(), *self.copies]:
            tensor.grad = torch.zeros_like(tensor)
        self.all = list(self.masters.values())
        self.first, self.second = ([torch.zeros_like(p) for p in self.all] for _ in "mv")
        self.steps = 0

    def tokens(self, texts):
        ids = torch.tensor([token for text in texts for token in text]).to(self.device)
        places = torch.cat([torch.arange(len(text)) for text in texts]).to(self.device)
        hidden = self.script.embed(ids, *(self.tensors[name] for name in self.d["embed"]))
        arrays, ending = self.sight(False, texts, places)
        # what stops a recomputation early is an exception, which TorchScript does not let through
        with set_checkpoint_early_stop(False):
            for number, name in enumerate(self.d["layer_functions"]):
                parameters = [self.tensors[weight] for weight in self.d["layer_parameters"][number]]
                function = getattr(self.script, name + ending)
                hidden = (checkpoint(function, hidden, *arrays, *parameters, use_reentrant=False) if self.recompute
                          else function(hidden, *arrays, *parameters))
        return self.script.norm(hidden, *(self.tensors[name] for name in self.d["last"]))

    def means(self, texts):
        counts = torch.tensor([len(text) for text in texts]).to(self.device)
        return self.script.sums(self.tokens(texts), counts) / counts[:, None]

    def step(self, loss):
        """As StageTraining, Gradients and AdamW do it. Returns the norm."""
        loss.backward()
        with torch.no_grad():
            torch._foreach_add_([p.grad for p in self.multiplied], [p.grad for p in self.copies])
            torch._foreach_zero_([p.grad for p in self.copies])
            gradients = [p.grad for p in self.all]
            norms = torch.stack(torch._foreach_norm(gradients, 2)).double()
            norm = float(norms.mul(norms).sum().sqrt())
            torch._foreach_mul_(gradients, min(1.0, 1.0 / (norm + 1e-6)))
            self.steps += 1
            step = torch.tensor(float(self.steps), device=self.device)
            torch._fused_adamw_(self.all, gradients, self.first, self.second, [], [step] * len(self.all), lr=RATE,
                                beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)
            torch._foreach_zero_(gradients)
            torch._foreach_copy_(self.copies, self.multiplied)
        return norm


class Usual:
    """The same in torch's usual way: queries, positives and negatives padded, each in a pass of its own."""

    def __init__(self, description, masters, device, recompute):
        self.device = device
        self.masters = {name: tensor.clone().requires_grad_() for name, tensor in masters.items()}
        self.network = Eager(description, self.masters, device, recompute)
        self.optimiser = torch.optim.AdamW(self.masters.values(), lr=RATE, weight_decay=0.0, fused=True)

    def means(self, texts):
        with torch.autocast(self.device, torch.bfloat16):
            return self.network.means(texts)

    def step(self, loss):
        loss.backward()
        norm = float(torch.nn.utils.clip_grad_norm_(list(self.masters.values()), 1.0))
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return norm


def loss(queries, positives, negatives, widths):
    total = 0
    for width, weight in widths:
        q, p = F.normalize(queries[:, :width], dim=1), F.normalize(positives[:, :width], dim=1)
        scores = q @ p.T
        if negatives is not None:
            scores = torch.cat([scores, q @ F.normalize(negatives[:, :width], dim=1).T], 1)
        total = total + weight * F.cross_entropy(scores / 0.05, torch.arange(len(q), device=q.device))
    return total


def sorted_means(network, texts):
    """In the texts' order, of a network that wants the longest first."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    means = network.means([texts[i] for i in order])
    return means.index_select(0, back.to(means.device))


def measure(description, masters, layout, small, device, row, check):
    """Returns torch's own tokens a second of each shape that was tried."""
    torchs = {}
    cuda = device != "cpu"
    room = torch.cuda.get_device_properties(0).total_memory / 2**30 if cuda else 1
    vocabulary, width = description["parameters"]["embed_tokens.weight"][0], description["width"]
    wide = [(width, 1.0), (width // 2, 0.3), (width // 4, 0.2), (width // 8, 0.1), (width // 14, 0.1)]
    for name, queries, negatives, low, high, recompute, mrl, goal, least in SMALL if small else SHAPES:
        what = f"{name}, bf16"
        if room < least:
            row("train", what, f"left out: this device has {room:.0f} GiB, it takes up to {least}")
            continue
        generator = torch.Generator().manual_seed(7)

        def some(count):
            lengths = torch.randint(low, high + 1, (count,), generator=generator).tolist()
            return [torch.randint(0, vocabulary, (n,), generator=generator).tolist() for n in lengths]

        rounds = [(some(queries), some(queries), some(queries * negatives)) for _ in range(2 if small else 6)]
        results = []
        for packed in (True, False):
            if cuda:
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats()
            network = (Trained(description, masters, layout, device, recompute) if packed
                       else Usual(description, masters, device, recompute))
            speeds, figures = [], []
            for parts in rounds:
                if cuda:
                    torch.cuda.synchronize()
                start = time.time()
                if packed:
                    sizes = [len(part) for part in parts]
                    q, p, n = sorted_means(network, [text for part in parts for text in part]).split(sizes)
                else:
                    q, p, n = (sorted_means(network, part) if part else None for part in parts)
                value = loss(q, p, n if negatives else None, wide if mrl else wide[:1])
                norm = network.step(value)
                if cuda:
                    torch.cuda.synchronize()
                speeds.append(sum(len(text) for part in parts for text in part) / (time.time() - start))
                figures.append((float(value.detach()), norm))
                del q, p, n, value
            peak = f"{torch.cuda.max_memory_allocated() / 2**20:,.0f} MiB" if cuda else ""
            results.append((statistics.median(speeds[min(2, len(speeds) - 1):]), peak, figures))
            del network
            gc.collect()
        (speed, memory, ours), (other, other_memory, theirs) = results
        torchs[name] = other
        passed = "" if small else f"goal {goal}x: " + ("met" if speed >= goal * other else "MISSED")
        row("train", what, layout, f"{speed:,.0f} tokens/s", f"torch, padded: {other:,.0f}", f"{speed / other:.2f}x",
            memory, other_memory, passed)
        (value, norm), (other_value, other_norm) = ours[0], theirs[0]
        check(f"train {what}, first step", abs(value - other_value) < 0.02 * other_value
              and abs(norm - other_norm) < 0.05 * other_norm,
              f"loss {value:.4f} and torch's {other_value:.4f}, norm {norm:.3f} and {other_norm:.3f}")
    return torchs
