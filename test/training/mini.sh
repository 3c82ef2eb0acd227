#!/bin/sh
# Trains examples/mini.yaml from three seeds, and as a control with shuffled pairs; prints mean and spread of every score.
#   test/training/mini.sh [OUTPUT [SEEDS [VARIANT...]]]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
output=${1:-$(mktemp -d)}
seeds=${2:-42,43,44}
[ $# -le 2 ] || shift 2
[ $# -ge 1 ] && [ "$1" != "$output" ] || set -- whole shuffled
"$root/plumbline" --version
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(cat "$root/harness/target/plumbline.classpath")" \
    "$root/test/training/Trainings.java" "$root/plumbline" "$root/examples/mini.yaml" "$output" "$seeds" "$@"
