#!/bin/sh
# The same texts, network and cores by DJL's own text embedder for Spark and by plumbline encode. DJL's is of Scala 2.12 and Spark
# 3 alone, Plumbline's of Spark 4, which is of Scala 2.13 alone: each has a cluster of its own, one after the other.
#
#   test/spark-beside-djl.sh [TEXTS [CHARACTERS]]     2,000 of 750 unless told otherwise
#
# FILE names JSON lines with a field "text" to take the first TEXTS of instead of texts of chance. BATCHIFIER (padding, or none,
# which is DJL's own choice and which ONNX Runtime refuses for this network), WORKERS, CORES change the rest. Fetches Spark 3.5.3 and DJL 0.33.0
# from Maven's repository once into WORK (some 400 MB), if WORK is named and kept. Where a registry does not have ai.djl.spark, DJL_JAR
# names its jar, made from DJL's sources.
set -eu
. "$(dirname "$0")/spark-common.sh"
texts=${1:-2000}
djl=0.33.0
spark3=3.5.3
prepare
if [ -n "${FILE:-}" ]; then
    head -n "$texts" "$FILE" > "$work/texts.jsonl"
    texts=$(wc -l < "$work/texts.jsonl")
else
    data texts "$texts" "${2:-750}" "$work/texts.jsonl"
fi
embedder=ai.djl.spark:spark_2.12:$djl
[ -z "${DJL_JAR:-}" ] || embedder="ai.djl:api:$djl ai.djl.huggingface:tokenizers:$djl"
[ -d "$work/spark3/jars" ] || WITH="org.apache.spark:spark-sql_2.12:$spark3 org.apache.spark:spark-mllib_2.12:$spark3
$embedder ai.djl.onnxruntime:onnxruntime-engine:$djl" "$root/test/spark-home.sh" "$work/spark3" "$spark3" 2.12
[ -z "${DJL_JAR:-}" ] || cp "$DJL_JAR" "$work/spark3/jars/"
if [ ! -d "$work/network" ]; then
    data unpack "$(tr ':' '\n' < "$root/harness/target/plumbline.classpath" | grep 'embeddings-all-minilm-l6-v2-[0-9]')" "$work/network"
    cat > "$work/network/serving.properties" <<EOF
engine=OnnxRuntime
option.modelName=model
includeTokenTypes=true
pooling=mean
normalize=true
maxLength=256
truncation=true
EOF
fi
mkdir -p "$work/djl"
javac -d "$work/djl" -cp "$work/spark3/jars/*" "$root/test/DjlSpark.java"
jar --create --file "$work/djl.jar" -C "$work/djl" .
seconds() { sed -n 's/.*"seconds" *: *\([0-9.]*\).*/\1/p' "$1" | head -n 1; }

ours=$SPARK_HOME
SPARK_HOME=$work/spark3
cluster
opens=$(for room in java.lang java.lang.invoke java.io java.net java.nio java.util java.util.concurrent sun.nio.ch sun.nio.cs \
    sun.security.action sun.util.calendar; do printf -- '--add-opens=java.base/%s=ALL-UNNAMED ' "$room"; done)
# shellcheck disable=SC2086 # options are meant to be split
"$java" -Xmx1g $opens -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit --master "$master" \
    --conf spark.driver.host=127.0.0.1 --conf spark.executor.cores="$cores" \
    --conf spark.executor.memory="${EXECUTOR_MEMORY:-2g}" --class DjlSpark "$work/djl.jar" \
    "file://$work/texts.jsonl" "file://$work/djl.parquet" "file://$work/network" $((workers * cores * 4)) "${BATCHIFIER:-padding}" \
    > "$work/djl.json" 2> "$work/djl.log" || { tail -n 40 "$work/djl.log" >&2; exit 1; }
"$root/test/spark-cluster.sh" stop "$work/cluster"

SPARK_HOME=$ours
cluster
spark encode --quiet --json --force --no-cache --model embedded:all-MiniLM-L6-v2 \
    --input "$work/texts.jsonl" --output "$work/there.parquet" > "$work/there.json"
ours=$(seconds "$work/there.json")
core=$(sed -n 's/.*"core_seconds" *: *\([0-9.]*\).*/\1/p' "$work/there.json" | head -n 1)
echo "$texts $(seconds "$work/djl.json") $ours $core $((workers * cores))" | awk '{
    printf "DJL %.1f s, %.1f texts/s; plumbline %.1f s, %.1f texts/s; %.2f times as fast\n", $2, $1 / $2, $3, $1 / $3, $2 / $3
    printf "executors of plumbline were at work for %.1f s of %d cores; the rest is their start, with 200 MB of jars\n", $4, $5 }'
