#!/bin/sh
# Adapts a real model's own weights to train splits of ../shared/data/hf, without the rows that hold test texts, and scores those
# tasks and others that it never saw after each stage: fine-tuning, the same with the vectors of the model it was, of the rows and of
# texts without labels, and the soup of each with that model. So the four last columns are the recipe without both, without
# distillation, without the soup, and with both, as their names say. Means and spread over the seeds.
#   test/training/adapt.sh [--language en|zh] [--lora RANK] [--alone] [--steps N] [--rate R] [--align W] [--tasks "A B"]
#       [SHARED [OUTPUT [SEEDS]]]
# en: all-MiniLM-L6-v2, Banking77, MTOP and Massive intents; zh: bge-small-zh-v1.5, Waimai, OnlineShopping and STSB. --lora trains
# matrices of that rank instead of the weights, --alone ends with fine-tuning, --align is the old vectors' weight. Runs that are in
# OUTPUT already are read, not repeated. Three seeds take an hour and a half on two cores, in Chinese with the 80 steps of
# docs/training.md too.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
language=en
lora=
alone=
steps=150
rate=5e-5
align=2
tasks=
while [ $# -gt 0 ]; do
    case $1 in
    --language) language=$2; shift 2 ;;
    --lora) lora=$2; shift 2 ;;
    --alone) alone=1; shift ;;
    --steps) steps=$2; shift 2 ;;
    --rate) rate=$2; shift 2 ;;
    --align) align=$2; shift 2 ;;
    --tasks) tasks=$2; shift 2 ;;
    *) break ;;
    esac
done
train=train-00000-of-00001.parquet
case $language in
en)
    model=all-MiniLM-L6-v2
    : "${tasks:=Banking77Classification MTOPDomainClassification MassiveIntentClassification MassiveScenarioClassification
        STS12 STS13 STS15 BIOSSES SICK-R SciFact TwentyNewsgroupsClustering}"
    sets='banking77 mteb/banking77/train.jsonl
mtop mteb/MTOPDomainClassification/en/'$train'
intent mteb/amazon_massive_intent/en/'$train
    texts="mteb/tweet_sentiment_extraction/train.jsonl mteb/stsbenchmark-sts/train.jsonl.gz mteb/amazon_counterfactual/en/$train"
    share=1.7
    graded=
    length=64
    ;;
zh)
    model=bge-small-zh-v1.5
    : "${tasks:=Waimai OnlineShopping STSB AFQMC QBQTC PAWSX Ocnli CLSClusteringS2S}"
    sets='waimai C-MTEB/waimai-classification/data/'$train'
shopping C-MTEB/OnlineShopping-classification/data/'$train
    texts="C-MTEB/MultilingualSentiment-classification/data/$train mteb/STSB/data/$train"
    share=2.2
    graded=graded-zh
    length=128
    ;;
*) echo "adapt.sh: --language is en or zh, not $language" >&2; exit 2 ;;
esac
. "$root/test/training/common.sh"

if [ ! -f "$output/rows/done" ]; then
    rm -rf "$output/model" "$output/all" "$output/clean" "$output/rows"
    mkdir -p "$output/all" "$output/clean" "$output/rows"
    "$plumbline" export --model "embedded:$model" --format safetensors --output "$output/model"
    echo "$sets" | while read -r name file; do
        # shellcheck disable=SC2086 # tasks are meant to be split
        "$plumbline" decontaminate "$hf/$file" --field text --task $tasks --data "$hf" --allow-modified-data \
            --clean "$output/clean/$name"
        "$plumbline" label "$output/clean/$name"/* --negatives 1 --task "$name" --output "$output/rows/$name.jsonl"
    done
    # shellcheck disable=SC2046,SC2086 # files are meant to be split, as tasks are
    program "$root/test/training/RealTexts.java" "$output/all/texts.jsonl" $(for file in $texts; do echo "$hf/$file"; done)
    # shellcheck disable=SC2086 # as above
    "$plumbline" decontaminate "$output/all/texts.jsonl" --field text --task $tasks --data "$hf" --allow-modified-data \
        --clean "$output/rows"
    if [ -n "$graded" ]; then
        program "$root/test/training/RealRows.java" "$hf" "$output/all"
        # shellcheck disable=SC2086 # as above
        "$plumbline" decontaminate "$output/all/$graded.jsonl" --task $tasks --data "$hf" --allow-modified-data --clean "$output/rows"
    fi
    touch "$output/rows/done"
fi
lengths="max_query_length: $length, max_passage_length: $length"
datasets=$(echo "$sets" | while read -r name file; do
    printf '{name: %s, path: rows/%s.jsonl, type: classification, in_batch_negatives: true, negatives: 0, %s}, ' "$name" "$name" "$lengths"
done)
[ -z "$graded" ] || datasets="$datasets{name: $graded, path: rows/$graded.jsonl, type: sts, $lengths}, "
# as many steps of texts as of rows
rehearsed="$datasets{name: texts, path: rows/texts.jsonl, format: texts, weight: $share, max_query_length: $length}"
list=$(echo $tasks | sed 's/ /, /g')
low=
[ -z "$lora" ] || low="lora: {r: $lora, alpha: $((2 * lora))}"
sed -e "s|DATASETS|[${datasets%, }]|; s|DATA|$hf|; s|MODEL|$output/model|; s|REHEARSED|[$rehearsed]|; s|STEPS|$steps|; \
    s|TWICE|$((2 * steps))|; s|ALIGN|$align|; s|RATE|$rate|; s|TASKS|$list|; s|^ *LORA|    $low|" \
    "$root/test/training/adapt.yaml" | sed "${alone:+/^  # The vectors of the model it was/,\$d}" > "$output/stages.yaml"
program "$root/test/training/Trainings.java" "$plumbline" "$output/stages.yaml" "$output" "$seeds" whole
