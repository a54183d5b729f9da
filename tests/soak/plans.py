"""What is to become of a call, from seed and serial alone: driver and far end work it out each for itself and never talk about it."""
import random
from dataclasses import dataclass

FIRST_SERIAL, FIRST_LINE = 10000, 10000
REFUSALS = (404, 480, 488, 500, 503, 600, 603)


@dataclass
class Plan:
    serial: int
    kind: str               # 'to_sip', 'to_phone', 'from_sip'
    outcome: str            # what the called side does: 'answer', 'busy', 'refuse', 'ring' (and never answer), 'silence'
    code: int               # of a refusal
    ring: float             # seconds until it does so
    talk: float
    ender: str              # 'caller' or 'called'
    impatience: float       # the caller gives up so long after it dialled; 0: waits
    holder: str             # who holds and resumes: 'caller', 'called' or ''
    early_media: bool       # 183 with SDP instead of 180
    challenged: bool        # INVITE gets 407 first
    en_bloc: bool           # the phone sends the number in one message


def plan_of(seed, serial):
    dice = random.Random(f'{seed}/{serial}')
    kind = dice.choices(('to_sip', 'to_phone', 'from_sip'), (40, 30, 30))[0]
    outcome = dice.choices(('answer', 'busy', 'refuse', 'ring', 'silence'), (70, 8, 8, 10, 4))[0]
    if outcome == 'silence' and kind != 'to_sip':
        outcome = 'answer'
    impatience = dice.uniform(0, 1.5) if dice.random() < 0.1 else 0
    if outcome in ('ring', 'silence'):
        impatience = dice.uniform(0.5, 6)
    return Plan(serial, kind, outcome, dice.choice(REFUSALS), dice.choice((0, dice.uniform(0.02, 0.5), dice.uniform(0.5, 3))),
                min(20, dice.choice((0, dice.expovariate(0.2), dice.expovariate(0.2)))), dice.choice(('caller', 'called')), impatience,
                dice.choices(('', 'caller', 'called'), (60, 20, 20))[0], dice.random() < 0.2, dice.random() < 0.3, dice.random() < 0.3)


def number_of(serial, target=None):
    """What is dialled: 8, serial; or 7, index of the called phone, serial."""
    return f'8000{serial}' if target is None else f'7{target:03d}{serial}'


def read_number(number):
    """Serial and index of the called phone, or (None, None) for a number of somebody else's invention."""
    if len(number) != 9 or not number.isdigit() or number[0] not in '78':
        return None, None
    return int(number[4:]), int(number[1:4]) if number[0] == '7' else None
