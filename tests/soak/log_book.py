"""The gateway's own book: its log, read after its end."""
import json
import re
from dataclasses import dataclass, field


@dataclass
class Leg:
    device: str
    states: list = field(default_factory=list)
    result: str = ''
    reason: str = ''

    @property
    def is_incoming(self):
        return bool(self.states) and self.states[0] in ('RingIn', 'Answering') or self.reason.startswith('refused with')


class LogBook:
    def __init__(self, path):
        self.legs, self.warnings, self.foreign = {}, [], []
        with open(path, errors='replace') as f:
            for line in f:
                try:
                    self.take(json.loads(line))
                except ValueError:
                    self.foreign.append(line.rstrip())

    def take(self, entry):
        text = entry['text']
        if entry['level'] in ('warning', 'error'):
            self.warnings.append(entry)
        if 'call' not in entry or entry['logger'] != 'call':
            return
        if text.startswith('call is '):
            leg = self.legs.setdefault(entry['call'], Leg(entry['phone']))
            leg.states.append(re.split('[: ]', text[8:])[0])
        elif text.startswith('call over: '):
            leg = self.legs.setdefault(entry['call'], Leg(entry['phone']))
            leg.result, _, leg.reason = text[11:].partition(', ')
