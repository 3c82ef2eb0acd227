"""Holds a branch of the public results repository against mteb's own loader; called by test/submit.sh.

  python check_submission.py CACHE MINE MODEL REVISION first|again TASK...

CACHE is mteb's cache folder, whose remote/ is a clone with the branch checked out; MINE is the folder that plumbline run wrote.
Exact: every main score that mteb loads is that of our file, for every split and subset; mteb validates the splits, takes our
model_meta.json for the model of its registry and finds nothing more to hand in. For a model that the repository had nothing of, the
branch adds what mteb's own ResultCache.submit_results would copy there, byte for byte, and no file else.
Made for mteb 2.26.24: the last two are held with functions that mteb keeps to itself.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import mteb
from mteb.cache.result_cache import CopyResultsAction
from mteb.models import ModelMeta

warnings.filterwarnings("ignore")


def main_scores(path):
    scores = json.loads(path.read_text())["scores"]
    return {(split, entry["hf_subset"]): entry["main_score"] for split, entries in scores.items() for entry in entries}


def loaded(cache, model, revision, tasks, **options):
    """Main scores of each task, as mteb loads them."""
    results = cache.load_results(models=[model], tasks=tasks, require_model_meta=True, **options)
    found = {}
    for of_model in results.model_results:
        assert (of_model.model_name, of_model.model_revision) == (model, revision), of_model
        for result in of_model.task_results:
            assert result.task_name not in found, f"{result.task_name} twice"
            found[result.task_name] = {
                (split, entry["hf_subset"]): entry["main_score"] for split, entries in result.scores.items() for entry in entries
            }
    return found


def changed(remote):
    names = subprocess.run(
        ["git", "-C", remote, "diff", "--name-only", "origin/main", "HEAD"], check=True, capture_output=True, text=True)
    return set(names.stdout.split())


def main():
    cache_folder, mine, model, revision, kind, *tasks = sys.argv[1:]
    cache_folder, mine = pathlib.Path(cache_folder), pathlib.Path(mine)
    assert mteb.__version__ == "2.26.24", mteb.__version__
    place = pathlib.Path("results") / model.replace("/", "__") / revision
    ours = {task: main_scores(mine / place / f"{task}.json") for task in tasks}
    cache = mteb.ResultCache(cache_folder)
    there = loaded(cache, model, revision, tasks)
    assert there == ours, f"mteb loads {there} from the branch, our files have {ours}"
    assert loaded(cache, model, revision, tasks, validate_and_filter=True) == ours, "mteb filters splits or subsets out"
    assert loaded(mteb.ResultCache(mine), model, revision, tasks) == ours, "mteb loads other scores from our own folder"
    for scores in ours.values():
        assert scores

    remote = cache_folder / "remote"
    registered = mteb.get_model_meta(model, revision)
    meta = json.loads((remote / place / "model_meta.json").read_text())
    assert (meta["name"], meta["revision"]) == (registered.name, registered.revision) == (model, revision)
    if kind == "first":
        # what older releases wrote is not all taken by this one
        ModelMeta.model_validate({**meta, "loader": None})

    # mteb's own submission of the same results
    both = mteb.ResultCache(mine)
    link = mine / "remote"
    link.symlink_to(remote.resolve())
    try:
        assert both._get_unsubmitted_results([registered], tasks) == {}, "mteb finds scores that the branch lacks"
    finally:
        link.unlink()
    expected = {str(place / f"{task}.json") for task in tasks} | {str(place / "run_settings.jsonl")}
    if kind == "first":
        expected.add(str(place / "model_meta.json"))
        with tempfile.TemporaryDirectory() as copy:
            unsubmitted = both._get_unsubmitted_results([registered], tasks)
            assert len(unsubmitted[registered]) == len(tasks), unsubmitted
            CopyResultsAction(unsubmitted, pathlib.Path(copy) / "results").do()
            theirs = {str(path.relative_to(copy)): path.read_bytes() for path in pathlib.Path(copy).rglob("*") if path.is_file()}
        assert set(theirs) == expected, f"mteb would hand in {sorted(theirs)}"
        for path, content in theirs.items():
            assert (remote / path).read_bytes() == content, f"{path} is not what mteb would hand in"
    assert changed(remote) == expected, f"the branch changes {sorted(changed(remote))}, not {sorted(expected)}"
    for task, scores in ours.items():
        for (split, subset), score in scores.items():
            print(f"{task} {split}/{subset}: {score:.6f}, as loaded by mteb {mteb.__version__}")


main()
