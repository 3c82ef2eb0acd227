"""Reads every result file of a results folder with Python's mteb, as anyone would who gets them from us.

results.py RESULTS    exit 1 if mteb cannot read one
"""

from __future__ import annotations

import sys
from pathlib import Path

from mteb.results import TaskResult

NOT_RESULTS = {"model_meta.json", "run.json"}


def main() -> int:
    failed = 0
    files = [file for file in sorted(Path(sys.argv[1]).rglob("*.json")) if file.name not in NOT_RESULTS]
    for file in files:
        try:
            result = TaskResult.from_disk(file)
        except (KeyError, TypeError, ValueError) as error:
            failed += 1
            print(f"UNREADABLE {file}: {error}")
            continue
        print(f"ok {result.task_name} {result.get_score():.6f} {file}")
    print(f"{len(files) - failed} of {len(files)} read by mteb")
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
