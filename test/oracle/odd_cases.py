"""The odd data sets of make_odd_cases.py, small enough to read. Texts of one topic begin with the same word."""
import pyarrow as pa

STS = [{"sentence1": f"t{i} one {i}", "sentence2": f"t{i if i % 2 else 9} two {i}", "score": s}
       for i, s in enumerate([4, 1, 5, 0, 3, 2])]
PAIRS = [{"sentence1": f"t{i} one {i}", "sentence2": f"t{i if i % 3 else 9} two {i}", "labels": int(i % 2 == 1)}
         for i in range(8)]
TRAIN = [{"text": f"t{i % 3} train {i}", "label": i % 2} for i in range(10)]
TEST = [{"text": f"t{i % 3} test {i}", "label": (i + i // 3) % 2} for i in range(7)]
DOCUMENTS = [{"_id": f"d{i}", "title": f"t{i}", "text": f"document {i}"} for i in range(6)]
QUERIES = [{"_id": f"q{i}", "text": f"t{i} query"} for i in range(3)]
QRELS = [{"query-id": f"q{i}", "corpus-id": f"d{j}", "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2), (2, 5)]]
TOP = [{"query-id": f"q{i}", "corpus-ids": [f"d{(i + j) % 6}" for j in range(4)]} for i in range(3)]
SUMMARIES = [{"text": f"text {i}", "human_summaries": [f"t{i} human {j}" for j in range(2)],
              "machine_summaries": [f"t{i if j % 2 else 9} machine {j} of {i}" for j in range(4)],
              "relevance": [1.0, 4.0, 2.5, (3.0 + i) % 5]} for i in range(3)]
OLD = [{"query": f"t{i} query", "positive": [f"t{i} yes", f"t{i} yes too"], "negative": [f"t{j} no {i}" for j in (7, 8, 9)]}
       for i in range(3)]
LEGACY = [{"sentences": [f"t{j % 3} sentence {j} of {i}" for j in range(9)], "labels": [f"c{j % 3}" for j in range(9)]}
          for i in range(2)]
FAST = [{"sentences": f"t{i % 3} sentence {i}", "labels": f"c{i % 3}"} for i in range(12)]

CUTS = {"k_values": [1, 3, 10]}
SMALL = {"n_experiments": 3, "samples_per_label": 4}
FEW = {"n_clusters": 3, "max_documents_per_cluster": 20, "max_fraction_of_documents_to_embed": None}
SCALE = {"min_score": 0, "max_score": 5}
LONG = "t0 " + "word " * 4000
ODD_TEXTS = {"empty": "", "blank": " \t\n\u3000", "nul": "t1 a\x00b", "long": LONG, "surrogate": "t1 \ud800 lone"}


def changed(rows, **at):
    """The rows with other values: r3_score=None is row 3's score."""
    out = [dict(row) for row in rows]
    for place, value in at.items():
        row, key = place[1:].split("_", 1)
        key = {"query": "query-id", "corpus": "corpus-id"}.get(key, key) if "query-id" in out[0] else key
        out[int(row)][key] = value
    return out


def every(rows, key, value):
    return [{**row, key: value(i, row[key]) if callable(value) else value} for i, row in enumerate(rows)]


def csv(rows):
    keys = list(rows[0])
    return "\n".join([",".join(keys), *(",".join(str(row[key]) for key in keys) for row in rows), ""])


def add(case, repository, lines, parquet):
    sts(case, lines, parquet)
    pairs(case, lines, parquet)
    classes(case, lines, parquet)
    clusters(case, lines, parquet)
    summaries(case, lines, parquet)
    retrieval(case, repository, lines, parquet)
    reranking(case, repository, lines, parquet)
    old_reranking(case, lines, parquet)


def sts(case, lines, parquet):
    case("sts/plain", STS)
    case("sts/no_rows", {"test.parquet": parquet([], sentence1=pa.string(), sentence2=pa.string(), score=pa.float64())})
    case("sts/no_rows_csv", {"test.csv": "sentence1,sentence2,score\n"})
    case("sts/no_bytes", {"test.jsonl": ""})
    case("sts/one_row", STS[:1])
    case("sts/two_rows", STS[:2])
    case("sts/score_null", changed(STS, r2_score=None))
    case("sts/score_string", every(STS, "score", lambda i, s: str(s)))
    case("sts/score_bool", every(STS, "score", lambda i, s: s > 2))
    case("sts/score_nan", {"test.csv": csv(changed(STS, r1_score="nan"))})
    case("sts/score_nan_parquet", {"test.parquet": parquet(changed(every(STS, "score", lambda i, s: float(s)), r1_score=float("nan")))})
    case("sts/score_inf", {"test.csv": csv(changed(STS, r1_score="inf"))})
    case("sts/score_minus_inf", {"test.csv": csv(changed(STS, r1_score="-inf"))})
    case("sts/score_two_inf", {"test.csv": csv(changed(STS, r1_score="inf", r2_score="-inf"))})
    case("sts/score_all_inf", {"test.csv": csv(every(STS, "score", "inf"))})
    case("sts/scores_equal", every(STS, "score", 3))
    case("sts/scores_outside", changed(STS, r0_score=99, r1_score=-7))
    case("sts/score_list", every(STS, "score", lambda i, s: [s]))
    case("sts/score_decimal", {"test.parquet": parquet(every(STS, "score", lambda i, s: __import__("decimal").Decimal(s)))})
    case("sts/score_missing", [{k: v for k, v in row.items() if k != "score"} for row in STS])
    case("sts/sentence_missing", [{k: v for k, v in row.items() if k != "sentence2"} for row in STS])
    case("sts/sentence_null", changed(STS, r2_sentence2=None))
    case("sts/sentences_numbers", every(STS, "sentence1", lambda i, s: i))
    case("sts/sentence_list", every(STS, "sentence1", lambda i, s: [s]))
    case("sts/same_pairs", [{**STS[0], "score": i} for i in range(4)])
    case("sts/same_pairs_dot", [{**STS[0], "score": i} for i in range(4)], similarity="dot")
    for name, text in ODD_TEXTS.items():
        case(f"sts/text_{name}", changed(STS, r1_sentence1=text))


def pairs(case, lines, parquet):
    kind = "pair_classification"
    case(f"{kind}/plain", PAIRS)
    case(f"{kind}/no_rows", {"test.parquet": parquet([], sentence1=pa.string(), sentence2=pa.string(), labels=pa.int64())})
    case(f"{kind}/no_rows_csv", {"test.csv": "sentence1,sentence2,labels\n"})
    case(f"{kind}/one_row", PAIRS[:1])
    case(f"{kind}/one_row_of_lists", [{key: [row[key] for row in PAIRS] for key in PAIRS[0]}])
    case(f"{kind}/one_row_of_one_pair", [{key: [row[key] for row in PAIRS[:1]] for key in PAIRS[0]}])
    case(f"{kind}/one_row_of_empty_lists", {"test.parquet": parquet(
        [{"sentence1": [], "sentence2": [], "labels": []}],
        sentence1=pa.list_(pa.string()), sentence2=pa.list_(pa.string()), labels=pa.list_(pa.int64()))})
    case(f"{kind}/two_rows_of_lists", [{key: [row[key] for row in rows] for key in PAIRS[0]} for rows in (PAIRS[:4], PAIRS[4:])])
    case(f"{kind}/lists_of_different_length", [{"sentence1": ["a", "b"], "sentence2": ["a", "c"], "labels": [1]}])
    case(f"{kind}/lists_of_different_sentences", [{"sentence1": ["a", "b"], "sentence2": ["a"], "labels": [1, 0]}])
    case(f"{kind}/two_rows", PAIRS[:2])
    case(f"{kind}/two_rows_reversed", PAIRS[1::-1])
    case(f"{kind}/labels_minus", every(PAIRS, "labels", lambda i, s: 2 * s - 1))
    case(f"{kind}/labels_one_two", every(PAIRS, "labels", lambda i, s: s + 1))
    case(f"{kind}/labels_zero_two", every(PAIRS, "labels", lambda i, s: 2 * s))
    case(f"{kind}/labels_five_seven", every(PAIRS, "labels", lambda i, s: 2 * s + 5))
    case(f"{kind}/labels_minus_zero", every(PAIRS, "labels", lambda i, s: s - 1))
    case(f"{kind}/labels_minus_two_one", every(PAIRS, "labels", lambda i, s: 3 * s - 2))
    case(f"{kind}/labels_three", changed(PAIRS, r4_labels=2))
    case(f"{kind}/labels_all_zero", every(PAIRS, "labels", 0))
    case(f"{kind}/labels_all_one", every(PAIRS, "labels", 1))
    case(f"{kind}/labels_all_two", every(PAIRS, "labels", 2))
    case(f"{kind}/labels_all_minus", every(PAIRS, "labels", -1))
    case(f"{kind}/labels_mixed", every(PAIRS, "labels", lambda i, s: str(s) if i % 3 else s))
    case(f"{kind}/labels_huge", every(PAIRS, "labels", lambda i, s: 10**30 * s))
    case(f"{kind}/labels_bool", every(PAIRS, "labels", lambda i, s: s == 1))
    case(f"{kind}/labels_text", every(PAIRS, "labels", lambda i, s: str(s)))
    case(f"{kind}/labels_text_blank", every(PAIRS, "labels", lambda i, s: f" {s} "))
    case(f"{kind}/labels_text_signed", every(PAIRS, "labels", lambda i, s: f"+{s}"))
    case(f"{kind}/labels_text_underscore", every(PAIRS, "labels", lambda i, s: f"0_{s}"))
    case(f"{kind}/labels_text_two", every(PAIRS, "labels", lambda i, s: str(s + 1)))
    case(f"{kind}/labels_text_float", every(PAIRS, "labels", lambda i, s: f"{s}.0"))
    case(f"{kind}/labels_yes_no", every(PAIRS, "labels", lambda i, s: "yes" if s else "no"))
    case(f"{kind}/labels_text_true", every(PAIRS, "labels", lambda i, s: "true" if s else "false"))
    case(f"{kind}/labels_null", changed(PAIRS, r2_labels=None))
    case(f"{kind}/labels_float", every(PAIRS, "labels", lambda i, s: float(s)))
    case(f"{kind}/labels_fraction", every(PAIRS, "labels", lambda i, s: s + .5))
    case(f"{kind}/labels_fraction_minus", every(PAIRS, "labels", lambda i, s: s - .5))
    case(f"{kind}/labels_nan", {"test.csv": csv(changed(PAIRS, r2_labels="nan"))})
    case(f"{kind}/labels_list", every(PAIRS, "labels", lambda i, s: [s]))
    case(f"{kind}/labels_missing", [{k: v for k, v in row.items() if k != "labels"} for row in PAIRS])
    case(f"{kind}/sentence_null", changed(PAIRS, r2_sentence1=None))
    case(f"{kind}/sentences_numbers", every(PAIRS, "sentence1", lambda i, s: i))
    case(f"{kind}/scores_equal", [{"sentence1": "t a", "sentence2": "t b", "labels": i % 2} for i in range(6)])
    case(f"{kind}/repeated_pairs", PAIRS + every(PAIRS, "labels", lambda i, s: 1 - s))
    for name, text in ODD_TEXTS.items():
        case(f"{kind}/text_{name}", changed(PAIRS, r1_sentence1=text))


def classes(case, lines, parquet):
    kind = "classification"

    def split(name, train=TRAIN, test=TEST, **more):
        case(f"{kind}/{name}", {"train.jsonl": lines(train), "test.jsonl": lines(test)}, SMALL, **more)

    def both(name, value, **more):
        split(name, every(TRAIN, "label", value), every(TEST, "label", value), **more)

    split("plain")
    types = {"text": pa.string(), "label": pa.int64()}
    case(f"{kind}/no_train_rows", {"train.parquet": parquet([], **types), "test.parquet": parquet(TEST)}, SMALL)
    case(f"{kind}/no_test_rows", {"train.parquet": parquet(TRAIN), "test.parquet": parquet([], **types)}, SMALL)
    case(f"{kind}/no_train_split", {"test.jsonl": lines(TEST)}, SMALL)
    case(f"{kind}/no_test_rows_csv", {"train.csv": csv(TRAIN), "test.csv": "text,label\n"}, SMALL)
    case(f"{kind}/no_train_rows_csv", {"train.csv": "text,label\n", "test.csv": csv(TEST)}, SMALL)
    split("one_train_row", TRAIN[:1])
    split("two_train_rows", TRAIN[:2])
    split("one_test_row", test=TEST[:1])
    split("two_test_rows", test=TEST[:2])
    split("one_class_in_train", every(TRAIN, "label", 1))
    split("one_class_in_test", test=every(TEST, "label", 1))
    split("zero_class_in_test", test=every(TEST, "label", 0))
    split("class_only_in_test", test=changed(TEST, r2_label=5))
    split("two_classes_only_in_test", test=every(TEST, "label", lambda i, s: s + 7))
    split("class_only_in_train", changed(TRAIN, r2_label=5))
    split("one_row_of_a_class", changed(every(TRAIN, "label", 0), r4_label=1))
    both("labels_one_two", lambda i, s: s + 1)
    both("labels_two_three", lambda i, s: s + 2)
    both("labels_minus", lambda i, s: 2 * s - 1)
    both("labels_three", lambda i, s: i % 3)
    both("labels_bool", lambda i, s: s == 1)
    both("labels_text", lambda i, s: str(s))
    both("labels_text_three", lambda i, s: f"c{i % 3}")
    both("labels_words", lambda i, s: "no yes".split()[s])
    both("labels_float", lambda i, s: float(s))
    both("labels_fraction", lambda i, s: s + .5)
    both("labels_mixed", lambda i, s: "x" if i % 3 == 0 else s)
    both("labels_list", lambda i, s: [s])
    both("labels_empty_text", lambda i, s: "a" * s)
    split("label_null_train", changed(TRAIN, r3_label=None))
    split("label_null_test", test=changed(TEST, r3_label=None))
    split("labels_differ_in_type", test=every(TEST, "label", lambda i, s: str(s)))
    split("labels_text_then_int", every(TRAIN, "label", lambda i, s: "abc"[i % 3]), every(TEST, "label", lambda i, s: i % 3))
    split("labels_int_then_words", test=every(TEST, "label", lambda i, s: "ab"[s]))
    split("labels_three_text_digits", every(TRAIN, "label", lambda i, s: str(i % 3)), every(TEST, "label", lambda i, s: i % 3))
    split("labels_bool_then_int", every(TRAIN, "label", lambda i, s: s == 1))
    split("labels_int_then_bool", test=every(TEST, "label", lambda i, s: s == 1))
    split("labels_int_then_fraction", test=every(TEST, "label", lambda i, s: s + .5))
    split("labels_int_and_float", test=every(TEST, "label", lambda i, s: float(s)))
    split("labels_float_three_int", every(TRAIN, "label", lambda i, s: float(i % 3)), every(TEST, "label", lambda i, s: i % 3))
    case(f"{kind}/label_nan", {"train.csv": csv(changed(TRAIN, r3_label="nan")), "test.csv": csv(TEST)}, SMALL)
    case(f"{kind}/label_nan_test", {"train.csv": csv(TRAIN), "test.csv": csv(changed(TEST, r3_label="nan"))}, SMALL)
    split("text_null_train", changed(TRAIN, r3_text=None))
    split("text_null_test", test=changed(TEST, r3_text=None))
    split("texts_numbers", every(TRAIN, "text", lambda i, s: i), every(TEST, "text", lambda i, s: i))
    split("label_missing", test=[{"text": row["text"]} for row in TEST])
    split("texts_equal", every(TRAIN, "text", "t same"), every(TEST, "text", "t same"))
    split("test_in_train", test=TRAIN)
    for name, text in ODD_TEXTS.items():
        split(f"text_{name}", changed(TRAIN, r1_text=text), changed(TEST, r1_text=text))


def clusters(case, lines, parquet):
    kind = "clustering_legacy"
    case(f"{kind}/plain", LEGACY)
    case(f"{kind}/no_rows", {"test.parquet": parquet([], sentences=pa.list_(pa.string()), labels=pa.list_(pa.string()))})
    case(f"{kind}/one_sentence", [{"sentences": ["t one"], "labels": ["c"]}, LEGACY[0]])
    case(f"{kind}/no_sentence", [{"sentences": [], "labels": []}, LEGACY[0]])
    case(f"{kind}/only_no_sentence", {"test.parquet": parquet([{"sentences": [], "labels": []}], sentences=pa.list_(pa.string()), labels=pa.list_(pa.string()))})
    case(f"{kind}/one_cluster", changed(LEGACY, r0_labels=["c"] * 9))
    case(f"{kind}/every_one_its_own", changed(LEGACY, r0_labels=[str(i) for i in range(9)]))
    case(f"{kind}/two_sentences", [{"sentences": ["t one", "u two"], "labels": ["c", "d"]}])
    case(f"{kind}/labels_too_few", changed(LEGACY, r0_labels=["c", "d"]))
    case(f"{kind}/labels_too_few_of_one", changed(LEGACY, r0_labels=["c", "c"]))
    case(f"{kind}/labels_too_many", changed(LEGACY, r0_labels=["c", "d"] * 8))
    case(f"{kind}/labels_int", every(LEGACY, "labels", lambda i, s: [j % 3 for j in range(9)]))
    case(f"{kind}/labels_minus", every(LEGACY, "labels", lambda i, s: [j % 3 - 1 for j in range(9)]))
    case(f"{kind}/labels_float", every(LEGACY, "labels", lambda i, s: [float(j % 3) for j in range(9)]))
    case(f"{kind}/labels_fraction", every(LEGACY, "labels", lambda i, s: [j % 3 + .5 for j in range(9)]))
    case(f"{kind}/labels_fraction_text", every(LEGACY, "labels", lambda i, s: [str(j % 3 + .5) for j in range(9)]))
    case(f"{kind}/labels_bool", every(LEGACY, "labels", lambda i, s: [j % 2 == 1 for j in range(9)]))
    case(f"{kind}/label_null", changed(LEGACY, r0_labels=["c", None, "d"] * 3))
    case(f"{kind}/label_null_int", every(LEGACY, "labels", lambda i, s: [0, None, 1] * 3))
    case(f"{kind}/labels_mixed", changed(LEGACY, r0_labels=["c", 1, "d"] * 3))
    case(f"{kind}/labels_all_null", changed(LEGACY, r0_labels=[None] * 9))
    case(f"{kind}/sentences_text", changed(LEGACY, r0_sentences="sentences"))
    case(f"{kind}/labels_null", changed(LEGACY, r0_labels=None))
    case(f"{kind}/labels_lists", every(LEGACY, "labels", lambda i, s: [[c] for c in s]))
    case(f"{kind}/sentence_null", changed(LEGACY, r0_sentences=["a", None, "b"] * 3))
    case(f"{kind}/sentence_null_of_one_cluster", [{"sentences": ["a", None], "labels": ["c", "c"]}, LEGACY[0]])
    case(f"{kind}/sentences_null", changed(LEGACY, r0_sentences=None))
    case(f"{kind}/sentences_equal", changed(LEGACY, r0_sentences=["t same"] * 9))
    case(f"{kind}/not_lists", FAST)
    for name, text in ODD_TEXTS.items():
        case(f"{kind}/text_{name}", changed(LEGACY, r0_sentences=[text, *LEGACY[0]["sentences"][1:]]))
    kind = "clustering_fast"
    case(f"{kind}/plain", FAST, FEW)
    case(f"{kind}/no_rows", {"test.parquet": parquet([], sentences=pa.string(), labels=pa.string())}, FEW)
    case(f"{kind}/one_row", FAST[:1], FEW)
    case(f"{kind}/two_rows", FAST[:2], FEW)
    case(f"{kind}/fraction_of_none", FAST, {**FEW, "max_fraction_of_documents_to_embed": .04})
    case(f"{kind}/fraction_of_one", FAST, {**FEW, "max_fraction_of_documents_to_embed": .1})
    case(f"{kind}/one_cluster", every(FAST, "labels", "c"), FEW)
    # no case of more clusters than different documents: equal centres differ by an ulp, and BLAS decides between them
    case(f"{kind}/more_clusters_than_drawn", every(FAST, "labels", lambda i, s: str(i)), {**FEW, "max_documents_per_cluster": 5})
    case(f"{kind}/labels_int", every(FAST, "labels", lambda i, s: i % 3), FEW)
    case(f"{kind}/labels_minus", every(FAST, "labels", lambda i, s: i % 3 - 1), FEW)
    case(f"{kind}/labels_all_minus", every(FAST, "labels", -1), FEW)
    case(f"{kind}/labels_text_minus", every(FAST, "labels", lambda i, s: str(i % 3 - 1)), FEW)
    case(f"{kind}/labels_float", every(FAST, "labels", lambda i, s: float(i % 3)), FEW)
    case(f"{kind}/labels_float_minus", every(FAST, "labels", lambda i, s: float(i % 3 - 1)), FEW)
    case(f"{kind}/labels_fraction", every(FAST, "labels", lambda i, s: i % 3 + .5), FEW)
    case(f"{kind}/labels_bool", every(FAST, "labels", lambda i, s: i % 2 == 1), FEW)
    case(f"{kind}/label_null", changed(FAST, r3_labels=None), FEW)
    case(f"{kind}/label_null_int", changed(every(FAST, "labels", lambda i, s: i % 3), r3_labels=None), FEW)
    case(f"{kind}/labels_deep", every(FAST, "labels", lambda i, s: [s, f"{s}{i % 2}"]), FEW)
    case(f"{kind}/labels_deep_uneven", every(FAST, "labels", lambda i, s: [s, f"{s}{i % 2}"][:1 + i % 2]), FEW)
    case(f"{kind}/labels_deep_int_uneven", every(FAST, "labels", lambda i, s: [i % 3, 5 + i % 2][:1 + i % 2]), FEW)
    case(f"{kind}/labels_deep_empty", changed(every(FAST, "labels", lambda i, s: [s]), r3_labels=[]), FEW)
    case(f"{kind}/labels_deep_int_empty", changed(every(FAST, "labels", lambda i, s: [i % 3]), r3_labels=[]), FEW)
    case(f"{kind}/labels_deep_null", changed(every(FAST, "labels", lambda i, s: [s]), r3_labels=[None]), FEW)
    case(f"{kind}/labels_mixed", every(FAST, "labels", lambda i, s: s if i % 3 else 7), FEW)
    case(f"{kind}/labels_deep_all_empty", {"test.parquet": parquet(every(FAST, "labels", []), sentences=pa.string(), labels=pa.list_(pa.string()))}, FEW)
    case(f"{kind}/labels_deep_minus", every(FAST, "labels", lambda i, s: [i % 3, -1 if i < 3 else i % 2]), FEW)
    case(f"{kind}/labels_deep_all_minus", every(FAST, "labels", lambda i, s: [i % 3, -1]), FEW)
    case(f"{kind}/labels_list_null", changed(every(FAST, "labels", lambda i, s: [s]), r3_labels=None), FEW)
    case(f"{kind}/sentence_null", changed(FAST, r3_sentences=None), FEW)
    case(f"{kind}/sentences_equal", every(FAST, "sentences", "t same"), FEW)
    case(f"{kind}/sentences_lists", [{"sentences": [row["sentences"] for row in FAST], "labels": [row["labels"] for row in FAST]}] * 2, FEW)
    case(f"{kind}/label_missing", [{"sentences": row["sentences"]} for row in FAST], FEW)
    for name, text in ODD_TEXTS.items():
        case(f"{kind}/text_{name}", changed(FAST, r1_sentences=text), FEW)


def summaries(case, lines, parquet):
    kind = "summarization"

    def one(name, rows, **more):
        case(f"{kind}/{name}", rows, SCALE, **more)

    one("plain", SUMMARIES)
    strings, numbers = pa.list_(pa.string()), pa.list_(pa.float64())
    case(f"{kind}/no_rows", {"test.parquet": parquet([], text=pa.string(), human_summaries=strings, machine_summaries=strings, relevance=numbers)}, SCALE)
    one("one_row", SUMMARIES[:1])
    one("no_human", changed(SUMMARIES, r1_human_summaries=[]))
    one("no_machine", changed(SUMMARIES, r1_machine_summaries=[], r1_relevance=[]))
    one("one_machine", changed(SUMMARIES, r1_machine_summaries=["a"], r1_relevance=[2.0]))
    one("two_machines", changed(SUMMARIES, r1_machine_summaries=["a", "b"], r1_relevance=[2.0, 3.0]))
    one("only_one_machine", changed(SUMMARIES[:1], r0_machine_summaries=["a"], r0_relevance=[2.0]))
    one("ratings_equal", changed(SUMMARIES, r1_relevance=[2.0] * 4))
    one("ratings_all_equal", every(SUMMARIES, "relevance", [2.0] * 4))
    one("machines_equal", changed(SUMMARIES, r1_machine_summaries=["t same"] * 4))
    one("ratings_too_few", changed(SUMMARIES, r1_relevance=[2.0, 1.0]))
    one("ratings_int", every(SUMMARIES, "relevance", [1, 2, 4, 3]))
    one("ratings_outside", changed(SUMMARIES, r1_relevance=[-9.0, 99.0, 1.0, 2.0]))
    one("rating_null", changed(SUMMARIES, r1_relevance=[2.0, None, 1.0, 3.0]))
    one("ratings_null", changed(SUMMARIES, r1_relevance=None))
    one("ratings_text", every(SUMMARIES, "relevance", ["1", "2", "3", "4"]))
    one("ratings_bool", every(SUMMARIES, "relevance", [True, False, False, True]))
    case(f"{kind}/rating_nan", {"test.parquet": parquet(changed(SUMMARIES, r1_relevance=[2.0, float("nan"), 1.0, 3.0]))}, SCALE)
    case(f"{kind}/rating_inf", {"test.parquet": parquet(changed(SUMMARIES, r1_relevance=[2.0, float("inf"), 1.0, 3.0]))}, SCALE)
    one("human_null", changed(SUMMARIES, r1_human_summaries=["a", None]))
    one("humans_null", changed(SUMMARIES, r1_human_summaries=None))
    one("text_null", changed(SUMMARIES, r1_text=None))
    one("text_missing", [{k: v for k, v in row.items() if k != "text"} for row in SUMMARIES])
    one("machine_is_human", changed(SUMMARIES, r1_machine_summaries=["t1 human 0", "t1 human 1", "a", "b"]))
    one("human_not_a_list", every(SUMMARIES, "human_summaries", "t human"))
    for name, text in ODD_TEXTS.items():
        one(f"text_{name}", changed(SUMMARIES, r1_machine_summaries=[text, "a", "b", "c"]))


def retrieval(case, repository, lines, parquet):
    kind = "retrieval"

    def one(name, corpus=DOCUMENTS, queries=QUERIES, qrels=QRELS, params=None, instructions=None, **more):
        case(f"{kind}/{name}", repository(corpus, queries, qrels, instructions=instructions), {**CUTS, **(params or {})}, **more)

    one("plain")
    one("queries_without_qrels", queries=[*QUERIES, {"_id": "q9", "text": "t9"}])
    one("no_query_has_qrels", qrels=every(QRELS, "query-id", "other"))
    one("qrels_of_unknown_document", qrels=[*QRELS, {"query-id": "q0", "corpus-id": "gone", "score": 1}])
    one("qrels_only_of_unknown_documents", qrels=every(QRELS, "corpus-id", lambda i, s: f"gone{i}"))
    one("qrels_of_unknown_query", qrels=[*QRELS, {"query-id": "q8", "corpus-id": "d0", "score": 1}])
    one("scores_zero", qrels=every(QRELS, "score", 0))
    one("scores_zero_of_one_query", qrels=changed(QRELS, r2_score=0))
    one("scores_negative", qrels=every(QRELS, "score", -1))
    one("score_negative", qrels=changed(QRELS, r0_score=-1))
    one("scores_large", qrels=changed(QRELS, r0_score=1000, r1_score=7))
    one("score_too_large", qrels=changed(QRELS, r0_score=2**31))
    one("score_null", qrels=changed(QRELS, r0_score=None))
    one("scores_null", qrels=every(QRELS, "score", None))
    one("score_half", qrels=every(QRELS, "score", .5))
    one("scores_float", qrels=every(QRELS, "score", 1.0))
    one("scores_text", qrels=every(QRELS, "score", "1"))
    one("scores_text_float", qrels=every(QRELS, "score", "1.0"))
    one("scores_text_blank", qrels=every(QRELS, "score", " 1"))
    one("scores_text_signed", qrels=every(QRELS, "score", "+1"))
    one("scores_text_zeros", qrels=every(QRELS, "score", "001"))
    one("scores_words", qrels=every(QRELS, "score", "yes"))
    one("scores_bool", qrels=every(QRELS, "score", True))
    one("score_missing", qrels=[{k: v for k, v in row.items() if k != "score"} for row in QRELS])
    one("qrels_repeated", qrels=QRELS + QRELS)
    one("qrels_contradict", qrels=QRELS + [{**QRELS[0], "score": 0}, {**QRELS[2], "score": 3}])
    one("no_qrels", qrels=("qrels.parquet", parquet([], **{"query-id": pa.string(), "corpus-id": pa.string(), "score": pa.int64()})))
    one("qrels_id_null", qrels=changed(QRELS, r1_query=None))
    one("qrels_document_null", qrels=changed(QRELS, r1_corpus=None))
    one("no_documents_csv", corpus=("corpus.csv", "_id,title,text\n"))
    one("no_queries_csv", queries=("queries.csv", "_id,text\n"))
    one("no_qrels_csv", qrels=("qrels.csv", "query-id,corpus-id,score\n"))
    one("no_documents", corpus=("corpus.parquet", parquet([], _id=pa.string(), title=pa.string(), text=pa.string())))
    one("one_document", corpus=DOCUMENTS[2:3])
    one("two_documents", corpus=DOCUMENTS[2:4])
    one("no_queries", queries=("queries.parquet", parquet([], _id=pa.string(), text=pa.string())))
    one("one_query", queries=QUERIES[:1])
    one("one_query_one_document", corpus=DOCUMENTS[:1], queries=QUERIES[:1])
    one("query_ids_repeated", queries=[*QUERIES, {"_id": "q0", "text": "t5 other"}])
    one("query_ids_repeated_same_text", queries=QUERIES + QUERIES)
    one("query_ids_all_equal", queries=every(QUERIES, "_id", "q0"))
    one("document_ids_repeated", corpus=[*DOCUMENTS, {"_id": "d0", "title": "t1", "text": "again"}])
    one("document_ids_repeated_same_text", corpus=DOCUMENTS + DOCUMENTS)
    one("document_ids_all_equal", corpus=every(DOCUMENTS, "_id", "d0"))
    one("document_id_null", corpus=changed(DOCUMENTS, r1__id=None))
    one("query_id_null", queries=changed(QUERIES, r1__id=None))
    one("document_id_empty", corpus=changed(DOCUMENTS, r0__id=""))
    one("query_id_empty", queries=changed(QUERIES, r0__id=""))
    one("ids_of_empty_text", corpus=changed(DOCUMENTS, r0__id=""), queries=changed(QUERIES, r0__id=""),
        qrels=changed(QRELS, r0_query="", r0_corpus=""))
    one("ids_int", every(DOCUMENTS, "_id", lambda i, s: i), every(QUERIES, "_id", lambda i, s: i),
        [{"query-id": i, "corpus-id": j, "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2)]])
    one("ids_float", every(DOCUMENTS, "_id", lambda i, s: float(i)), every(QUERIES, "_id", lambda i, s: float(i)),
        [{"query-id": i, "corpus-id": str(j), "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2)]])
    one("ids_int_text", every(DOCUMENTS, "_id", lambda i, s: str(i)), every(QUERIES, "_id", lambda i, s: i),
        [{"query-id": float(i), "corpus-id": j, "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2)]])
    one("ids_float_text", every(DOCUMENTS, "_id", lambda i, s: f"{i}.0"), every(QUERIES, "_id", lambda i, s: float(i)),
        [{"query-id": float(i), "corpus-id": float(j), "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2)]])
    one("ids_fraction", every(DOCUMENTS, "_id", lambda i, s: i + .5), QUERIES,
        [{"query-id": f"q{i}", "corpus-id": f"{j}.5", "score": 1} for i, j in [(0, 0), (0, 3), (1, 2), (2, 2)]])
    one("ids_mixed", changed(DOCUMENTS, r1__id=7))
    one("ids_bool", changed(DOCUMENTS[:2], r0__id=True, r1__id=False), qrels=[{"query-id": "q0", "corpus-id": "true", "score": 1}])
    mixed = lambda rows, *keys: [{**row, **{key: 7 if row[key] in ("d2", "q1") else row[key] for key in keys}} for row in rows]
    one("ids_mixed_everywhere", mixed(DOCUMENTS, "_id"), mixed(QUERIES, "_id"), mixed(QRELS, "query-id", "corpus-id"))
    one("ids_blank", every(DOCUMENTS, "_id", lambda i, s: f" {s} "))
    rename = lambda rows: [{"id": row["_id"], **{k: v for k, v in row.items() if k != "_id"}} for row in rows]
    one("column_id", rename(DOCUMENTS), rename(QUERIES))
    one("column_id_int", [{"id": i, "text": f"t{i} a"} for i in range(6)], [{"id": i, "text": f"t{i} query"} for i in range(3)],
        [{"query-id": i, "corpus-id": j, "score": 1} for i, j in [(0, 0), (0, 3), (1, 2)]])
    one("column_id_int_of_documents", [{"id": i, "text": f"t{i} a"} for i in range(6)], QUERIES,
        [{"query-id": f"q{i}", "corpus-id": j, "score": 1} for i, j in [(0, 0), (0, 3), (1, 2)]])
    one("columns_id_and_id", [{**row, "id": row["_id"]} for row in DOCUMENTS])
    one("no_id", [{"text": row["text"]} for row in DOCUMENTS])
    one("title_null", changed(DOCUMENTS, r1_title=None))
    one("titles_null", every(DOCUMENTS, "title", None))
    one("titles_missing", [{k: v for k, v in row.items() if k != "title"} for row in DOCUMENTS])
    one("title_missing_in_a_line", [{k: v for k, v in row.items() if k != "title" or row["_id"] != "d1"} for row in DOCUMENTS])
    one("titles_numbers", every(DOCUMENTS, "title", lambda i, s: i))
    one("titles_empty", every(DOCUMENTS, "title", ""))
    one("titles_blank", every(DOCUMENTS, "title", " "))
    one("text_null", changed(DOCUMENTS, r1_text=None))
    one("texts_numbers", every(DOCUMENTS, "text", lambda i, s: i))
    one("text_missing", [{k: v for k, v in row.items() if k != "text"} for row in DOCUMENTS])
    one("query_null", queries=changed(QUERIES, r1_text=None))
    one("query_null_unjudged", queries=[*QUERIES, {"_id": "q9", "text": None}])
    one("query_list", queries=every(QUERIES, "text", lambda i, s: [s, "and more"]))
    one("query_list_empty", queries=changed(every(QUERIES, "text", lambda i, s: [s, "more"]), r1_text=[]))
    one("query_number", queries=every(QUERIES, "text", lambda i, s: i))
    one("query_turns", queries=every(QUERIES, "text", lambda i, s: [{"role": "user", "content": s}]))
    one("instruction", queries=[{**row, "instruction": "as told"} for row in QUERIES])
    one("instruction_null", queries=[{**row, "instruction": None if i else "as told"} for i, row in enumerate(QUERIES)])
    one("query_list_instruction", queries=[{**row, "text": [row["text"], "more"], "instruction": "as told"} for row in QUERIES])
    one("instruction_config", instructions=[{"query-id": f"q{i}", "instruction": "as told"} for i in range(3)])
    one("instruction_config_null", instructions=[{"query-id": f"q{i}", "instruction": None if i else "as told"} for i in range(3)])
    one("instruction_config_repeated", instructions=[{"query-id": f"q{i % 3}", "instruction": f"as told {i}"} for i in range(4)])
    one("instruction_config_and_column", queries=[{**row, "instruction": "so"} for row in QUERIES],
        instructions=[{"query-id": f"q{i}", "instruction": "as told"} for i in range(3)])
    one("instructions_too_few", instructions=[{"query-id": "q0", "instruction": "as told"}])
    one("documents_equal", every(every(DOCUMENTS, "text", "same"), "title", ""))
    one("queries_equal", queries=every(QUERIES, "text", "t2 same"))
    one("own_id", queries=changed(QUERIES, r0__id="d0"), qrels=changed(QRELS, r0_query="d0", r1_query="d0"), params={"ignore_identical_ids": True})
    one("own_id_only", DOCUMENTS[:1], [{"_id": "d0", "text": "t0 query"}], [{"query-id": "d0", "corpus-id": "d0", "score": 1}], {"ignore_identical_ids": True})
    for name, text in ODD_TEXTS.items():
        one(f"document_{name}", changed(DOCUMENTS, r1_text=text, r1_title=""))
        one(f"query_{name}", queries=changed(QUERIES, r1_text=text))


def reranking(case, repository, lines, parquet):
    kind = "reranking"

    def one(name, top=TOP, corpus=DOCUMENTS, queries=QUERIES, qrels=QRELS, **more):
        case(f"{kind}/{name}", repository(corpus, queries, qrels, top), CUTS, **more)

    one("plain")
    one("no_positives", [{**row, "corpus-ids": ["d1", "d4"]} for row in TOP])
    one("only_positives", [{"query-id": f"q{i}", "corpus-ids": ids} for i, ids in enumerate([["d0", "d3"], ["d2"], ["d2", "d5"]])])
    one("judged_all_zero", qrels=every(QRELS, "score", 0))
    one("candidates_empty", changed(TOP, **{"r1_corpus-ids": []}))
    one("candidates_all_empty", ("top.parquet", parquet([{"query-id": f"q{i}", "corpus-ids": []} for i in range(3)], **{"query-id": pa.string(), "corpus-ids": pa.list_(pa.string())})))
    one("candidates_null", changed(TOP, **{"r1_corpus-ids": None}))
    one("candidate_null", changed(TOP, **{"r1_corpus-ids": ["d1", None]}))
    one("candidates_repeated", changed(TOP, **{"r1_corpus-ids": ["d2", "d1", "d2", "d1"]}))
    one("candidates_unknown", changed(TOP, **{"r1_corpus-ids": ["d2", "gone"]}))
    one("candidate_one", changed(TOP, **{"r1_corpus-ids": ["d1"]}))
    one("candidates_int", every(TOP, "corpus-ids", lambda i, s: [i, i + 1, 5]), every(DOCUMENTS, "_id", lambda i, s: i),
        qrels=every(QRELS, "corpus-id", lambda i, s: int(s[1])))
    one("query_without_candidates", TOP[:2])
    one("candidates_of_unknown_query", [*TOP, {"query-id": "q9", "corpus-ids": ["d0"]}])
    one("candidates_of_unknown_query_and_document", [*TOP, {"query-id": "q9", "corpus-ids": ["gone"]}])
    one("candidates_of_query_repeated", [*TOP, {"query-id": "q0", "corpus-ids": ["d5", "d3"]}])
    one("document_ids_repeated", corpus=[*DOCUMENTS, {"_id": "d0", "title": "t1", "text": "again"}])
    one("query_ids_repeated", queries=[*QUERIES, {"_id": "q0", "text": "t5 other"}])
    one("no_candidates", ("top.parquet", parquet([], **{"query-id": pa.string(), "corpus-ids": pa.list_(pa.string())})))
    one("candidates_text", every(TOP, "corpus-ids", "d0"))


def old_reranking(case, lines, parquet):
    kind = "old_reranking"

    def one(name, rows, **more):
        case(f"{kind}/{name}", rows, CUTS, **more)

    one("plain", OLD)
    one("one_row", OLD[:1])
    one("no_positive", changed(OLD, r1_positive=[]))
    one("no_negative", changed(OLD, r1_negative=[]))
    one("no_negatives", every(OLD, "negative", []))
    one("positive_null", changed(OLD, r1_positive=None))
    one("positive_has_null", changed(OLD, r1_positive=["a", None]))
    one("query_null", changed(OLD, r1_query=None))
    one("repeated", changed(OLD, r1_positive=["t1 yes"] * 3, r1_negative=["t1 yes", "t9 no"]))
    one("query_list", every(OLD, "query", lambda i, s: [s, "more"]))
    one("positive_text", every(OLD, "positive", "t1 yes"))
    one("positive_empty", changed(OLD, r1_positive=["", " "]))
