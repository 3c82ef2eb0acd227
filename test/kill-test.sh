#!/bin/sh
# Ten random kill -9 of a training, each gone on with; the weights must be those of a training that was not killed.
# The number of kills can be given: test/kill-test.sh 30
set -eu
cd "$(dirname "$0")/.."
exec mvn -B -pl test -am test -Dtest=KillTest -Dplumbline.kills="${1:-10}" -Dsurefire.failIfNoSpecifiedTests=false
