"""The same network in torch's usual way: texts padded, a module call after the other, scaled_dot_product_attention."""

import torch
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint


class Eager:
    """Of weights in the type they are computed in; texts are lists of token ids, the longest first."""

    def __init__(self, description, tensors, device, recompute=False):
        self.d = description
        self.t = tensors
        self.device = device
        self.recompute = recompute
        kind = tensors["embed_tokens.weight"].dtype
        width = description["head_width"]
        steps = 1.0 / (description["theta"] ** (torch.arange(0, width, 2, device=device).float() / width))
        angles = torch.outer(torch.arange(512, device=device).float(), steps)
        angles = torch.cat([angles, angles], -1)
        self.cos, self.sin = angles.cos().to(kind), angles.sin().to(kind)

    def norm(self, x, name):
        wide = x.float()
        return self.t[name] * (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + 1e-6)).to(x.dtype)

    def layer(self, x, number, cos, sin, mask):
        width = self.d["head_width"]
        texts, longest, _ = x.shape
        p = f"layers.{number}."

        def turned(values):
            a, b = values.chunk(2, -1)
            return (values * cos + torch.cat([-b, a], -1) * sin).to(values.dtype)

        h = self.norm(x, p + "input_layernorm.weight")
        q, k, v = (F.linear(h, self.t[f"{p}self_attn.{n}_proj.weight"], self.t[f"{p}self_attn.{n}_proj.bias"])
                   .view(texts, longest, -1, width).transpose(1, 2) for n in "qkv")
        group = q.shape[1] // k.shape[1]
        a = F.scaled_dot_product_attention(
            turned(q), turned(k).repeat_interleave(group, 1), v.repeat_interleave(group, 1), attn_mask=mask)
        x = x + F.linear(a.transpose(1, 2).reshape(texts, longest, -1), self.t[p + "self_attn.o_proj.weight"])
        h = self.norm(x, p + "post_attention_layernorm.weight")
        return x + F.linear(F.silu(F.linear(h, self.t[p + "mlp.gate_proj.weight"]))
                            * F.linear(h, self.t[p + "mlp.up_proj.weight"]), self.t[p + "mlp.down_proj.weight"])

    def means(self, texts):
        """A vector per text, float32 on the device."""
        longest = len(texts[0])
        ids = torch.zeros(len(texts), longest, dtype=torch.long)
        keep = torch.zeros(len(texts), longest, dtype=torch.bool)
        for i, text in enumerate(texts):
            ids[i, :len(text)] = torch.tensor(text)
            keep[i, :len(text)] = True
        full = bool(keep.all())
        ids, keep = ids.to(self.device), keep.to(self.device)
        mask = None if full else keep[:, None, None, :].expand(-1, 1, longest, -1)
        cos, sin = self.cos[:longest], self.sin[:longest]
        x = F.embedding(ids, self.t["embed_tokens.weight"])
        for number in range(self.d["layers"]):
            x = (checkpoint(self.layer, x, number, cos, sin, mask, use_reentrant=False) if self.recompute
                 else self.layer(x, number, cos, sin, mask))
        x = self.norm(x, "norm.weight").float()
        w = keep[..., None].float()
        return (x * w).sum(1) / w.sum(1)
