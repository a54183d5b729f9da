"""Who does what when: worked out from the seed before the soak begins. What the moment does not allow (the phone is busy) is left out and counted."""
import asyncio
import collections
import random

import plans
from house import STEADY

FATES = {'take_over': 3, 'register_again': 3, 'unregister': 3, 'reset': 3, 'half_close': 3, 'cut_in_a_frame': 2, 'fall_silent': 2}


class Director:
    def __init__(self, house, rate, fates, seconds):
        self.house, self.seconds, self.count, self.struck = house, seconds, collections.Counter(), set()
        self.dice = random.Random(f'{house.seed}/director')
        self.script = sorted(self.calls(rate) + self.blows(fates) + self.restarts(), key=lambda act: act[0])

    def times(self, rate):
        """A Poisson process."""
        at = self.dice.expovariate(rate)
        while at < self.seconds:
            yield at
            at += self.dice.expovariate(rate)

    def calls(self, rate):
        return [(at, self.begin_call, (plans.FIRST_SERIAL + number, self.dice.randrange(10**6), self.dice.randrange(10**6)))
                for number, at in enumerate(self.times(rate))]

    def blows(self, rate):
        kinds, weights = list(FATES), list(FATES.values())
        return [(at, self.strike, (self.dice.choices(kinds, weights)[0], self.dice.randrange(10**6))) for at in self.times(rate)]

    def restarts(self):
        """Of the PBX: one in the first half and one in the second, then one every three minutes; down for a moment or for long."""
        acts, parts = [], max(2, int(self.seconds / 180))
        for part in range(parts):
            at = (part + self.dice.uniform(0.3, 0.6)) * self.seconds / parts
            down = self.dice.uniform(0.1, 1) if part % 2 else self.dice.uniform(4, 12)
            acts.append((at, self.restart_far, (down,)))
        return acts

    async def play(self):
        began = self.house.loop.time()
        for at, act, arguments in self.script:
            await asyncio.sleep(max(0, began + at - self.house.loop.time()))
            act(*arguments)

    def idle_phone(self, start, other=None):
        phones = self.house.phones
        for step in range(len(phones)):
            phone = phones[(start + step) % len(phones)]
            if phone is not other and phone.is_idle:
                return phone
        return None

    def begin_call(self, serial, one, two):
        plan = self.house.plan(serial)
        phone = self.idle_phone(one)
        called = self.idle_phone(two, phone) if plan.kind == 'to_phone' else None
        if phone is None or (plan.kind == 'to_phone' and called is None):
            self.count['calls without an idle phone'] += 1
        elif plan.kind == 'from_sip':
            if self.house.tell_far(order='call', serial=serial, user=str(phone.line)):
                self.house.ledger.ordered.add(serial)
                self.count['calls from SIP'] += 1
            else:
                self.count['calls without a PBX'] += 1
        else:
            phone.dial(serial, called.index if called else None)
            self.count['calls to a phone' if called else 'calls to SIP'] += 1

    def strike(self, fate, one):
        """The first phones are spared: strangers claim their names."""
        phones = self.house.phones
        phone = phones[STEADY + one % (len(phones) - STEADY)]
        if fate == 'unregister' and not phone.is_idle:
            phone = next((other for other in phones[STEADY:] if other.is_idle), phone)
        in_call = bool(phone.legs)
        if phone.suffer(fate):
            self.struck.add((phone.name, fate))
            self.house.note(f'{phone.name} {fate}')
            self.count[f'{fate}{" in a call" if in_call else ""}'] += 1

    def restart_far(self, down):
        self.house.spawn(self.restart(down))

    async def restart(self, down):
        if self.house.far is None:
            return                               # still down, in a very short soak
        self.count['PBX killed'] += 1
        self.count['calls up when the PBX was killed'] += sum(len(phone.legs) for phone in self.house.phones)
        await self.house.kill_far()
        self.house.note('PBX killed')
        await asyncio.sleep(down)
        await self.house.start_far()
        self.house.note('PBX back')
