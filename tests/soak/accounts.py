"""Three books of the same calls: what the phones saw, what the far end said, what the gateway counted. Each pair is compared call by call."""
import collections
import re


def metric_samples(text, family):
    """Labels and value of each sample of a family."""
    for labels, value in re.findall(rf'^{family}\{{([^}}]*)\}} (\S+)$', text, re.M):
        yield dict(re.findall(r'(\w+)="([^"]*)"', labels)), float(value)


class Accounts:
    def __init__(self, ledger, book, metrics, bad):
        self.ledger, self.book, self.bad = ledger, book, bad
        self.counted = {(labels['direction'], labels['result']): int(value)
                        for labels, value in metric_samples(metrics, 'sccp2sip_calls_total')}
        self.by_serial = collections.defaultdict(list)
        for seen in ledger.legs.values():
            self.by_serial[seen.serial, seen.is_incoming].append(seen)

    def legs_against_phones(self):
        """Every leg that a phone saw has in the gateway's log the result that the phone saw."""
        wrong = []
        for reference, seen in self.ledger.legs.items():
            leg = self.book.legs.get(reference)
            if leg is None:
                wrong.append(f'{seen.device} saw call {reference}, the gateway knows nothing of it')
            elif not leg.result:
                wrong.append(f'call {reference} of {seen.device} has no end in the log')
            elif not self.agree(seen, leg):
                wrong.append(f'call {reference} of {seen.device}: the phone saw {seen.result} ({seen.states}), the gateway says {leg.result} '
                             f'({leg.reason}; {" ".join(leg.states)})')
        return wrong

    @staticmethod
    def agree(seen, leg):
        if seen.result is None:
            return seen.was_cut                  # it went away before the end
        if seen.result == leg.result:
            return True
        # A number that was not dialled in time fails by a tone, which the phone is shown under the state that it had.
        if seen.result == 'abandoned' and leg.result == 'failed' and leg.states[:-1][-1:] == ['Failed'] and 'Opening' not in leg.states:
            return True
        # The phone is shown an answer of its own at once; for the gateway it counts when the ACK has come (Connected).
        return seen.is_incoming and seen.result == 'answered' and leg.result == 'abandoned' and 'Connected' not in leg.states

    def legs_that_no_phone_saw(self):
        """Refused invitations never reach a phone; anything else only while its connection was breaking."""
        unseen = collections.Counter()
        wrong = []
        for reference, leg in self.book.legs.items():
            if reference in self.ledger.legs or leg.device in self.bad:
                continue
            refused = leg.reason.startswith('refused with')
            unseen['refused' if refused else 'while the connection broke'] += 1
            if not refused and not self.was_cut_near(leg):
                wrong.append(f'call {reference} of {leg.device} ({leg.result}; {leg.reason}; {" ".join(leg.states)})')
        return wrong, unseen

    def was_cut_near(self, leg):
        return leg.device in self.ledger.cut_devices

    def totals(self):
        """sccp2sip_calls_total as the phones saw it; what they could not see is taken from the log. (direction, result): count."""
        expected = collections.Counter()
        for reference, leg in self.book.legs.items():
            seen = self.ledger.legs.get(reference)
            incoming = seen.is_incoming if seen else leg.is_incoming
            result = seen.result if seen and seen.result and self.agree(seen, leg) and seen.result == leg.result else leg.result
            expected['incoming' if incoming else 'outgoing', result] += 1
        return dict(expected)

    def seen_by_phones(self):
        """For the table: (direction, result or 'cut off'): count."""
        return collections.Counter(('incoming' if seen.is_incoming else 'outgoing', seen.result or 'cut off') for seen in self.ledger.legs.values())

    def far_against_phones(self):
        """What the far end said of a call is what its phone saw, but for races that a person would not call wrong."""
        wrong, agreed = [], 0
        for (serial, side), outcome in self.ledger.far.items():
            if outcome in ('', 'unacknowledged', 'silent'):
                continue                         # killed in between, or left without an answer
            legs = self.by_serial[serial, side != 'called']
            if side == 'called' and not legs:
                wrong.append(f'serial {serial}: the far end was called, no phone dialled')
            elif not legs and outcome == 'answered':
                wrong.append(f'serial {serial}: a call to a phone was answered, no phone saw it')
            elif legs and not any(self.matches(seen, self.result_of(seen), side, outcome) for seen in legs):
                wrong.append(f'serial {serial}, {side}: the far end says {outcome}, {legs[0].device} saw {self.result_of(legs[0])}')
            else:
                agreed += 1
        for seen in self.ledger.legs.values():
            side = 'called' if not seen.is_incoming else None
            if side and seen.serial and seen.is_answered and self.ledger.far.get((seen.serial, side)) not in ('answered', 'unacknowledged', ''):
                wrong.append(f'serial {seen.serial}: {seen.device} was answered, the far end says '
                             f'{self.ledger.far.get((seen.serial, side), "nothing")}')
        return wrong, agreed

    def result_of(self, seen):
        """As its phone saw it; whether an answer of its own came through, the gateway must say."""
        leg = self.book.legs.get(seen.reference)
        if leg and leg.reason.startswith('no answer from the PBX'):
            return 'abandoned'                   # whatever the PBX has said later
        return leg.result if leg and seen.is_incoming and seen.result == 'answered' and self.agree(seen, leg) else seen.result

    @staticmethod
    def matches(seen, result, side, outcome):
        if seen.was_cut or result is None:
            return True
        gave_up = result == 'abandoned' and (seen.hung_up or seen.has_failed)
        if outcome == 'answered':
            return result == 'answered' or gave_up
        if outcome == 'cancelled':
            return result == 'abandoned'
        return result == 'failed' or gave_up if side == 'called' else result != 'answered' or seen.hung_up
