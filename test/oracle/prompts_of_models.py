"""Shows which text mteb puts in front of another for a model whose own configuration has prompts.

    python prompts_of_models.py MODEL_DIRECTORY

Run with mteb 2.20.0 and sentence-transformers 6.2.0. A model's configuration is replaced by each of the tables below, and
what reaches the tokenizer is printed for each prompt type. PromptTable.ofModel follows what this shows.
"""
import json
import pathlib
import shutil
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

import mteb
from datasets import Dataset
from mteb.models.sentence_transformer_wrapper import SentenceTransformerEncoderWrapper
from mteb.types import PromptType
from sentence_transformers import SentenceTransformer
from torch.utils.data import DataLoader

TABLES = [
    ({"passage": "p: "}, None),
    ({"query": "q: ", "passage": "p: "}, None),
    ({"document": "d: ", "passage": "p: "}, None),
    ({"other": "o: "}, "other"),
    ({"STS": "s: ", "other": "o: "}, "other"),
    ({"query": "q: "}, "query"),
    ({"NFCorpus-query": "n: ", "query": None}, None),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "model"
        shutil.copytree(sys.argv[1], copy)
        for prompts, default in TABLES:
            config = {"prompts": prompts, "default_prompt_name": default, "similarity_fn_name": "cosine"}
            (copy / "config_sentence_transformers.json").write_text(json.dumps(config))
            wrapper = SentenceTransformerEncoderWrapper(SentenceTransformer(str(copy), device="cpu"))
            seen = []
            inner = wrapper.model[0].preprocess
            wrapper.model[0].preprocess = lambda texts, prompt=None, **rest: (
                seen.append((prompt or "") + texts[0]), inner(texts, prompt=prompt, **rest))[1]
            shown = {}
            for name, kind in (("NFCorpus", PromptType.query), ("NFCorpus", PromptType.document), ("STS12", None)):
                loader = DataLoader(Dataset.from_dict({"text": ["text"]}))
                metadata = mteb.get_task(name).metadata
                wrapper.encode(loader, task_metadata=metadata, hf_split="test", hf_subset="default", prompt_type=kind)
                shown[f"{name} {kind.value if kind else 'none'}"] = [text for text in seen if text.endswith("text")][-1]
                seen.clear()
            print(prompts, default, shown)


if __name__ == "__main__":
    main()
