#!/bin/sh
# Checks and speeds of Plumbline's networks on a GPU. Needs Python with torch and nothing else: scripts.json has the very
# functions that Plumbline compiles (GpuScriptsTest holds it to them). Golden vectors are those of models/src/test. Under six
# minutes; without a GPU, or with --smoke, a dry run of the same script in tiny. Exit code 1 if a check fails.
# PYTHON names another Python than python3.
#
#   test/gpu/run.sh [--smoke] [--plumbline PROGRAM [--libtorch DIR]]
#
# With a program (the launcher of a checkout or a release) its own commands are timed too, encode and train as a whole beside
# torch's usual way, on the libtorch of that Python unless another is named; that takes some five minutes more.
set -eu
exec "${PYTHON:-python3}" "$(dirname "$0")/measure.py" "$@"
