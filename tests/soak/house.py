"""The processes of a soak and the 500 phones, and what passes between them. Started here, bounded in time, stopped by their pid."""
import asyncio
import datetime
import json
import os
import signal
import socket
import sys
import urllib.request

import plans
from ledger import Ledger
from phone import Phone
from watch import Watch

HERE = os.path.dirname(os.path.abspath(__file__))
HOST, FAR_HOST, DOMAIN = '127.0.0.1', '127.0.0.3', 'soak.test'
STEADY, BAD = 20, ('BADPEER1', 'BADPEER2', 'BADPEER3')
FIRST_BAD_LINE = 90001


class Failure(Exception):
    """What the soak needs to go on, and did not get."""


def free_ports():
    """One for SCCP, SIP (UDP and TCP), HTTP, and the far end."""
    held = []
    for host in (HOST, HOST, HOST, FAR_HOST):
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.bind((host, 0))
        held.append(tcp)
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def ini(house, phones, trace):
    """Times are shortened so that minutes see what takes hours in service; the limits are the defaults."""
    text = f"""[sccp]
listen = {HOST}:{house.sccp}
keepalive = 5
reconnect_grace = 20
[sip]
listen = {HOST}:{house.sip}
registrar = {FAR_HOST}:{house.far_port}
domain = {DOMAIN}
probe = 2
transaction_timeout = 8
[calls]
preserve_max = 10
[http]
listen = {HOST}:{house.http}
[log]
format = json
trace_messages = {trace}
[state]
file =
[defaults]
password = secret
reg_expires = 60
dialplan = _XXXXXXXXX
"""
    for index in range(phones):
        line = plans.FIRST_LINE + index
        text += f'[line {line}]\n[device SEP{line:012d}]\nline = {line}\n' + ('allow = 127.1.0.0/16\n' if index >= STEADY else '')
    for number, name in enumerate(BAD):
        text += f'[line {FIRST_BAD_LINE + number}]\n[device {name}]\nline = {FIRST_BAD_LINE + number}\n'
    return text


class House:
    def __init__(self, options, work):
        self.loop, self.options, self.work, self.seed = asyncio.get_running_loop(), options, work, options.seed
        self.sccp, self.sip, self.http, self.far_port = free_ports()
        self.ledger, self.watch, self.complaints, self.excused, self.is_open = Ledger(), None, [], [], True
        self.phones = [Phone(self, index) for index in range(options.phones)]
        self.far, self.instance, self.far_lines, self.far_problems, self.tasks = None, 0, None, [], set()
        self.plans, self.is_far_ready, self.readers, self.faults = {}, asyncio.Event(), [], []

    def plan(self, serial):
        if serial not in self.plans:
            self.plans[serial] = plans.plan_of(self.seed, serial)
        return self.plans[serial]

    def note(self, text):
        """Beside the gateway's log, with the same clock."""
        with open(os.path.join(self.work, 'soak.log'), 'a') as f:
            f.write(f'{datetime.datetime.utcnow().isoformat(timespec="milliseconds")}Z {text}\n')

    def spawn(self, work):
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def complain(self, text):
        """Of a good phone. The machine may have kept the phones from answering in time."""
        now = self.loop.time()
        self.note(text)
        (self.excused if self.watch and self.watch.not_owed(now - 5, now) > 1.5 else self.complaints).append(text)

    # ---- processes

    async def start_gateway(self):
        config = os.path.join(self.work, 'sccp2sip.ini')
        with open(config, 'w') as f:
            f.write(ini(self, len(self.phones), self.options.trace))
        self.log = os.path.join(self.work, 'gateway.log')
        # The sanitizer keeps freed memory for a while: little of it, else nothing could be said about growth.
        environment = {'ASAN_OPTIONS': 'quarantine_size_mb=4:malloc_context_size=12', 'UBSAN_OPTIONS': 'print_stacktrace=1', **os.environ}
        with open(self.log, 'wb') as log:
            self.gateway = await asyncio.create_subprocess_exec(os.path.join(self.options.bin, 'sccp2sip'), '--config', config, stdout=log,
                                                                stderr=log, stdin=asyncio.subprocess.DEVNULL, env=environment)
        await self.until(self.listens, 60, 'the gateway listens')
        self.watch = Watch(self.loop, self.gateway.pid)

    async def listens(self):
        if self.gateway.returncode is not None:
            raise Failure(f'the gateway ended with status {self.gateway.returncode}')
        try:
            return await self.get('/healthz')
        except OSError:
            return False

    async def has_far(self):
        return self.far is not None and self.is_far_ready.is_set()

    def obituary(self):
        """For a gateway that did not live to the end."""
        process = getattr(self, 'gateway', None)
        if process is None or process.returncode is None:
            return 'the gateway lives'
        with open(self.log, errors='replace') as f:
            return f'the gateway ended with status {process.returncode}, its last words: ' + ' | '.join(f.read().strip().split('\n')[-40:])

    async def start_far(self):
        self.instance += 1
        self.is_far_ready.clear()
        with open(os.path.join(self.work, 'far_end.log'), 'ab') as log:
            self.far = await asyncio.create_subprocess_exec(
                sys.executable, os.path.join(HERE, 'far_end.py'), FAR_HOST, str(self.far_port), DOMAIN, str(self.seed), str(self.instance),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log)
        self.readers.append(self.loop.create_task(self.listen_to(self.far)))
        async with asyncio.timeout(20):
            await self.is_far_ready.wait()

    async def listen_to(self, far):
        while line := await far.stdout.readline():
            event = json.loads(line)
            if event['event'] == 'ready':
                self.is_far_ready.set()
            elif event['event'] == 'state':
                self.far_lines = event['lines']
            elif event['event'] == 'wrong credentials':
                self.far_problems.append('wrong credentials')
            else:
                self.ledger.far_event(event)

    def tell_far(self, **order):
        """False while it is dead."""
        if self.far is None:
            return False
        self.far.stdin.write((json.dumps(order) + '\n').encode())
        return True

    async def kill_far(self):
        far, self.far = self.far, None
        far.kill()
        await far.wait()

    async def start_bad_peers(self):
        with open(os.path.join(self.work, 'bad_peers.log'), 'wb') as log:
            self.bad = await asyncio.create_subprocess_exec(
                sys.executable, os.path.join(HERE, 'bad_peers.py'), str(self.sccp), str(self.sip), str(self.http), FAR_HOST,
                str(len(self.phones)), str(self.seed), os.path.join(HERE, '..', 'sip', 'torture'),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log)

    async def stop_bad_peers(self):
        said, _ = await asyncio.wait_for(self.bad.communicate(b''), 30)
        return json.loads(said) if said else {'failures': ['it ended: see bad_peers.log']}

    async def stop_gateway(self, seconds):
        """Its exit status, and how long it took."""
        self.is_open, began = False, self.loop.time()
        for phone in self.phones:
            phone.is_leaving = True
        self.gateway.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.gateway.wait(), seconds)
        except TimeoutError:
            self.gateway.kill()
            await self.gateway.wait()
            return 'still there', seconds
        return self.gateway.returncode, self.loop.time() - began

    async def stop_all(self):
        for process in (self.far, getattr(self, 'gateway', None), getattr(self, 'bad', None)):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()
        for reader in self.readers:
            reader.cancel()

    # ---- questions

    async def get(self, path):
        def ask():
            with urllib.request.urlopen(f'http://{HOST}:{self.http}{path}', timeout=30) as answer:
                return answer.read().decode()
        body = await asyncio.to_thread(ask)
        return json.loads(body) if path.startswith('/api') else body

    async def until(self, question, seconds, what):
        end = self.loop.time() + seconds
        while not (answer := await question()):
            if self.loop.time() > end:
                raise Failure(f'{what}: not within {seconds:.0f} s')
            await asyncio.sleep(0.25)
        return answer

    async def unsettled(self):
        """What is not yet as in a quiet night, in words; empty when all is."""
        found = []
        calls = await self.get('/api/v1/calls')
        if calls:
            found.append(f'{len(calls)} calls, first {calls[0]}')
        not_ready = [one['device'] for one in await self.get('/api/v1/phones') if one['state'] != 'Ready' and one['device'] not in BAD]
        if not_ready:
            found.append(f'{len(not_ready)} phones not Ready, first {not_ready[0]}')
        lines = [one for one in await self.get('/api/v1/lines') if one['state'] != 'Registered' and one['device'] not in BAD]
        if lines:
            found.append(f'{len(lines)} lines not Registered, first {lines[0]["name"]} {lines[0]["state"]}')
        waiting = sum(phone.state != 'ready' for phone in self.phones)
        if waiting:
            found.append(f'{waiting} phones not registered, as they see it')
        self.tell_far(order='state')
        if (self.far_lines or 0) < len(self.phones):
            found.append(f'{len(self.phones) - (self.far_lines or 0)} lines unknown to the registrar')
        return found

    async def settle(self, seconds):
        """Waits for the quiet night; what is missing in the end. Time in which the machine let neither phones nor gateway run does not count,
        within reason."""
        began = self.loop.time()
        while found := await self.unsettled():
            now = self.loop.time()
            if now - began - min(self.watch.not_owed(began, now), seconds) > seconds:
                break
            await asyncio.sleep(1)
        return found
