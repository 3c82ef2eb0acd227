"""Makes variants of small tokenizers by chance, with the token ids that sentence-transformers makes of texts.

    python make_tokenizer_variants.py --seed 1 --count 240 --out FILE.json.gz
                                      # models/src/test/resources/golden/tokenizer-variants.json.gz

Made with sentence-transformers 6.2.0, transformers 5.24.0 and tokenizers 0.23.3. A variant draws a network's type, a tokenizer
class (or none), the tokenizer.json's normaliser, pre-tokenizer, post-processor and added tokens, and what the files beside it
say; its ids come from sentence-transformers' own Transformer module, whose network alone is left out. The Java test
TokenizerVariantsTest writes each as a directory and reads it. Vocabularies and texts are made here.
"""
import argparse
import gzip
import json
import logging
import os
import pathlib
import random
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import sentence_transformers
import tokenizers
import torch
import transformers
from sentence_transformers.base.modules.transformer import Transformer
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

logging.disable(logging.CRITICAL)

LINES = [
    "the river stone market copper window garden house", "The River Stone Market COPPER window garden",
    "la fenêtre du café était fermée à Noël", "der Fluß, die Straße und das Gasthaus", "İstanbul'da ılık bir sabah",
    "城市 河流 石头 市场 花园", "don't, we'll, it's 42 7 2026!", "naïve coöperation über alles ﬁne Ångström",
]
TEXTS = [
    "", " ", "the river", "The RIVER Stone market, Copper", "café cafe\u0301 CAFÉ CAFE\u0301 naïve", "城市河流 the 石头x",
    "İstanbul ISPARTA ılık I\u0307", "Straße STRASSE groß ẞ", "\uf900\uf914 ﬁne ｆｕｌｌ １２ ㍿ Ⅻ", "a\u0000b\u0007c\u0085d\ufffde\u200bf\u200dg\ufeffh\u00adi",
    "river \U0001F600\U0001F468\u200d\U0001F469\u200d\U0001F467 stone", "two  three   four    blanks", "  leading and trailing  ",
    "line\nbreak\r\nand\ttab \u00a0 \u3000 wide", "[SEP] in [CLS] text[MASK]river [mask]", "</s> <s>river</s><unk> <mask> <pad>stone",
    "<|endoftext|>river<|endoftext|> stone <|im_start|>", "river<new> <NEW>stone <new>", "riverstone NewTok newtok xNewTokx", "don't we'll IT'S 42 7!",
    "``quoted'' 'x' \u201cy\u201d", "<extra_id_3> <bos> [UNK] stone<eos>", "▁river ##stone Ġmarket", "O\u0308l \u00d6l \u1e9b\u0323 \u0130 \u03c3\u03a3\u03c2",
    "the river stone market copper window garden house the River Stone Market the river stone market copper window",
]
PROMPTS = ["query: the river", "the stone", "river zzqx", "river</s>", "[SEP]"]


def lists(words):
    seen = {}
    for word in words:
        seen.setdefault(word, len(seen))
    return seen


def wordpiece(first):
    pieces = list(first)
    for line in LINES:
        for word in line.split():
            pieces += [word, word.lower()]
            pieces += ["##" + word[-2:], "##" + word[-2:].lower()]
    letters = sorted({c for line in LINES + TEXTS for c in line + line.lower() if not c.isspace()})
    pieces += letters[::2] + ["##" + c for c in letters[::2]] + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"] + list("abcdefghijklmnopqrstuvwxyz")
    return {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": lists(pieces)}


def byte_level(first):
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.train_from_iterator(LINES * 3, trainers.BpeTrainer(vocab_size=330, special_tokens=list(first), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return json.loads(made.to_str())["model"]


def metaspace_bpe(first):
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    special = list(first) + [f"<0x{i:02X}>" for i in range(256)]
    made.train_from_iterator(LINES * 3, trainers.BpeTrainer(vocab_size=420, special_tokens=special, show_progress=False))
    model = json.loads(made.to_str())["model"]
    return model | {"unk_token": "<unk>", "fuse_unk": True, "byte_fallback": True}


def unigram(first, unknown):
    pieces = dict.fromkeys(first, 0.0)
    for line in LINES:
        for word in line.split():
            for form in (word, word.lower()):
                pieces.setdefault("▁" + form, -6.0 - len(form) / 10)
                pieces.setdefault(form[:3], -8.5)
                pieces.setdefault(form[-2:], -8.25)
    pieces.setdefault("▁", -4.0)
    for c in sorted({c for line in LINES for c in line + line.lower() if not c.isspace()}):
        pieces.setdefault(c, -9.75)
    return {"type": "Unigram", "unk_id": list(pieces).index(unknown), "vocab": [[p, s] for p, s in pieces.items()], "byte_fallback": False}


BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
BASES = {
    "wordpiece": (wordpiece(BERT), BERT),
    "wordpiece-mpnet": (wordpiece(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]), ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]),
    "bytes": (byte_level(ROBERTA), ROBERTA),
    "bytes-gpt": (byte_level(["<|endoftext|>", "<|im_start|>"]), ["<|endoftext|>", "<|im_start|>"]),
    "bytes-deberta": (byte_level(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]), ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]),
    "llama": (metaspace_bpe(["<unk>", "<s>", "</s>"]), ["<unk>", "<s>", "</s>"]),
    "gemma": (metaspace_bpe(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]), ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]),
    "unigram": (unigram(["<s>", "<pad>", "</s>", "<unk>"], "<unk>"), ["<s>", "<pad>", "</s>", "<unk>"]),
    "unigram-t5": (unigram(["<pad>", "</s>", "<unk>"], "<unk>"), ["<pad>", "</s>", "<unk>"]),
    "unigram-albert": (unigram(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"], "<unk>"), ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]),
    "unigram-deberta": (unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"], "[UNK]"), ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]),
}
# base -> types of networks, classes of tokenizers that go with it
FAMILIES = {
    "wordpiece": (["bert", "distilbert", "electra", "convbert", "nomic_bert", "modernbert", "dpr", "mobilebert", "layoutlm"],
                  ["BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", "DistilBertTokenizerFast", "ElectraTokenizer", "ElectraTokenizerFast",
                   "ConvBertTokenizer", "MobileBertTokenizerFast", "SqueezeBertTokenizer", "DPRQuestionEncoderTokenizer", "FunnelTokenizer", "LxmertTokenizer"]),
    "wordpiece-mpnet": (["mpnet"], ["MPNetTokenizer", "MPNetTokenizerFast", "BertTokenizer"]),
    "bytes": (["roberta", "longformer", "bart", "gpt2"], ["RobertaTokenizer", "RobertaTokenizerFast", "BartTokenizer", "LongformerTokenizerFast", "LEDTokenizer"]),
    "bytes-gpt": (["qwen2", "qwen3", "gpt2", "gpt_neox", "llama", "mistral", "qwen3_5_text"],
                  ["Qwen2Tokenizer", "Qwen2TokenizerFast", "GPT2Tokenizer", "GPT2TokenizerFast", "GPTNeoXTokenizerFast", "LlamaTokenizerFast", "Qwen3_5Tokenizer"]),
    "bytes-deberta": (["deberta", "roberta"], ["DebertaTokenizer", "DebertaTokenizerFast"]),
    "llama": (["llama", "mistral"], ["LlamaTokenizer", "LlamaTokenizerFast"]),
    "gemma": (["gemma", "gemma2", "gemma3_text"], ["GemmaTokenizer", "GemmaTokenizerFast"]),
    "unigram": (["xlm-roberta", "camembert", "big_bird", "xlnet"], ["XLMRobertaTokenizer", "XLMRobertaTokenizerFast", "CamembertTokenizer", "CamembertTokenizerFast", "BigBirdTokenizer", "XLNetTokenizer"]),
    "unigram-t5": (["t5", "mt5"], ["T5Tokenizer", "T5TokenizerFast", "MT5Tokenizer"]),
    "unigram-albert": (["albert", "fnet"], ["AlbertTokenizer", "AlbertTokenizerFast", "FNetTokenizer"]),
    "unigram-deberta": (["deberta-v2"], ["DebertaV2Tokenizer", "DebertaV2TokenizerFast"]),
}
GENERAL = ["PreTrainedTokenizerFast", "TokenizersBackend", "PreTrainedTokenizer", "NoSuchTokenizer"]
WHITE = {"type": "WhitespaceSplit"}


def meta(scheme, split=True):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def byte_pre(prefix):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": True}


def sequence(kind, steps):
    return {"type": "Sequence", kind: steps}


def normaliser(draw, base):
    bert = {"type": "BertNormalizer", "clean_text": draw.random() < 0.8, "handle_chinese_chars": draw.random() < 0.7,
            "strip_accents": draw.choice([None, None, True, False]), "lowercase": draw.random() < 0.5}
    # an own table of characters would be binary; SentencePiece's is not ours to copy
    general = [None, {"type": "NFC"}, {"type": "NFKC"}, {"type": "Lowercase"}, sequence("normalizers", [{"type": "NFKC"}, {"type": "Lowercase"}]),
               sequence("normalizers", [{"type": "NFD"}, {"type": "StripAccents"}]), {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]
    return draw.choice([bert, bert, bert, None, general[4]]) if base.startswith("wordpiece") else draw.choice(general)


def pre(draw, base):
    if base.startswith("wordpiece"):
        return draw.choice([{"type": "BertPreTokenizer"}] * 4 + [{"type": "Whitespace"}, WHITE])
    if base.startswith("bytes"):
        return draw.choice([byte_pre(False), byte_pre(True), sequence("pretokenizers", [{"type": "Digits", "individual_digits": True}, byte_pre(False)])])
    if base == "gemma":
        return draw.choice([None, {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}, meta("never", False)])
    return draw.choice([meta("always"), meta("first", False), meta("never"), sequence("pretokenizers", [WHITE, meta("always")])])


def post(draw, base, vocab, first):
    def template(before, after):
        ids = {t: {"id": t, "ids": [vocab[t]], "tokens": [t]} for t in before + after}
        one = [{"SpecialToken": {"id": t, "type_id": 0}} for t in before], [{"SpecialToken": {"id": t, "type_id": 0}} for t in after]
        a, b = {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}
        return {"type": "TemplateProcessing", "single": one[0] + [a] + one[1], "pair": one[0] + [a] + one[1] + [b], "special_tokens": ids}
    begin = next((t for t in ("[CLS]", "<s>", "<bos>") if t in vocab), None)
    end = next((t for t in ("[SEP]", "</s>", "<eos>", "<|endoftext|>") if t in vocab), first[0])
    options = [template([begin] if begin else [], [end]), template([], [end]), None, template([], [])]
    if begin:
        options.append({"type": "RobertaProcessing", "sep": [end, vocab[end]], "cls": [begin, vocab[begin]], "trim_offsets": True, "add_prefix_space": False})
    return draw.choice(options[:1] * 4 + options)


def token(draw, content, special=None):
    return {"content": content, "single_word": draw.random() < 0.2, "lstrip": draw.random() < 0.25, "rstrip": draw.random() < 0.2,
            "normalized": draw.random() < 0.4, "special": draw.random() < 0.5 if special is None else special}


def names(base, first):
    if base.startswith(("wordpiece", "unigram-deberta", "bytes-deberta")) and base != "wordpiece-mpnet":
        return {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    if base == "unigram-albert":
        return {"bos_token": "[CLS]", "eos_token": "[SEP]", "pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    if base == "bytes-gpt":
        return {"eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    if base == "gemma":
        return {"bos_token": "<bos>", "eos_token": "<eos>", "pad_token": "<pad>", "unk_token": "<unk>"}
    if base == "llama":
        return {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "</s>", "unk_token": "<unk>"}
    if base == "unigram-t5":
        return {"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    return {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "[UNK]" if base == "wordpiece-mpnet" else "<unk>",
            "cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}


FLAGS = ["do_lower_case", "tokenize_chinese_chars", "strip_accents", "add_prefix_space", "keep_accents", "split_by_punct", "legacy",
         "clean_up_tokenization_spaces", "add_bos_token", "add_eos_token", "split_special_tokens", "trim_offsets", "clean_text"]


def variant(draw):
    base = draw.choice(list(FAMILIES) + ["wordpiece"] * 4 + ["bytes-gpt", "bytes", "unigram"])
    model, first = BASES[base]
    vocab = model["vocab"] if isinstance(model["vocab"], dict) else {p[0]: i for i, p in enumerate(model["vocab"])}
    types, classes = FAMILIES[base]
    network = {"model_type": draw.choice(types)}
    if network["model_type"] in ("qwen2", "qwen3", "llama", "gemma", "mistral", "nomic_bert", "modernbert"):
        network["max_position_embeddings"] = draw.choice([12, 40, 512])
    elif network["model_type"] != "xlnet":
        network["max_position_embeddings"] = 512
    config = {}
    if draw.random() < 0.6:
        config["tokenizer_class"] = draw.choice(classes if draw.random() < 0.75 else GENERAL)
    elif draw.random() < 0.15:
        network["tokenizer_class"] = draw.choice(classes + GENERAL[:2])
    given = names(base, first)
    for name in list(given):
        if draw.random() < 0.08:
            del given[name]
        elif draw.random() < 0.06:
            given[name] = {"__type": "AddedToken"} | token(draw, given[name])
        elif draw.random() < 0.03:
            given[name] = "[extra]"
    config |= given
    for flag in FLAGS:
        chance = {"do_lower_case": 0.5, "strip_accents": 0.25, "add_prefix_space": 0.35, "tokenize_chinese_chars": 0.25, "split_special_tokens": 0.06}.get(flag, 0.12)
        if draw.random() < chance:
            config[flag] = draw.random() < 0.5
    if draw.random() < 0.05:
        config["strip_accents"] = None
    limit = draw.random()
    if limit < 0.4:
        config["model_max_length"] = draw.choice([8, 17, 512, int(1e30)])
    elif limit < 0.45:
        config["max_len"] = 9
    if draw.random() < 0.2:
        config["truncation_side"] = draw.choice(["left", "right"])
    if draw.random() < 0.15:
        config["padding_side"] = draw.choice(["left", "right"])
    if draw.random() < 0.12:
        config[draw.choice(["additional_special_tokens", "extra_special_tokens"])] = draw.sample(["<new>", "NewTok", "<|im_start|>", "river"], 2)
    if draw.random() < 0.05:
        config["image_token"] = "<new>"
    added = [{"id": vocab[t]} | (token(draw, t, True) if draw.random() < 0.1 else {"content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True})
             for t in first if draw.random() < 0.93]
    following = len(vocab)
    for content in draw.sample(["<new>", "NewTok", "ER", "Stone", "É", "  "], draw.choice([0, 0, 0, 1, 2])):
        if content not in vocab:
            added.append({"id": following} | token(draw, content))
            following += 1
        else:
            added.append({"id": vocab[content]} | token(draw, content))
    added.sort(key=lambda t: t["id"])
    changes = {"normalizer": normaliser(draw, base), "pre_tokenizer": pre(draw, base), "post_processor": post(draw, base, vocab, first), "added_tokens": added,
               "truncation": None, "padding": None}
    if draw.random() < 0.12:
        changes["truncation"] = {"direction": draw.choice(["Left", "Right"]), "max_length": 6, "strategy": "LongestFirst", "stride": 0}
    switches = {}
    if model["type"] == "BPE" and draw.random() < 0.15:
        switches = {"ignore_merges": True} if draw.random() < 0.5 else {"byte_fallback": not model.get("byte_fallback", False)}
    if model["type"] == "WordPiece" and draw.random() < 0.1:
        switches = {"max_input_chars_per_word": 5}
    if draw.random() < 0.3:
        chosen = [t for t in added if draw.random() < 0.9]
        config["added_tokens_decoder"] = {str(t["id"]): {k: v for k, v in (t if draw.random() < 0.9 else t | token(draw, t["content"])).items() if k != "id"} for t in chosen}
    files = {}
    if draw.random() < 0.2:
        files["special_tokens_map.json"] = {k: (token(draw, v) if draw.random() < 0.3 else v) for k, v in given.items() if isinstance(v, str)}
        if draw.random() < 0.3:
            files["special_tokens_map.json"]["additional_special_tokens"] = ["<new>"]
    if draw.random() < 0.08:
        files["added_tokens.json"] = {"<NEW>": following}
    transformer = {}
    if draw.random() < 0.7:
        transformer["max_seq_length"] = draw.choice([7, 10, 16, 64])
    if draw.random() < 0.2:
        transformer["do_lower_case"] = draw.random() < 0.7
    return {"base": base, "model": switches, "tokenizer": changes, "config.json": network, "tokenizer_config.json": config,
            "sentence_bert_config.json": transformer, **files, "prompt": draw.choice(PROMPTS)}


class Nothing(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config

    def forward(self, input_ids=None, attention_mask=None, token_type_ids=None):
        return None


def load_nothing(self, path, task, config, backend, peft, **kwargs):
    return Nothing(config)


Transformer._load_model = load_nothing


def expected(made, folder):
    tokenizer = {"version": "1.0", **made["tokenizer"], "decoder": None, "model": BASES[made["base"]][0] | made["model"]}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    for name in ("config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"):
        if name in made:
            (folder / name).write_text(json.dumps(made[name]))
    try:
        loaded = Transformer(str(folder), modality_config={"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
                             module_output_name="token_embeddings", **made["sentence_bert_config.json"])
    except Exception as error:
        return {"fails": f"{type(error).__name__}: {error}"[:90]}
    ids = []
    for text in TEXTS:
        try:
            call = loaded.preprocess([text]) if loaded.tokenizer.pad_token is not None else None
            mask = call.get("attention_mask") if call else None  # FNet has none
            ids.append((call["input_ids"][0] if mask is None else call["input_ids"][0][mask[0].bool()]).tolist() if call else
                       loaded.tokenizer([text], truncation="longest_first", max_length=None)["input_ids"][0])
        except KeyboardInterrupt:
            raise
        except BaseException:  # a panic of the tokenizers library is no Exception
            ids.append(None)
    limit = loaded.max_seq_length
    try:
        prompt_tokens = loaded._get_prompt_length(made["prompt"]) if loaded.tokenizer.pad_token is not None else None
    except KeyboardInterrupt:
        raise
    except BaseException:
        prompt_tokens = None
    return {"class": type(loaded.tokenizer).__name__, "max_tokens": limit if limit < 1e20 else None, "prompt_tokens": prompt_tokens, "ids": ids}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--count", type=int, default=240)
    arguments.add_argument("--out", required=True)
    arguments = arguments.parse_args()
    draw = random.Random(arguments.seed)
    variants = []
    while len(variants) < arguments.count:
        made = variant(draw)
        with tempfile.TemporaryDirectory() as folder:
            variants.append(made | {"expected": expected(made, pathlib.Path(folder))})
    source = f"sentence-transformers {sentence_transformers.__version__}, transformers {transformers.__version__}, tokenizers {tokenizers.__version__}"
    data = {"source": source, "seed": arguments.seed, "texts": TEXTS, "models": {name: model for name, (model, _) in BASES.items()}, "variants": variants}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    with open(arguments.out, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
        out.write(text.encode("utf-8", "surrogatepass"))
    failed = [v["expected"]["fails"] for v in variants if "fails" in v["expected"]]
    print(len(variants), "variants,", len(failed), "that transformers cannot load")
    for text in failed[:12]:
        print("  ", text)


if __name__ == "__main__":
    main()
