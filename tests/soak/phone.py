"""A good phone: registers, keeps alive, dials, answers, holds, hangs up, and loses its connection in every way that a phone can."""
import asyncio
import random
import socket
import struct

import plans
import wire

AUDIO_PORT = 20000                               # nothing is sent there
RINGING = (wire.SEEN_RING_IN, wire.SEEN_WAITING)
GRACE = 10.0                                     # as the far end's: hangs up although the other side should have


class Phone:
    """Lives as long as the soak, through many connections. `house` has loop, sccp (the port), ledger, seed, watch and plan(serial)."""

    def __init__(self, house, index):
        self.house, self.index = house, index
        self.name, self.line = f'SEP{plans.FIRST_LINE + index:012d}', plans.FIRST_LINE + index
        self.address = f'127.1.{index // 250}.{index % 250 + 1}'
        self.dice = random.Random(f'{house.seed}/phone/{index}')
        self.state, self.link, self.legs, self.dialling = 'away', None, {}, None
        self.questions, self.asked, self.interval, self.keep_alive_timer, self.alive_since = [], 0, 30, None, None
        self.is_silent, self.is_leaving = False, False

    # ---- the connection

    async def connect(self):
        """A connection more; the one before, if there is one, is left to the gateway."""
        self.state = 'registering'
        try:
            await self.house.loop.create_connection(lambda: Link(self), '127.0.0.1', self.house.sccp, local_addr=(self.address, 0))
        except OSError:
            self.state = 'away'
            self.come_back(1)

    def opened(self, link):
        self.cut_legs()
        self.link, self.is_silent, self.is_leaving, self.questions, self.asked = link, False, False, [], 0
        link.send(wire.alarm(self.name) + wire.register(self.name, self.address))

    def closed(self, link):
        if link is not self.link:
            return                               # an old one, taken over
        if not self.is_leaving:
            self.house.complain(f'{self.name} lost its connection')
        self.state, self.link = 'away', None
        self.cut_legs()
        self.come_back(self.dice.uniform(0.2, 3))

    def come_back(self, delay):
        self.house.loop.call_later(delay, lambda: self.house.spawn(self.connect()) if self.state == 'away' and self.house.is_open else None)

    def overdue(self):
        return self.alive_since is not None and self.house.loop.time() - self.alive_since > 1

    def cut_legs(self):
        if self.state != 'registering' or self.legs:
            self.house.ledger.cut_devices.add(self.name)
        for seen in self.legs.values():
            seen.was_cut = True
        self.legs, self.dialling, self.alive_since = {}, None, None
        if self.keep_alive_timer:
            self.keep_alive_timer.cancel()

    def send(self, octets):
        if self.link and not self.is_silent:
            self.link.send(octets)

    @property
    def is_idle(self):
        return self.state == 'ready' and not self.legs and self.dialling is None and not self.is_silent

    # ---- registration and keep-alives

    def heard(self, message, body):
        if message == wire.CALL_STATE:
            return self.on_call_state(wire.word(body, 0), wire.word(body, 8)) if wire.word(body, 12) == wire.VISIBLE else None
        if message == wire.KEEP_ALIVE_ACK:
            return self.on_keep_alive_ack()
        handler = self.HANDLERS.get(message)
        if handler:
            handler(self, body)
        if self.asked and message == self.asked:
            self.ask_next()

    def on_register_ack(self, body):
        self.interval = wire.word(body, 0)
        self.questions = wire.questions()
        self.ask_next()
        self.keep_alive()

    def ask_next(self):
        if not self.questions:
            self.asked, self.state = 0, 'ready'
            return
        question, body = self.questions.pop(0)
        self.asked = wire.ANSWERS[question]
        self.send(wire.frame(question, body))

    def on_register_reject(self, body):
        self.is_leaving = True
        self.house.complain(f'{self.name} was rejected: {wire.text_at(body, 0, 32)}')

    def keep_alive(self):
        if self.keep_alive_timer:
            self.keep_alive_timer.cancel()
        if not self.is_silent and self.alive_since is None and self.link:
            self.alive_since = self.house.loop.time()
            self.send(wire.frame(wire.KEEP_ALIVE))
        self.keep_alive_timer = self.house.loop.call_later(self.interval, self.keep_alive)

    def on_keep_alive_ack(self):
        if self.alive_since is not None:
            self.house.watch.answered(self.name, self.alive_since)
            self.alive_since = None

    def on_unregister_ack(self, body):
        if wire.word(body, 0) == 0:
            self.leave(self.link.close)

    def on_reset(self, _):
        self.leave(self.link.close)

    # ---- calls

    def dial(self, serial, target=None):
        """The caller's plan begins with the handset."""
        self.dialling = (serial, plans.number_of(serial, target))
        plan = self.house.plan(serial)
        if plan.en_bloc:
            return self.send(wire.frame(wire.ENBLOC, wire.text(self.dialling[1], 24)))
        self.send(wire.frame(wire.OFF_HOOK, wire.words(0, 0)))

    def on_call_state(self, state, reference):
        seen, is_new = self.legs.get(reference), reference not in self.legs
        if is_new:
            if state == wire.SEEN_ON_HOOK:
                return self.house.ledger.ended(reference)
            seen = self.legs[reference] = self.house.ledger.leg(reference, self.name, state in RINGING)
            self.later(90, seen, lambda: self.hang_up(seen))
            if not seen.is_incoming and not seen.states and self.dialling:
                return self.begin(seen, state)
        seen.states.append(state)
        if state == wire.SEEN_ON_HOOK:
            seen.is_over = True
            self.legs.pop(reference, None)
        elif state == wire.SEEN_CONNECTED:
            self.on_connected(seen)
        elif state in wire.SEEN_FAILED:
            seen.has_failed = True
            self.later(self.dice.uniform(0.1, 1), seen, lambda: self.hang_up(seen))
        elif state in RINGING and is_new:
            self.later(0.02, seen, lambda: self.on_ring(seen))
        elif state == wire.SEEN_HOLD and seen.was_cut:
            self.later(1, seen, lambda: self.hang_up(seen))     # it came back from before the connection broke

    def begin(self, seen, state):
        serial, number = self.dialling
        seen.serial, self.dialling = serial, None
        seen.states.append(state)
        plan = self.house.plan(serial)
        if state == wire.SEEN_OFF_HOOK and not plan.en_bloc:
            self.press(seen, number)
        if plan.impatience:
            self.later(plan.impatience, seen, lambda: None if seen.is_answered else self.hang_up(seen))
        self.later(40, seen, lambda: None if seen.is_answered else self.hang_up(seen))

    def press(self, seen, number):
        if seen.is_over or seen.hung_up or self.legs.get(seen.reference) is not seen:
            return
        self.send(wire.frame(wire.KEYPAD, wire.words(int(number[0]), 1, seen.reference)))
        if len(number) > 1:
            self.house.loop.call_later(self.dice.uniform(0.01, 0.06), self.press, seen, number[1:])

    def on_ring(self, seen):
        plan = self.house.plan(seen.serial) if seen.serial else None
        if plan is None or len(self.legs) > 1:
            return self.later(0.5, seen, lambda: self.hang_up(seen))
        if plan.outcome == 'answer':
            self.later(plan.ring, seen, lambda: self.lift(seen))
        elif plan.outcome in ('busy', 'refuse'):
            self.later(plan.ring, seen, lambda: self.hang_up(seen))
        else:
            self.later(70, seen, lambda: self.hang_up(seen))

    def lift(self, seen):
        if not seen.is_answered and not seen.hung_up:
            self.send(wire.frame(wire.OFF_HOOK, wire.words(1, seen.reference)))

    def on_connected(self, seen):
        if seen.is_answered:
            return
        seen.is_answered = True
        plan = self.house.plan(seen.serial) if seen.serial else None
        side = 'called' if seen.is_incoming else 'caller'
        if plan is None:
            return self.later(1, seen, lambda: self.hang_up(seen))
        self.later(plan.talk if plan.ender == side else plan.talk + GRACE, seen, lambda: self.hang_up(seen))
        if plan.holder == side and plan.talk > 1:
            self.later(plan.talk * 0.3, seen, lambda: self.press_key(wire.KEY_HOLD, seen))
            self.later(plan.talk * 0.6, seen, lambda: self.press_key(wire.KEY_RESUME, seen))

    def press_key(self, key, seen):
        if not seen.hung_up:
            self.send(wire.frame(wire.SOFT_KEY, wire.words(key, 1, seen.reference)))

    def hang_up(self, seen):
        """By the key for a call that is held or rings: the handset is not lifted then."""
        if seen.is_over:
            return
        is_lifted = seen.states and seen.states[-1] not in (wire.SEEN_HOLD, *RINGING)
        if is_lifted:
            self.send(wire.frame(wire.ON_HOOK, wire.words(1, seen.reference)))
        else:
            self.press_key(wire.KEY_END_CALL, seen)
        seen.hung_up = True
        self.later(5, seen, lambda: self.hang_up(seen))

    def later(self, seconds, seen, act):
        """Unless the call is over, or the phone has come back without it."""
        self.house.loop.call_later(seconds, lambda: None if seen.is_over or self.legs.get(seen.reference) is not seen else act())

    def on_call_info(self, body):
        number, reference = wire.calling_party(body)
        seen = self.legs.get(reference) or self.house.ledger.legs.get(reference)
        if seen and seen.is_incoming and not seen.serial and number.isdigit():
            seen.serial = int(number)

    def on_open_channel(self, body):
        self.send(wire.open_ack(body, self.address, AUDIO_PORT))

    def on_statistics_req(self, body):
        self.send(wire.statistics(body))

    HANDLERS = {wire.REGISTER_ACK: on_register_ack, wire.REGISTER_REJECT: on_register_reject, wire.UNREGISTER_ACK: on_unregister_ack,
                wire.RESET: on_reset, wire.CALL_INFO: on_call_info, wire.OPEN_CHANNEL: on_open_channel, wire.STATISTICS_REQ: on_statistics_req,
                wire.CAPABILITIES_REQ: lambda self, body: self.send(wire.capabilities())}

    # ---- what happens to a phone

    def suffer(self, fate):
        if self.state != 'ready' or self.is_silent:
            return False
        getattr(self, fate)()
        return True

    def leave(self, how):
        self.is_leaving = True
        how()

    def take_over(self):
        self.house.spawn(self.connect())

    def register_again(self):
        self.state, self.alive_since = 'registering', None
        self.cut_legs()
        self.send(wire.register(self.name, self.address))

    def unregister(self):
        self.send(wire.frame(wire.UNREGISTER, wire.words(0)))

    def reset(self):
        self.leave(self.link.reset)

    def half_close(self):
        self.state = 'leaving'
        self.leave(self.link.half_close)

    def cut_in_a_frame(self):
        self.link.send(wire.frame(wire.SOFT_KEY, wire.words(1, 1, 0))[:self.dice.randrange(1, 20)])
        self.leave(self.link.close)

    def fall_silent(self):
        """Reads on, says nothing: the gateway has to find out."""
        self.is_silent, self.is_leaving, self.alive_since = True, True, None


class Link(asyncio.Protocol):
    """One TCP connection of a phone."""

    def __init__(self, phone):
        self.phone, self.buffer, self.transport, self.port = phone, bytearray(), None, 0
        self.is_shut = False                     # half-closed: it only reads

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info('socket').setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = transport.get_extra_info('sockname')[1]
        self.phone.opened(self)

    def data_received(self, data):
        self.buffer += data
        try:
            for message, body in wire.cut(self.buffer):
                if self.phone.link is self:
                    self.phone.heard(message, body)
        except (ValueError, struct.error) as problem:
            self.phone.house.complain(f'{self.phone.name} cannot read: {problem}')

    def eof_received(self):
        return False

    def connection_lost(self, _):
        self.phone.closed(self)

    def send(self, octets):
        if self.transport and not self.is_shut and not self.transport.is_closing():
            self.transport.write(octets)

    def close(self):
        self.transport.close()

    def half_close(self):
        self.is_shut = True
        if not self.transport.is_closing():
            self.transport.write_eof()

    def reset(self):
        self.transport.get_extra_info('socket').setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.transport.abort()
