#!/bin/sh
# Adapts all-MiniLM-L6-v2's own weights to Banking77, MTOP and Massive intents, from train splits of ../shared/data/hf without
# the rows that hold test texts, and scores those tasks and others that it never saw after each stage: fine-tuning, the same with
# the vectors of the model it was, and the soup of each with that model. So the four last columns are the recipe without both,
# without the soup, without distillation, and with both. Means and spread over the seeds.
#   test/training/adapt.sh [--steps N] [--tasks "A B"] [SHARED [OUTPUT [SEEDS]]]
# Runs that are in OUTPUT already are read, not repeated. Three seeds of 150 steps take hours on two cores, most of them scoring.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
steps=150
tasks="Banking77Classification MTOPDomainClassification MassiveIntentClassification MassiveScenarioClassification
    STS12 STS13 STS15 BIOSSES SICK-R SciFact TwentyNewsgroupsClustering"
while [ $# -gt 0 ]; do
    case $1 in
    --steps) steps=$2; shift 2 ;;
    --tasks) tasks=$2; shift 2 ;;
    *) break ;;
    esac
done
shared=$(cd "${1:-$root/../shared}" && pwd)
output=${2:-$(mktemp -d)}
mkdir -p "$output"
output=$(cd "$output" && pwd)
seeds=${3:-42,43,44}
hf=$shared/data/hf
plumbline=$root/plumbline
"$plumbline" --version

if [ ! -f "$output/rows/done" ]; then
    rm -rf "$output/minilm" "$output/clean" "$output/rows"
    mkdir -p "$output/clean" "$output/rows"
    "$plumbline" export --model embedded:all-MiniLM-L6-v2 --format safetensors --output "$output/minilm"
    while read -r name file; do
        # shellcheck disable=SC2086 # tasks are meant to be split
        "$plumbline" decontaminate "$hf/mteb/$file" --field text --task $tasks --data "$hf" --allow-modified-data \
            --clean "$output/clean/$name"
        "$plumbline" label "$output/clean/$name"/* --negatives 1 --task "$name" --output "$output/rows/$name.jsonl"
    done <<'SETS'
banking77 banking77/train.jsonl
mtop MTOPDomainClassification/en/train-00000-of-00001.parquet
intent amazon_massive_intent/en/train-00000-of-00001.parquet
SETS
    touch "$output/rows/done"
fi
list=$(echo $tasks | sed 's/ /, /g')
sed -e "s|DATA|$hf|; s|MODEL|$output/minilm|; s|STEPS|$steps|; s|TASKS|$list|" "$root/test/training/adapt.yaml" > "$output/stages.yaml"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(cat "$root/harness/target/plumbline.classpath")" "$root/test/training/Trainings.java" \
    "$plumbline" "$output/stages.yaml" "$output" "$seeds" whole
