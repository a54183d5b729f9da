"""Processes of an end-to-end run: PBX, gateway, simulated phones, baresip. Everything is started here, bounded in time, and stopped by its pid."""
import json
import math
import os
import re
import signal
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
import wave

HERE = os.path.dirname(os.path.abspath(__file__))
PBX = os.path.join(HERE, '..', 'lab', 'pbx')

# Three addresses of loopback, so that a session description shows whose port it names.
GATEWAY_HOST, PHONE_HOST, PBX_HOST = '127.0.0.1', '127.0.0.2', '127.0.0.3'
FIRST_USER, USERS = 1001, 20
BLIND_USER = 1012


class Failure(Exception):
    """What a scenario wanted and did not get."""


def free_port(host=GATEWAY_HOST):
    """A port that is free for UDP and TCP now, and whose neighbours a hundred above are likely to be."""
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            tcp.bind((host, 0))
            port = tcp.getsockname()[1]
            if port > 60000:
                continue
            try:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                    udp.bind((host, port))
                return port
            except OSError:
                continue
    raise Failure('no free port')


def until(question, seconds, what):
    """Asks until the answer is true; the last answer is returned."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f'{what}: not within {seconds} s')
        time.sleep(0.05)


def stop(process, seconds=5):
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Pbx:
    """Asterisk or Kamailio from the lab."""

    def __init__(self, work, kind, port=None):
        self.kind, self.port = kind, port or free_port(PBX_HOST)
        self.dir, self.past_log = os.path.join(work, kind), ''

    def run(self, *arguments, seconds=60):
        done = subprocess.run([PBX, *arguments], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise Failure(f'pbx {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}')
        return done.stdout

    def start(self):
        arguments = ['start', '--dir', self.dir, '--bind', PBX_HOST, '--sip-port', str(self.port), '--count', str(USERS)]
        arguments += ['--proxy', 'kamailio', '--contacts', '5'] if self.kind == 'kamailio' else ['--verbose']
        self.run(*arguments, seconds=300)
        if self.kind == 'asterisk':
            self.cli('pjsip set logger on')

    def stop(self):
        self.past_log = self.log()       # a new start begins a new one
        self.run('stop', '--dir', self.dir)

    def cli(self, command):
        return self.run('cli', '--dir', self.dir, command)

    def contacts(self):
        """User to contact URI."""
        lines = self.run('contacts', '--dir', self.dir).split('\n')
        return dict(line.split(' ', 1) for line in lines if ' ' in line)

    def log(self):
        try:
            with open(os.path.join(self.dir, 'log', 'full'), errors='replace') as f:
                return self.past_log + f.read()
        except OSError:
            return self.past_log


class Gateway:
    """The program under test, configured for one PBX. Device SEP00000000<user> has line <user>, that of 1012 a key for blind transfers; some have more."""

    def __init__(self, binary, work, pbx):
        self.binary, self.pbx, self.process = binary, pbx, None
        self.dir = os.path.join(work, 'gateway-' + pbx.kind)
        self.sccp, self.sip, self.http = free_port(), free_port(), free_port()
        self.strange_sockets = set()
        os.makedirs(self.dir, exist_ok=True)
        self.config = os.path.join(self.dir, 'sccp2sip.ini')
        with open(self.config, 'w') as f:
            f.write(self.ini())

    def ini(self):
        text = f"""[sccp]
listen = {GATEWAY_HOST}:{self.sccp}
[sip]
listen = {GATEWAY_HOST}:{self.sip}
registrar = {PBX_HOST}:{self.pbx.port}
domain = pbx.lab
probe = 1
[http]
listen = {GATEWAY_HOST}:{self.http}
[log]
level = debug
trace_messages = 500
[state]
file = {self.dir}/state.db
[defaults]
codecs = pcmu, pcma, g722, g729
conference_room = 800
voicemail_number = *97
"""
        users = range(FIRST_USER, FIRST_USER + USERS)
        for user in users:
            text += f'[line {user}]\npassword = pw{user}\ndisplay_name = User {user}\nlabel = Line {user}\n'
        for user in users[:12]:
            text += f'[device SEP00000000{user}]\nline = {user}\n' + ('blind_key = yes\n' if user == BLIND_USER else '')
        text += ('[device SEP000000001050]\nbutton.1 = line 1013\nbutton.2 = line 1014\nbutton.3 = speeddial 600 "Echo"\n'
                 '[device SEP000000001060]\nline = 1015\n'
                 '[device SEP000000001061]\nline = 1015\n')
        return text

    def start(self):
        log = open(os.path.join(self.dir, 'log'), 'ab')
        self.process = subprocess.Popen([self.binary, '--config', self.config], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        try:
            until(self.is_ready, 30, 'the gateway becomes ready')
        except Failure as failure:
            raise Failure(f'{failure}; its log ends: {self.tail()}') from None

    def stop(self):
        stop(self.process, 10)
        if self.process is not None and self.process.returncode not in (0, -signal.SIGTERM):
            raise Failure(f'the gateway ended with status {self.process.returncode}: {self.tail()}')

    def tail(self, lines=5):
        try:
            with open(os.path.join(self.dir, 'log'), errors='replace') as f:
                return ' | '.join(f.read().strip().split('\n')[-lines:])
        except OSError:
            return 'no log'

    def is_ready(self):
        if self.process.poll() is not None:
            raise Failure(f'the gateway ended with status {self.process.returncode}')
        try:
            return self.get('/readyz') is not None
        except (urllib.error.URLError, OSError):
            return False

    def get(self, path):
        with urllib.request.urlopen(f'http://{GATEWAY_HOST}:{self.http}{path}', timeout=5) as answer:
            body = answer.read().decode()
        return json.loads(body) if body.startswith(('{', '[')) else body

    def lines(self):
        """Name of the line to the state of its registration, for lines on registered phones."""
        found = {}
        answer = self.get('/api/v1/lines')
        for line in answer if isinstance(answer, list) else answer.get('lines', []):
            found.setdefault(line['name'], []).append(line.get('state'))
        return found

    def wait_registered(self, *users, seconds=15):
        until(lambda: all('Registered' in self.lines().get(user, []) for user in users), seconds, f'lines {" ".join(users)} registered')

    def look_at_sockets(self):
        """Remembers every UDP socket of the process but the SIP one: there must never be any."""
        inodes = set()
        try:
            for fd in os.listdir(f'/proc/{self.process.pid}/fd'):
                target = os.readlink(f'/proc/{self.process.pid}/fd/{fd}')
                if target.startswith('socket:['):
                    inodes.add(target[8:-1])
        except OSError:
            return
        for table in ('udp', 'udp6'):
            with open(f'/proc/{self.process.pid}/net/{table}') as f:
                for row in f.readlines()[1:]:
                    column = row.split()
                    port = int(column[1].rsplit(':', 1)[1], 16)
                    if column[9] in inodes and port != self.sip:
                        self.strange_sockets.add(f'{table} {column[1]}')


def tone_file(folder, hertz=440, seconds=60, rate=8000):
    """A WAV file for baresip's microphone."""
    path = os.path.join(folder, 'tone.wav')
    with wave.open(path, 'wb') as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(b''.join(struct.pack('<h', int(8000 * math.sin(2 * math.pi * hertz * i / rate))) for i in range(seconds * rate)))
    return path


class Baresip:
    """One SIP phone of the PBX that is not ours. Called, it sends back what it hears; as a caller it says 440 Hz and counts what it hears."""

    def __init__(self, work, user, pbx, answers):
        self.user, self.dir = user, os.path.join(work, f'baresip-{user}-{pbx.kind}')
        self.ctrl = free_port('127.0.0.1')
        os.makedirs(self.dir, exist_ok=True)
        with open(os.path.join(self.dir, 'config'), 'w') as f:
            f.write(f'poll_method epoll\nsip_listen {GATEWAY_HOST}:{free_port()}\nsip_trans_def udp\nmodule_path /usr/lib/baresip/modules\n'
                    f'audio_player aubridge,nil\naudio_source {"aubridge,nil" if answers else "aufile," + tone_file(self.dir)}\naudio_alert aubridge,alert\n'
                    'rtp_ports 30000-39998\nrtp_timeout 0\nmodule aufile.so\n'
                    f'ctrl_tcp_listen 127.0.0.1:{self.ctrl}\ncall_local_timeout 120\ncall_max_calls 4\nmodule g711.so\nmodule aubridge.so\n'
                    'module uuid.so\nmodule_app account.so\nmodule_app contact.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n'
                    'ring_aufile none\ncallwaiting_aufile none\nringback_aufile none\nbusy_aufile none\nerror_aufile none\nnotfound_aufile none\n')
        with open(os.path.join(self.dir, 'accounts'), 'w') as f:
            f.write(f'<sip:{user}@{PBX_HOST}:{pbx.port}>;auth_user={user};auth_pass=pw{user};regint=120;'
                    f'answermode={"auto" if answers else "manual"};audio_codecs=PCMU,PCMA\n')
        open(os.path.join(self.dir, 'contacts'), 'w').close()
        self.out = os.path.join(self.dir, 'out')
        with open(self.out, 'wb') as log:
            self.process = subprocess.Popen(['baresip', '-v', '-f', self.dir], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until(lambda: '200 OK' in self.text(), 30, f'baresip {user} registered')
        except Failure as failure:
            raise Failure(f'{failure}; it says: {" / ".join(self.text().splitlines()[-4:])}') from failure

    def text(self):
        with open(self.out, errors='replace') as f:
            return f.read()

    def command(self, command, parameters=''):
        octets = json.dumps({'command': command, 'params': parameters, 'token': 't'}).encode()
        with socket.create_connection(('127.0.0.1', self.ctrl), 5) as control:
            control.sendall(b'%d:%s,' % (len(octets), octets))
            control.settimeout(2)
            try:
                control.recv(4096)
            except OSError:
                pass

    def stop(self):
        stop(self.process)


def phone_command(binary, gateway, pcap, options, words):
    return [binary, '--server', f'{GATEWAY_HOST}:{gateway.sccp}', '--bind', PHONE_HOST, '--pcap', pcap, *options, *words]


def sentence(text):
    """The reason in what sccp-phone printed: its sentence without the ladder."""
    lines = text.strip().split('\n')
    kept = []
    for line in lines:
        if line.startswith('The last messages'):
            break
        kept.append(line.strip())
    return re.sub(r'^sccp-phone: ', '', ' '.join(kept)) or 'no reason given'
