"""Makes golden prompts: for every task of the manifest what mteb chooses and renders, given made-up dictionaries of prompts.

    python test/oracle/make_prompts.py models/src/test/resources/golden/prompts.json.gz [--seed 1]

PromptGoldenTest reads it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import warnings
from importlib.metadata import version
from pathlib import Path

import mteb
from mteb.models.abs_encoder import AbsEncoder
from mteb.types import PromptType

TEMPLATE = "Instruct: {instruction} \n Query: "
ROLES = (None, PromptType.query, PromptType.document)


class Model(AbsEncoder):
    """A model that has prompts and nothing else."""

    instruction_template = TEMPLATE

    def __init__(self, prompts):
        self.model_prompts = self.prompts_dict = prompts

    def encode(self, inputs, **kwargs):
        raise NotImplementedError


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    draws = random.Random(arguments.seed)
    manifest = Path(__file__).parents[2] / "datasets-manifest/src/main/resources/manifest/tasks/index.txt"
    names = [line.strip() for line in manifest.read_text().splitlines() if line.strip()]
    names = [name.removesuffix(".json") for name in names]
    cases = {"made_by": f"mteb {version('mteb')}", "prompt_name": [], "instruction": []}
    for name in names:
        try:
            metadata = mteb.get_task(name).metadata
        except KeyError:
            continue
        for _ in range(4):
            keys = some_keys(draws, name, metadata.type)
            prompts = {key: f"for {key}" for key in keys}
            for role in ROLES:
                place = {"task": name, "prompt_type": role and role.value}
                chosen = Model(prompts).get_prompt_name(metadata, role)
                cases["prompt_name"].append({**place, "keys": keys, "chosen": chosen})
        for dictionary in (None, own_prompts(draws, name), {}):
            for role in ROLES:
                place = {"task": name, "prompt_type": role and role.value, "prompts_dict": dictionary}
                try:
                    rendered = Model(dictionary).get_task_instruction(metadata, role)
                except Exception as refused:  # what mteb itself cannot render has no golden value
                    print(name, role, dictionary, repr(refused))
                    continue
                if isinstance(rendered, str):
                    cases["instruction"].append({**place, "instruction": rendered})
    with gzip.GzipFile(arguments.target, "wb", mtime=0) as out:
        out.write((json.dumps(cases, ensure_ascii=False) + "\n").encode())
    print(len(names), "tasks,", len(cases["prompt_name"]), "names,", len(cases["instruction"]), "instructions")


def some_keys(draws: random.Random, task: str, kind: str) -> list[str]:
    keys = [task, kind, "query", "document", "SciFact", "STS", f"{task}-query", f"{task}-document", f"{kind}-query", f"{kind}-document"]
    keys = list(dict.fromkeys(keys))
    return draws.sample(keys, draws.randint(0, 5))


def own_prompts(draws: random.Random, task: str) -> dict:
    own = draws.choice(["one for both", "", {"query": "for queries"}, {"query": "q", "document": "d"}, {"document": ""}])
    return {task: own} if draws.random() < 0.7 else {"ArguAna": own}


if __name__ == "__main__":
    main()
