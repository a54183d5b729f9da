"""Figures of rounds: medians with their spread, ratios of what was measured in the same round, percentiles of calls."""
import csv
import re
import statistics


class Figures:
    """Name to values, one a round."""

    def __init__(self):
        self.values, self.units = {}, {}

    def add(self, name, value, unit):
        self.values.setdefault(name, []).append(value)
        self.units[name] = unit

    def median(self, name):
        return statistics.median(self.values[name])

    def ratio(self, name, over, under):
        """Of each round its own, so that what disturbs a round disturbs both."""
        for a, b in zip(self.values[over], self.values[under]):
            self.add(name, a / b, 'x')

    def summary(self):
        return {name: {'unit': self.units[name], 'median': statistics.median(values), 'min': min(values), 'max': max(values), 'rounds': values}
                for name, values in self.values.items()}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float('nan')


CALL = ('number', 'intended', 'off_hook', 'last_digit', 'open_order', 'open_answer', 'start_order', 'hung_up', 'over', 'failure')


def read_calls(path):
    """What sccp-load notes of each call, microseconds."""
    with open(path) as f:
        rows = [dict(zip(CALL, row)) for row in csv.reader(f)]
    return [{key: value if key in ('number', 'failure') else int(value) for key, value in row.items()} for row in rows]


def read_far_end(path, offset=0):
    """SIPp's list of messages from `offset` on: number to moments of its INVITEs, and for each of them the moment of its 200; the new offset."""
    invites, answered, call_of = {}, {}, {}
    with open(path, errors='replace') as f:
        f.seek(offset)
        for line in f:
            fields = line.rstrip('\n').split('\t')
            if len(fields) < 6:
                continue
            moment, way, call, sequence, first = float(fields[2]) * 1e6, fields[3], fields[4], fields[5], fields[-1]
            invite = re.match(r'INVITE sip:(\d+)@', first)
            if way == 'R' and invite:
                call_of[call] = (invite.group(1), moment)
                invites.setdefault(invite.group(1), []).append((moment, call))
            elif way == 'S' and first.startswith('SIP/2.0 200') and sequence.endswith('INVITE'):
                answered.setdefault(call, moment)
        end = f.tell()
    return invites, answered, end


def shares(calls, invites, answered):
    """Of each call that went well what we and the wire took, in microseconds: from the last digit to the INVITE without the time in which the
    phone opened its port, from the 200 to StartMediaTransmission."""
    to_invite, to_media = [], []
    for call in calls:
        if call['failure']:
            continue
        for moment, name in invites.get(call['number'], ()):
            if call['last_digit'] <= moment <= call['start_order'] and name in answered:
                phone = call['open_answer'] - call['open_order'] if call['open_order'] >= call['last_digit'] else 0
                to_invite.append(moment - call['last_digit'] - phone)
                to_media.append(call['start_order'] - answered[name])
    return to_invite, to_media


def limit_shares(path, invites, answered):
    """The same of calls of sip-limit: from its nua_invite() to the INVITE, from the 200 to its being told of it. No phone, no wake-up before."""
    to_invite, to_active = [], []
    with open(path) as f:
        for number, called, active in csv.reader(f):
            for moment, name in invites.get(number, ()):
                if int(called) <= moment <= int(active) and name in answered:
                    to_invite.append(moment - int(called))
                    to_active.append(int(active) - answered[name])
    return to_invite, to_active
