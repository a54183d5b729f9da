#!/usr/bin/env python3
"""groups.py LINES FILE...: which sources may be compiled as one. Groups of about so many lines, as a CMake list `group;file;...`.

A name in an anonymous namespace (or of a static function) must be that of no other file in the group, nor of what its headers declare. Names are
found by the style of the house: what is declared starts in the first column. What this overlooks, the compiler reports as a redefinition or as
ambiguous: give one a better name."""
import dataclasses
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDES = re.compile(r'^#include "([^"]+)"', re.M)
OPENS = re.compile(r'namespace \{')
CLOSES = re.compile(r'\}\s*// namespace\s*$')
KIND = re.compile(r'(?:struct|class|enum class|enum|using|namespace) (\w+)')
ALIAS = re.compile(r'using (?:[\w:]+::)?(\w+)( =|;)|namespace \w+ =')
OPENED = re.compile(r'^using namespace ((?!.*literals)[\w:]+);', re.M)
CALLED = re.compile(r'(\w+)\(')
GIVEN = re.compile(r'(\w+)\s*(?:\[[^\]]*\])?\s*(?:=|\{|;|$)')
NEXT = re.compile(r', (\w+)\s*[={]')
NO_NAMES = re.compile(r'[\s/#}]|using namespace|static_assert|TEST_CASE|template <[^>]*>\s*$|namespace \w+ \{|namespace std')


@dataclasses.dataclass(eq=False)
class Group:
    own: dict = dataclasses.field(default_factory=dict)
    seen: set = dataclasses.field(default_factory=set)     # in its headers
    opened: frozenset = None                               # by `using namespace`: it would reach the next file
    lines: int = 0

    def can_take(self, one):
        return (self.opened in (None, one.opened) and all(self.own.get(name, text) == text for name, text in one.own.items())
                and not one.own.keys() & (self.seen - one.seen) and not self.own.keys() & (one.seen - self.seen))


def without_template(line):
    if not line.startswith('template <'):
        return line
    depth = 0
    for at, letter in enumerate(line):
        depth += (letter == '<') - (letter == '>')
        if letter == '>' and depth == 0:
            return line[at + 1:].lstrip()
    return ''


def declared(path):
    """What a file declares at the level of namespaces: (what is its own, in anonymous namespaces, static or an alias; all names). An alias may
    stand in two files if both say the same, so it comes with its text; everything else comes with its file."""
    own, every, inside = {}, set(), False
    for line in path.read_text(encoding='utf-8').splitlines():
        if OPENS.match(line):
            inside = True
        elif CLOSES.match(line):
            inside = False
        elif line and not NO_NAMES.match(line):
            names = names_of(without_template(line))
            every |= names
            if ALIAS.match(line):
                own.update(dict.fromkeys(names, line))
            elif inside or line.startswith('static '):
                own.update(dict.fromkeys(names, path))
    return own, every


@functools.cache
def offered(path):
    """The names in a header of the house and in those that it includes."""
    names = set(declared(path)[1])
    for header in headers_of(path):
        names |= offered(header)
    return names


def headers_of(path):
    included = (ROOT / name for name in INCLUDES.findall(path.read_text(encoding='utf-8')))
    return [header for header in included if header.is_file()]


def lines_of(path):
    with open(path, encoding='utf-8') as lines:
        return sum(1 for _ in lines)


def names_of(line):
    alias = ALIAS.match(line)
    if alias and alias.group(1):
        return {alias.group(1)}
    kind = KIND.match(line)
    if kind:
        return {kind.group(1)}
    called, given = CALLED.search(line), GIVEN.search(line)
    if called and (not given or called.start() <= given.start()):
        return {called.group(1)}
    return {given.group(1), *NEXT.findall(line)} if given else set()


def main():
    limit, paths = int(sys.argv[1]), sys.argv[2:]
    groups = [Group() for _ in range(1 + sum(map(lines_of, paths)) // limit)]
    answer = []
    for path in paths:
        one = Group()
        one.own, _ = declared(pathlib.Path(path))
        one.opened = frozenset(OPENED.findall(pathlib.Path(path).read_text(encoding='utf-8')))
        for header in headers_of(pathlib.Path(path)):
            one.seen |= offered(header)
        free = [group for group in groups if group.can_take(one)]
        if not free:
            free = [Group()]
            groups += free
        group = min(free, key=lambda group: group.lines)
        group.own.update(one.own)
        group.seen |= one.seen
        group.opened = one.opened
        group.lines += lines_of(path)
        answer += [str(groups.index(group)), path]
    print(';'.join(answer), end='')


if __name__ == '__main__':
    main()
