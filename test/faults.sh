#!/bin/sh
# What a run, a training and a store must survive, all of it together: kills, signals, torn and changed files, files that
# nobody should write. docs/faults.md says what is tried.
#
#   test/faults.sh [MUTANTS [KILLS [SEED]]]      1,000 mutants (34 of each of 30 files) and ten kills unless told otherwise
set -eu
cd "$(dirname "$0")/.."
exec mvn -B -ntp -pl models,test -am test -Dsurefire.failIfNoSpecifiedTests=false \
    -Dplumbline.mutants="$(((${1:-1000} + 29) / 30))" -Dplumbline.kills="${2:-10}" -Dplumbline.seed="${3:-20261127}" -Dplumbline.disks=8 \
    -Dtest='FuzzTest,KillTest,InterruptedRunTest,DamagedCheckpointTest,DamagedResultsTest,EndingTest,HostileInputTest,BadInputTest,BatchesTest,InterruptedEncodingTest,SharedStoreTest,CompactionTest,FullDiskTest,EndpointDayTest'
