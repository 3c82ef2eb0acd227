#!/bin/sh
# Builds and runs the kernels' JMH benchmarks; arguments go to JMH, for example:
#   test/benchmarks.sh ExactSearch -f 1 -wi 3 -i 5
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mvn -q -B -f "$root/pom.xml" -Dquick -Pbench -pl test/benchmarks -am package 1>&2
target=$root/test/benchmarks/target
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseParallelGC \
    -cp "$target/classes:$(cat "$target/benchmarks.dependencies")" org.openjdk.jmh.Main "$@"
