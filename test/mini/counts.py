"""mteb's descriptive statistics of generated rows, as the manifest's expected_stats hold them."""

from collections import Counter


def of_retrieval(parts):
    documents = [row["text"] for row in parts["corpus"]]
    queries = [row["text"] for row in parts["queries"]]
    relevant = Counter({row["query-id"]: 0 for row in parts["default"]})
    listed = Counter(row["query-id"] for row in parts["default"])
    relevant.update(row["query-id"] for row in parts["default"] if row["score"] > 0)
    stats = {
        "num_samples": len(documents) + len(queries),
        "num_documents": len(documents),
        "num_queries": len(queries),
        "number_of_characters": _characters(documents) + _characters(queries),
        "relevant_docs": {
            "num_relevant_docs": sum(relevant.values()),
            "unique_relevant_docs": len({row["corpus-id"] for row in parts["default"]}),
            "min_relevant_docs_per_query": min(listed.values()),
            "max_relevant_docs_per_query": max(listed.values()),
            "average_relevant_docs_per_query": sum(relevant.values()) / len(queries),
        },
    }
    if "top_ranked" in parts:
        sizes = [len(row["corpus-ids"]) for row in parts["top_ranked"]]
        stats["top_ranked"] = {
            "num_top_ranked": sum(sizes),
            "min_top_ranked_per_query": min(sizes),
            "average_top_ranked_per_query": sum(sizes) / len(sizes),
            "max_top_ranked_per_query": max(sizes),
        }
    stats["text"] = {"documents_text": _text(documents), "queries_text": _text(queries)}
    return {"test": {"default": stats}}


def of_pairs(parts):
    rows = parts["test"]
    left, right = [row["sentence1"] for row in rows], [row["sentence2"] for row in rows]
    stats = {
        "num_samples": len(rows),
        "unique_pairs": len(set(zip(left, right))),
        "number_of_characters": _characters(left) + _characters(right),
    }
    if "score" in rows[0]:
        stats["score_range"] = _range([row["score"] for row in rows])
    else:
        stats.update(_labels([row["labels"] for row in rows]))
    stats["text"] = {"text1": _text(left), "text2": _text(right)}
    return {"test": {"default": stats}}


def of_labelled(parts, text_column, label_column):
    stats = {}
    for split, rows in parts.items():
        texts = [row[text_column] for row in rows]
        stats[split] = {"default": {
            "num_samples": len(rows),
            **_labels([row[label_column] for row in rows]),
            "text": {"text": _text(texts)},
        }}
    return stats


def of_summaries(parts):
    rows = parts["test"]
    columns = {
        "text": [row["text"] for row in rows],
        "human_summaries": [text for row in rows for text in row["human_summaries"]],
        "machine_summaries": [text for row in rows for text in row["machine_summaries"]],
    }
    return {"test": {"default": {
        "num_samples": len(rows),
        "number_of_characters": sum(_characters(texts) for texts in columns.values()),
        "score_range": _range([score for row in rows for score in row["relevance"]]),
        "text": {name: _text(texts) for name, texts in columns.items()},
    }}}


def _labels(labels):
    return {
        "unique_labels": len(set(labels)),
        "label_counts": {str(label): count for label, count in sorted(Counter(labels).items())},
    }


def _range(scores):
    return [min(scores), sum(scores) / len(scores), max(scores)]


def _text(texts):
    lengths = [len(text) for text in texts]
    return {"total_chars": sum(lengths), "min": min(lengths), "max": max(lengths), "unique": len(set(texts))}


def _characters(texts):
    return sum(map(len, texts))
