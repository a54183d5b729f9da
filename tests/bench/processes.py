"""Processes of a benchmark: the gateway, the far end, the load, the limits, the peer. Started here, bounded in time, stopped by pid."""
import json
import os
import re
import select
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PBX = os.path.join(HERE, '..', 'lab', 'pbx')
HOST = '127.0.0.1'
FIRST_PHONE = 10000                          # sccp-load calls its phones SEP000000010000 and so on, their lines 10000 and so on
SCCP, SIP, HTTP, FAR, LIMIT_SIP, LIMIT_TCP, PEER_SCCP, PEER_SIP, PROXY = 12000, 15062, 18080, 15070, 15063, 12002, 12001, 15080, 15090


class Failure(Exception):
    """What a benchmark needs and did not get."""


def until(question, seconds, what):
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failure(f'{what}: not within {seconds} s')
        time.sleep(0.02)


started = []


def stop_all():
    """Whatever a failure has left."""
    for process in started:
        if process.is_alive():
            process.stop(signal.SIGKILL)


class Process:
    """A child process and what it costs."""
    has_passing_threads = False              # threads that begin and end with calls: their time is only in /proc/PID/stat

    def __init__(self, command, log, stdin=subprocess.DEVNULL, stdout=None):
        self.log = log
        with open(log, 'ab') as out:
            self.process = subprocess.Popen(command, stdin=stdin, stdout=stdout or out, stderr=out, text=True)
        self.pid = self.process.pid
        started.append(self)

    def cpu(self):
        """Microseconds of processor time so far, user and system, all threads."""
        if self.has_passing_threads:
            with open(f'/proc/{self.pid}/stat') as f:
                fields = f.read().rsplit(')', 1)[1].split()
            return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf('SC_CLK_TCK')
        total = 0
        for task in os.listdir(f'/proc/{self.pid}/task'):
            try:
                with open(f'/proc/{self.pid}/task/{task}/schedstat') as f:
                    total += int(f.read().split()[0])
            except FileNotFoundError:
                pass
        return total / 1e3

    def waited(self):
        """Microseconds in which its first thread could have run and had no processor: what else the machine does."""
        with open(f'/proc/{self.pid}/schedstat') as f:
            return int(f.read().split()[1]) / 1e3

    def memory(self):
        """Resident octets."""
        with open(f'/proc/{self.pid}/smaps_rollup') as f:
            return int(re.search(r'^Rss:\s+(\d+) kB', f.read(), re.M).group(1)) * 1024

    def is_alive(self):
        return self.process.poll() is None

    def tail(self, lines=5):
        with open(self.log, errors='replace') as f:
            return ' | '.join(f.read().strip().split('\n')[-lines:])

    def stop(self, how=signal.SIGTERM, seconds=5):
        if self.is_alive():
            self.process.send_signal(how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


class Obedient(Process):
    """Takes an order a line on standard input and answers each with a line of JSON."""

    def __init__(self, command, log):
        super().__init__(command, log, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def tell(self, order):
        self.process.stdin.write(order + '\n')
        self.process.stdin.flush()

    def answer(self, seconds=120):
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            raise Failure(f'{os.path.basename(self.log)}: no answer within {seconds} s')
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f'{os.path.basename(self.log)} ended: {self.tail()}')
        return json.loads(line)

    def ask(self, order, seconds=120):
        self.tell(order)
        return self.answer(seconds)

    def stop(self, how=signal.SIGTERM, seconds=5):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        super().stop(how, seconds)


class FarEnd(Process):
    """SIPp: registrar that wants a digest, and called party that rings 20 ms and answers. `messages` lists what came and went, with stamps."""

    def __init__(self, work, port=FAR):
        self.messages = os.path.join(work, 'far_end.csv')
        super().__init__(['sipp', '-sf', os.path.join(HERE, 'far_end.xml'), '-i', HOST, '-p', str(port), '-nostdin', '-deadcall_wait', '0',
                          '-buff_size', '4194304', '-trace_shortmsg', '-shortmessage_file', self.messages], os.path.join(work, 'far_end.log'),
                         stdout=subprocess.DEVNULL)
        until(lambda: udp_port_is_open(port), 5, 'SIPp listens')


def udp_port_is_open(port):
    with open('/proc/net/udp') as f:
        return any(line.split()[1].endswith(f':{port:04X}') for line in f.readlines()[1:])


def tcp_port_is_open(port):
    with open('/proc/net/tcp') as f:
        return any(line.split()[1].endswith(f':{port:04X}') and line.split()[3] == '0A' for line in f.readlines()[1:])


def gateway_ini(phones, registrar, password):
    """Everything at its default but addresses, the dial plan, and SUBSCRIBE, which the limit does not send either."""
    text = f"""[sccp]
listen = {HOST}:{SCCP}
[sip]
listen = {HOST}:{SIP}
registrar = {HOST}:{registrar}
[http]
listen = {HOST}:{HTTP}
[state]
file =
[defaults]
mwi = unsolicited
dialplan = _XXXXX
"""
    return text + ''.join(f'[line {n}]\npassword = {password(n)}\n[device SEP{n:012d}]\nline = {n}\n'
                          for n in range(FIRST_PHONE, FIRST_PHONE + phones))


class Gateway(Process):
    def __init__(self, binaries, work, phones, registrar=FAR, password=lambda line: 'secret'):
        config = os.path.join(work, 'sccp2sip.ini')
        with open(config, 'w') as f:
            f.write(gateway_ini(phones, registrar, password))
        log = os.path.join(work, 'gateway.log')
        if os.path.exists(log):
            os.unlink(log)
        super().__init__([os.path.join(binaries, 'sccp2sip'), '--config', config], log)
        until(lambda: self.is_alive() and tcp_port_is_open(SCCP), 30, 'the gateway listens')


class Load(Obedient):
    def __init__(self, binaries, work, phones, port=SCCP, keepalive=30, unanswered=0):
        super().__init__([os.path.join(binaries, 'sccp-load'), '--port', str(port), '--phones', str(phones), '--keepalive', str(keepalive),
                          '--unanswered', str(unanswered)], os.path.join(work, 'load.log'))

    def register(self, in_flight=1000):
        answer = self.ask(f'register in-flight={in_flight}')
        if answer['failures']:
            raise Failure(f'registration: {answer["failures"]}')
        return answer


class SipLimit(Obedient):
    def __init__(self, binaries, work, registrar=FAR):
        super().__init__([os.path.join(binaries, 'sip-limit'), str(LIMIT_SIP), str(registrar)], os.path.join(work, 'sip_limit.log'))
        until(lambda: udp_port_is_open(LIMIT_SIP), 5, 'sip-limit listens')


class TcpLimit(Process):
    def __init__(self, binaries, work, pattern):
        super().__init__([os.path.join(binaries, 'tcp-limit'), str(LIMIT_TCP), pattern], os.path.join(work, 'tcp_limit.log'))
        until(lambda: tcp_port_is_open(LIMIT_TCP), 5, 'tcp-limit listens')


def pbx(*arguments, suite=None, seconds=300):
    environment = dict(os.environ, **({'PBX_SUITE': suite} if suite else {}))
    done = subprocess.run([PBX, *arguments], capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL, env=environment)
    if done.returncode:
        raise Failure(f'pbx {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}')
    return done.stdout


class LabProcess(Process):
    """One that tests/lab/pbx has started and stops."""

    def __init__(self, directory):
        self.dir = directory
        with open(os.path.join(directory, 'pid')) as f:
            self.pid = int(f.read())
        started.append(self)

    def is_alive(self):
        return os.path.exists(f'/proc/{self.pid}')

    def stop(self, how=None, seconds=5):
        pbx('stop', '--dir', self.dir)


class Skinny(LabProcess):
    """Asterisk 16 with chan_skinny: the phones of sccp-load, and a route to the far end."""
    has_passing_threads = True

    def __init__(self, work, phones):
        directory = os.path.join(work, 'asterisk')
        self.version = pbx('install', 'asterisk', suite='bullseye').split(' in ')[0].strip()
        pbx('start', '--dir', directory, '--bind', HOST, '--sip-port', str(PEER_SIP), '--count', '1', suite='bullseye')
        super().__init__(directory)
        self.configure(phones)
        for command in ('dialplan reload', 'module reload res_pjsip.so', 'module load chan_skinny.so'):
            pbx('cli', '--dir', directory, command)
        until(lambda: tcp_port_is_open(PEER_SCCP), 10, 'chan_skinny listens')

    def configure(self, phones):
        numbers = range(FIRST_PHONE, FIRST_PHONE + phones)
        etc = os.path.join(self.dir, 'etc')
        with open(os.path.join(etc, 'skinny.conf'), 'w') as f:
            f.write(f'[general]\nbindaddr={HOST}\nbindport={PEER_SCCP}\nkeepalive=120\n[lines]\ncontext=bench\ndirectmedia=yes\n')
            f.writelines(f'[{n}]\n' for n in numbers)
            f.write('[devices]\n')
            f.writelines(f'[SEP{n:012d}]\ndevice=SEP{n:012d}\nline=>{n}\n' for n in numbers)
        with open(os.path.join(etc, 'extensions.conf'), 'a') as f:
            f.write('\n[bench]\nexten => _[3-9]XXXX,1,Dial(PJSIP/${EXTEN}@far)\nexten => _[12]XXXX,1,Dial(Skinny/${EXTEN})\n')
        with open(os.path.join(etc, 'pjsip.conf'), 'a') as f:
            f.write(f'\n[far]\ntype=endpoint\ncontext=bench\ndisallow=all\nallow=alaw\naors=far\n[far]\ntype=aor\ncontact=sip:{HOST}:{FAR}\n')


class Proxy(LabProcess):
    """Kamailio: registrar and proxy between the phones, for calls from phone to phone."""

    def __init__(self, work, phones):
        users = os.path.join(work, 'users')
        with open(users, 'w') as f:
            f.writelines(f'{n} pw{n}\n' for n in range(FIRST_PHONE, FIRST_PHONE + phones))
        directory = os.path.join(work, 'kamailio')
        pbx('start', '--dir', directory, '--bind', HOST, '--sip-port', str(PROXY), '--proxy', 'kamailio', '--users', users)
        super().__init__(directory)
