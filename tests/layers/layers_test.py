#!/usr/bin/env python3
"""Holds every #include of the product to the dependency rule (README, "The house"). Prints each violation, exits 1 if any."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')

VALUES_OF_SCCP = r"sccp/(layout|values|catalogue|phone_models)\.hpp|sccp/messages/.*"
VALUES_OF_SIP = r"sip/(values|sdp|headers)\.hpp"
HOUSE = re.compile(r"^(sccp|sip|mapping|config|gateway|tests)/")
# What a folder may include of the house, and what it must not include of the outside.
RULES = {
    "sccp": (r"sccp/.*", r"sofia-sip/.*|boost/msm/.*|spdlog/.*"),
    "sip": (r"sip/.*", r"boost/asio.*|boost/beast.*|boost/msm/.*|spdlog/.*"),
    "mapping": (r"mapping/.*|" + VALUES_OF_SCCP + "|" + VALUES_OF_SIP,
                r"sofia-sip/.*|boost/asio.*|boost/beast.*|spdlog/.*|thread|mutex|sys/.*|unistd\.h|ctime|time\.h"),
    "config": (r"config/.*|(sccp|sip|mapping|gateway)/options\.hpp|sip/values\.hpp", r"sofia-sip/.*|boost/asio.*|boost/beast.*|boost/msm/.*|spdlog/.*"),
    "gateway": (r"(sccp|sip|mapping|config|gateway)/.*", r"sofia-sip/.*|boost/msm/.*"),
}
# Single files with a rule of their own, added to that of the folder.
ASIO_IN_SCCP = re.compile(r"sccp/(session|server|allow_list)\.(hpp|cpp)$")
SOFIA_IN_SIP = re.compile(r"sip/(.*\.cpp|sofia\.hpp)$")
MSM_BACK_END = re.compile(r"boost/msm/back/")
BACK_END_AT_HOME = re.compile(r"mapping/machines/[a-z_]+\.[ch]pp$")
PURE_SIP = re.compile(r"sip/(values|sdp|headers|digest)\.(hpp|cpp)$")


def violations(path):
    name = path.relative_to(ROOT).as_posix()
    folder = name.split("/")[0]
    allowed, forbidden = (re.compile(p + r"\Z") for p in RULES[folder])
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        what = found.group(1)
        where = f"{name}:{number}: includes {what}"
        if what.endswith(".cpp"):
            yield f"{where}: a source is compiled, not included"
        if HOUSE.match(what):
            if not allowed.match(what):
                yield f"{where}: not a header that {folder} may know"
            if what.startswith("mapping/machines/") and not BACK_END_AT_HOME.search(name):
                yield f"{where}: what stands in mapping/machines is for the machines only"
            continue
        if forbidden.match(what):
            yield f"{where}: {folder} must not know it"
        if what.startswith("boost/asio") and folder == "sccp" and not ASIO_IN_SCCP.search(name):
            yield f"{where}: Asio belongs into sccp/session and sccp/server"
        if what.startswith("sofia-sip/") and not (SOFIA_IN_SIP.search(name) and not PURE_SIP.search(name)):
            yield f"{where}: Sofia belongs into sip/*.cpp and sip/sofia.hpp"
        if MSM_BACK_END.match(what) and not BACK_END_AT_HOME.search(name):
            yield f"{where}: MSM's back-end belongs into one .cpp per machine, mapping/machines"


def main():
    found, files = [], 0
    for folder in RULES:
        for path in sorted((ROOT / folder).rglob("*.[hc]pp")):
            files += 1
            found += violations(path)
    print("\n".join(found) or f"{files} files keep the dependency rule")
    sys.exit(1 if found or files < 20 else 0)


main()
