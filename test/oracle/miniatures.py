"""Miniature data sets in the layouts of the repositories that mteb's tasks name.

A layout is what the loader sees: which files, in which format, which configs and splits the README declares, which columns of
which types. Where the repository at its pinned revision is known (from its README or from copies of its files) the layout is
that one; the rest follow their family, which is an assumption:

  plain     <split>.jsonl.gz or <split>.jsonl, nothing declared: English STS, pairs, clustering, classification
  parquet   data/<split>-00000-of-00001.parquet declared as config "default": C-MTEB, summeval, and whatever was pushed
            with datasets' push_to_hub
  configs   a folder of parquet files per language: multilingual classification
  lang      the same, and a config "default" over all of them, told apart by the column "lang": Massive, STS17, STS22
  beir      corpus.jsonl, queries.jsonl, qrels/<split>.jsonl; corpus and queries are splits named like themselves
  pushed    retrieval pushed by mteb itself: configs corpus, queries, qrels (or default), top_ranked, split as evaluated

Now and then a seed takes parquet for plain or pushed for beir, as re-uploaded repositories do.
"""
import gzip
import json
import os

from datasets import ClassLabel, Dataset, Features, Value

WORDS = ("alpha beta gamma delta the of and not été naïve Ωmega für mañana 数据 模型 检索 文本 向量 你好，世界 。 テスト 한국어 مرحبا "
         "שלום 😀 👩‍👩‍👧 e\u0301 \u00a0 \u3000 \u200b \u2028 \"quoted\" it's a,b c;d \\n \\ <b> & {x} [y] % # $1 -1 0.5 1e5 NaN null None "
         "ﬁ ß İ ǅ \t \n").split(" ")


class Texts:
    """Texts about topics: the topic is told by a marker in the text, from which the vector follows."""

    def __init__(self, random, repeats=0.08):
        self.r, self.repeats, self.made, self.count = random, repeats, [], 0

    def about(self, topic):
        same = [text for t, text in self.made if t == topic]
        if same and self.r.random() < self.repeats:
            return self.r.choice(same)
        self.count += 1
        words = [self.r.choice(WORDS) for _ in range(self.r.randint(0, 5))]
        words.insert(self.r.randint(0, len(words)), f"t{topic}.{self.count}")
        text = " ".join(words)
        if self.r.random() < 0.06:
            text = self.r.choice([" ", "\n", "\u3000", ""]) + text + self.r.choice(["  ", "\t", "\u00a0"])
        self.made.append((topic, text))
        return text

    def pool(self, topics, size):
        return [(topic, self.about(topic)) for topic in (self.r.choice(topics) for _ in range(size))]


def head(configs):
    """A README that declares configs {config: {split: pattern}}, in order."""
    lines = ["---", "configs:"]
    for config, splits in configs.items():
        lines += [f"- config_name: {config}", "  data_files:"]
        for split, pattern in splits.items():
            quoted = f'"{pattern}"' if pattern.startswith("*") else pattern
            lines += [f"  - split: {split}", f"    path: {quoted}"]
    return "\n".join(lines + ["---", ""])


def write_text(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def write_lines(path, rows, ascii_only):
    text = "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if path.endswith(".gz"):
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", mtime=0, fileobj=raw) as out:
            out.write(text.encode())
    else:
        write_text(path, text)


def write_parquet(folder, split, rows, features, shards=1):
    os.makedirs(folder, exist_ok=True)
    for shard in range(shards):
        part = rows[len(rows) * shard // shards:len(rows) * (shard + 1) // shards]
        Dataset.from_list(part, features=features).to_parquet(f"{folder}/{split}-{shard:05d}-of-{shards:05d}.parquet")


def plain(root, r, splits, ending):
    ascii_only = r.random() < .5
    for split, rows in splits.items():
        write_lines(f"{root}/{split}.{ending}", rows, ascii_only)
    write_text(f"{root}/README.md", "---\nlanguage:\n- en\n---\n# A miniature\n")


def parquet(root, r, splits, features=None):
    for split, rows in splits.items():
        write_parquet(f"{root}/data", split, rows, features, r.choice([1, 1, 2]) if len(rows) > 8 else 1)
    if r.random() < .8:
        write_text(f"{root}/README.md", head({"default": {split: f"data/{split}-*" for split in splits}}))
    else:
        write_text(f"{root}/README.md", "# A miniature\n")


def configs(root, r, subsets, features=None, merged=False):
    """A folder per subset; with merged, a config "default" over all of them."""
    splits = list(dict.fromkeys(split for parts in subsets.values() for split in parts))
    declared = {"default": {split: f"*/{split}-*" for split in splits}} if merged else {}
    for subset, parts in subsets.items():
        for split, rows in parts.items():
            write_parquet(f"{root}/{subset}", split, rows, features)
        declared[subset] = {split: f"{subset}/{split}-*" for split in parts}
    write_text(f"{root}/README.md", head(declared))


def beir(root, r, split, data):
    ascii_only = r.random() < .5
    write_lines(f"{root}/corpus.jsonl", data["corpus"], ascii_only)
    write_lines(f"{root}/queries.jsonl", data["queries"], ascii_only)
    write_lines(f"{root}/qrels/{split}.jsonl", data["qrels"], ascii_only)
    other = "train" if split != "train" else "test"
    write_lines(f"{root}/qrels/{other}.jsonl", data["qrels"][:2], ascii_only)
    write_text(f"{root}/README.md", head({
        "default": {other: f"qrels/{other}.jsonl", split: f"qrels/{split}.jsonl"},
        "corpus": {"corpus": "corpus.jsonl"}, "queries": {"queries": "queries.jsonl"}}))


def pushed(root, r, split, data, qrels):
    declared = {}
    for part in ("corpus", "queries", "qrels", "top_ranked"):
        if part in data:
            config = qrels if part == "qrels" else part
            folder = "data" if config == "default" else config
            write_parquet(f"{root}/{folder}", split, data[part], None, r.choice([1, 1, 2]) if len(data[part]) > 8 else 1)
            declared[config] = {split: f"{folder}/{split}-*"}
    write_text(f"{root}/README.md", head(declared))


def class_labels(rows, names):
    columns = {key: Value("string") for key in rows[0]}
    return Features({**columns, "label": ClassLabel(names=names)})
