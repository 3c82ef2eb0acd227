"""What changed between two releases of mteb in the files that Plumbline reproduces, and how.

  python diff_releases.py OLD NEW [--summary] [--all]

OLD and NEW are folders that hold mteb (site-packages, a source checkout, or mteb itself) or version numbers, which are
then downloaded with pip into a temporary folder. No mteb is imported, so any Python with this file will do.

"Ours" are the files of mteb that our Java sources name, those in EXTRA below, and the modules of the tasks in our
manifest with what they import of mteb's tasks. Code is compared as a syntax tree, without comments, docstrings, type hints,
imports, log calls and formatting, so that what is printed is what can change a score, a text or a file. Of task metadata each
field is compared by itself; fields that only describe a task are left out unless --all is given. --summary prints names only.

Exit code 0 if nothing changed, 1 if something did. The next release, then: run this, read what is printed, add a constant to
MtebRelease, and a ScoringChange for each thing that moves a number (docs/compatibility.md).
"""
import argparse
import ast
import difflib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "datasets-manifest/src/main/resources/manifest"

# Reproduced, but named in no comment of ours, or only by a folder.
EXTRA = """
_create_dataloaders.py _evaluators/* _helpful_enum.py _set_seed.py abstasks/* abstasks/text/* benchmarks/benchmark.py
benchmarks/_create_table.py cache/* evaluate.py get_tasks.py load_results.py models/abs_encoder.py
models/cache_wrappers/* models/compression_wrappers/* models/get_model_meta.py models/instruct_wrapper.py models/model_meta.py
models/models_protocols.py models/search_wrappers.py models/sentence_transformer_wrapper.py
models/model_implementations/kalm_models.py models/model_implementations/e5_models.py
models/model_implementations/e5_instruct.py models/model_implementations/bge_models.py
models/model_implementations/random_baseline.py models/model_implementations/bm25.py results/* similarity_functions.py
types/_encoder_io.py types/_metadata.py types/_result.py
""".split()

# Not ours, though a pattern or a word in a comment matches them.
OTHERS = ("zeroshot", "bitext", "regression", "multilabel", "descriptive_statistics", "_statistics_calculation")

DESCRIPTIVE = {
    "bibtex_citation", "description", "reference", "date", "domains", "task_subtypes", "license", "annotations_creators",
    "dialect", "sample_creation", "contributed_by", "adapted_from", "is_beta"}


def mteb_of(place, scratch):
    """The folder of mteb's sources."""
    folder = pathlib.Path(place)
    if not folder.exists():
        if not re.fullmatch(r"\d+(\.\w+)+", place):
            sys.exit(f"{place} is neither a folder nor a version of mteb, such as 2.26.24")
        target = pathlib.Path(scratch) / place
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(target),
             f"mteb=={place}"], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"mteb {place} cannot be downloaded: {done.stderr.strip().splitlines()[-1]}")
        wheel = next(target.glob("*.whl"))
        zipfile.ZipFile(wheel).extractall(target)
        folder = target
    for inner in (folder, folder / "mteb"):
        if (inner / "abstasks").is_dir():
            return inner
    sys.exit(f"{place} holds no mteb: there is neither abstasks/ nor mteb/abstasks/ in it")


class Plain(ast.NodeTransformer):
    """Leaves out of a syntax tree what computes nothing, and writes some things in one way that are written in two."""

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.returns = None
        for arg in [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs, node.args.vararg, node.args.kwarg]:
            if arg is not None:
                arg.annotation = None
        return self.block(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        return self.block(node)

    def visit_Module(self, node):
        self.generic_visit(node)
        return self.block(node)

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)

    def visit_Import(self, node):
        return None

    visit_ImportFrom = visit_Import

    def visit_Expr(self, node):
        self.generic_visit(node)
        text = ast.unparse(node.value)
        logs = re.match(r"(logger|log_once|warnings|logging)\.", text)
        return None if isinstance(node.value, ast.Constant) or logs else node

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "cast" and len(node.args) == 2:
            return node.args[1]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "open":
            node.keywords = [word for word in node.keywords if word.arg != "encoding"]
        return node

    def visit_If(self, node):
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return None
        self.generic_visit(node)
        if not node.body:
            node.body = [ast.Pass()]
        if len(node.body) == 1 and isinstance(node.body[0], ast.If) and not node.orelse and not node.body[0].orelse:
            inner = node.body[0]
            node.test = ast.BoolOp(ast.And(), [node.test, inner.test])
            node.body = inner.body
        if isinstance(node.body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break)) and node.orelse:
            rest, node.orelse = node.orelse, []
            return [node, *rest]
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        node.iter = without_keys(node.iter)
        return self.block(node)

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.iter = without_keys(node.iter)
        return node

    def generic_visit(self, node):
        super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            if name == "body" and isinstance(getattr(node, name, None), list) and not node.body:
                node.body = [ast.Pass()]
        return node

    @staticmethod
    def block(node):
        if not node.body:
            node.body = [ast.Pass()]
        return node


def without_keys(node):
    keys = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "keys"
    return node.func.value if keys and not node.args else node


def definitions(file):
    """Name to normalised text of everything a module defines; methods by themselves, TaskMetadata by field."""
    out = {}
    tree = Plain().visit(ast.parse(file.read_text(encoding="utf-8")))
    ast.fix_missing_locations(tree)

    def put(name, text):
        while name in out:
            name += "'"
        out[name] = text

    def walk(body, prefix):
        for node in body:
            if isinstance(node, ast.ClassDef):
                put(prefix + node.name + " (bases)", ", ".join(map(ast.unparse, node.bases)))
                walk(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                put(prefix + node.name, ast.unparse(node))
            elif isinstance(node, ast.Assign):
                name = prefix + ", ".join(map(ast.unparse, node.targets))
                call = node.value
                if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("Metadata", "ModelMeta", "Benchmark")):
                    for word in call.keywords:
                        put(f"{name}.{word.arg or '**'}", ast.unparse(word.value))
                    if call.args:
                        put(f"{name} (arguments)", ", ".join(map(ast.unparse, call.args)))
                else:
                    put(name, ast.unparse(node.value))
            elif not isinstance(node, ast.Pass):
                put(prefix + "(statement)", ast.unparse(node))

    walk(tree.body, "")
    return out


def named_in_java():
    names = set()
    for source in ROOT.glob("*/src/main/java/**/*.java"):
        names.update(re.findall(r"[\w/]+\.py\b", source.read_text(encoding="utf-8")))
    return names


def evaluators(mteb):
    found = set()
    for name in named_in_java():
        name = name.removeprefix("mteb/")
        found.update(file for file in mteb.rglob("*.py") if str(file.relative_to(mteb)) == name
                     or str(file.relative_to(mteb)).endswith("/" + name))
    for pattern in EXTRA:
        found.update(file for file in mteb.glob(pattern) if file.suffix == ".py")
    return {str(file.relative_to(mteb)) for file in found
            if not any(word in str(file) for word in OTHERS) and file.name != "__init__.py"}


def tasks(mteb, wanted):
    """Task name to the modules that make it: its own, and those of mteb's tasks that are imported there."""
    homes = {}
    texts = {file: file.read_text(encoding="utf-8") for file in (mteb / "tasks").rglob("*.py")}
    for file, text in texts.items():
        for name in re.findall(r"""^\s+name=["']([^"']+)["'],""", text, re.M):
            homes.setdefault(name, file)
    out = {}
    for name in wanted:
        modules, open_ends = set(), [homes[name]] if name in homes else []
        while open_ends:
            file = open_ends.pop()
            if file in modules:
                continue
            modules.add(file)
            for node in ast.walk(ast.parse(texts[file])):
                if isinstance(node, ast.ImportFrom) and node.module:
                    base = file.parents[node.level - 1] if node.level else mteb.parent
                    target = base / (node.module.replace(".", "/") + ".py")
                    if target in texts and target.name != "__init__.py":
                        open_ends.append(target)
        out[name] = {str(file.relative_to(mteb)) for file in modules}
    return out


def benchmark_definitions(mteb, names):
    found = {}
    for file in (mteb / "benchmarks").rglob("*.py"):
        tree = Plain().visit(ast.parse(file.read_text(encoding="utf-8")))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                words = {word.arg: word.value for word in node.keywords}
                name = words.get("name")
                if isinstance(name, ast.Constant) and name.value in names:
                    for word, value in words.items():
                        if word in ("tasks", "aggregations", "display_on_leaderboard") or word is None:
                            found[f"{name.value}.{word}"] = ast.unparse(ast.fix_missing_locations(value))
    return found


class Report:
    def __init__(self, summary):
        self.summary, self.changed = summary, 0

    def compare(self, title, old, new, drop=lambda name: False):
        names = [n for n in [*old, *(n for n in new if n not in old)] if old.get(n) != new.get(n) and not drop(n)]
        if not names:
            return False
        self.changed += 1
        print(f"\n== {title}")
        for name in names:
            before, after = old.get(name), new.get(name)
            print(f"  {name}: " + ("new" if before is None else "gone" if after is None else "changed"))
            if not self.summary and before is not None and after is not None:
                for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]:
                    print("    " + line)
            elif not self.summary and after is not None and len(after.splitlines()) <= 40:
                for line in after.splitlines():
                    print("    +" + line)
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--summary", action="store_true", help="names only")
    parser.add_argument("--all", action="store_true", help="also fields that only describe a task")
    options = parser.parse_args()
    wanted = (MANIFEST / "tasks/index.txt").read_text().split("\n")
    wanted = [name for name in wanted if name]
    benchmarks = [json.loads(file.read_text())["name"] for file in (MANIFEST / "benchmarks").glob("*.json")]
    with tempfile.TemporaryDirectory() as scratch:
        old, new = (mteb_of(place, scratch) for place in (options.old, options.new))
        report = Report(options.summary)
        ours = sorted(evaluators(old) | evaluators(new))
        for name in ours:
            compare_file(report, name, old, new, lambda _: False)
        print(f"\n{report.changed} of {len(ours)} files with scoring, model and result code changed")

        report_tasks = Report(options.summary)
        before, after = tasks(old, wanted), tasks(new, wanted)
        unknown = [name for name in wanted if not before[name] and not after[name]]
        lost = [name for name in wanted if before[name] and not after[name]]
        modules = sorted(set().union(*before.values(), *after.values()))
        for name in modules:
            users = sorted(task for task in wanted if name in before[task] | after[task])
            compare_file(report_tasks, name, old, new,
                         lambda field: not options.all and field.rsplit(".", 1)[-1] in DESCRIPTIVE,
                         " (" + ", ".join(users[:4]) + (f" and {len(users) - 4} more" if len(users) > 4 else "") + ")")
        print(f"\n{report_tasks.changed} of {len(modules)} modules of {len(wanted) - len(unknown)} tasks changed")
        if lost:
            print("gone: " + ", ".join(lost))
        if unknown:
            print("in neither: " + ", ".join(unknown))

        report_benchmarks = Report(options.summary)
        report_benchmarks.compare("benchmarks", benchmark_definitions(old, benchmarks), benchmark_definitions(new, benchmarks))
        print(f"\nbenchmarks {', '.join(benchmarks)}: " + ("changed" if report_benchmarks.changed else "unchanged"))
    sys.exit(1 if report.changed + report_tasks.changed + report_benchmarks.changed or lost else 0)


def compare_file(report, name, old, new, drop, note=""):
    sides = [definitions(side / name) if (side / name).exists() else {} for side in (old, new)]
    report.compare(name + note, *sides, drop)


if __name__ == "__main__":
    main()
