"""Makes tasks/src/test/resources/data/reading.json.gz: how single values, columns and file names are read by the originals.

  python make_reading.py ../../tasks/src/test/resources/data/reading.json.gz [SEED]     (datasets 5.2.0, pyarrow, pandas, NumPy)

Where DataFormsTest asks about whole repositories, this asks about the parts: pyarrow's casts, pandas' types of a CSV column, the
file patterns and the guessed splits of datasets, NumPy's half floats, Python's white space.
"""
import csv
import gzip
import io
import json
import math
import os
import random
import sys
import tempfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
from datasets.data_files import DataFilesDict, get_data_patterns, resolve_pattern
from datasets.table import cast_array_to_feature

VALUES = [
    None, True, False, 0, 1, -1, 2, 127, 128, -128, -129, 255, 256, 2047, 2048, 2049, -2049, 32767, 32768, 65535, 65536, 2**24, 2**24 + 1,
    -(2**24) - 1, 2**31 - 1, 2**31, -(2**31), 2**32 - 1, 2**32, 2**53, 2**53 + 1, -(2**53), -(2**53) - 1, 2**63 - 1, -(2**63),
    0.0, -0.0, 0.5, 1.0, -1.0, 1.5, 2.0, 255.0, 256.0, 1e10, 1e300, -1e300, 5e-324, 65504.0, 65519.0, 65520.0, 0.1, math.nan, math.inf, -math.inf,
    "", " ", "a", "pos", " pos ", "neg", "POS", "0", "1", "2", "-1", "-2", "+1", " 1", "1 ", "01", "007", "1.0", "1.5", ".5", "5.", "-.5", "1e3", "1E3", "1e",
    "1e400", "-1e400", "0x10", "0X10", "-0x10", "0x", "0xff", "0xFF", "0x7f", "0x80", "0x0000000000000001", "0x00000000000000001", "0xffffffff", "0xFFFFFFFFFFFFFFFF", "0xg", "0_1", "1_", "\u0660\u0661", "\U0001d7d9", "inf", "-inf", "+inf", "Inf", "INF", "infinity", "Infinity", "-Infinity", "nan", "NaN", "-nan",
    "NAN", "+nan", "true", "True", "TRUE", "tRue", "false", "False", "t", "f", "yes", "no", "1_000", "1,5", "127", "128", "-128", "-129",
    "255", "256", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615",
    "12345678901234567890123", "0.1", "100000", "65504", "65520", "\u0661", "1\u00a0", "None", "null", "x" * 50,
]
TYPES = ["string", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "class_label"]

CELLS = [
    "", "NA", "N/A", "null", "NULL", "nan", "NaN", "None", "<NA>", "n/a", "#N/A", "-nan", "na", "Null", "none", "0", "1", "-1", "+1", "007", " 1", "1 ", "  -5  ",
    "1.5", ".5", "5.", "-.5", "1e3", "1E-3", "1e", "e1", "1e400", "-1e400", "inf", "-inf", "+inf", "Inf", "Infinity", "-infinity", "INF", "True", "true",
    "TRUE", "False", "false", "FALSE", "tRue", "yes", "t", "9223372036854775807", "-9223372036854775808", "0x10", "1_000", "1,000", "a", " a ", " ", "\t1", "1\t", "0.1", "0.30000000000000004",
    "2.2250738585072014e-308", "5e-324", "1.7976931348623157e308", "123456789.123456789", "--1", "+-1", "1-", "\u00e9", "\u0661", "1\u00a0", "2020-01-01", "00:00",
]

PATHS = [
    "a.jsonl", "b.jsonl", "ab.jsonl", "a-b.jsonl", "A.jsonl", "a[1].jsonl", "a1.jsonl", "a2.jsonl", "a!.jsonl", "a^.jsonl", "a{1}.jsonl", "a+.jsonl", "a(1).jsonl", "a b.jsonl",
    ".hidden.jsonl", "d/a.jsonl", "d/b.jsonl", "d/.hidden.jsonl", "d/e/a.jsonl", "d/e/f/a.jsonl", ".h/a.jsonl", "__s/a.jsonl", "d/__s/a.jsonl", "d/__a.jsonl", "e/a.jsonl",
    "data/train-00000-of-00001.jsonl", "data/train.jsonl", "train/a.jsonl", "train.jsonl", "\u00e9.jsonl", "d/x.y/z.jsonl", "d.jsonl/a.txt",
]
PATTERNS = [
    "a.jsonl", "*", "**", "*.jsonl", "**/*.jsonl", "*/*", "**/*", "**/a.jsonl", "d/*", "d/**", "d/**/a.jsonl", "d/*/a.jsonl", "d/e/**", "?.jsonl", "??.jsonl", "[ab].jsonl", "[!ab].jsonl",
    "[a-b].jsonl", "a[12].jsonl", "a[[]1].jsonl", "a[!1].jsonl", "a[^1].jsonl", "[aA].jsonl", "a*", "*a*", "*a.jsonl", ".*", ".hidden.jsonl", "d/.*", ".h/*", ".h/**", "__s/*", "__s/**", "d/__s/*",
    "d/__*", "**/__s/*", "**/.hidden.jsonl", "./a.jsonl", "d//a.jsonl", "d/./a.jsonl", "no.jsonl", "no*", "d", "d/", "data/train-[0-9][0-9][0-9][0-9][0-9]-of-[0-9][0-9][0-9][0-9][0-9]*.*",
    "**/train/**", "**/train[-._ 0-9]*", "**/*[-._ 0-9]train[-._ 0-9]*", "a{1}.jsonl", "a{1,2}.jsonl", "a+.jsonl", "a(1).jsonl", "a b.jsonl", "\u00e9.jsonl", "*.JSONL", "*/**", "**/**", "**/e/*", "*/e/*", "d/x.y/*",
    "[", "a[", "a]", "a[]1].jsonl", "[!].jsonl", "[]].jsonl", "a!.jsonl", "a[!!].jsonl", "*[^a].jsonl", "a?.jsonl", "a??.jsonl", "a*.*", "*.*.*", "d*/a.jsonl", "?/?.jsonl",
]

TREES = [
    ["train.jsonl", "test.jsonl"], ["train.jsonl", "validation.jsonl", "test.jsonl"], ["a.jsonl"], ["a.jsonl", "b.jsonl"], ["dev.jsonl", "eval.jsonl", "training.jsonl"],
    ["data/train-00000-of-00002.jsonl", "data/train-00001-of-00002.jsonl", "data/test-00000-of-00001.jsonl"], ["data/x-00000-of-00001.jsonl", "data/validation-00000-of-00001.jsonl", "data/a-00000-of-00001.jsonl"],
    ["data/train-0000-of-0001.jsonl", "other.jsonl"], ["train/a.jsonl", "test/b.jsonl"], ["train/a.jsonl", "test.jsonl"], ["x/train/a.jsonl", "x/test/b.jsonl"], ["my_train/a.jsonl", "my_test/b.jsonl"], ["train_1/a.jsonl", "train_2/a.jsonl"],
    ["my-train-1.jsonl", "my-test-1.jsonl"], ["mytrain.jsonl", "mytest.jsonl"], ["train1.jsonl", "test2.jsonl"], ["trainer.jsonl", "tester.jsonl"], ["TRAIN.jsonl", "TEST.jsonl"], ["a.train.jsonl", "a.test.jsonl"],
    ["val.jsonl", "train.jsonl"], ["valid.jsonl", "train.jsonl"], ["x_val_y.jsonl", "train.jsonl"], ["evaluation.jsonl", "testing.jsonl"], ["dev/a.jsonl", "dev.jsonl"], ["train/test.jsonl"], ["test/train.jsonl", "train/test.jsonl"],
    ["train/.hidden.jsonl", "train/a.jsonl"], [".train.jsonl", "a.jsonl"], ["__train/a.jsonl", "a.jsonl"], ["data/train.jsonl", "data/test.jsonl"], ["d/data/train-00000-of-00001.jsonl", "a.jsonl"], ["train 1.jsonl", "test 1.jsonl"],
    ["en/train.jsonl", "de/train.jsonl", "en/test.jsonl"], ["train-test.jsonl"], ["test_train.jsonl", "x.jsonl"], ["data/train-00000-of-00001-abc.jsonl", "data/test-00000-of-00001.jsonl"],
    ["train.v1.jsonl", "test.v1.jsonl"], ["validation_matched.jsonl", "validation_mismatched.jsonl", "train.jsonl"], ["trainval.jsonl", "test.jsonl"], ["contest.jsonl", "latest.jsonl"], ["eval_data/a.jsonl", "training_data/b.jsonl"],
    ["1train.jsonl", "1test.jsonl"], ["x1train.jsonl", "x1test.jsonl"], ["train/1.jsonl", "train/10.jsonl", "train/2.jsonl"], ["test/\u00e9.jsonl", "test/z.jsonl"],
]


def plain(value):
    """JSON with the numbers that JSON has not as their names, marked."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    return {"number": "-0.0"} if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0 else value


def answer(ask):
    try:
        return {"is": ask()}
    except Exception as e:  # whatever the library says no with
        return {"raises": type(e).__name__}


def feature(name):
    return datasets.ClassLabel(names=["neg", "pos"]) if name == "class_label" else datasets.Value(name)


def arrays(value):
    return pa.array([value], pa.int64() if isinstance(value, int) and not isinstance(value, bool) else None)


def casts():
    for name in TYPES:
        for value in VALUES:
            yield {"type": name, "value": plain(value), **answer(lambda: plain(cast_array_to_feature(arrays(value), feature(name)).to_pylist()[0]))}


def columns(random_):
    several = [[cell] for cell in CELLS] + [[random_.choice(CELLS) for _ in range(random_.randint(2, 4))] for _ in range(120)]
    families = [["1", "2", "", "-3", "007", " 4", "9223372036854775807"], ["1", "2.5", "NA", "inf", "-.5", "1e3"], ["True", "false", "", "TRUE"], ["a", "NA", "", "1"]]
    several += [[random_.choice(family) for _ in range(random_.randint(2, 5))] for family in families for _ in range(25)]
    for cells in several:
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["x"], *([cell] for cell in cells)])
        yield {"cells": cells, **answer(lambda: [plain(v) for v in pa.Table.from_pandas(pd.read_csv(io.StringIO(text.getvalue())))["x"].to_pylist()])}


def written(files, folder):
    for file in files:
        os.makedirs(os.path.join(folder, os.path.dirname(file)), exist_ok=True)
        with open(os.path.join(folder, file), "w") as out:
            out.write('{"x": 1}\n')


def below(folder, paths):
    return [os.path.relpath(path, folder).replace(os.sep, "/") for path in paths]


def patterns():
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        written(PATHS, folder)
        for pattern in PATTERNS:
            def matched():
                try:
                    return sorted(below(folder, resolve_pattern(pattern, folder)))
                except FileNotFoundError:
                    return []
            yield {"pattern": pattern, **answer(matched)}


def splits():
    for tree in TREES:
        with tempfile.TemporaryDirectory() as folder:
            folder = os.path.realpath(folder)
            written(tree, folder)
            yield {"files": tree, **answer(lambda: {
                str(split): below(folder, files) for split, files in DataFilesDict.from_patterns(get_data_patterns(folder), base_path=folder).items()})}


def doubles(random_):
    odd = [0.0, -0.0, 1e9, 9999999999.0, 1e10, 12345678901.0, 1e-5, 1e-6, 9.99e-7, 1e-7, 1.5e-7, 123456.789, 1e15, 1e16, 1e17, 1e22, 1e23, 2.0**53, 0.1, 1 / 3, 5e-324,
           2.2250738585072014e-308, 1.7976931348623157e308, 100.0, 1e5, 2.0**70, 4.35, 0.3, 2e-3, 2.0000000000000002, 9007199254740993.0]
    drawn = [random_.uniform(-1, 1) * 10.0 ** random_.randint(-12, 14) for _ in range(80)] + [float(f"{random_.uniform(1, 10):.{random_.randint(0, 5)}f}e{random_.randint(-9, 12)}") for _ in range(80)]
    for value in odd + [-v for v in odd[2:6]] + drawn:
        yield {"value": plain(value), "text": pa.array([value]).cast(pa.string()).to_pylist()[0], "half": int(np.float64(value).astype(np.float16).view(np.uint16))}


def main(out, seed=0):
    random_ = random.Random(int(seed))
    np.seterr(over="ignore")
    made = {
        "made_by": f"make_reading.py {seed}, datasets {datasets.__version__}, pyarrow {pa.__version__}, pandas {pd.__version__}, NumPy {np.__version__}, CPython {sys.version.split()[0]}",
        "casts": list(casts()), "columns": list(columns(random_)), "patterns": list(patterns()), "paths": PATHS, "splits": list(splits()), "doubles": list(doubles(random_)),
        "spaces": [c for c in range(0x110000) if chr(c).isspace()],
    }
    with open(out, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write(json.dumps(made).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
