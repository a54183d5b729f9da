"""What the phones saw of every call, leg by leg, and what the far end said of it: kept to be compared with what the gateway has counted."""
from dataclasses import dataclass, field


@dataclass
class Seen:
    """One leg as its phone saw it. Belongs to the gateway's call reference, which stays the same when the phone comes back."""
    reference: int
    device: str
    is_incoming: bool
    serial: int = 0
    has_failed: bool = False
    is_answered: bool = False
    is_over: bool = False
    was_cut: bool = False                        # the connection broke before the phone saw the end
    hung_up: bool = False                        # the phone hung up first
    states: list = field(default_factory=list)

    @property
    def result(self):
        """As sccp2sip_calls_total calls it; None: the phone cannot know."""
        if self.has_failed:
            return 'failed'
        if self.is_answered:
            return 'answered'
        return 'abandoned' if self.is_over else None


class Ledger:
    def __init__(self):
        self.legs = {}                           # call reference: Seen
        self.far = {}                            # serial, side: outcome
        self.unknown = []                        # serials of calls to phones that the registrar did not know: nothing was sent
        self.ordered = set()                     # serials of calls that the far end was told to make
        self.strangers = 0
        self.cut_devices = set()                 # phones whose connection broke at least once

    def leg(self, reference, device, is_incoming):
        return self.legs.setdefault(reference, Seen(reference, device, is_incoming))

    def ended(self, reference):
        """A phone that came back is told that a call is over which it no longer shows."""
        if reference in self.legs:
            self.legs[reference].is_over = True

    def far_event(self, event):
        kind = event['event']
        if kind == 'outcome':
            self.far[event['serial'], event['side']] = event['outcome']
        elif kind in ('invited', 'calling'):
            self.far.setdefault((event['serial'], 'called' if kind == 'invited' else 'caller'), '')
        elif kind == 'unknown':
            self.unknown.append(event['serial'])
        elif kind == 'stranger':
            self.strangers += 1
