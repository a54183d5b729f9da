#!/usr/bin/env python3
"""Every case of the list of bad SIP input is shown by at least one test that names it, and the table of tests/sip/README.md says which.

The table is generated: `tests/layers/sip_cases_test.py --refresh` writes it, without arguments it is compared."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests/sip/README.md"
FOLDERS = ("sip", "process", "mapping")
BEGIN, END = "<!-- begin: generated -->\n", "<!-- end: generated -->\n"
TITLE = re.compile(r'^TEST_CASE\("((?:[^"\\]|\\.)*)"', re.MULTILINE)
NAMED = re.compile(r"case (\d+)")
ROW = re.compile(r"^\| (\d+) \| ([^|]*) \|", re.MULTILINE)
COUNT = 62


def tests_by_case():
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / "tests" / folder).glob("*_test.cpp")):
            for title in TITLE.findall(path.read_text(encoding="utf-8")):
                words = title.split(": ", 1)[-1]
                for number in NAMED.findall(title):
                    found.setdefault(int(number), []).append(f"`{folder}/{path.stem}`: {words}")
    return found


def table(inputs, tests):
    lines = ["| case | input, and what is wanted | shown by |\n", "|---|---|---|\n"]
    for number in range(1, COUNT + 1):
        lines.append(f"| {number} | {inputs.get(number, '')} | {'<br>'.join(tests.get(number, []))} |\n")
    return "".join(lines)


def main():
    text = TABLE.read_text(encoding="utf-8")
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    inputs = {int(number): words.strip() for number, words in ROW.findall(text[start:end])}
    tests = tests_by_case()
    wrong = [f"case {number} is named by no test" for number in range(1, COUNT + 1) if number not in tests]
    wrong += [f"case {number} is not in the list: {tests[number][0]}" for number in tests if not 1 <= number <= COUNT]
    wrong += [f"case {number} has no words in {TABLE.relative_to(ROOT)}" for number in range(1, COUNT + 1) if not inputs.get(number)]
    wanted = table(inputs, tests)
    if sys.argv[1:] == ["--refresh"]:
        TABLE.write_text(text[:start] + wanted + text[end:], encoding="utf-8")
    elif text[start:end] != wanted:
        wrong.append(f"{TABLE.relative_to(ROOT)} is out of date: tests/layers/sip_cases_test.py --refresh")
    print("\n".join(wrong) or f"{COUNT} cases of bad SIP input, each with its test")
    sys.exit(1 if wrong else 0)


main()
