#!/bin/sh
# The jar for spark-submit, given to a standalone cluster with Spark's own class, and its vectors compared with those of one
# process.
#
#   test/spark-submit.sh [JAR]      of harness/spark/target unless told otherwise; made there if it is not
set -eu
. "$(dirname "$0")/spark-common.sh"
prepare
jar=${1:-}
if [ -z "$jar" ]; then
    ls "$root"/harness/spark/target/plumbline-spark-*-all.jar > /dev/null 2>&1 ||
        mvn -q -B -ntp -f "$root/pom.xml" -Dquick -Prelease -pl harness/spark -am package
    jar=$(ls "$root"/harness/spark/target/plumbline-spark-*-all.jar)
fi
data texts "${TEXTS:-400}" 200 "$work/texts.jsonl"
"$root/plumbline" encode --quiet --no-cache --force --model embedded:all-MiniLM-L6-v2 \
    --input "$work/texts.jsonl" --output "$work/here.parquet"
cluster
opens=$(for room in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
    printf -- '--add-opens=java.base/%s=ALL-UNNAMED ' "$room"
done)
# as bin/spark-submit starts it
# shellcheck disable=SC2086 # options are meant to be split
"$java" -Xmx1g -XX:+IgnoreUnrecognizedVMOptions $opens -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit \
    --master "$master" --conf spark.driver.host=127.0.0.1 --conf spark.executor.cores="$cores" \
    --conf spark.executor.memory="${EXECUTOR_MEMORY:-2g}" \
    --conf spark.driver.userClassPathFirst=true --conf spark.executor.userClassPathFirst=true \
    "$jar" encode --engine spark --no-cache --force --model embedded:all-MiniLM-L6-v2 \
    --input "$work/texts.jsonl" --output "$work/there.parquet"
cmp "$work/here.parquet" "$work/there.parquet"
echo "the submitted jar wrote the bytes of one process"
