#!/bin/sh
# Checks and speeds of Plumbline's networks on a GPU. Needs Python with torch and nothing else: scripts.json has the very
# functions that Plumbline compiles (GpuScriptsTest holds it to them). Golden vectors are those of models/src/test. Under six
# minutes; without a GPU, or with --smoke, a dry run of the same script in tiny. Exit code 1 if a check fails.
# PYTHON names another Python than python3.
set -eu
exec "${PYTHON:-python3}" "$(dirname "$0")/measure.py" "$@"
