"""Networks of scripts.json in Python: the functions that Plumbline compiles, called as dev.plumbline.models.transformer does."""

import io
import json
import os
import pickle
import struct
import zipfile

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def archive(source):
    """As dev.plumbline.models.torch.ScriptArchive writes it."""
    text = "class Script(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n" + source
    key = b"training"
    instance = (b"\x80\x02c__torch__\nScript\n)\x81}(X" + struct.pack("<I", len(key)) + key + b"\x88ub.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in (("data.pkl", instance), ("code/__torch__.py", text.encode()),
                              ("constants.pkl", b"\x80\x02)."), ("version", b"10\n"), ("byteorder", b"little")):
            file.writestr("script/" + name, content)
    out.seek(0)
    return out


def safetensors(path):
    """A file's tensors, as float32."""
    kinds = {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16, "F64": torch.float64}
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    tensors = {}
    for name, entry in json.loads(content[8:8 + size]).items():
        if name == "__metadata__" or entry["dtype"] not in kinds:
            continue
        start, end = entry["data_offsets"]
        data = bytearray(content[8 + size + start:8 + size + end])
        tensors[name] = torch.frombuffer(data, dtype=kinds[entry["dtype"]]).reshape(entry["shape"]).float()
    return tensors


def fuse(tensors, description):
    """As dev.plumbline.models.transformer.Fusion does, where the description has fused maps."""
    for layer in description["layer_parameters"]:
        for name in layer:
            if ".fused." not in name:
                continue
            prefix, rest = name.split("fused.")
            kind = rest.split(".")[1]
            parts = (("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj") if rest.startswith("QUERY")
                     else ("mlp.gate_proj", "mlp.up_proj"))
            if name not in tensors:
                tensors[name] = torch.cat([tensors.pop(f"{prefix}{part}.{kind}") for part in parts])
    return tensors


class Network:
    """A network on a device; texts are lists of token ids, the longest first."""

    def __init__(self, description, tensors, kind, layout, device):
        self.d = description
        self.kind = TYPES[kind]
        self.layout = layout
        self.device = device
        self.script = torch.jit.load(archive("\n".join(description["sources"][kind]) + "\n"))
        self.tensors = {name: tensor.to(device, self.kind) for name, tensor in tensors.items()}
        self.tables = {}
        self.lowest = torch.finfo(self.kind).min

    def rotary(self, theta, longest):
        key = (theta, longest)
        if key not in self.tables:
            half = self.d["head_width"]
            steps = 1.0 / (torch.tensor(theta, dtype=torch.float32) ** (torch.arange(0, half, 2).float() / half))
            angles = torch.outer(torch.arange(longest).float(), steps)
            angles = torch.cat([angles, angles], -1)
            self.tables[key] = [angles.cos().to(self.device), angles.sin().to(self.device)]
        return self.tables[key]

    def sight(self, local, texts, places):
        """What a layer's function takes between hidden vectors and parameters, and the function's ending."""
        arrays = []
        longest = len(texts[0])
        theta = self.d.get("local_theta") if local and "local_theta" in self.d else self.d.get("theta")
        if theta is not None:
            size = max(512, 1 << (longest - 1).bit_length())
            arrays += [self.script.turns(places, table).to(self.kind) for table in self.rotary(theta, size)]
        limited = local and longest - 1 > self.d["reach"] >= 0
        causal = self.d["causal"]
        lengths = [len(text) for text in texts]
        if self.layout == "flash" or self.layout == "efficient" and not limited:
            starts = torch.zeros(len(texts) + 1, dtype=torch.int32)
            starts[1:] = torch.tensor(lengths).cumsum(0)
            arrays += [starts.to(self.device), torch.zeros(longest, dtype=torch.int8, device=self.device)]
            return arrays, self.layout + ("_causal" if causal else "_open")
        count = torch.tensor(lengths)[:, None]
        column = torch.arange(longest)[None]
        begin = (count.cumsum(0) - count)
        padded = begin + torch.minimum(column, count - 1)
        keep = column < count
        packed = torch.nonzero(keep.reshape(-1))[:, 0]
        arrays += [padded.to(self.device), packed.to(self.device)]
        mask = None
        if not causal and not bool(keep.all()):
            mask = torch.where(keep, 0.0, self.lowest)[:, None, None, :]
        if limited or causal and self.d["capped"]:
            distance = torch.arange(longest)[None] - torch.arange(longest)[:, None]
            reach = self.d["reach"] if limited else longest
            far = (distance < -reach) | (distance > 0) if causal else distance.abs() > reach
            window = torch.where(far, self.lowest, 0.0)[None, None]
            mask = window if mask is None else torch.minimum(mask, window)
        if mask is not None:
            arrays.append(mask.to(self.device, self.kind))
            return arrays, "gathered_masked"
        return arrays, "gathered_causal" if causal else "gathered_open"

    def tokens(self, texts):
        """Hidden vectors, [tokens, width]."""
        ids = torch.tensor([token for text in texts for token in text]).to(self.device)
        places = torch.cat([torch.arange(len(text)) for text in texts]).to(self.device)
        embed = [ids]
        if "first" in self.d:
            embed.append(places + self.d["first"])
        hidden = self.script.embed(*embed, *(self.tensors[name] for name in self.d["embed"]))
        local = [name.startswith("layer_local") for name in self.d["layer_functions"]]
        sights = {kind: self.sight(kind, texts, places) for kind in set(local)}
        for number, name in enumerate(self.d["layer_functions"]):
            arrays, ending = sights[local[number]]
            parameters = [self.tensors[weight] for weight in self.d["layer_parameters"][number]]
            hidden = getattr(self.script, name + ending)(hidden, *arrays, *parameters)
        return self.script.norm(hidden, *(self.tensors[name] for name in self.d["last"])) if self.d["last"] else hidden

    def means(self, texts):
        """A vector per text, float32 on the host, of length 1."""
        counts = torch.tensor([len(text) for text in texts])
        sums = self.script.sums(self.tokens(texts), counts.to(self.device)).cpu()
        return torch.nn.functional.normalize(sums / counts[:, None], dim=1)
