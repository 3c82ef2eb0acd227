"""Checks that MLflow's own server and TensorBoard's own reader have what `plumbline train` logs.

    tracking.py            # wants mlflow and tensorboard, nothing else

Starts a tracking server on this machine, trains the first stage of a small network, then both by --resume, and compares every
figure of every step with log.jsonl: MLflow's to the last bit, TensorBoard's to single precision; and scores with scores.csv to six
digits, which is what a run that goes on reads of a result file. The two trainings must be one run there, done, with its parameters and
tag.
"""

from __future__ import annotations

import csv
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import mlflow
import tensorboard
from mlflow.tracking import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import SCALARS, EventAccumulator

ROOT = Path(__file__).resolve().parent.parent.parent
FIGURES = ["loss", "positive_similarity", "negative_similarity", "grad_norm", "learning_rate", "tokens_per_second", "memory_mb"]
STAGES = ["pretrain", "finetune"]


def configuration(folder: Path, address: str) -> Path:
    short = (ROOT / "examples/mini-short.yaml").read_text()
    head, stage = short.split("stages:\n")
    stage = stage.replace("steps: 80", "steps: 12\n    score_steps: 6")
    second = stage.replace("pretrain", "finetune").replace("learning_rate: 3e-3", "learning_rate: 2e-3")
    head = head.replace("tasks: [", "tasks: [ExampleSTS.en]  # [").replace("  gate: mini/gate.yaml\n", "")
    text = f"{head}track: {{tensorboard: true, mlflow: \"{address}\", experiment: tracking}}\nstages:\n{stage}{second}"
    file = folder / "stages.yaml"
    file.write_text(text.replace("mini/", f"{ROOT}/examples/mini/"))
    return file


def train(config: Path, run: Path, *more: str) -> None:
    subprocess.run([ROOT / "plumbline", "train", "--config", config, "--output", run, *more], check=True, stdout=subprocess.DEVNULL)


def serve(folder: Path) -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--default-artifact-root", str(folder / "artifacts")]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(address + "/health", timeout=2).read()
            return server, address
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.5)
    server.terminate()
    raise SystemExit("mlflow server did not start: " + (folder / "server.log").read_text()[-2000:])


def single(value: float) -> float:
    return struct.unpack("f", struct.pack("f", value))[0]


def same(figure: str, there: dict[int, float], here: dict[int, float]) -> bool:
    if not figure.startswith("score/"):
        return there == here
    return there.keys() == here.keys() and all(abs(there[step] - here[step]) <= 1e-6 for step in here)


def logged(run: Path, stage: str) -> dict[str, dict[int, float]]:
    """What log.jsonl and scores.csv have, by figure and step."""
    figures: dict[str, dict[int, float]] = {}
    for line in (run / stage / "log.jsonl").read_text().splitlines():
        record = json.loads(line)
        if "loss" in record:
            named = {name: record.get(name) for name in FIGURES} | record["parts"]
            for name, value in named.items():
                # what is no number is written as text
                if isinstance(value, (int, float)):
                    figures.setdefault("train/" + name, {})[record["step"]] = float(value)
    with (run / "scores.csv").open() as file:
        for row in csv.DictReader(file):
            if row["checkpoint"] == stage or row["checkpoint"].startswith(stage + "-"):
                step = int(row["checkpoint"].removeprefix(stage + "-")) if row["checkpoint"] != stage else 12
                figures.setdefault("score/" + row["task"], {})[step] = float(row["score"])
    return figures


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server, address = serve(folder)
        try:
            run = folder / "run"
            config = configuration(folder, address)
            train(config, run, "--stage", "pretrain")
            train(config, run, "--resume")
            client = MlflowClient(address)
            experiment = client.get_experiment_by_name("tracking")
            runs = client.search_runs([experiment.experiment_id])
            assert len(runs) == 1, f"{len(runs)} runs in place of one"
            shown = runs[0]
            assert shown.info.status == "FINISHED", shown.info.status
            params, tags = shown.data.params, shown.data.tags
            assert params["pretrain.learning_rate"] == "0.003" and params["finetune.learning_rate"] == "0.002", params
            assert params["finetune.data.datasets.pairs-en.type"] == "retrieval", params
            assert tags["plumbline.version"], tags
            compared = 0
            for stage in STAGES:
                events = EventAccumulator(str(run / "tensorboard" / stage), size_guidance={SCALARS: 0})
                events.Reload()
                ours = logged(run, stage)
                for figure, values in ours.items():
                    there = {m.step: m.value for m in client.get_metric_history(shown.info.run_id, f"{stage}/{figure}")}
                    assert same(figure, there, values), f"MLflow, {stage} {figure}: {there} for {values}"
                    board = {event.step: event.value for event in events.Scalars(figure)}
                    wanted = {step: single(value) for step, value in values.items()}
                    assert same(figure, board, wanted), f"TensorBoard, {stage} {figure}: {board} for {wanted}"
                    compared += len(values)
                print(f"{stage}: {len(ours)} figures: {', '.join(ours)}")
            print(
                f"{compared} values equal in MLflow {mlflow.__version__} and TensorBoard {tensorboard.__version__},"
                f" one run, {len(params)} parameters, plumbline.version {tags['plumbline.version']}"
            )
        finally:
            os.killpg(server.pid, 15)
            server.wait()


if __name__ == "__main__":
    main()
