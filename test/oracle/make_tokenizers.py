"""Makes golden token ids of tokenizers under the settings that a model's directory can have.

    python make_tokenizers.py FOLDER      # models/src/test/resources/golden/tokenizers

Made with sentence-transformers 6.2.0, transformers 5.23.0 and tokenizers of that release. Each variant is a folder with the
files that say something of the tokenizer, and expected.json: ids as sentence-transformers hands them to the network, the
longest input it reports, and the tokens it counts for a prompt.
"""
import json
import logging
import pathlib
import shutil
import sys
import tempfile

import sentence_transformers
import transformers
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

logging.disable(logging.WARNING)

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the The river stone market copper Copper window garden é e caf ##é ##e 城 市 ##s".split()
TEXTS = [
    "",
    "the river",
    "The RIVER Stone markets, Copper copper",
    "the river stone market copper window garden the river stone market copper window garden",
    "café cafe 城市 [SEP] the",
]
PROMPT = "the river stone"


def tokenizer(normalizer):
    made = Tokenizer(models.WordPiece({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizer
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.add_special_tokens(WORDS[:5])
    return made


def bert(lowercase):
    return normalizers.BertNormalizer(lowercase=lowercase)


NAMES = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
GENERAL = {"tokenizer_class": "PreTrainedTokenizerFast", **NAMES}
VARIANTS = {
    "cased": (bert(False), GENERAL, {"max_seq_length": 8}, None),
    "left": (bert(True), GENERAL | {"truncation_side": "left"}, {"max_seq_length": 8}, None),
    "left-in-tokenizer": (bert(True), GENERAL, {"max_seq_length": 7}, "left"),
    "right-over-left": (bert(True), GENERAL | {"truncation_side": "right"}, {"max_seq_length": 7}, "left"),
    "lower-case": (bert(False), GENERAL, {"max_seq_length": 8, "do_lower_case": True}, None),
    "lower-case-alone": (None, GENERAL, {"max_seq_length": 8, "do_lower_case": True}, None),
    "lower-case-already": (
        normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()]), GENERAL, {"do_lower_case": True}, None),
    "bert-class": (bert(False), {"tokenizer_class": "BertTokenizer", **NAMES}, {"max_seq_length": 8}, None),
    "bert-class-cased": (
        bert(True),
        {"tokenizer_class": "BertTokenizerFast", "do_lower_case": False, "strip_accents": True, **NAMES},
        {"max_seq_length": 8}, None),
    "length-of-tokenizer": (bert(True), GENERAL | {"model_max_length": 6}, {}, None),
    "length-of-network": (bert(True), GENERAL | {"model_max_length": 1000000000000000019884624838656}, {}, None),
    "no-length": (bert(True), GENERAL, {"max_seq_length": None}, None),
    "padding-left": (bert(True), GENERAL | {"padding_side": "left"}, {"max_seq_length": 8}, None),
}


def main():
    root = pathlib.Path(sys.argv[1])
    shutil.rmtree(root, ignore_errors=True)
    config = BertConfig(vocab_size=len(WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
                        intermediate_size=8, max_position_embeddings=12)
    with tempfile.TemporaryDirectory() as temporary:
        for name, (normalizer, tokenizer_config, transformer, direction) in VARIANTS.items():
            model = pathlib.Path(temporary) / name
            BertModel(config, add_pooling_layer=False).save_pretrained(model)
            made = tokenizer(normalizer)
            if direction:
                made.enable_truncation(5, direction=direction)
                made.enable_padding(length=9)
            made.save(str(model / "tokenizer.json"))
            (model / "tokenizer_config.json").write_text(json.dumps(tokenizer_config))
            (model / "sentence_bert_config.json").write_text(json.dumps(transformer))
            types = "sentence_transformers.models."
            (model / "modules.json").write_text(json.dumps([
                {"idx": 0, "name": "0", "path": "", "type": types + "Transformer"},
                {"idx": 1, "name": "1", "path": "1_Pooling", "type": types + "Pooling"},
            ]))
            (model / "1_Pooling").mkdir()
            (model / "1_Pooling" / "config.json").write_text('{"word_embedding_dimension": 8}')
            loaded = SentenceTransformer(str(model), device="cpu")
            cases = []
            for text in TEXTS:
                features = loaded.preprocess([text])
                kept = features["attention_mask"][0].bool()
                cases.append({"text": text, "ids": features["input_ids"][0][kept].tolist()})
            folder = root / name
            folder.mkdir(parents=True)
            for file in ("config.json", "tokenizer.json", "tokenizer_config.json", "sentence_bert_config.json"):
                shutil.copy(model / file, folder / file)
            source = f"sentence-transformers {sentence_transformers.__version__}, transformers {transformers.__version__}"
            (folder / "expected.json").write_text(json.dumps({
                "source": source,
                "max_tokens": loaded.max_seq_length,
                "prompt": PROMPT,
                "prompt_tokens": loaded[0]._get_prompt_length(PROMPT),
                "cases": cases,
            }, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
