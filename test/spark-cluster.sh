#!/bin/sh
# A standalone cluster of Spark on this machine, a master and workers in processes of their own.
#
#   test/spark-cluster.sh start DIR [WORKERS [CORES [MEMORY]]]   two workers of one core and 3g; prints the master's address
#   test/spark-cluster.sh stop DIR                               ends them
#
# SPARK_HOME says which Spark (test/spark-home.sh makes one). DIR takes logs, and process numbers in DIR/pids.
set -eu
[ $# -ge 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
what=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
if [ "$what" = stop ]; then
    if [ -f "$dir/pids" ]; then
        while read -r pid; do kill "$pid" 2> /dev/null || true; done < "$dir/pids"
        rm -f "$dir/pids"
    fi
    exit 0
fi
: "${SPARK_HOME:?names the folder that Spark was unpacked to}"
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$dir/local"
SPARK_SCALA_VERSION=$(basename "$(ls "$SPARK_HOME"/jars/spark-core_*.jar)" | sed 's/spark-core_\([0-9.]*\)-.*/\1/')
export SPARK_SCALA_VERSION
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# an earlier cluster's words are not this one's
rm -f "$dir"/*.log

daemon() { # LOG CLASS ARGUMENTS
    log=$1
    class=$2
    shift 2
    "$java" -Xmx256m -XX:+IgnoreUnrecognizedVMOptions --add-opens=java.base/java.nio=ALL-UNNAMED \
        --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED \
        --add-opens=java.base/java.util=ALL-UNNAMED -cp "$SPARK_HOME/jars/*" "org.apache.spark.deploy.$class" "$@" \
        > "$log" 2>&1 &
    echo $! >> "$dir/pids"
}

await() { # LOG WORDS
    tries=0
    until grep -q "$2" "$1" 2> /dev/null; do
        tries=$((tries + 1))
        if [ $tries -gt 600 ] || grep -q 'Uncaught exception' "$1" 2> /dev/null; then
            echo "$1 never said: $2" >&2
            tail -n 20 "$1" >&2
            "$0" stop "$dir"
            exit 1
        fi
        sleep 0.2
    done
}

daemon "$dir/master.log" master.Master --host 127.0.0.1 --port 0 --webui-port 0
await "$dir/master.log" 'New state: ALIVE'
master=$(sed -n 's|.*\(spark://127.0.0.1:[0-9]*\).*|\1|p' "$dir/master.log" | head -n 1)
for worker in $(seq 1 "${3:-2}"); do
    daemon "$dir/worker$worker.log" worker.Worker --host 127.0.0.1 --webui-port 0 --cores "${4:-1}" --memory "${5:-3g}" \
        --work-dir "$dir/work$worker" "$master"
done
for worker in $(seq 1 "${3:-2}"); do
    await "$dir/worker$worker.log" 'Successfully registered with master'
done
echo "$master"
