# Read by the scripts that measure on Spark: builds what they need, and starts a cluster that ends with them.
root=$(cd "$(dirname "$0")/.." && pwd)
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
workers=${WORKERS:-2}
cores=${CORES:-1}
memory=${MEMORY:-3g}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

data() { "$java" -Xmx1g -cp "$(cat "$root/harness/target/plumbline.classpath")" "$root/test/SparkData.java" "$@"; }

# seconds since some time, with a fraction
now() { date +%s.%N; }

since() { echo "$1 $(now)" | awk '{printf "%.1f", $2 - $1}'; }

prepare() {
    "$root/plumbline" --version > /dev/null
    if ! ls "$root"/harness/spark/target/plumbline-spark-*.jar > /dev/null 2>&1; then
        mvn -q -B -ntp -f "$root/pom.xml" -Dquick -pl harness/spark -am package
    fi
    if [ -z "${SPARK_HOME:-}" ]; then
        SPARK_HOME=$work/spark
        [ -d "$SPARK_HOME/jars" ] || "$root/test/spark-home.sh" "$SPARK_HOME"
    fi
    export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1
}

cluster() {
    trap '"$root/test/spark-cluster.sh" stop "$work/cluster"' EXIT
    trap 'exit 130' INT TERM
    master=$("$root/test/spark-cluster.sh" start "$work/cluster" "$workers" "$cores" "$memory")
}

# a command's words, and those that have it work on the cluster
spark() {
    "$root/plumbline" "$@" --engine spark --master "$master" --spark-conf spark.driver.host=127.0.0.1 \
        --spark-conf "spark.executor.cores=$cores" --spark-conf "spark.executor.memory=${EXECUTOR_MEMORY:-2g}"
}
