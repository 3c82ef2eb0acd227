"""Checks that Plumbline and huggingface_hub share one cache, each finding what the other downloaded.

    hub.py

Both download two data sets and a model of ../shared from a hub on this machine (HubServer, of the tests of models). Fails
if one of them lays a file elsewhere than the other, asks for a file that the other has fetched, or does not find it
offline. Needs compiled tests: mvn test-compile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHARED = ROOT.parent / "shared"
TASKS = {"BIOSSES": "mteb/biosses-sts", "SciFact": "mteb/scifact"}
MODEL = "acme/bert-tiny"
COMMIT = "a" * 40


class Hub:
    """The hub's process."""

    def __init__(self, repositories: dict[str, Path]):
        java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
        classes = ROOT / "models/target/test-classes"
        classpath = f"{classes}:{(ROOT / 'harness/target/plumbline.classpath').read_text()}"
        served = [f"{name}={folder}" for name, folder in repositories.items()]
        command = [java, "-cp", classpath, "dev.plumbline.models.hub.HubServer", *served]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.endpoint = self.process.stdout.readline().strip()

    def requests(self) -> list[str]:
        """What was asked since the last time."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        lines = iter(self.process.stdout.readline, "end\n")
        return [line.strip() for line in lines]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def plumbline(cache: Path, *arguments: str, offline: bool = False) -> str:
    environment = dict(os.environ, HF_HUB_CACHE=str(cache), HF_HUB_OFFLINE="1" if offline else "0")
    command = [str(ROOT / "plumbline"), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout


def layout(cache: Path) -> dict[str, str]:
    """Every file below the cache that both sides write, with where its link leads or its content."""
    entries = {}
    for path in sorted(cache.rglob("*")):
        name = str(path.relative_to(cache))
        own = (".plumbline", "trees", ".locks", "CACHEDIR.TAG", ".no_exist")
        if path.is_dir() or any(part in own for part in path.relative_to(cache).parts):
            continue
        entries[name] = os.readlink(path) if path.is_symlink() else path.read_bytes().hex()
    return entries


def main() -> None:
    subprocess.run([ROOT / "plumbline", "--version"], check=True)
    tasks = json.loads(plumbline(Path("/nonexistent"), "tasks", "--task", *TASKS, "--json"))
    revisions = {task["dataset"]["path"]: task["dataset"]["revision"] for task in tasks}
    repositories = {f"datasets/{name}@{revision}": SHARED / "data/hf" / name for name, revision in revisions.items()}
    repositories[f"models/{MODEL}@{COMMIT}"] = SHARED / "reference-models/bert-tiny"
    hub = Hub(repositories)
    os.environ["HF_ENDPOINT"] = hub.endpoint
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        with tempfile.TemporaryDirectory() as folder:
            check(hub, revisions, Path(folder).resolve())
    finally:
        hub.stop()


def check(hub: Hub, revisions: dict[str, str], folder: Path) -> None:
    # not before the endpoint is known: the library reads it once
    import huggingface_hub
    from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache
    from sentence_transformers import SentenceTransformer

    ours, theirs = folder / "ours", folder / "theirs"
    plumbline(ours, "data", "pull", "--task", *TASKS, "--model", MODEL)
    files = []
    for repository in scan_cache_dir(ours).repos:
        for revision in repository.revisions:
            for file in revision.files:
                path = str(file.file_path.relative_to(revision.snapshot_path))
                asked = revision.commit_hash if repository.repo_type == "dataset" else "main"
                files.append((repository.repo_type, repository.repo_id, asked, path))
    scanned = scan_cache_dir(ours)
    assert not scanned.warnings, scanned.warnings
    assert len(scanned.repos) == 3 and len(files) > 10, files
    print(f"scan_cache_dir: {len(scanned.repos)} repositories, {len(files)} files, no warning")

    for kind, name, asked, path in files:
        found = try_to_load_from_cache(name, path, cache_dir=ours, revision=asked, repo_type=kind)
        assert isinstance(found, str) and Path(found).is_file(), (name, path, found)
        hf_hub_download(name, path, repo_type=kind, revision=asked, cache_dir=ours, local_files_only=True)
    for name, revision in revisions.items():
        snapshot = snapshot_download(
            name, repo_type="dataset", revision=revision, cache_dir=ours, local_files_only=True
        )
        assert Path(snapshot, "README.md").is_file()
    model = SentenceTransformer(MODEL, cache_folder=str(ours), local_files_only=True, device="cpu")
    print(f"try_to_load_from_cache, snapshot_download, SentenceTransformer offline: found, {model.encode('a').shape}")

    hub.requests()
    for kind, name, asked, path in files:
        hf_hub_download(name, path, repo_type=kind, revision=asked, cache_dir=ours)
    fetched = [request for request in hub.requests() if " GET " in request and "/resolve/" in request]
    assert not fetched, fetched
    print("hf_hub_download online: fetches nothing that Plumbline has fetched")

    for kind, name, asked, path in files:
        hf_hub_download(name, path, repo_type=kind, revision=asked, cache_dir=theirs)
    mine, python = layout(ours), layout(theirs)
    assert mine == python, {name: (mine.get(name), python.get(name)) for name in mine.keys() ^ python.keys()}
    print(f"the same layout: {len(mine)} files and links")

    hub.requests()
    plumbline(theirs, "data", "pull", "--task", *TASKS, "--model", MODEL)
    fetched = [request for request in hub.requests() if "/resolve/" in request]
    assert not fetched, fetched
    print("plumbline data pull: fetches nothing that Python has fetched")
    assert " 0 damaged" in plumbline(theirs, "data", "verify", offline=True)
    results = str(folder / "results")
    run = ("run", "--model", "random", "--no-cache", "--task", *TASKS, "--results", results, "--offline")
    print(plumbline(theirs, *run, offline=True))
    again = folder / "again"
    snapshot_download("mteb/biosses-sts", repo_type="dataset", revision=revisions["mteb/biosses-sts"], cache_dir=again)
    print(plumbline(again, "data", "ls", "--task", "BIOSSES", offline=True))
    print(f"all held; huggingface_hub {huggingface_hub.__version__}")


if __name__ == "__main__":
    sys.exit(main())
