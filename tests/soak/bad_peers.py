#!/usr/bin/env python3
"""Whatever else may connect: garbage, half-open and silent connections, floods, hostile Registers, SIP garbage. A process of its own.

  bad_peers.py SCCP_PORT SIP_PORT HTTP_PORT PBX_HOST PHONES SEED TORTURE_FOLDER

Runs until the end of its input; the last line it prints is a count of what it did, as JSON."""
import asyncio
import collections
import glob
import json
import os
import random
import socket
import struct
import sys

import plans
import wire

HOST = '127.0.0.1'
STEADY = 20                                      # phones from the first on whose names strangers try: they never leave by themselves
BAD = ('BADPEER1', 'BADPEER2', 'BADPEER3')       # configured devices that behave badly once they are registered
# Messages that begin no call, for these: calls of theirs would be in nobody's book.
HARMLESS = [id for id in range(0x0000, 0x0160) if id not in (0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0024, 0x0026, 0x0027)]


class BadPeers:
    def __init__(self, sccp, sip, http, pbx, phones, seed, torture):
        self.sccp, self.sip, self.http, self.pbx, self.phones = int(sccp), int(sip), int(http), pbx, int(phones)
        self.dice = random.Random(f'{seed}/bad')
        self.done = collections.Counter()
        self.torture = []
        for path in sorted(glob.glob(os.path.join(torture, '*.sip'))):
            with open(path, 'rb') as f:
                self.torture.append(f.read())

    def address(self):
        return f'127.66.{self.dice.randrange(4)}.{self.dice.randrange(1, 250)}'

    async def connect(self, source=None, port=None):
        return await asyncio.open_connection(HOST, port or self.sccp, local_addr=(source or self.address(), 0))

    async def close(self, writer):
        """FIN or RST."""
        if self.dice.random() < 0.5:
            writer.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            writer.transport.abort()
        else:
            writer.close()

    async def hold(self, reader, writer, seconds):
        """Reads what comes until the gateway has enough of it."""
        try:
            async with asyncio.timeout(seconds):
                while await reader.read(4096):
                    pass
        except (TimeoutError, OSError):
            pass
        await self.close(writer)

    # ---- what they do; each goes on for some seconds

    async def garbage(self):
        reader, writer = await self.connect()
        writer.write(self.dice.randbytes(self.dice.randrange(1, 6000)))
        await self.hold(reader, writer, 2)

    async def bad_frames(self):
        """Well framed, wrongly filled; in the end a length that no frame has."""
        reader, writer = await self.connect()
        for _ in range(self.dice.randrange(1, 40)):
            writer.write(wire.frame(self.dice.randrange(0x180), self.dice.randbytes(self.dice.randrange(0, 300))))
        writer.write(struct.pack('<III', self.dice.choice((0, 3, 4097, 0x7fffffff, 0xffffffff)), 0, 0))
        await self.hold(reader, writer, 2)

    async def half_open(self):
        reader, writer = await self.connect()
        whole = wire.register('SEP000000000666', HOST)
        writer.write(whole[:self.dice.randrange(1, len(whole))])
        await self.hold(reader, writer, self.dice.uniform(1, 15))

    async def silent(self):
        """Many that connect and say nothing."""
        await asyncio.gather(*(self.say_nothing() for _ in range(self.dice.randrange(5, 60))))

    async def say_nothing(self):
        reader, writer = await self.connect()
        await self.hold(reader, writer, self.dice.uniform(1, 15))

    async def flood(self):
        """Without reading an answer."""
        _, writer = await self.connect()
        what = self.dice.choice((wire.frame(wire.KEEP_ALIVE), wire.frame(wire.BUTTON_TEMPLATE), wire.alarm('FLOOD')))
        for _ in range(self.dice.randrange(20, 100)):
            writer.write(what * 50)
            await asyncio.sleep(0.02)
        await self.close(writer)

    async def hostile_register(self):
        """Names that are nobody's, no names, and names of phones that live at another address."""
        name = self.dice.choice(('SEP0000000099' + f'{self.dice.randrange(100):02d}', '', '../../etc', 'A' * 16, '\x1b[2J', '%s%n',
                                 *[f'SEP{plans.FIRST_LINE + self.dice.randrange(STEADY):012d}'] * 4))
        reader, writer = await self.connect()
        source = writer.get_extra_info('sockname')[0]
        writer.write(wire.alarm(name) + wire.register(name, source))
        if self.dice.random() < 0.3:
            writer.write(wire.register(f'SEP{plans.FIRST_LINE + self.dice.randrange(self.phones):012d}', source))
        await self.hold(reader, writer, 5)

    async def register_flood(self):
        """One name, many addresses."""
        name = f'SEP{plans.FIRST_LINE + self.dice.randrange(STEADY):012d}'

        async def one():
            reader, writer = await self.connect()
            writer.write(wire.register(name, HOST))
            await self.hold(reader, writer, 4)
        await asyncio.gather(*(one() for _ in range(20)))

    async def bad_phone(self):
        """Registers properly, then sends bodies that its messages do not have, faster than it may."""
        name, source = self.dice.choice(BAD), '127.66.9.9'
        reader, writer = await self.connect(source)
        writer.write(wire.register(name, source) + wire.capabilities() + b''.join(wire.frame(*question) for question in wire.questions()))
        await asyncio.sleep(0.5)
        for _ in range(self.dice.randrange(10, 60)):
            writer.write(b''.join(wire.frame(self.dice.choice(HARMLESS), self.dice.randbytes(self.dice.randrange(0, 120))) for _ in range(10)))
            await asyncio.sleep(self.dice.uniform(0, 0.1))
        await self.hold(reader, writer, self.dice.uniform(0, 3))

    async def sip_garbage(self):
        """From a stranger, and from the PBX's own address."""
        for source in (self.address(), self.pbx):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.bind((source, 0))
                for _ in range(self.dice.randrange(1, 20)):
                    s.sendto(self.sip_message(source), (HOST, self.sip))
                    await asyncio.sleep(0.01)

    def sip_message(self, source):
        kind = self.dice.randrange(5)
        branch = self.dice.randbytes(8).hex()
        head = (f'Via: SIP/2.0/UDP {source}:9;branch=z9hG4bK{branch}\r\nFrom: <sip:x@x>;tag={branch}\r\nTo: <sip:y@y>;tag=1\r\n'
                f'Call-ID: {branch}\r\nCSeq: 1 %s\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n')
        if kind == 0:
            return self.dice.randbytes(self.dice.randrange(1, 1400))
        if kind == 1:
            method = self.dice.choice(('BYE', 'ACK', 'CANCEL', 'NOTIFY', 'REFER', 'UPDATE', 'INFO', 'PRACK', 'MESSAGE', 'FROBNICATE'))
            return (f'{method} sip:y@{HOST}:{self.sip} SIP/2.0\r\n' + head % method).encode()
        if kind == 2:
            return (f'SIP/2.0 {self.dice.randrange(0, 999)} Odd\r\n' + head % self.dice.choice(('INVITE', 'REGISTER', 'BYE'))).encode()
        if kind == 3:
            return (f'INVITE sip:nobody@{HOST}:{self.sip} SIP/2.0\r\n' + (head % 'INVITE').replace(';tag=1', '')).encode()
        whole = self.dice.choice(self.torture)
        return whole[:self.dice.randrange(len(whole))] if self.dice.random() < 0.5 else whole

    async def sip_flood(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind((self.address(), 0))
            for _ in range(20):
                for _ in range(25):
                    s.sendto(self.sip_message('127.66.0.1'), (HOST, self.sip))
                await asyncio.sleep(0.02)

    async def sip_stream(self):
        reader, writer = await self.connect(port=self.sip)
        writer.write(self.dice.choice((self.dice.randbytes(3000), b'INVITE sip:', self.sip_message(HOST))))
        await self.hold(reader, writer, self.dice.uniform(0, 5))

    async def web_garbage(self):
        reader, writer = await self.connect(HOST, self.http)
        writer.write(self.dice.choice((self.dice.randbytes(2000), b'GET /metrics', b'GET / HTTP/1.1\r\n' + b'X: y\r\n' * 3000,
                                       b'POST /api/v1/reload HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 99999999\r\n\r\n')))
        await self.hold(reader, writer, 3)

    KINDS = (garbage, bad_frames, half_open, silent, flood, hostile_register, register_flood, bad_phone, sip_garbage, sip_flood, sip_stream,
             web_garbage)

    async def go_on(self, kind):
        while True:
            await asyncio.sleep(self.dice.uniform(0.5, 6))
            try:
                await kind(self)
                self.done[kind.__name__] += 1
            except OSError:
                self.done['refused'] += 1


async def main(*arguments):
    peers = BadPeers(*arguments)
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(peers.go_on(kind)) for kind in BadPeers.KINDS]
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    for task in tasks:
        task.cancel()
    failures = [result for result in await asyncio.gather(*tasks, return_exceptions=True) if not isinstance(result, asyncio.CancelledError)]
    print(json.dumps(dict(peers.done, failures=[repr(failure) for failure in failures])), flush=True)


if __name__ == '__main__':
    asyncio.run(main(*sys.argv[1:]))
