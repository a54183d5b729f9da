#!/usr/bin/env python3
"""Do the READMEs name what is there? Links, files, folders, CMake presets and commands of the programs are looked up. Prints each
name that leads nowhere, exits 1 if there is any."""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("sccp", "sip", "mapping", "config", "gateway", "tests", "deploy")
SUFFIXES = ("", ".hpp", ".cpp", ".py", ".md")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[A-Za-z0-9_.*{},-]+(/[A-Za-z0-9_.*{},-]+)+/?\Z")
NETWORK = re.compile(r"[0-9.]+/\d+\Z")
COMMAND = re.compile(r"(?:^|[\s`|;&])(?:build/release/bin/)?sccp2sip ([a-z][a-z-]*)\b")
PRESET = re.compile(r"--preset[= ]([a-z]+)")
HEADS_OF_FILES = ("file", "files", "folder", "where")


def spread(name):
    """a.{hpp,cpp} -> a.hpp, a.cpp"""
    found = re.search(r"\{([^}]*)\}", name)
    return [name] if not found else [n for part in found[1].split(",") for n in spread(name[: found.start()] + part + name[found.end():])]


def is_there(name, home):
    """A file or folder, by its path from the root, from the README's folder or from the tests; the suffix may be left out."""
    bases = (ROOT, home, ROOT / "tests")
    return all(any(any(base.glob(n.rstrip("/") + suffix)) for base in bases for suffix in SUFFIXES) for n in spread(name))


def is_path(word):
    return PATH.match(word) and not NETWORK.match(word) and word.split("/")[0] in FOLDERS_OF_PATHS


def first_cell(line):
    cells = line.strip().strip("|").split("|")
    return cells[0].strip() if line.lstrip().startswith("|") and len(cells) > 1 else None


class Page:
    def __init__(self, path, presets, commands):
        self.path, self.home, self.presets, self.commands = path, path.parent, presets, commands
        self.faults = []

    def fault(self, number, what):
        self.faults.append(f"{self.path.relative_to(ROOT).as_posix()}:{number}: {what}")

    def look_up(self, number, name):
        if not is_there(name, self.home):
            self.fault(number, f"there is no {name}")

    def read(self):
        is_code, table_names_files = False, False
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("```"):
                is_code = not is_code
                continue
            self.read_words(number, line, line.split() if is_code else [w for q in QUOTED.findall(line) for w in q.split()])
            if is_code:
                continue
            for link in LINK.findall(line):
                if not (self.home / link).exists():
                    self.fault(number, f"the link leads nowhere: {link}")
            cell = first_cell(line)
            if cell is None:
                table_names_files = False
            elif cell in HEADS_OF_FILES:
                table_names_files = True
            elif table_names_files:
                for name in QUOTED.findall(cell):
                    self.look_up(number, name)

    def read_words(self, number, line, words):
        for word in words:
            if is_path(word.strip(",;")):
                self.look_up(number, word.strip(",;"))
        for preset in PRESET.findall(line):
            if preset not in self.presets:
                self.fault(number, f"there is no preset {preset}")
        if self.path.suffix == ".md" and ("`" in line or line.startswith("sccp2sip ")):
            for command in COMMAND.findall(line):
                if command not in self.commands:
                    self.fault(number, f"sccp2sip knows no command {command}")


FOLDERS_OF_PATHS = {p.name for p in (*ROOT.iterdir(), *(q for f in FOLDERS for q in (ROOT / f).iterdir())) if p.is_dir()} - {"build"}


def main():
    presets = {p["name"] for kind in ("configurePresets", "workflowPresets")
               for p in json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))[kind]}
    commands = set(re.findall(r"^ +sccp2sip ([a-z]+)", (ROOT / "gateway/main.cpp").read_text(encoding="utf-8"), re.M))
    pages = [p for p in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(q for f in FOLDERS for q in sorted((ROOT / f).rglob("*.md"))))]
    faults = [f"{folder}: has no README.md" for folder in FOLDERS if not (ROOT / folder / "README.md").exists()]
    for path in pages:
        page = Page(path, presets, commands)
        page.read()
        faults += page.faults
    print("\n".join(faults) or f"{len(pages)} documents name only what is there")
    sys.exit(1 if faults or len(pages) < 10 else 0)


main()
