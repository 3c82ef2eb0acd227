"""Makes learning rates of every step with transformers' get_scheduler.

    python make_schedules.py FILE      # test/reference-models/schedules.json

Made with transformers 5.24.0. Warm-up steps are those that its Trainer takes of a ratio.
"""
import json
import sys

import torch
import transformers

CASES = [
    (name, ratio, total)
    for name in ("linear", "cosine", "constant", "constant_with_warmup")
    for ratio, total in ((0.0, 7), (0.1, 25), (0.3, 10), (0.9, 5), (0.05, 1))
    if name != "constant" or ratio == 0
]


def rates(name, ratio, total):
    arguments = transformers.TrainingArguments(output_dir="unused", warmup_steps=ratio, use_cpu=True)
    warmup = arguments.get_warmup_steps(total)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([parameter], lr=2.0)
    scheduler = transformers.get_scheduler(name, optimizer, warmup, total)
    values = []
    for _ in range(total):
        values.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"name": name, "ratio": ratio, "total": total, "warmup": warmup, "rates": values}


json.dump(
    {"transformers": transformers.__version__, "peak": 2.0, "schedules": [rates(*case) for case in CASES]},
    open(sys.argv[1], "w"),
    indent=1,
)
