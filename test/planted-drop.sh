#!/bin/sh
# Plants a drop of one point and asks the gate, on real data of ../shared: the suite that `gate --plan` proposes for ten minutes, the
# bundled all-MiniLM-L6-v2 as the baseline, its vectors cut to fewer dimensions as candidates. Prints what the plan promised, which
# drops the gate finds, how often a planted drop of exactly one point is found, and what stands in PairedNoise.
#   test/planted-drop.sh [SHARED [RESULTS [TASK ...]]]
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${1:-$root/../shared}
results=${2:-$(mktemp -d)}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi
"$root/plumbline" --version
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${PLUMBLINE_JAVA_OPTS:-} -XX:+UseParallelGC \
    -cp "$(cat "$root/harness/target/plumbline.classpath")" "$root/test/PlantedDrop.java" "$shared" "$results" "$@"
