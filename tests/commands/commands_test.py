#!/usr/bin/env python3
"""commands_test.py BIN: the programs as a script calls them: exit status, what goes to which stream. The last line is "N passed, N failed"."""
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(sys.argv[1])
LONGEST = 60     # seconds; programs under sanitizers on a busy machine
PHONES = 3
INI = """[sccp]
listen = 127.0.0.1:0
allow = 127.0.0.0/8
[sip]
listen = 127.0.0.1:0
registrar = 127.0.0.1:9
[http]
listen =
[state]
file =
"""


def run(program, *arguments, text=None):
    done = subprocess.run([BIN / program, *arguments], input=text, text=True, capture_output=True, timeout=LONGEST)
    return done.returncode, done.stdout, done.stderr


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def words_that_are_no_command():
    for words in (["import", "chan-sccp", "a.conf"], ["provision", "--out", "d"], ["chekc", "x"], ["--confg", "x"], ["check"], ["check", "a", "b"],
                  ["defaults", "x"], ["health", "a", "b"], ["--config"], ["--config", "a", "b"], [""]):
        status, out, error = run("sccp2sip", *words)
        expect(status == 2 and not out and "usage:" in error, f"sccp2sip {words}: {status}, {error!r}")
    for program, words in (("sccp-phone", ["--nonsense"]), ("sccp-phone", ["jump"]), ("sccp-load", ["--nonsense"]), ("sccp-load", ["--phones", "0"]),
                           ("sccp-load", ["--server", "nowhere"]), ("sccp-load", ["jump"]), ("sccp-load", ["calls to=moon"]),
                           ("sccp-load", ["calls rate=quick"]), ("sccp-load", ["register speed=1"]), ("sccp-load", ["register count=2.5"]),
                           ("sccp-load", ["calls hold=1e10"]), ("sccp-load", ["wait seconds=nan"]), ("sccp-load", ["--port", "65536", "wait seconds=0"]),
                           ("sccp-load", ["--port", "0", "wait seconds=0"]), ("sccp-load", ["--port", "0x7d0", "wait seconds=0"]),
                           ("sccp-load", ["--phones", "4294967297", "wait seconds=0"]), ("sccp-load", ["--unanswered", "-1", "wait seconds=0"]),
                           ("sccp-phone", ["--server", "127.0.0.1:99999", "show"]), ("sccp-phone", ["--server", "127.0.0.1:0", "show"])):
        status, out, error = run(program, *words)
        expect(status == 2 and (out or error), f"{program} {words}: {status}, {out!r}, {error!r}")
    expect(run("sccp-load", "--port", "02000", "--phones", "01", "wait seconds=0")[0] == 0, "numbers are decimal, whatever they begin with")


def help_and_version():
    for program in ("sccp2sip", "sccp-phone", "sccp-load"):
        status, out, error = run(program, "--help")
        expect(status == 0 and program in out and not error, f"{program} --help: {status}, {error!r}")
    version = re.search(r"project\(sccp2sip VERSION (\S+)", (pathlib.Path(__file__).parents[2] / "CMakeLists.txt").read_text())[1]
    expect(run("sccp2sip", "--version") == (0, f"sccp2sip {version}\n", ""), "sccp2sip --version")


def defaults_pass_the_check_once_the_pbx_is_named():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "defaults.ini"
        text = re.sub(r"^;?file = /var/lib/.*", f"file = {folder}/state.db", run("sccp2sip", "defaults")[1], count=1, flags=re.M)
        file.write_text(text)
        status, out, error = run("sccp2sip", "check", str(file))
        expect(status == 2 and not out and re.fullmatch(r"\S+: \[sip\] registrar: is required: .*\n", error), f"{status}, {error!r}")
        file.write_text(re.sub(r"^;?registrar =.*", "registrar = 192.0.2.11", text, count=1, flags=re.M))
        expect(run("sccp2sip", "check", str(file)) == (0, "", ""), "with a registrar")


def a_wrong_file_is_named_with_its_lines():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "wrong.ini"
        file.write_text("[sccp]\nkeepalvie = 30\n[sipp]\n[http]\nlisten = nowhere\n")
        status, out, error = run("sccp2sip", "check", str(file))
        expect(status == 2 and not out, f"{status}, {out!r}")
        for line in (f"{file}:2: [sccp] keepalvie: ", f"{file}:3: [sipp]", f"{file}:5: [http] listen: "):
            expect(line in error, f"no {line!r} in {error!r}")
        expect(run("sccp2sip", "--config", str(file)) == (2, "", error), "running it says the same")


def a_model_that_does_not_exist_is_told():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "model.ini"
        for model, what in (("7690", "there is no model 7690; did you mean "), ("7914", "there is no model 7914")):      # the second is a key module
            file.write_text(INI + f"[line 1]\n[device P]\nline = 1\nmodel = {model}\n")
            status, out, error = run("sccp2sip", "check", str(file))
            expect(status == 2 and not out and f": [device P] model: {what}" in error, f"{model}: {status}, {error!r}")
        file.write_text(INI + "[line 1]\n[device P]\nline = 1\nmodel = Cisco 7960G\n")
        expect(run("sccp2sip", "check", str(file)) == (0, "", ""), "one that exists")


def a_full_disk_is_no_success():
    with open("/dev/full", "w") as full:
        status = subprocess.run([BIN / "sccp2sip", "defaults"], stdout=full, timeout=LONGEST).returncode
    expect(status == 1, f"status {status}")


def a_state_file_that_a_start_refuses_does_not_pass_the_check():
    with tempfile.TemporaryDirectory() as folder:
        file, state = pathlib.Path(folder) / "state.ini", pathlib.Path(folder) / "text.db"
        state.write_text("[sip]\n")
        line = INI.split("\n").index("file =") + 1
        for name, what in ((state, "is not a database"), (folder, "is a folder"), (f"{folder}/none/state.db", f"there is no folder {folder}/none")):
            file.write_text(INI.replace("file =", f"file = {name}"))
            told = f"{file}:{line}: [state] file: {name}: {what}\n"
            expect(run("sccp2sip", "check", str(file)) == (2, "", told), f"check {name}")
            status, out, error = run("sccp2sip", "--config", str(file))
            expect(status == 2 and error == told, f"start {name}: {status}, {error!r}")
            status, _, error = run("sccp2sip", "health", str(file))
            expect(status == 1 and "listen is empty" in error, f"health writes no state: {status}, {error!r}")
            file.write_text(file.read_text() + "[line 1]\npasswort = x\n")
            error = run("sccp2sip", "check", str(file))[2]
            expect(error.startswith(told) and "passwort" in error and error.count("\n") == 2, f"beside another mistake: {error!r}")
        file.write_text(INI.replace("file =", f"file = {folder}/new.db"))
        expect(run("sccp2sip", "check", str(file)) == (0, "", "") and not (pathlib.Path(folder) / "new.db").exists(), "one that is not there yet")


def a_phone_whose_output_cannot_be_written_fails():
    for words in (["show"], ["--help"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run([BIN / "sccp-phone", *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=LONGEST)
        expect(done.returncode == 1 and "the output could not be written" in done.stderr, f"{words}: {done.returncode}, {done.stderr!r}")
    status, _, error = run("sccp-phone", "--pcap", "/dev/full", "show")
    expect(status == 1 and "/dev/full could not be written" in error, f"--pcap: {status}, {error!r}")


def a_failure_of_a_script_names_file_and_line():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "a.phones"
        file.write_text("\ufeffshow\n\nexpect-ready\n")
        status, _, error = run("sccp-phone", "--script", str(file))
        expect(status == 1 and f"sccp-phone: {file}: line 3: phone: expect-ready: " in error, f"{status}, {error!r}")
        status, _, error = run("sccp-phone", text=file.read_text())
        expect(status == 1 and "sccp-phone: standard input: line 3: " in error, f"{status}, {error!r}")


class Gateway:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(self.folder.name) / "sccp2sip.ini"
        ini = INI.replace("file =", f"file = {self.folder.name}/state.db")
        names = [f"SEP{10000 + i:012d}" for i in range(PHONES)]
        file.write_text(ini + "".join(f"[line {i}]\n[device {name}]\nline = {i}\n" for i, name in enumerate(names, 1)))
        self.log = open(pathlib.Path(self.folder.name) / "log", "w+b")
        self.process = subprocess.Popen([BIN / "sccp2sip", "--config", file], stdout=self.log, stderr=self.log)
        self.port = self.wait_for(rb"SCCP listens on 127\.0\.0\.1:(\d+)")
        self.file = file
        return self

    def wait_for(self, pattern):
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(pattern, pathlib.Path(self.log.name).read_bytes())
            if found:
                return found[1].decode()
            time.sleep(0.05)
        raise AssertionError(f"the gateway did not say {pattern}: " + pathlib.Path(self.log.name).read_text())

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(LONGEST)
        self.folder.cleanup()


def a_state_file_is_judged_at_a_reload_only_when_it_is_another_one():
    with Gateway() as gateway:
        state = pathlib.Path(gateway.folder.name) / "state.db"
        state.write_text("[sip]\n")                                # no database any more: it is open, and calls go on
        gateway.process.send_signal(signal.SIGHUP)
        gateway.wait_for(rb"(configuration read again)")
        gateway.file.write_text(gateway.file.read_text().replace(str(state), "/nope/state.db"))
        gateway.process.send_signal(signal.SIGHUP)
        gateway.wait_for(rb"\[state\] file: /nope/state.db: (there is no folder /nope)")
        gateway.wait_for(rb"(the old one stays in force)")


def a_report_tells_who_was_registered():
    with Gateway() as gateway:
        status, out, error = run("sccp-phone", "--server", f"127.0.0.1:{gateway.port}", "--name", "SEP000000010000", "--json", "register")
        expect(status == 0 and json.loads(out)["phones"][0]["registered"] is True, f"{status}, {out!r}, {error!r}")


def load_registers_phones():
    with Gateway() as gateway:
        where = ["--port", gateway.port, "--phones", str(PHONES)]
        status, out, error = run("sccp-load", *where, "register", "keepalives")
        answers = [json.loads(line) for line in out.splitlines()]
        expect(status == 0 and answers[0]["registered"] == PHONES and answers[1]["registered"] == PHONES, f"{status}, {out!r}, {error!r}")
        expect(run("sccp-load", *where, text="register\nkeepalives")[0] == 0, "the same orders on standard input")
        status, out, _ = run("sccp-load", "--port", gateway.port, "--phones", str(PHONES + 1), "register")
        expect(status == 1 and json.loads(out)["failures"], f"one that the gateway does not know: {status}, {out!r}")
    expect(gateway.status == 0, f"the gateway ended with {gateway.status}")


def load_without_a_gateway():
    status, out, _ = run("sccp-load", "--port", "9", "--phones", "2", "register")
    expect(status == 1 and json.loads(out)["registered"] == 0, f"{status}, {out!r}")


CASES = (words_that_are_no_command, help_and_version, defaults_pass_the_check_once_the_pbx_is_named, a_wrong_file_is_named_with_its_lines,
         a_model_that_does_not_exist_is_told, a_full_disk_is_no_success,
         a_state_file_that_a_start_refuses_does_not_pass_the_check, a_phone_whose_output_cannot_be_written_fails,
         a_failure_of_a_script_names_file_and_line, a_state_file_is_judged_at_a_reload_only_when_it_is_another_one, a_report_tells_who_was_registered, load_registers_phones, load_without_a_gateway)


def main():
    failed = 0
    for case in CASES:
        try:
            case()
        except (AssertionError, OSError, ValueError, KeyError, IndexError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"not ok {case.__name__}: {error}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
