"""One dialog of the far end: called by a phone, calling a phone, or half of a call from phone to phone."""
import itertools

import sip

GRACE = 10.0                                     # seconds after which a side hangs up although the other one should have
branches = itertools.count(1)


class Leg:
    """Either side. `outcome` is said once, when it is certain: answered, cancelled, silent, or the status of the refusal."""

    def __init__(self, far, call_id, serial, plan, side):
        self.far, self.call_id, self.serial, self.plan, self.side = far, call_id, serial, plan, side
        self.tag = f'{far.instance}-{next(branches)}'
        self.other, self.again, self.outcome, self.is_over, self.is_up = None, None, '', False, False
        self.sequence, self.local, self.remote, self.target, self.address = 1, '', '', '', None

    def tell(self, outcome):
        if not self.outcome:
            self.outcome = str(outcome)
            self.far.tell(event='outcome', serial=self.serial, side=self.side, outcome=self.outcome, call_id=self.call_id)

    def later(self, seconds, act):
        self.far.loop.call_later(seconds, lambda: None if self.is_over else act())

    def up(self):
        """The dialog is confirmed: talk, perhaps hold, hang up."""
        if self.is_up:
            return
        self.is_up = True
        self.tell('answered')
        if self.other:
            return
        plan = self.plan
        self.later(plan.talk if plan.ender == self.side else plan.talk + GRACE, self.hang_up)
        if plan.holder == self.side and plan.talk > 1:
            self.later(plan.talk * 0.3, lambda: self.offer('sendonly'))
            self.later(plan.talk * 0.6, lambda: self.offer('sendrecv'))

    def over(self):
        self.is_over = True
        if self.again:
            self.again.stop()
        self.far.legs.pop(self.call_id, None)

    def ended_by_peer(self):
        self.over()
        if self.other and not self.other.is_over:
            self.other.hang_up()

    # ---- requests in the dialog

    def head(self, method, branch, sequence):
        return [f'{method} {self.target} SIP/2.0', f'Via: SIP/2.0/UDP {self.far.host}:{self.far.port};branch={branch}', 'Max-Forwards: 70',
                f'From: {self.local}', f'To: {self.remote}', f'Call-ID: {self.call_id}', f'CSeq: {sequence} {method}']

    def request(self, method, body='', on_answer=None):
        self.sequence += 1
        branch, sequence = f'z9hG4bK{self.far.instance}.{next(branches)}', self.sequence
        octets = sip.finish(self.head(method, branch, sequence), self.far.contact if method == 'INVITE' else '', [], body)

        def answered(response):
            if response.status < 200:
                return
            again.stop()
            if method == 'INVITE':
                own = f'z9hG4bK{self.far.instance}.{next(branches)}' if response.status < 300 else branch
                self.far.send(sip.finish(self.head('ACK', own, sequence), '', [], ''), self.address)
            else:
                self.far.transactions.pop(branch, None)
            if on_answer:
                on_answer(response)
        again = sip.Again(self.far.loop, lambda: self.far.send(octets, self.address))
        self.far.transactions[branch] = answered

    def offer(self, direction):
        self.request('INVITE', sip.description(self.far.host, direction=direction, version=self.sequence + 1))

    def bye(self):
        self.over()
        self.request('BYE')

    def answer_offer(self, request, address):
        """A re-INVITE or UPDATE of the phone's side."""
        direction = sip.MIRRORED[sip.direction_of(request.body)]
        body = sip.description(self.far.host, direction=direction, version=int(request.sequence) + 1) if request.body else ''
        if request.method == 'INVITE' and not request.body:
            body = sip.description(self.far.host)
        self.far.answer(request, address, 200, 'OK', self.tag, contact=self.far.contact, body=body)


class Called(Leg):
    """The gateway has sent INVITE."""

    def __init__(self, far, request, address, serial, plan):
        super().__init__(far, request['call-id'], serial, plan, 'called')
        self.invite, self.address, self.is_final = request, address, False
        self.local, self.remote, self.target = f'{request["to"]};tag={self.tag}', request['from'], request.contact

    def behave(self):
        plan = self.plan
        if plan.outcome == 'silence':
            return self.tell_later_silent()
        if plan.ring > 0 or plan.outcome == 'ring':
            self.ring()
        if plan.outcome == 'answer':
            self.later(plan.ring, self.answer)
        elif plan.outcome in ('busy', 'refuse'):
            self.later(plan.ring, lambda: self.refuse(486 if plan.outcome == 'busy' else plan.code))

    def tell_later_silent(self):
        self.later(35, lambda: (self.tell('silent'), self.over()))

    def ring(self):
        if self.plan.early_media:
            return self.say(183, 'Session Progress', sip.description(self.far.host))
        self.say(180, 'Ringing')

    def say(self, status, phrase, body=''):
        self.far.answer(self.invite, self.address, status, phrase, self.tag, contact=self.far.contact, body=body)

    def answer(self, body=''):
        if self.is_final:
            return
        self.is_final = True
        body = body or sip.description(self.far.host)
        self.again = sip.Again(self.far.loop, lambda: self.say(200, 'OK', body), given_up=lambda: (self.tell('unacknowledged'), self.over()))

    def refuse(self, status, outcome=None):
        if self.is_final:
            return
        self.is_final = True
        self.tell(outcome or status)
        self.again = sip.Again(self.far.loop, lambda: self.say(status, 'No'), given_up=self.over)

    def acknowledged(self):
        if self.again:
            self.again.stop()
        if self.outcome and self.outcome != 'answered':
            return self.over()
        self.up()

    def cancel(self):
        self.refuse(487, 'cancelled')
        if self.other and not self.other.is_over:
            self.other.hang_up()

    def hang_up(self):
        if not self.is_final:
            return self.refuse(480)
        if self.is_up:
            self.bye()
        else:
            self.later(0.2, self.hang_up)        # the ACK is on its way


class Caller(Leg):
    """We send INVITE to the Contact of a phone."""

    def __init__(self, far, serial, plan, side, target, address, body=''):
        super().__init__(far, f'{far.instance}.{serial}.{side}@far', serial, plan, side)
        self.target, self.address, self.wants_end, self.has_rung = target, address, False, False
        self.local, self.remote = f'<sip:{serial}@{far.domain}>;tag={self.tag}', f'<{target}>'
        self.branch = f'z9hG4bK{far.instance}.{next(branches)}'
        self.octets = sip.finish(self.head('INVITE', self.branch, 1), far.contact, [], body or sip.description(far.host))
        far.legs[self.call_id] = self
        far.transactions[self.branch] = self.on_answer
        self.again = sip.Again(far.loop, lambda: far.send(self.octets, address), most=16, given_up=self.unheard)
        if side == 'caller' and plan.impatience:
            self.later(plan.impatience, lambda: None if self.is_up else self.hang_up())
        if side == 'caller':
            self.later(60, lambda: None if self.is_up else self.hang_up())

    def unheard(self):
        self.tell('silent')
        self.ended_by_peer()

    def on_answer(self, response):
        self.again.stop()
        if response.status < 200:
            return self.on_progress(response)
        if response.status < 300:
            self.remote, self.target = response['to'], response.contact or self.target
            self.far.send(sip.finish(self.head('ACK', f'z9hG4bK{self.far.instance}.{next(branches)}', 1), '', [], ''), self.address)
            return self.on_accepted(response)
        self.remote = response['to']
        self.far.send(sip.finish(self.head('ACK', self.branch, 1), '', [], ''), self.address)
        if self.is_over:
            return
        self.tell('cancelled' if response.status == 487 else response.status)
        self.over()
        if self.other and not self.other.is_over:
            self.other.refuse(response.status)

    def on_progress(self, response):
        self.has_rung = True
        if self.wants_end:
            return self.send_cancel()
        if self.other and response.status == 180:
            self.other.say(180, 'Ringing')

    def on_accepted(self, response):
        if self.is_up or self.is_over:
            return
        if self.wants_end:
            self.tell('answered')                # the CANCEL and the answer have crossed
            return self.bye()
        self.up()
        if self.other:
            self.other.answer(response.body)

    def send_cancel(self):
        head = self.head('CANCEL', self.branch, 1)
        self.far.send(sip.finish(head, '', [], ''), self.address)

    def hang_up(self):
        if self.is_up:
            return self.bye()
        self.wants_end = True
        if self.has_rung:
            self.send_cancel()
