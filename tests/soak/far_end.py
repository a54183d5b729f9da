#!/usr/bin/env python3
"""The PBX of the soak, a process of its own so that it can be killed: registrar with digest, called party, caller, and the way from phone to phone.

  far_end.py HOST PORT DOMAIN SEED INSTANCE

Orders come as JSON, one a line, on standard input; what happened goes out the same way. With the end of the input it ends."""
import asyncio
import itertools
import json
import random
import sys

import plans
import sip
from far_leg import Called, Caller

PASSWORD, EXPIRES, REMEMBERED = 'secret', 60, 4000


class FarEnd(asyncio.DatagramProtocol):
    def __init__(self, host, port, domain, seed, instance):
        self.host, self.port, self.domain, self.seed, self.instance = host, int(port), domain, seed, instance
        self.contact = f'sip:far@{host}:{port}'
        self.loop = asyncio.get_running_loop()
        self.dice = random.Random(f'{seed}/far/{instance}')
        self.legs, self.transactions, self.said = {}, {}, {}
        self.where = {}                          # user: Contact, address it came from
        self.nonces = itertools.count(1)

    def connection_made(self, transport):
        self.transport = transport

    def tell(self, **event):
        print(json.dumps(event), flush=True)

    def send(self, octets, address):
        self.transport.sendto(octets, address)

    def answer(self, request, address, status, phrase, tag='', **more):
        """Kept for the request's repetitions."""
        octets = sip.response(request, status, phrase, tag or f'{self.instance}-r', **more)
        self.said[request.branch, request.method] = octets
        while len(self.said) > REMEMBERED:
            self.said.pop(next(iter(self.said)))
        self.send(octets, address)

    def datagram_received(self, data, address):
        if not data.strip():
            return
        message = sip.Message(data)
        if message.is_response:
            handler = self.transactions.get(message.branch)
            return handler(message) if handler and message.method != 'CANCEL' else None
        if message.method != 'ACK' and (message.branch, message.method) in self.said:
            return self.send(self.said[message.branch, message.method], address)
        handler = getattr(self, 'on_' + message.method.lower(), None)
        if handler:
            return handler(message, address)
        self.answer(message, address, 489 if message.method == 'SUBSCRIBE' else 501, 'No')

    def error_received(self, error):
        pass                                     # the gateway's port is shut for a moment at its end

    # ---- registrar

    def challenge(self, request, address, status, header, stale=False):
        text = f'{header}: Digest realm="{self.domain}", nonce="{self.instance}x{next(self.nonces)}", algorithm=MD5, qop="auth"'
        self.answer(request, address, status, 'Unauthorized', headers=[text + (', stale=true' if stale else '')])

    def is_authentic(self, request, address, status, asked, given):
        credentials = request[given]
        if not credentials:
            return self.challenge(request, address, status, asked)
        right, nonce = sip.digest_is_right(credentials, request.method, PASSWORD)
        if not nonce.startswith(f'{self.instance}x'):
            return self.challenge(request, address, status, asked, stale=True)
        if not right:
            self.tell(event='wrong credentials', call_id=request['call-id'])
            return self.answer(request, address, 403, 'Forbidden')
        return True

    def on_register(self, request, address):
        luck = self.dice.random()
        if luck < 0.01:
            return None                          # lost: it comes again
        if luck < 0.015:
            return self.answer(request, address, 503, 'Later', headers=['Retry-After: 1'])
        if not self.is_authentic(request, address, 401, 'WWW-Authenticate', 'authorization'):
            return None
        user = sip.user_of(request['to'])
        if 'expires=0' in request['contact'] or request['expires'] == '0':
            self.where.pop(user, None)
            return self.answer(request, address, 200, 'OK')
        self.where[user] = (request.contact, address)
        self.answer(request, address, 200, 'OK', headers=[f'Contact: <{request.contact}>;expires={EXPIRES}'])

    def on_options(self, request, address):
        self.answer(request, address, 200, 'OK')

    # ---- calls

    def on_invite(self, request, address):
        leg = self.legs.get(request['call-id'])
        if leg and sip.tag_of(request['to']):
            return leg.answer_offer(request, address)
        if sip.tag_of(request['to']):
            return self.answer(request, address, 481, 'Gone')
        if leg:
            return None                          # a repetition before the first answer
        serial, target = plans.read_number(sip.user_of(request.target))
        if serial is None:
            self.tell(event='stranger', call_id=request['call-id'])
            return self.answer(request, address, 404, 'Not Found')
        plan = plans.plan_of(self.seed, serial)
        if plan.challenged and not self.is_authentic(request, address, 407, 'Proxy-Authenticate', 'proxy-authorization'):
            return None
        leg = self.legs[request['call-id']] = Called(self, request, address, serial, plan)
        self.tell(event='invited', serial=serial, call_id=leg.call_id)
        return leg.behave() if target is None else self.bridge(leg, target)

    def bridge(self, leg, target):
        contact, address = self.where.get(f'{plans.FIRST_LINE + target}', (None, None))
        if contact is None:
            return leg.refuse(480)
        leg.other = Caller(self, leg.serial, leg.plan, 'bridge', contact, address, leg.invite.body)
        leg.other.other = leg

    def on_ack(self, request, address):
        leg = self.legs.get(request['call-id'])
        if isinstance(leg, Called) and leg.is_final:
            leg.acknowledged()

    def on_cancel(self, request, address):
        leg = self.legs.get(request['call-id'])
        known = isinstance(leg, Called) and leg.invite.branch == request.branch
        self.answer(request, address, 200 if known else 481, 'OK' if known else 'Gone')
        if known:
            leg.cancel()

    def on_bye(self, request, address):
        leg = self.legs.get(request['call-id'])
        self.answer(request, address, 200 if leg else 481, 'OK' if leg else 'Gone')
        if leg:
            if isinstance(leg, Called) and not leg.is_up:
                leg.up()
            leg.ended_by_peer()

    def on_update(self, request, address):
        leg = self.legs.get(request['call-id'])
        return leg.answer_offer(request, address) if leg else self.answer(request, address, 481, 'Gone')

    def on_info(self, request, address):
        self.answer(request, address, 200, 'OK')

    # ---- orders

    def obey(self, order):
        if order['order'] == 'call':
            contact, address = self.where.get(order['user'], (None, None))
            if contact is None:
                return self.tell(event='unknown', serial=order['serial'])
            leg = Caller(self, order['serial'], plans.plan_of(self.seed, order['serial']), 'caller', contact, address)
            return self.tell(event='calling', serial=leg.serial, call_id=leg.call_id)
        if order['order'] == 'state':
            self.tell(event='state', lines=len(self.where), legs=len(self.legs))


async def main(host, port, *rest):
    loop = asyncio.get_running_loop()
    _, far = await loop.create_datagram_endpoint(lambda: FarEnd(host, port, *rest), local_addr=(host, int(port)))
    far.transport.get_extra_info('socket').setsockopt(1, 8, 4 << 20)      # SO_RCVBUF
    far.tell(event='ready')
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        far.obey(json.loads(line))


if __name__ == '__main__':
    asyncio.run(main(*sys.argv[1:]))
