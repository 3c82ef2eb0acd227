#!/bin/sh
# How time and bytes grow with the corpus: a retrieval task of chance scored on a cluster with a model that only looks vectors
# up, so that it is the work around the model that is measured.
#
#   test/spark-growth.sh [DOCUMENTS...]     100000 1000000 5000000 unless told otherwise
#
# QUERIES (1000), DIMENSIONS (384), WORKERS, CORES, MEMORY, EXECUTOR_MEMORY and PLUMBLINE_JAVA_OPTS change the rest; five million
# documents want PLUMBLINE_JAVA_OPTS=-Xmx12g.
set -eu
. "$(dirname "$0")/spark-common.sh"
[ $# -gt 0 ] || set -- 100000 1000000 5000000
prepare
data table "${DIMENSIONS:-384}" "$work/table"
cluster
for documents in "$@"; do
    data corpus "$documents" "${QUERIES:-1000}" "$work/$documents"
    begun=$(now)
    spark run --quiet --no-cache --fresh --model "$work/table" --model-name "table" --data "$work/$documents" \
        --task-file "$work/$documents/Growth.json" --results "$work/results-$documents" > "$work/$documents.txt"
    echo "$documents documents, ${QUERIES:-1000} queries, ${DIMENSIONS:-384} dimensions, $workers workers of $cores: $(since "$begun") s with the start"
    data figures "$(find "$work/results-$documents" -path '*plumbline/run.json')" Growth
    rm -rf "${work:?}/$documents"
done
