#!/bin/sh
# Scores the bundled models on the real data sets of ../shared and compares every main score with mteb's own.
# Prints the table README shows; exit 1 if a score is further from mteb's than allowed.
#   test/real-data.sh [SHARED [RESULTS]]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${1:-$root/../shared}
results=${2:-$(mktemp -d)}
"$root/plumbline" --version
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${PLUMBLINE_JAVA_OPTS:-} -XX:+UseParallelGC \
    -cp "$(cat "$root/harness/target/plumbline.classpath")" "$root/test/RealData.java" "$shared" "$results"
