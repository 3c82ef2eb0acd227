#!/bin/sh
# A student of three of all-MiniLM-L6-v2's six layers, aligned with its vectors on texts without labels (train splits of
# ../shared/data/hf, without the rows that hold test texts), scored on eight tasks of which it saw nothing: the teacher, the
# layers as they were cut out, and the student. Means and spread over the seeds.
#   test/training/student.sh [--steps N] [--layers 0,2,5] [--tasks "A B"] [SHARED [OUTPUT [SEEDS]]]
# Runs that are in OUTPUT already are read, not repeated.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
steps=1200
layers=0,2,5
tasks="STS12 STS13 STS15 BIOSSES SICK-R SciFact TwentyNewsgroupsClustering TwitterURLCorpus"
while [ $# -gt 0 ]; do
    case $1 in
    --steps) steps=$2; shift 2 ;;
    --layers) layers=$2; shift 2 ;;
    --tasks) tasks=$2; shift 2 ;;
    *) break ;;
    esac
done
. "$root/test/training/common.sh"

train=train-00000-of-00001.parquet
if [ ! -f "$output/rows/done" ]; then
    rm -rf "$output/minilm" "$output/student" "$output/all" "$output/rows"
    mkdir -p "$output/all" "$output/rows"
    "$plumbline" export --model embedded:all-MiniLM-L6-v2 --format safetensors --output "$output/minilm"
    "$plumbline" export --model "$output/minilm" --format safetensors --layers "$layers" --output "$output/student"
    program "$root/test/training/RealTexts.java" "$output/all/texts.jsonl" "$hf/mteb/banking77/train.jsonl" \
        "$hf/mteb/MTOPDomainClassification/en/$train" "$hf/mteb/amazon_massive_intent/en/$train" \
        "$hf/mteb/tweet_sentiment_extraction/train.jsonl" "$hf/mteb/stsbenchmark-sts/train.jsonl.gz"
    # shellcheck disable=SC2086 # tasks are meant to be split
    "$plumbline" decontaminate "$output/all/texts.jsonl" --field text --task $tasks --data "$hf" --allow-modified-data \
        --clean "$output/rows"
    touch "$output/rows/done"
fi
# shellcheck disable=SC2086 # as above
"$plumbline" run --quiet --model "$output/minilm" --weights native --prompts none --data "$hf" --allow-modified-data --task $tasks \
    --results "$output/teacher"
list=$(echo $tasks | sed 's/ /, /g')
sed -e "s|DATA|$hf|; s|MODEL|$output/minilm|; s|STUDENT|$output/student|; s|STEPS|$steps|; s|TASKS|$list|" \
    "$root/test/training/student.yaml" > "$output/stages.yaml"
program "$root/test/training/Trainings.java" \
    "$plumbline" "$output/stages.yaml" "$output" "$seeds" whole
