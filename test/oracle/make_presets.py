"""Writes the prompt presets from mteb's model registry.

    python make_presets.py FOLDER      # models/src/main/resources/dev/plumbline/models/preset

Made with mteb 2.20.0. Keys without effect are left out: in the instruction mechanism `<task>-query` and the like are not
looked up, and BGE's keys for tasks outside the three benchmarks. The kind of attention is the model authors' word, mteb
has no entry for it.
"""

import json
import pathlib
import sys

import mteb
from mteb.models.model_implementations import MODEL_REGISTRY

V1 = ["HIT-TMG/KaLM-embedding-multilingual-mini-instruct-v1", "HIT-TMG/KaLM-embedding-multilingual-mini-instruct-v1.5"]
V2 = [
    "HIT-TMG/KaLM-embedding-multilingual-mini-instruct-v2",
    "KaLM-Embedding/KaLM-embedding-multilingual-mini-instruct-v2.5",
]
PRESETS = {
    "kalm-v1": {"aliases": ["kalm-v1.5"], "models": V1, "attention": "causal", "no_instruction_types": ["STS", "PairClassification", "Summarization"]},
    "kalm-v2": {"aliases": ["kalm-v2.5"], "models": V2, "attention": "bidirectional"},
    "kalm-gemma3-12b": {"models": ["tencent/KaLM-Embedding-Gemma3-12B-2511"]},
    "e5": {"models": [name for name in MODEL_REGISTRY if name.startswith("intfloat/") and "e5" in name
                      and MODEL_REGISTRY[name].loader_kwargs.get("model_prompts", {}).get("document") == "passage: "]},
    "e5-instruct": {"models": ["intfloat/multilingual-e5-large-instruct", "intfloat/e5-mistral-7b-instruct"]},
    "bge-en": {"models": [f"BAAI/bge-{size}-en{version}" for size in ("small", "base", "large") for version in ("", "-v1.5")]},
    "bge-zh": {"models": [f"BAAI/bge-{size}-zh{version}" for size in ("small", "base", "large") for version in ("", "-v1.5")]},
}


def rule(facts, meta):
    arguments = meta.loader_kwargs
    if "instruction_template" in arguments:
        prompts = {"instruction_template": arguments["instruction_template"]}
        prompts["apply_instruction_to_passages"] = arguments.get("apply_instruction_to_passages", True)
        if "no_instruction_types" in facts:
            prompts["no_instruction_types"] = facts["no_instruction_types"]
        table = arguments.get("prompts_dict") or {}
        prompts["prompts"] = {k: v for k, v in table.items() if not k.endswith(("-query", "-document"))}
        return prompts
    return {k: v for k, v in arguments["model_prompts"].items() if k in ("query", "document")}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, facts in PRESETS.items():
        metas = [MODEL_REGISTRY[model] for model in facts["models"]]
        rules = [rule(facts, meta) for meta in metas]
        assert all(other == rules[0] for other in rules), name
        preset = {"source": f"mteb {mteb.__version__}, model registry", "aliases": facts.get("aliases", []),
                  "models": facts["models"]}
        if "attention" in facts:
            preset["attention"] = facts["attention"]
        lengths = {meta.loader_kwargs.get("max_seq_length") for meta in metas}
        assert len(lengths) == 1, name
        if lengths != {None}:
            preset["max_seq_length"] = lengths.pop()
        preset["prompts"] = rules[0]
        text = json.dumps(preset, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    (folder / "index.txt").write_text("".join(f"{name}\n" for name in PRESETS), encoding="utf-8")


if __name__ == "__main__":
    main()
