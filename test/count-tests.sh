#!/bin/sh
# How many tests the last `mvn verify` ran and skipped, from surefire's reports, and which were skipped and why.
#
#   test/count-tests.sh [CHECKOUT]
#
# Two counts: executions, where each set of parameters is one, and methods. A class that is skipped as a whole is one execution
# to surefire; here it counts as all the methods with @Test or @ParameterizedTest in its source, which is the stricter count.
# Exit code 1 if more than 3% of either are skipped, or a test failed.
exec python3 - "${1:-$(dirname "$0")/..}" <<'PYTHON'
import pathlib, re, sys
import xml.etree.ElementTree as xml

root = pathlib.Path(sys.argv[1])
sources = {p.stem: p for p in root.glob("**/src/test/java/**/*.java")}


def methods(name):
    text = sources[name].read_text() if name in sources else ""
    return len(re.findall(r"@(?:Parameterized)?Test\b(?!Factory)", text))


ran = skipped = failed = 0
seen, away, reasons = set(), set(), []
for report in sorted(root.glob("**/target/surefire-reports/TEST-*.xml")):
    for case in xml.parse(report).getroot().iter("testcase"):
        name = case.get("classname").rsplit(".", 1)[-1]
        skip = case.find("skipped")
        method = re.split(r"[({\[ ]", case.get("name") or "")[0]
        if skip is None:
            ran += 1
            seen.add((name, method))
            failed += case.find("failure") is not None or case.find("error") is not None
            continue
        whole = not method or method == name or method == case.get("classname")
        count = methods(name) if whole else 1
        skipped += count
        away |= {(name, f"method {i}") for i in range(count)} if whole else {(name, method)}
        reasons.append(f"  {name}{'' if whole else '.' + method} ({count}): {skip.get('message') or (skip.text or '').strip()}")
away -= seen
print("\n".join(reasons))
for what, done, not_done in (("executions", ran, skipped), ("methods", len(seen), len(away))):
    print(f"{done + not_done} {what}, {not_done} skipped: {100 * not_done / max(1, done + not_done):.1f}%")
print(f"{failed} failed")
sys.exit(failed > 0 or ran == 0 or 100 * skipped > 3 * (ran + skipped) or 100 * len(away) > 3 * (len(seen) + len(away)))
PYTHON
