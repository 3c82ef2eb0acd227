#!/bin/sh
# Faults of a cluster, done to one on this machine: a shuffle file that is lost, a machine whose disk is full, a slow machine,
# executors killed while an endpoint is asked, and kills in any number.
#
#   test/spark-faults.sh [KILLS]      ten unless told otherwise
set -eu
cd "$(dirname "$0")/.."
exec mvn -B -ntp -pl harness/spark -am test -Dsurefire.failIfNoSpecifiedTests=false -Dplumbline.kills="${1:-10}" \
    -Dtest='SparkFaults,SparkClusterTest#minedRowsAreTheSameWhicheverExecutorsAreKilled'
