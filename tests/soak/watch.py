"""What the gateway's process weighs, and how long keep-alives wait for their answers: in all, and by the gateway's own doing."""
import bisect
import os
import statistics

TICK = 0.02                                      # seconds
LOOKED_AT = 0.2                                  # a keep-alive that waited less is nobody's problem


class Watch:
    """Ticks in the phones' loop. A tick that comes late is time in which the phones could not read; the scheduler's run-queue wait of the
    gateway is time in which the gateway could not run. Neither is owed by the gateway."""

    def __init__(self, loop, pid):
        self.loop, self.pid = loop, pid
        self.at, self.lag, self.waited = [], [], []          # of each tick: when, total lag so far, total wait so far
        self.latencies, self.worst, self.worst_owed, self.late, self.kept = [], 0.0, 0.0, [], 0
        self.sizes, self.began = [], loop.time()             # (seconds, resident octets, descriptors)
        self.due = loop.time()
        self.tick()

    def tick(self):
        now = self.loop.time()
        try:
            with open(f'/proc/{self.pid}/schedstat') as f:
                waited = int(f.read().split()[1]) / 1e9
        except OSError:
            return
        lag = max(0.0, now - self.due) + (self.lag[-1] if self.lag else 0.0)
        self.at.append(now)
        self.lag.append(lag)
        self.waited.append(waited)
        if len(self.at) > 20000:                             # keep-alives older than minutes do not come back
            del self.at[:10000], self.lag[:10000], self.waited[:10000]
        self.due = self.loop.time() + TICK
        self.loop.call_at(self.due, self.tick)

    def not_owed(self, since, until):
        """Seconds between two moments in which phones or gateway were kept from running by the machine."""
        first = max(0, bisect.bisect_right(self.at, since) - 1)
        last = min(len(self.at) - 1, bisect.bisect_left(self.at, until))
        lag = self.lag[last] - self.lag[first] + (max(0.0, until - self.due) if last == len(self.at) - 1 else 0.0)
        return lag + self.waited[last] - self.waited[first]

    def answered(self, name, since):
        now = self.loop.time()
        took = now - since
        self.kept += 1
        self.worst = max(self.worst, took)
        if self.kept % 10 == 0:
            self.latencies.append(took)
        owed = took if took < LOOKED_AT else max(0.0, took - self.not_owed(since, now))
        self.worst_owed = max(self.worst_owed, owed)
        if owed > 1.0:
            self.late.append(f'{name} after {took:.2f} s, {owed:.2f} s of them the gateway\'s')

    def weigh(self):
        self.sizes.append((self.loop.time() - self.began, resident(self.pid), descriptors(self.pid)))

    def growth(self, begin, end):
        """Median of the last fifth of the time from `begin` to `end` against that of the second fifth; both medians, in octets."""
        fifth = (end - begin) / 5

        def median(first, last):
            return statistics.median(size for at, size, _ in self.sizes if begin + first * fifth <= at <= begin + last * fifth)
        return median(1, 2), median(4, 5)


def resident(pid):
    with open(f'/proc/{pid}/statm') as f:
        return int(f.read().split()[1]) * os.sysconf('SC_PAGESIZE')


def descriptors(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


def open_things(pid):
    """What the descriptors are: a path, or the two ends of a socket."""
    sockets = {}
    for table in ('tcp', 'udp', 'tcp6', 'udp6'):
        with open(f'/proc/{pid}/net/{table}') as f:
            for row in f.readlines()[1:]:
                column = row.split()
                sockets[column[9]] = f'{table} {end_of(column[1])} - {end_of(column[2])} state {column[3]}'
    things = set()
    for number in os.listdir(f'/proc/{pid}/fd'):
        target = os.readlink(f'/proc/{pid}/fd/{number}')
        things.add(sockets.get(target[8:-1], target) if target.startswith('socket:[') else f'{target} {number}')
    return things


def end_of(text):
    address, port = text.split(':')
    return '.'.join(str(octet) for octet in reversed(bytes.fromhex(address)[:4])) + f':{int(port, 16)}'
