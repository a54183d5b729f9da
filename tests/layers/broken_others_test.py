#!/usr/bin/env python3
"""Every fault that broke others, by its name in the tables of tests/process/README.md, is tried by tests that say so: a line `// Broke others: NAME, ...`
stands above the test, or above the function that makes a shape of hostile_test. The last column of the tables is written by --refresh, else compared."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ROOT / "tests/process/README.md"
BEGIN, END = "<!-- begin: generated -->\n", "<!-- end: generated -->\n"
TAG = re.compile(r'^// Broke others: (.+)\n(?:TEST_CASE\("((?:[^"\\]|\\.)*)"|void (\w+)\()', re.MULTILINE)
ROW = re.compile(r"^\| ([A-Z]{3}-\S+|viproy) \| ([^|]*) \| [^|]* \|\n", re.MULTILINE)


def tests_by_name():
    found = {}
    for path in sorted((ROOT / "tests/process").glob("*.cpp")):
        text = path.read_text(encoding="utf-8")
        tags = TAG.findall(text)
        if len(tags) != text.count("// Broke others:"):
            sys.exit(f"{path.relative_to(ROOT)}: a `// Broke others:` stands above nothing")
        for names, title, function in tags:
            shown = title.split(": ", 1)[-1] if title.startswith("case ") else title or function.replace("_", " ")
            for name in names.split(", "):
                found.setdefault(name, []).append(f"`process/{path.stem}`: {shown}")
    return found


def main():
    text, tests, known, wrong = TABLES.read_text(encoding="utf-8"), tests_by_name(), set(), []

    def row(match):
        name, what = match[1], match[2].strip()
        known.add(name)
        if name not in tests:
            wrong.append(f"{name} is tried by no test")
        return f"| {name} | {what} | {'<br>'.join(tests.get(name, []))} |\n"

    parts = re.split(f"({BEGIN}.*?{END})", text, flags=re.DOTALL)
    wanted = "".join(ROW.sub(row, part) if part.startswith(BEGIN) else part for part in parts)
    wrong += [f"{name} is in no table of {TABLES.relative_to(ROOT)}: {tests[name][0]}" for name in tests if name not in known]
    if sys.argv[1:] == ["--refresh"]:
        TABLES.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        wrong.append(f"{TABLES.relative_to(ROOT)} is out of date: tests/layers/broken_others_test.py --refresh")
    print("\n".join(wrong) or f"{len(known)} faults that broke others, each with its test")
    sys.exit(1 if wrong else 0)


main()
