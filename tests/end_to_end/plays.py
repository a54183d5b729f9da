"""Scenarios: scripts for sccp-phone with a head that says what they need, and functions where a script is not enough.

Head of a script (comments, one `# key: value` each):
  name        what is shown; {version} is replaced
  pbx         asterisk (default), kamailio, or both
  versions    protocol versions at which phones without a model of their own play; default 11
  baresip     USER answers | USER calls NUMBER: a SIP phone of the PBX
  after       COMMAND => TEXT: what the PBX's command line must show afterwards
  timeout     seconds a wait may take; default 10
"""
import glob
import os
import re
import subprocess
import threading
import time

import judges
import scenes
from house import HERE, Baresip, Failure, Gateway, Pbx, phone_command, sentence, stop, until

# A phone that really spoke that version, or comes near.
BY_VERSION = {
    '3': ['--model', '7960', '--version', '3', '--features', '0'],
    '8': ['--model', '7960', '--version', '8', '--features', '8560'],
    '11': ['--model', '7960'],
    '15': ['--model', '6961'],
    '17': ['--model', '7941'],
    '20': ['--model', '7970'],
    '22': ['--model', '7975'],
}
SCRIPT_SECONDS = 90


class Play:
    """One line of the result: a name, a PBX, and what to do."""

    def __init__(self, name, pbx, act):
        self.name, self.pbx, self.act = name, pbx, act


def read_head(path):
    head = {}
    with open(path) as f:
        for line in f:
            match = re.match(r'# (\w+): (.*)', line.strip())
            if not match:
                break
            head[match.group(1)] = match.group(2)
    return head


def script_plays(path):
    head = read_head(path)
    versions = head.get('versions', '11').split()
    for pbx in ['asterisk', 'kamailio'] if head.get('pbx') == 'both' else [head.get('pbx', 'asterisk')]:
        for version in versions:
            name = head['name'].replace('{version}', version)
            if len(versions) > 1 and '{version}' not in head['name']:
                name += f', protocol {version}'
            if head.get('pbx') in ('both', 'kamailio'):
                name += f', {pbx}'
            yield Play(name, pbx, lambda theatre, stage, v=version: theatre.play_script(stage, path, head, v))


def all_plays():
    plays = [Play(name, pbx, act) for name, pbx, act in scenes.FIRST]
    for path in sorted(glob.glob(os.path.join(HERE, 'scenarios', '*.phones'))):
        plays += script_plays(path)
    return plays + [Play(name, pbx, act) for name, pbx, act in scenes.LAST]


class Stage:
    """A PBX and a gateway that belongs to it."""

    def __init__(self, theatre, kind):
        self.pbx = Pbx(theatre.work, kind)
        self.pbx.start()
        self.gateway = Gateway(os.path.join(theatre.bin, 'sccp2sip'), theatre.work, self.pbx)
        try:
            self.gateway.start()
        except Failure:
            stop(self.gateway.process)
            self.pbx.stop()
            raise


class Theatre:
    def __init__(self, binaries, work):
        self.bin, self.work = binaries, work
        self.stages, self.broken, self.captures = {}, {}, []
        self.passed = self.failed = 0
        self.watching = True
        self.watcher = threading.Thread(target=self.watch, daemon=True)

    def watch(self):
        while self.watching:
            for stage in list(self.stages.values()):
                stage.gateway.look_at_sockets()
            time.sleep(0.1)

    def result(self, name, reason=None):
        if reason is None:
            self.passed += 1
            print(f'ok {name}', flush=True)
        else:
            self.failed += 1
            print(f'not ok {name}: {reason}', flush=True)

    def attempt(self, name, action):
        try:
            action()
            self.result(name)
        except Failure as failure:
            self.result(name, str(failure).replace('\n', ' '))
        except (OSError, subprocess.SubprocessError, ValueError, KeyError) as failure:
            self.result(name, f'{type(failure).__name__}: {failure}'.replace('\n', ' '))

    def stage(self, kind):
        if kind in self.broken:
            raise Failure(self.broken[kind])
        if kind not in self.stages:
            try:
                self.stages[kind] = Stage(self, kind)
            except Failure as failure:
                self.broken[kind] = f'{kind} and its gateway did not start: {failure}'
                raise
        return self.stages[kind]

    def play(self, plays):
        self.watcher.start()
        for play in plays:
            self.attempt(play.name, lambda: play.act(self, self.stage(play.pbx)))
        self.watching = False
        self.watcher.join()
        for stage in self.stages.values():
            kind, gateway = stage.pbx.kind, stage.gateway
            self.attempt(f'the gateway has no UDP socket but its SIP port, {kind}', lambda: judges.no_media_sockets(gateway))
            if kind == 'asterisk':
                self.attempt('session descriptions name only the media ends', lambda: judges.descriptions_name_media_ends(stage))
            self.attempt(f'the gateway ends in order, {kind}', gateway.stop)
            self.attempt(f'the gateway had no sanitizer report, {kind}', lambda: judges.no_sanitizer_report(gateway))
        self.attempt('Wireshark understands every SCCP message', lambda: judges.wireshark_understands(self.captures, self.work))
        return self.failed

    def close(self):
        self.watching = False
        for stage in self.stages.values():
            stop(stage.gateway.process)
            try:
                stage.pbx.stop()
            except (Failure, OSError, subprocess.SubprocessError) as failure:
                print(failure)

    # ---- one script ----

    def phones(self, stage, options, words, seconds=SCRIPT_SECONDS, name='phones'):
        """Runs sccp-phone; its sentence is the failure."""
        process = self.start_phones(stage, options, words, name)
        return self.end_phones(process, seconds)

    def start_phones(self, stage, options, words, name='phones', strange=False):
        number = len(self.captures)
        pcap = os.path.join(self.work, f'{number:03d}-{name}.pcap')
        self.captures.append((pcap, stage.gateway.sccp, strange))
        log = open(pcap.replace('.pcap', '.log'), 'w')
        command = phone_command(os.path.join(self.bin, 'sccp-phone'), stage.gateway, pcap, options, words)
        log.write(' '.join(command) + '\n')
        log.flush()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE, text=True)
        process.log = log
        return process

    def end_phones(self, process, seconds=SCRIPT_SECONDS):
        try:
            _, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            stop(process)
            raise Failure(f'sccp-phone did not end within {seconds} s')
        finally:
            process.log.close()
        with open(process.log.name, 'a') as f:
            f.write(errors)
        if process.returncode:
            raise Failure(sentence(errors))

    def play_script(self, stage, path, head, version):
        baresip = None
        words = head.get('baresip', '').split()
        if words:
            baresip = Baresip(self.work, words[0], stage.pbx, words[1] == 'answers')
        try:
            options = [*BY_VERSION[version], '--timeout', head.get('timeout', '10'), '--script', path]
            with open(path) as f:
                strange = '--quirk' in f.read()
            process = self.start_phones(stage, options, [], os.path.basename(path).split('.')[0], strange)
            if baresip and words[1] == 'calls':
                try:
                    stage.gateway.wait_registered(words[2])
                    baresip.command('dial', words[2])
                except Failure:
                    stop(process)
                    process.log.close()
                    raise
            self.end_phones(process)
            if baresip and words[1] == 'calls' and "incoming rtp for 'audio' established" not in baresip.text():
                raise Failure('the SIP phone got no audio')
            if 'after' in head:
                command, text = head['after'].split(' => ')
                until(lambda: text in stage.pbx.cli(command), 5, f'"{command}" shows "{text}"')
        finally:
            if baresip:
                baresip.stop()
