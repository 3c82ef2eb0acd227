#!/bin/sh
# Trains a network of 1.1 million parameters through all stages on train splits of ../shared/data/hf, and on nothing of their
# test splits, scores held-out tasks after each stage, and repeats it without single parts of the recipe; three seeds each.
#   test/training/real.sh [SHARED [OUTPUT [SEEDS [VARIANT...]]]]
# Runs that are in OUTPUT already are read, not repeated.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
shared=$(cd "${1:-$root/../shared}" && pwd)
output=${2:-$(mktemp -d)}
seeds=${3:-42,43,44}
if [ $# -gt 3 ]; then shift 3; else set -- whole no-focal no-mixing no-kl causal; fi
hf=$shared/data/hf
rows=$output/rows
plumbline=$root/plumbline
"$plumbline" --version

ours() { # Java program of this folder, arguments
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(cat "$root/harness/target/plumbline.classpath")" "$root/test/training/$@"
}

scored() { # name, model, extra options: the rows with a teacher's scores
    name=$1 model=$2
    shift 2
    "$plumbline" mine --score-only --model "$model" --no-cache --prompts none "$@" --output "$rows/$name.jsonl" "$rows/$name.plain.jsonl" > /dev/null
}

if [ ! -f "$rows/done" ]; then
    mkdir -p "$rows"
    ours RealRows.java "$hf" "$rows"
    "$plumbline" label --negatives 4 --task banking77 --output "$rows/banking77.plain.jsonl" "$hf/mteb/banking77/train.jsonl" > /dev/null
    "$plumbline" label --negatives 4 --task mtop --output "$rows/mtop.plain.jsonl" "$hf/mteb/MTOPDomainClassification/en/train-00000-of-00001.parquet" > /dev/null
    "$plumbline" label --negatives 4 --task intent --output "$rows/intent.plain.jsonl" "$hf/mteb/amazon_massive_intent/en/train-00000-of-00001.parquet" > /dev/null
    "$plumbline" mine --model bm25 --negatives 4 --consistency-rank none --pool "$rows/graded-en.jsonl" --symmetric --output "$rows/same-en.plain.jsonl" "$rows/same-en.jsonl" > /dev/null
    "$plumbline" mine --model bm25 --lang cmn --negatives 4 --consistency-rank none --pool "$rows/graded-zh.jsonl" --symmetric --output "$rows/same-zh.plain.jsonl" "$rows/same-zh.jsonl" > /dev/null
    mv "$rows/same-en.jsonl" "$rows/weak-en.jsonl"
    mv "$rows/same-zh.jsonl" "$rows/weak-zh.jsonl"
    for name in banking77 mtop intent same-en; do scored "$name" embedded:all-MiniLM-L6-v2 --symmetric; done
    scored same-zh embedded:bge-small-zh-v1.5 --symmetric
    touch "$rows/done"
fi
rm -rf "$output/network"
cp -r "$root/examples/mini/network" "$output/network"
sed -i 's/"num_hidden_layers": 2/"num_hidden_layers": 4/' "$output/network/config.json"
sed "s|DATA|$hf|" "$root/test/training/real.yaml" > "$output/stages.yaml"
ours Trainings.java "$plumbline" "$output/stages.yaml" "$output" "$seeds" "$@"
