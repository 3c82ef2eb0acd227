#!/usr/bin/env bash
# Holds `plumbline results submit` against what it is for: the branch is loaded by mteb's own loader, with the scores of our
# files, and passes the own tests of the public results repository. Twice: results that the repository has already, scored anew,
# and the same model as if it had none of it. Nothing is pushed anywhere, and the clone given is only read.
#
#   test/submit.sh [--python PYTHON] [--data DIR] [--work DIR] [--keep] [CLONE]
#
# PYTHON has mteb and pytest (pip install mteb==2.26.24 pytest); DIR holds the data sets, ../shared/data/hf by default; CLONE is
# a clone of the results repository, with or without a work tree; without one it is cloned from GitHub, the files needed alone.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
python=python3
data=$root/../shared/data/hf
work=
origin=
keep=
while [ $# -gt 0 ]; do
    case $1 in
        --python) python=$2; shift ;;
        --data) data=$2; shift ;;
        --work) work=$2; shift ;;
        --keep) keep=1 ;;
        -*) echo "submit.sh: what is $1?" >&2; exit 2 ;;
        *) origin=$(cd "$1" && pwd) ;;
    esac
    shift
done
[ -n "$work" ] || { work=$(mktemp -d); [ -n "$keep" ] || trap 'rm -rf "$work"' EXIT; }
mkdir -p "$work"
work=$(cd "$work" && pwd)
model=sentence-transformers/all-MiniLM-L6-v2
revision=8b3219a92973c328a8e22fadcfa821b5dc75636a
tasks=(BIOSSES STS12 STS13 Banking77Classification)
place=results/${model/\//__}
remote=$work/cache/remote

fail() { echo "submit.sh: $*" >&2; exit 1; }

# mteb wants the clone at <cache>/remote. Of 100,000 result files three models' are enough: ours, one that a test asks for by
# name, and one whose folder a test looks at. FloresBitextMining and paths.json are some megabytes that nothing here reads.
clone() {
    rm -rf "$remote"
    mkdir -p "$work/cache"
    if [ -n "$origin" ]; then
        git clone -q --no-checkout --shared "$origin" "$remote"
    else
        git clone -q --no-checkout --filter=blob:none https://github.com/embeddings-benchmark/results "$remote"
    fi
    git -C "$remote" sparse-checkout set --no-cone '/*' '!/paths.json' '!/results/*' "/$place/" '/results/Haon-Chen*' \
        '/results/sentence-transformers__paraphrase-multilingual-MiniLM-L12-v2' '!FloresBitextMining.json'
    git -C "$remote" checkout -q main
    git -C "$remote" config user.name submit
    git -C "$remote" config user.email submit@localhost
    git -C "$remote" config core.excludesFile /dev/null
}

# The repository's own tests on what is checked out. One loads another model's results from GitHub, whatever was handed in.
repository_tests() {
    (
        cd "$remote"
        "$python" -m pytest -q -rsfE -p no:cacheprovider --no-header --tb=short --deselect tests/test_load_results.py::test_load_results_mteb \
            tests 2>&1 | tee "$work/$1.tests" | tail -n 3
    ) || true
    grep -oE '^FAILED [^ ]+|^ERROR [^ ]+' "$work/$1.tests" | sort > "$work/$1.failed" || true
    grep -qE '[0-9]+ passed' "$work/$1.tests" || fail "the repository's tests did not run: $(tail -n 20 "$work/$1.tests")"
}

# The main branch with nothing of the model; by plumbing, as a clone without all files refuses to commit.
without() {
    git -C "$remote" checkout -q main
    (
        export GIT_INDEX_FILE=$work/index GIT_DIR=$remote/.git
        rm -f "$GIT_INDEX_FILE"
        git read-tree main
        git ls-files -z "$place" | git update-index -z --force-remove --stdin
        git update-ref refs/remotes/origin/main "$(git commit-tree -p main -m "without the model" "$(git write-tree --missing-ok)")"
    )
    git -C "$remote" checkout -q --detach origin/main
    [ ! -e "$remote/$place" ] || fail "$place is still there"
}

# What a branch must not do is let a test fail that passes without it.
held() {
    local name=$1
    git -C "$remote" checkout -q "plumbline/$name"
    "$python" "$root/test/oracle/check_submission.py" "$work/cache" "$work/mine" "$model" "$revision" "$2" "${tasks[@]}"
    repository_tests "$name"
    [ -z "$(comm -13 "$work/$3.failed" "$work/$name.failed")" ] ||
        fail "the repository's tests refuse the branch: $(comm -13 "$work/$3.failed" "$work/$name.failed")"
}

./plumbline run --model embedded:all-MiniLM-L6-v2 --model-name "$model" --revision "$revision" --data "$data" --offline \
    --task "$(IFS=,; echo "${tasks[*]}")" --results "$work/mine"
clone
echo "results repository at $(git -C "$remote" log -1 --format='%h of %cs')"
repository_tests base

echo "== results that the repository has, scored anew"
./plumbline results submit "$work/mine" --repo "$remote" --branch plumbline/again
held again again base

echo "== a model that the repository has nothing of"
without
repository_tests without
./plumbline results submit "$work/mine" --repo "$remote" --branch plumbline/first
held first first without
echo "done"
