"""Local data repositories in many forms, and the rows that `datasets` reads from them.

Made with datasets 5.2.0, pyarrow 26.0.1 and pandas 3.1.1:

    HF_HUB_OFFLINE=1 python test/oracle/data_forms.py --seed 13 --count 150 \
        --out tasks/src/test/resources/data/forms.json.gz

The cases listed below come first, then `--count` random ones: format x compression x values x declared types. A case has
`files` (path to base64), `readme`, and either `rows` of its split test or `error`. The test is DataFormsTest; other seeds
are for runs by hand (`-Dplumbline.forms=FILE`).
"""

import argparse
import base64
import bz2
import datetime
import decimal
import gzip
import io
import json
import lzma
import math
import os
import random
import shutil
import tempfile
import zipfile

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HOME"] = tempfile.mkdtemp()

import datasets  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

datasets.disable_progress_bars()
datasets.utils.logging.set_verbosity(50)

CASES = []


def plain(value):
    """As JSON; numbers that JSON lacks are spelled out, bytes and dates have no counterpart in a table."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    if isinstance(value, (bytes, datetime.date, datetime.time, datetime.timedelta)):
        raise TypeError
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def case(name, files, readme=None):
    folder = tempfile.mkdtemp()
    files = {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}
    for path, content in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        with open(f"{folder}/{path}", "wb") as out:
            out.write(content)
    text = "" if readme is None else "---\n" + readme + "\n---\n"
    if readme is not None:
        with open(f"{folder}/README.md", "w") as out:
            out.write(text)
    made = {"name": name, "readme": text, "files": {p: base64.b64encode(c).decode() for p, c in files.items()}}
    try:
        loaded = datasets.load_dataset(folder, split="test", cache_dir=f"{folder}/.cache")
        made["rows"] = [plain(row) for row in loaded]
    except TypeError:
        made["unusable"] = True
    except BaseException as e:  # whatever the library throws
        made["error"] = type(e.__cause__ or e).__name__
    shutil.rmtree(folder)
    CASES.append(made)


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parquet(columns, **options):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def features(*declared):
    return "dataset_info:\n  features:\n" + "".join(declared)


def value(name, dtype):
    return f"  - name: {name}\n    dtype: {dtype}\n"


def classes(name, names):
    listed = "".join(f"          '{i}': {n}\n" for i, n in enumerate(names))
    return f"  - name: {name}\n    dtype:\n      class_label:\n        names:\n{listed}"


COMPRESS = {
    "gz": lambda b, inner: gzip.compress(b, mtime=0),
    "bz2": lambda b, inner: bz2.compress(b),
    "xz": lambda b, inner: lzma.compress(b),
    "zip": lambda b, inner: zipped({inner: b}),
}
ROWS = lines({"text": "a", "label": 1}, {"text": "b", "label": 0})
CSV = "text,label\na,1\nb,0\n"


def compressed():
    for suffix, compress in COMPRESS.items():
        for inner, content in {"test.jsonl": ROWS, "test.json": ROWS, "test.csv": CSV}.items():
            case(f"{inner}.{suffix}", {f"{inner}.{suffix}": compress(content.encode(), inner)})
            case(f"{inner} that is {suffix}", {inner: compress(content.encode(), inner)})
    case("gzip of two members", {"test.jsonl.gz": gzip.compress(ROWS.encode(), mtime=0) * 2})
    case("bzip2 of two streams", {"test.jsonl.bz2": bz2.compress(ROWS.encode()) * 2})
    case("xz of two streams", {"test.jsonl.xz": lzma.compress(ROWS.encode()) * 2})
    for suffix, compress in COMPRESS.items():
        whole = compress(ROWS.encode() * 50, "test.jsonl")
        case(f"{suffix} cut short", {f"test.jsonl.{suffix}": whole[: len(whole) * 2 // 3]})
    case("zip of two", {"test.zip": zipped({"b.jsonl": ROWS, "a.jsonl": lines({"text": "c", "label": 2})})})
    case("zip of folders", {"test.zip": zipped({"d/a.jsonl": ROWS, "z.jsonl": lines({"text": "c", "label": 2}), "__MACOSX/._a.jsonl": "xx", ".hidden": "x"})})
    case("zip of csv", {"test.zip": zipped({"a.csv": CSV})})
    case("zip of parquet", {"test.zip": zipped({"a.parquet": parquet({"text": ["a"]})})})
    case("gzip in zip", {"test.zip": zipped({"a.jsonl.gz": gzip.compress(ROWS.encode(), mtime=0)})})
    case("zip beside jsonl", {"train.zip": zipped({"a.jsonl": ROWS}), "test.jsonl": ROWS})
    case("compressed parquet", {"test.parquet.gz": gzip.compress(parquet({"text": ["a"]}), mtime=0)})


def texts():
    for name, content in {
        "pretty objects": '{\n "text":"a",\n "label":1\n}\n{\n "text":"b", "label":0\n}\n',
        "two per line": '{"text":"a","label":1}{"text":"b","label":0}\n',
        "array": json.dumps([{"text": "a", "label": 1}, {"text": "b", "label": 0}], indent=1),
        "array after space": '\n [{"text": "a"}]',
        "array of strings": '["a", "b"]',
        "columns": '{"text": ["a", "b"], "label": [1, 0]}',
        "one object": json.dumps({"text": "a", "label": 1}, indent=1),
        "lines of arrays": '["a",1]\n["b",0]\n',
        "lines of strings": '"a"\n"b"\n',
        "byte-order mark": "\ufeff" + ROWS,
        "byte-order mark, array": '\ufeff[{"text": "a"}]',
        "carriage returns": ROWS.replace("\n", "\r\n"),
        "UTF-16": ROWS.encode("utf-16"),
        "Latin-1": '{"text":"\xe9"}\n'.encode("latin-1"),
        "lone surrogate": '{"text":"\\ud800x"}\n',
        "surrogate pair": '{"text":"\\ud83d\\ude00"}\n',
        "zero character": '{"text":"a\\u0000b"}\n',
        "key twice": '{"text":"a","text":"b"}\n',
        "whole and floating": lines({"text": "a", "label": 1}, {"text": "b", "label": 1.5}),
        "NaN": '{"text":"a","score":NaN}\n{"text":"b","score":Infinity}\n',
        "key missing": lines({"text": "a", "label": 1}, {"text": "b"}),
        "blank lines": "\n\n" + ROWS + "\n",
        "beyond 64 bits": '{"text":"a","label":99999999999999999999}\n',
        "trailing comma": '{"text":"a",}\n',
        "array and more": '[{"text":"a"}]\n{"text":"b"}\n',
        "unclosed": '{"text":"a"}\n{"text":"b"',
        "deep": lines({"text": "a", "more": {"x": [1, {"y": [[]]}]}}),
        "escapes": '{"text":"a\\n\\t\\"\\/\\u00e9"}\n',
        "exponents": '{"text":"a","label":1e3}\n{"text":"a","label":-0.0}\n',
    }.items():
        case("json, " + name, {"test.json": content})
    for name, content in {
        "byte-order mark": "\ufeff" + CSV,
        "carriage returns": 'text,label\r\n"a\r\nb",1\r\n',
        "quotes": 'text,label\n"a ""q"", b",1\n',
        "column twice": "text,text\na,b\n",
        "booleans": "text,label\na,True\nb,False\n",
        "mixed": "text,label\na,1\nb,x\n",
        "missing": "text,label\nNA,1\nnull,\n",
        "zeros": "text,label\n007,1.50\n",
        "short row": "text,label\na\nb,1\n",
        "no last newline": "text,label\na,1",
        "blank line": "text,label\n\na,1\n",
        "infinite": "text,label\na,inf\nb,-1e400\n",
        "spaces": "text, label\n a ,1\n",
    }.items():
        case("csv, " + name, {"test.csv": content})
    case("tsv", {"test.tsv": 'text\tlabel\na\t1\n"b\tc"\t2\n'})
    config = "configs:\n- config_name: default\n  sep: ';'\n  data_files:\n  - split: test\n    path: part*.csv\n"
    case("separator", {"part1.csv": "text;label\na;1\n", "part2.csv": "text;label\nb;2\n"}, config)
    case("upper", {"test.ndjson": ROWS})
    case("geoparquet", {"test.geoparquet": parquet({"text": ["a"]})})
    case("shards", {f"data/test-0000{i}-of-00002.parquet": parquet({"text": [f"a{i}"]}) for i in range(2)})
    case("folder", {"test/x.jsonl": ROWS, "train/x.jsonl": ROWS})
    case("eval is test", {"eval.jsonl": ROWS, "train.jsonl": ROWS})


def columns():
    d = decimal.Decimal
    for name, array in {
        "float16": pa.array([0.1, None, 65504, 6e-8, -0.0, 1e-4, float("inf"), float("nan")], pa.float16()),
        "float16 list": pa.array([[0.1, 2], None], pa.list_(pa.float16())),
        "float16 fixed list": pa.array([[0.1, 2.0]], pa.list_(pa.float16(), 2)),
        "float32": pa.array([0.1, 1 / 3], pa.float32()),
        "decimal": pa.array([d("1.50"), d("-2.25"), None], pa.decimal128(10, 2)),
        "decimal of 5": pa.array([d("1.5")], pa.decimal128(5, 1)),
        "decimal of 38": pa.array([d("12345678901234567890.125")], pa.decimal128(38, 3)),
        "decimal256": pa.array([d("-1.5")], pa.decimal256(50, 3)),
        "decimal list": pa.array([[d("1.50"), d("0.10")]], pa.list_(pa.decimal128(4, 2))),
        "null": pa.nulls(2),
        "dictionary": pa.array(["a", "b", "a"]).dictionary_encode(),
        "large string": pa.array(["a", None], pa.large_string()),
        "string view": pa.array(["a"], pa.string_view()),
        "structure": pa.array([{"a": 1, "b": "x"}, None]),
        "structures": pa.array([[{"a": 1, "b": "x"}], []]),
        "lists of lists": pa.array([[["a"], [], None], None]),
        "large list": pa.array([["a"]], pa.large_list(pa.string())),
        "timestamp": pa.array([datetime.datetime(2020, 1, 1)], pa.timestamp("us")),
        "date": pa.array([datetime.date(2020, 1, 1)]),
        "bool": pa.array([True, None, False]),
        "bool list": pa.array([[True, False]]),
    }.items():
        case("column " + name, {"test.parquet": parquet({"x": array})})
    for bits in ("8", "16", "32", "64"):
        case("column int" + bits, {"test.parquet": parquet({"x": pa.array([-1, 127, None], "int" + bits)})})
        case("column uint" + bits, {"test.parquet": parquet({"x": pa.array([0, 200, None], "uint" + bits)})})
    some = {
        "text": [f"text {i % 7} {i}" for i in range(60)],
        "label": pa.array([i % 3 for i in range(60)]),
        "score": pa.array([i / 3 for i in range(60)]),
        "half": pa.array([i / 4 for i in range(60)], pa.float16()),
        "list": pa.array([[i / 2] * (i % 3) for i in range(60)], pa.list_(pa.float32())),
    }
    for codec in ("none", "snappy", "gzip", "zstd", "brotli", "lz4"):
        for version in ("1.0", "2.0"):
            case(f"codec {codec}, pages {version}", {"test.parquet": parquet(some, compression=codec, data_page_version=version)})
    for encoding, column in {
        "PLAIN": "score", "BYTE_STREAM_SPLIT": "score", "DELTA_BINARY_PACKED": "label",
        "DELTA_LENGTH_BYTE_ARRAY": "text", "DELTA_BYTE_ARRAY": "text",
    }.items():
        case("encoding " + encoding, {"test.parquet": parquet({column: some[column]}, use_dictionary=False, column_encoding=encoding)})
    case("encoding of halves", {"test.parquet": parquet({"x": some["half"]}, use_dictionary=False, column_encoding="BYTE_STREAM_SPLIT")})
    case("row groups", {"test.parquet": parquet(some, row_group_size=7)})
    case("no dictionary", {"test.parquet": parquet(some, use_dictionary=False)})
    case("checksums", {"test.parquet": parquet(some, write_page_checksum=True)})


VALUES = {
    "int": [1, 0], "str": ["pos", "neg"], "digits": ["1", "0"], "float": [1.0, 0.0], "fraction": [1.5, 0.0],
    "bool": [True, False], "null": [1, None], "negative": [-1, 0], "large": [300, 5], "strnull": ["pos", None],
    "spaces": [" pos", "neg "], "unknown": ["pos", "zzz"],
}
TYPES = {
    "classes": classes("label", ["neg", "pos"]), "digits": classes("label", ["'0'", "'1'"]),
    **{t: value("label", t) for t in ("string", "large_string", "int64", "int8", "uint8", "float64", "float32", "float16", "bool")},
}


def file_of(form, values):
    rows = [{"text": f"a{i}", "label": v} for i, v in enumerate(values)]
    if form == "jsonl":
        return lines(*rows)
    if form == "csv":
        return "text,label\n" + "".join(f"a{i},{'' if v is None else v}\n" for i, v in enumerate(values))
    return parquet({"text": [r["text"] for r in rows], "label": pa.array(values)})


def declared():
    text = value("text", "string")
    for form in ("jsonl", "csv", "parquet"):
        files = {f"test.{form}": file_of(form, [1, 0])}
        config = "configs:\n- config_name: x\n  data_files:\n  - split: test\n    path: test.*\n  default: true\n"
        both = text + TYPES["classes"]
        case(f"{form}, undeclared column", files, features(text))
        case(f"{form}, declared column missing", files, features(text, value("label", "int64"), value("more", "string")))
        case(f"{form}, other order", files, features(value("label", "int64"), text))
        case(f"{form}, of the config", files, config + "dataset_info:\n- config_name: x\n  features:\n" + text + value("label", "string"))
        case(f"{form}, of another config", files, config + "dataset_info:\n- config_name: y\n  features:\n" + text + value("label", "string"))
        case(f"{form}, of no config", files, config + "dataset_info:\n  features:\n" + text + value("label", "string"))
        case(f"{form}, in the config", files, config + "  features:\n" + text + value("label", "string"))
        case(f"{form}, list of names", files, features(text, "  - name: label\n    dtype:\n      class_label:\n        names:\n        - neg\n        - pos\n"))
        case(f"{form}, all strings to classes", {f"test.{form}": file_of(form, ["neg", "pos"])}, features(both))
    sets = value("sentences", "string").replace("dtype", "sequence")
    for name, type_ in {
        "strings": value("labels", "string").replace("dtype", "sequence"),
        "numbers": value("labels", "int64").replace("dtype", "list"),
        "floats": value("labels", "float64").replace("dtype", "list"),
        "classes": "  - name: labels\n    sequence:\n      class_label:\n        names:\n          '0': x\n          '1': y\n",
        "fields": "  - name: labels\n    struct:\n    - name: q\n      dtype: string\n",
    }.items():
        for kind, labels in {"int": [1, 0], "str": ["y", "x"]}.items():
            case(f"list of {kind} to {name}", {"test.jsonl": lines({"sentences": ["a", "b"], "labels": labels})}, features(sets, type_))
    case("fields", {"test.jsonl": lines({"text": {"b": 1, "a": "x"}})}, features("  - name: text\n    struct:\n    - name: a\n      dtype: string\n    - name: b\n      dtype: string\n"))
    numbers = [1.0, 1e5, 1e9, 1e10, 1.25e10, 1e20, 0.1, 1 / 3, 1e-5, 1.5e-6, 1e-7, -0.0, 123.456, float("nan"), float("-inf"), None]
    case("numbers to text", {"test.parquet": parquet({"text": pa.array(numbers)})}, features(text))
    case("truth to text", {"test.parquet": parquet({"text": pa.array([True, False])})}, features(text))
    for name, words in {"floats": ["1", "+2.5", "1e3", ".5", "nan", "-inf"], "space": [" 3"], "whole": ["007", "-2"], "plus": ["+2"], "truth": ["TRUE", "0"], "empty": [""]}.items():
        for to in ("float64", "int64", "bool"):
            case(f"text {name} to {to}", {"test.parquet": parquet({"x": words})}, features(value("x", to)))
    case("large to float", {"test.parquet": parquet({"x": pa.array([2**60 + 1])})}, features(value("x", "float64")))
    case("zeros to text", {"test.csv": "text\n007\n0.10\n"}, features(text))


def drawn(rng, number):
    form = rng.choice(["jsonl", "jsonl", "csv", "parquet"])
    values = VALUES[rng.choice(list(VALUES))]
    values = [rng.choice(values) for _ in range(rng.randint(2, 6))]
    kind = rng.choice([None, None] + list(TYPES))
    content = file_of(form, values)
    path, suffix = f"test.{form}", ""
    if form != "parquet" and rng.random() < 0.5:
        suffix = rng.choice(list(COMPRESS))
        content = COMPRESS[suffix](content.encode(), path)
        if rng.random() < 0.6:
            path += "." + suffix
    place = rng.choice(["", "", "data/"]) if form == "parquet" else ""
    case(f"{number}: {place}{path} {suffix} {values} to {kind}", {place + path: content}, None if kind is None else features(value("text", "string"), TYPES[kind]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    for part in (compressed, texts, columns, declared):
        part()
    rng = random.Random(args.seed)
    for number in range(args.count):
        drawn(rng, number)
    made = {"datasets": datasets.__version__, "pyarrow": pa.__version__, "seed": args.seed, "cases": CASES}
    with open(args.out, "wb") as out:
        out.write(gzip.compress(json.dumps(made).encode(), mtime=0))
    print(len(CASES), "cases,", os.path.getsize(args.out), "bytes")


if __name__ == "__main__":
    main()
