"""What is measured: each part starts what it needs, runs its rounds and adds its figures."""
import os
import resource
import signal
import time

from figures import limit_shares, percentile, read_calls, read_far_end, shares
from processes import FAR, Failure, FarEnd, Gateway, LIMIT_TCP, Load, PEER_SCCP, PROXY, Proxy, SipLimit, Skinny, TcpLimit


class Bench:
    """The state of a run."""

    def __init__(self, binaries, work, figures, rounds, scale, say):
        self.binaries, self.work, self.figures, self.rounds, self.scale, self.say = binaries, work, figures, rounds, scale, say
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.many = min(int(20000 * scale), hard - 500)      # a socket for each phone; the gateway keeps some for others (gateway/README.md)
        self.notes, self.peer_version, self.total_calls = [], None, 100000
        self.failures, self.calls, self.far_offset = 0, os.path.join(work, 'calls.csv'), 0
        self.pattern = os.path.join(work, 'pattern')

    def seconds(self, wanted):
        return max(1, wanted * min(1, self.scale * 2))

    def gateway(self, phones, **more):
        return Gateway(self.binaries, self.work, phones, **more)

    def load(self, phones, **more):
        return Load(self.binaries, self.work, phones, **more)

    def round_of_calls(self, load, process, rate, seconds, hold=500, to='sip', may_fail=False):
        """Processor time of `process` for each call, in microseconds, and what sccp-load says."""
        before = process.cpu()
        answer = load.ask(f'calls rate={rate} seconds={seconds} hold={hold} to={to} file={self.calls}')
        cost = (process.cpu() - before) / answer['calls']
        if answer['failures'] and not may_fail:
            self.failures += answer['calls'] - answer['done']
            self.notes.append(f'{rate} calls/s to {to}: {answer["failures"]}')
        return cost, answer

    def latencies(self, far, of=lambda path, invites, answered: shares(read_calls(path), invites, answered)):
        time.sleep(0.1)                                      # SIPp writes its list in pieces
        invites, answered, self.far_offset = read_far_end(far.messages, self.far_offset)
        return of(self.calls, invites, answered)


def settle(load, rate=100, seconds=1):
    load.ask(f'calls rate={rate} seconds={seconds} hold=200')


def record_pattern(bench):
    """The octets of one registration and one call, with the gateway that runs."""
    first = bench.load(1, keepalive=0)
    first.ask(f'record file={bench.pattern}')
    first.register()
    time.sleep(0.5)
    first.ask('calls count=1 rate=10')
    first.stop()
    time.sleep(0.5)


def call_cost(bench, far):
    """CPU of a call: the gateway, the two limits, one after the other in each round."""
    gateway, load = bench.gateway(1000), bench.load(1000)
    record_pattern(bench)
    load.register()
    settle(load)
    sip, tcp = SipLimit(bench.binaries, bench.work), TcpLimit(bench.binaries, bench.work, bench.pattern)
    moved = bench.load(1000, port=LIMIT_TCP, keepalive=0)
    moved.register()
    rate, seconds = 300, bench.seconds(3)
    for _ in range(bench.rounds):
        cost, _ = bench.round_of_calls(load, gateway, rate, seconds)
        bench.figures.add('CPU per call: gateway', cost, 'us')
        before = sip.cpu()
        answer = sip.ask(f'calls rate={rate} seconds={seconds}')
        sip_cost = (sip.cpu() - before) / answer['done']
        tcp_cost, _ = bench.round_of_calls(moved, tcp, rate, seconds)
        bench.figures.add('CPU per call: limit, bare Sofia-SIP', sip_cost, 'us')
        bench.figures.add('CPU per call: limit, bare TCP', tcp_cost, 'us')
        bench.figures.add('CPU per call: limit', sip_cost + tcp_cost, 'us')
    bench.figures.ratio('CPU per call: gateway / limit', 'CPU per call: gateway', 'CPU per call: limit')
    latency(bench, far, load, gateway, sip)
    for process in (moved, tcp, sip, load, gateway):
        process.stop(signal.SIGKILL)


def latency(bench, far, load, gateway, sip):
    """At 100 calls/s, from stamps of sccp-load, of sip-limit and of SIPp."""
    read_far_end_to_here(bench, far, load)
    rate, seconds = 100, bench.seconds(3)

    def add(what, values):
        bench.figures.add(f'{what}, 100 calls/s: p50', percentile(values, 0.5), 'us')
        bench.figures.add(f'{what}, 100 calls/s: p99', percentile(values, 0.99), 'us')

    for _ in range(bench.rounds):
        waited, ran = gateway.waited(), gateway.cpu()
        bench.round_of_calls(load, gateway, rate, seconds)
        bench.figures.add('gateway waited for a processor / ran, 100 calls/s', (gateway.waited() - waited) / (gateway.cpu() - ran), 'x')
        to_invite, to_media = bench.latencies(far)
        add('last digit to INVITE', to_invite)
        add('200 OK to StartMediaTransmission', to_media)
        sip.ask(f'calls rate={rate} seconds={seconds} file={bench.calls}')
        to_invite, to_active = bench.latencies(far, limit_shares)
        add('limit: nua_invite() to INVITE', to_invite)
        add('limit: 200 OK to nua_i_active', to_active)


def read_far_end_to_here(bench, far, load):
    settle(load, seconds=1)
    time.sleep(0.5)
    bench.far_offset = read_far_end(far.messages, bench.far_offset)[2]


def sustained(bench, far):
    """Calls per second on one core without a failure, p99 of our share under 5 ms."""
    gateway, load = bench.gateway(6000), bench.load(6000)
    load.register()
    read_far_end_to_here(bench, far, load)

    def attempt(rate, seconds):
        cost, answer = bench.round_of_calls(load, gateway, rate, seconds, may_fail=True)
        to_invite, to_media = bench.latencies(far)
        share = percentile([a + b for a, b in zip(to_invite, to_media)], 0.99)
        time.sleep(0.5)
        return cost, share, answer['done'] / answer['calls'], answer['failures']

    best = 0
    for rate in (500, 1000, 1500, 2000, 2500, 3000, 3500, 4000):
        for _ in range(2):                                   # one disturbance from outside is forgiven
            cost, share, done, failures = attempt(rate, bench.seconds(3))
            bench.say(f'  {rate} calls/s: {100 * done:.2f} % done, {cost:.0f} us each, p99 of our share {share / 1000:.2f} ms {failures or ""}')
            if done == 1 and share <= 5000:
                break
        else:
            break
        best = rate
    bench.figures.add('highest rate without failure, p99 of our share under 5 ms', best, 'calls/s')
    rate = min(best, 2000) or 500
    for _ in range(bench.rounds):
        waited, ran = gateway.waited(), gateway.cpu()
        cost, share, done, _ = attempt(rate, bench.seconds(4))
        bench.figures.add(f'gateway waited for a processor / ran, {rate} calls/s', (gateway.waited() - waited) / (gateway.cpu() - ran), 'x')
        bench.figures.add(f'CPU per call at {rate} calls/s', cost, 'us')
        bench.figures.add(f'processors that the gateway keeps busy at {rate} calls/s', cost * rate / 1e6, '')
        bench.figures.add(f'p99 of our share of set-up at {rate} calls/s', share / 1000, 'ms')
        bench.figures.add(f'calls done at {rate} calls/s', 100 * done, '%')
    load.stop(signal.SIGKILL)
    gateway.stop(signal.SIGKILL)


def register_cost(bench, phones, label):
    """A gateway with all its phones registered, and their load; the cost of it is added under `label`."""
    gateway, load = bench.gateway(phones), bench.load(phones)
    before = gateway.cpu()
    answer = load.register()
    until_quiet(gateway)
    bench.figures.add(f'CPU per registration, {label}: gateway', (gateway.cpu() - before) / phones, 'us')
    return gateway, load, answer


def until_quiet(process, most=60):
    """The lines register after the phones: until the process does nothing any more."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        before = process.cpu()
        time.sleep(0.5)
        if process.cpu() - before < 50_000:
            return


def registrations(bench, far):
    """Many phones at once, the limits the same; the last gateway stays for what follows."""
    if not os.path.exists(bench.pattern):
        gateway = bench.gateway(1)
        record_pattern(bench)
        gateway.stop(signal.SIGKILL)
    for _ in range(bench.rounds):
        gateway, load, _ = register_cost(bench, 100, '100 phones')
        for process in (load, gateway):
            process.stop(signal.SIGKILL)
    sip = SipLimit(bench.binaries, bench.work)
    for i in range(bench.rounds):
        gateway, load, answer = register_cost(bench, bench.many, 'many phones')
        bench.figures.add('registration of many phones: time', answer['seconds'], 's')
        bench.figures.add('registration of many phones: slowest', answer['max_us'] / 1e6, 's')
        bench.figures.add('registration of many phones: phones that failed', sum(answer['failures'].values()), 'phones')
        if i + 1 < bench.rounds:
            for process in (load, gateway):
                process.stop(signal.SIGKILL)
        before = sip.cpu()
        sip.ask(f'register count={bench.many}')
        sip_cost = (sip.cpu() - before) / bench.many
        tcp = TcpLimit(bench.binaries, bench.work, bench.pattern)
        moved = bench.load(bench.many, port=LIMIT_TCP, keepalive=0)
        before = tcp.cpu()
        moved.register()
        bench.figures.add('CPU per registration, many phones: limit', sip_cost + (tcp.cpu() - before) / bench.many, 'us')
        for process in (moved, tcp):
            process.stop(signal.SIGKILL)
    sip.stop()
    bench.figures.ratio('CPU per registration, many phones: gateway / limit', 'CPU per registration, many phones: gateway',
                        'CPU per registration, many phones: limit')
    bench.figures.ratio('CPU per registration: many / 100 phones', 'CPU per registration, many phones: gateway',
                        'CPU per registration, 100 phones: gateway')
    many_phones(bench, gateway, load)


def many_phones(bench, gateway, load):
    """Memory and idle time with all phones registered, when the transactions of the registrations are gone; then calls among them, until their
    transactions are gone too. All phones have registered within seconds, so all refresh together, 240 to 270 s later (85 % of 300 s)."""
    refreshed = time.monotonic() + 285
    time.sleep(bench.seconds(20))
    size = gateway.memory()
    bench.figures.add('memory with many phones', size / 1e6, 'MB')
    bench.figures.add('memory with many phones / their number', size / bench.many / 1e3, 'kB')
    for _ in range(bench.rounds):
        before, began = gateway.cpu(), time.monotonic()
        time.sleep(bench.seconds(3))
        bench.figures.add('idle CPU with many phones', 100 * (gateway.cpu() - before) / 1e6 / (time.monotonic() - began), '%')
    call_memory(bench, gateway, load, 'memory per call in progress, of the first calls')
    settle(load)
    for _ in range(bench.rounds):
        cost, _ = bench.round_of_calls(load, gateway, 100, bench.seconds(2), hold=200)
        bench.figures.add('CPU per call, 100 calls/s, many phones', cost, 'us')
    time.sleep(bench.seconds(37))
    before = gateway.memory()
    call_memory(bench, gateway, load, 'memory per call in progress')
    many_calls(bench, gateway, load, before, refreshed)
    for process in (load, gateway):
        process.stop(signal.SIGKILL)
    few, few_load = bench.gateway(100), bench.load(100)
    few_load.register()
    until_quiet(few)
    bench.figures.add('memory per registered phone', (size - few.memory()) / (bench.many - 100) / 1e3, 'kB')     # each more, configuration included
    settle(few_load)
    for _ in range(bench.rounds):
        cost, _ = bench.round_of_calls(few_load, few, 100, bench.seconds(2), hold=200)
        bench.figures.add('CPU per call, 100 calls/s, 100 phones', cost, 'us')
    bench.figures.ratio('CPU per call: many / 100 phones', 'CPU per call, 100 calls/s, many phones', 'CPU per call, 100 calls/s, 100 phones')
    for process in (few_load, few):
        process.stop(signal.SIGKILL)


def call_memory(bench, gateway, load, label):
    """While they talk. The first calls fill traces and the 2,000 ladders, which are bounded and stay; later ones add what is given back when they end."""
    calls = min(2000, bench.many // 4)
    before = gateway.memory()
    load.tell(f'calls rate=500 count={calls} hold={int(calls / 500 * 1000) + 3000}')
    time.sleep(calls / 500 + 1.5)
    bench.figures.add(label, (gateway.memory() - before) / calls / 1e3, 'kB')
    load.answer()


def many_calls(bench, gateway, load, before, refreshed):
    """Resident memory before and after, at a rate that one processor sustains: an overload would show what an overload leaves behind. Before are
    idle phones, of which one in six has called; after are idle phones too: transactions stay for 32 s (RFC 3261 timers)."""
    calls, rate = bench.total_calls, 900
    answer = load.ask(f'calls rate={rate} count={calls} hold=200', calls / rate + 60)
    if answer['done'] != calls:
        bench.notes.append(f'{calls} calls: {answer["failures"]}')
    bench.figures.add(f'memory right after {calls} calls', gateway.memory() / 1e6, 'MB')
    time.sleep(bench.seconds(max(60, refreshed - time.monotonic())))
    bench.figures.add(f'memory a minute after {calls} calls / before', gateway.memory() / before, 'x')


def peer(bench, far):
    """chan_skinny, and the gateway beside it: from phone to SIP, from phone to phone."""
    phones, rate, seconds = 120, 50, bench.seconds(3)
    proxy, skinny = Proxy(bench.work, phones), Skinny(bench.work, phones)
    bench.peer_version = skinny.version
    gateway, load = bench.gateway(phones), bench.load(phones)
    load.register()
    peer_load = bench.load(phones, port=PEER_SCCP, keepalive=0, unanswered=300)      # chan_skinny does not answer ForwardStatReq
    peer_load.register(in_flight=10)           # its listen backlog is 2
    settle(load, rate=50)
    settle(peer_load, rate=50)
    for _ in range(bench.rounds):
        ours, _ = bench.round_of_calls(load, gateway, rate, seconds, hold=300)
        theirs, _ = bench.round_of_calls(peer_load, skinny, rate, seconds, hold=300)
        bench.figures.add('CPU per call to SIP beside the peer: gateway', ours, 'us')
        bench.figures.add('CPU per call to SIP: chan_skinny', theirs, 'us')
    bench.figures.ratio('CPU per call to SIP: gateway / chan_skinny', 'CPU per call to SIP beside the peer: gateway',
                        'CPU per call to SIP: chan_skinny')
    for process in (load, gateway):
        process.stop(signal.SIGKILL)
    between = bench.gateway(phones, registrar=PROXY, password=lambda line: f'pw{line}')
    between_load = bench.load(phones)
    between_load.register()
    until_quiet(between)
    for _ in range(bench.rounds):
        ours, _ = bench.round_of_calls(between_load, between, rate, seconds, hold=300, to='phone')
        theirs, _ = bench.round_of_calls(peer_load, skinny, rate, seconds, hold=300, to='phone')
        bench.figures.add('CPU per call from phone to phone: gateway', ours, 'us')
        bench.figures.add('CPU per call from phone to phone: chan_skinny', theirs, 'us')
    bench.figures.ratio('CPU per call from phone to phone: gateway / chan_skinny', 'CPU per call from phone to phone: gateway',
                        'CPU per call from phone to phone: chan_skinny')
    for process in (between_load, between, peer_load):
        process.stop(signal.SIGKILL)
    skinny.stop()
    proxy.stop()


PARTS = {'calls': call_cost, 'sustained': sustained, 'registrations': registrations, 'peer': peer}
