#!/usr/bin/env python3
"""Everything a call agent sends, at every version in use, judged by Wireshark.

  conformance_test.py SCCP-ENCODE-SAMPLES

Each message must pass `sccp-dissect --strict`, and every value that was put in must be shown by Wireshark at its place.
What Wireshark reads differently stands in the lists below with its reason; an entry that is no longer needed is an error too.
"""
import collections, csv, json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(HERE, '..', 'tools', 'sccp-dissect')
ENUMS = os.path.join(HERE, '..', 'data', 'protocol', 'enums.csv')

Sample = collections.namedtuple('Sample', 'id name version octets values')
Value = collections.namedtuple('Value', 'offset octets path text')

# (id, first version, last version, flag, why): flags of sccp-dissect --strict that stay.
FLAGS = [
    (0x008c, 0, 22, 'UNKNOWN-ID', 'Wireshark does not know StartMediaReception'),
    (0x008d, 0, 22, 'UNKNOWN-ID', 'Wireshark does not know StopMediaReception'),
    (0x008d, 0, 22, 'TRAILING', 'and so nothing of its body'),
    (0x009c, 0, 22, 'UNKNOWN-ID', 'Wireshark does not know EnunciatorCommand'),
    (0x009e, 17, 22, 'TRAILING', 'Wireshark shows the four octets of an IPv4 address, not the twelve behind them; here they are the last'),
    (0x0105, 16, 16, 'MALFORMED', 'Wireshark wants requestedIpAddrType from 16 on, other implementations from 17'),
]

# (id, first version, last version, end of the path or '' for all, why): values that Wireshark does not show, or shows wrongly.
VALUES = [
    (0x008d, 0, 22, '', 'Wireshark does not know StopMediaReception'),
    (0x0148, 0, 22, 'serviceURL', 'Wireshark shows the index only'),
    (0x0148, 0, 22, 'label', 'Wireshark shows the index only'),
    (0x0148, 19, 22, 'extensionText', 'Wireshark shows the index only'),
    (0x014a, 16, 16, 'huntPilotNumber', 'Wireshark expects the hunt pilot from 17 on, another implementation from 16'),
    (0x014a, 16, 16, 'huntPilotName', 'Wireshark expects the hunt pilot from 17 on, another implementation from 16'),
]


def read_samples(program):
    samples = []
    for line in subprocess.run([program], stdout=subprocess.PIPE, check=True).stdout.decode('latin-1').splitlines():
        mid, name, version, octets, *values = line.split('\t')
        parsed = []
        for value in values:
            offset, size, rest = value.split(':', 2)
            path, text = rest.split('=', 1)
            parsed.append(Value(int(offset), int(size), path, text))
        samples.append(Sample(int(mid, 16), name, int(version), octets, parsed))
    return samples


def judge(samples):
    """-> for each sample the remarks and the fields that sccp-dissect reports"""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'judged.tsv')
        lines = ''.join(f'C>S {s.octets}\n' for s in samples)
        run = subprocess.run([sys.executable, TOOL, '--hex', '--strict', '-q', '--tsv', out], input=lines.encode(), stdout=subprocess.PIPE)
        if run.returncode not in (0, 1):
            sys.exit('sccp-dissect failed')
        with open(out, newline='') as f:
            rows = list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))
    assert [r['hex'] for r in rows] == [s.octets for s in samples], 'sccp-dissect has seen other messages than were sent'
    return [(r['remarks'], json.loads(r['fields'])) for r in rows]


def masks():
    """Bits that Wireshark shows one by one -> their mask in the word."""
    out = {}
    with open(ENUMS, newline='') as f:
        for row in csv.DictReader(f):
            out[f"{row['enum']}.{row['name']}"] = int(row['value'])
    out.update({f'PhoneFeatures.Bit{n + 1}': 1 << n for n in range(16)})
    # Wireshark's own labels
    out.update({'PhoneFeatures.DynamicMessages': 0x80, 'PhoneFeatures.RFC2833': 0x200, 'PhoneFeatures.Abbreviated.Dial': 0x8000,
                'OrigDialed': 1, 'RedirDialed': 2, 'CallingPartyNumber': 4, 'CallingPartyName': 8})
    return out


MASKS = masks()


def number(text):
    try:
        return int(text, 0)
    except ValueError:
        return None


def agrees(value, field):
    """Whether a field that Wireshark shows at the place of a value says the same."""
    offset, size, name, shown = field
    if name in MASKS:
        return (number(shown) != 0) == ((int(value.text) & MASKS[name]) != 0)
    ours, theirs = number(value.text), number(shown)
    if ours is None or theirs is None or value.path.endswith('IpAddr'):
        return shown == value.text
    word = ours & (1 << 8 * value.octets) - 1
    part = word >> 8 * (offset - value.offset) & (1 << 8 * size) - 1
    return part == theirs & (1 << 8 * size) - 1


def covers(value, fields):
    """The fields that begin inside the place of a value."""
    return [f for f in fields if value.offset <= f[0] < value.offset + max(value.octets, 1)]


class Exceptions:
    def __init__(self, entries):
        self.entries, self.used = entries, set()

    def excuse(self, sample, matches):
        for i, entry in enumerate(self.entries):
            if entry[0] == sample.id and entry[1] <= sample.version <= entry[2] and matches(entry[3]):
                self.used.add(i)
                return True
        return False

    def unused(self):
        return [e for i, e in enumerate(self.entries) if i not in self.used]


def main():
    if not shutil.which('tshark'):
        print('tshark is not installed: skipped')
        sys.exit(77)
    samples = read_samples(sys.argv[1])
    flags, values = Exceptions(FLAGS), Exceptions(VALUES)
    failures, compared = [], 0
    for sample, (remarks, fields) in zip(samples, judge(samples)):
        where = f'0x{sample.id:04x} {sample.name} version {sample.version}'
        for remark in filter(None, remarks.split(';')):
            code = remark.split(':')[0]
            if code.isupper() and not flags.excuse(sample, lambda flag: flag == code):
                failures.append(f'{where}: {remark}')
        for value in sample.values:
            shown = covers(value, fields)
            compared += 1
            if shown and all(agrees(value, f) for f in shown):
                continue
            if not values.excuse(sample, value.path.endswith):
                failures.append(f'{where}: {value.path} at {value.offset} is {value.text!r}, Wireshark shows {[(f[2], f[3]) for f in shown] or "nothing"}')
    for entry in flags.unused() + values.unused():
        failures.append(f'0x{entry[0]:04x} {entry[1]}..{entry[2]} {entry[3]}: this exception is not needed')
    for failure in failures:
        print(failure)
    print(f'{len(samples)} messages, {compared} values, {len(FLAGS) + len(VALUES)} exceptions, {len(failures)} failures')
    sys.exit(1 if failures or not samples else 0)


if __name__ == '__main__':
    main()
