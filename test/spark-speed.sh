#!/bin/sh
# How much of a core's speed is left on a cluster: the same texts encoded by one process and by two workers with the same cores.
#
#   test/spark-speed.sh [TEXTS [CHARACTERS]]     20,000 of 750 unless told otherwise; MODEL, WORKERS, CORES, ROUNDS change the rest
#
# Prints texts a second and core of each round, the start of either left out, and their ratio. Nothing else may run meanwhile.
set -eu
. "$(dirname "$0")/spark-common.sh"
texts=${1:-20000}
model=${MODEL:-embedded:all-MiniLM-L6-v2}
prepare
data texts "$texts" "${2:-750}" "$work/texts.jsonl"
cluster
seconds() { sed -n 's/.*"seconds" *: *\([0-9.]*\).*/\1/p' "$1" | head -n 1; }
for round in $(seq 1 "${ROUNDS:-2}"); do
    "$root/plumbline" encode --quiet --json --force --no-cache --model "$model" --threads $((workers * cores)) \
        --input "$work/texts.jsonl" --output "$work/here.parquet" > "$work/here.json"
    spark encode --quiet --json --force --no-cache --model "$model" \
        --input "$work/texts.jsonl" --output "$work/there.parquet" > "$work/there.json"
    cmp "$work/here.parquet" "$work/there.parquet"
    echo "$round $texts $((workers * cores)) $(seconds "$work/here.json") $(seconds "$work/there.json")" | awk '{
        printf "round %d: one process %.1f s, %.1f texts/s and core; cluster %.1f s, %.1f; ratio %.3f\n",
            $1, $4, $2 / $4 / $3, $5, $2 / $5 / $3, $4 / $5 }'
done
