"""The table, RESULTS.md and the JSON of a run."""
import json
import os
import platform
import subprocess

# What is to be reached: what, figure, bound, whether more is better.
REGISTERING, PHONE, CALL = 'registering 20,000 phones', 'memory per registered idle phone', 'CPU per complete phone-to-SIP call'
SUSTAINED, LATENCY = 'calls per second, sustained, one core, no failure', 'latency at 100 calls/s'
CALL_MEMORY, GROWTH = 'memory per call in progress, after many calls', 'growth: 20,000 phones against 100'
TARGETS = (
    (CALL, 'CPU per call: gateway / limit', 1.5, False),
    (CALL, 'CPU per call to SIP: gateway / chan_skinny', 0.1, False),
    (SUSTAINED, 'highest rate without failure, p99 of our share under 5 ms', 2000, True),
    (LATENCY, 'last digit to INVITE, 100 calls/s: p50', 150, False),
    (LATENCY, 'last digit to INVITE, 100 calls/s: p99', 1000, False),
    (LATENCY, '200 OK to StartMediaTransmission, 100 calls/s: p50', 150, False),
    (LATENCY, '200 OK to StartMediaTransmission, 100 calls/s: p99', 1000, False),
    (REGISTERING, 'CPU per registration, many phones: gateway / limit', 1.5, False),
    (REGISTERING, 'registration of many phones: phones that failed', 0, False),
    (PHONE, 'memory per registered phone', 25, False),
    (PHONE, 'memory with many phones', 550, False),
    (CALL_MEMORY, 'memory per call in progress', 40, False),
    (CALL_MEMORY, 'memory a minute after {calls} calls / before', 1.05, False),
    ('idle CPU at 20,000 registered phones', 'idle CPU with many phones', 3, False),
    (GROWTH, 'CPU per call: many / 100 phones', 1.3, False),
    (GROWTH, 'CPU per registration: many / 100 phones', 1.3, False),
)


def output_of(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        return (done.stdout + done.stderr).strip().split('\n')[0].strip()
    except OSError:
        return 'not there'


def package(name):
    return output_of('dpkg-query', '-W', '-f', '${Version}', name)


def machine():
    with open('/proc/cpuinfo') as f:
        models = [line.split(':', 1)[1].strip() for line in f if line.startswith('model name')]
    with open('/proc/meminfo') as f:
        memory = int(f.readline().split()[1]) // 1024
    with open('/proc/loadavg') as f:
        load = f.read().split()[0]
    return {'processors': len(models), 'model': models[0] if models else platform.machine(), 'memory_MB': memory, 'kernel': platform.release(),
            'load_before': float(load)}


def versions(binaries):
    return {'sccp2sip': output_of(os.path.join(binaries, 'sccp2sip'), '--version').split()[-1], 'libsofia-sip-ua0': package('libsofia-sip-ua0'),
            'libboost1.81-dev': package('libboost1.81-dev'), 'sipp': package('sip-tester'), 'g++': output_of('g++', '-dumpfullversion')}


def number(value):
    return f'{value:.0f}' if isinstance(value, int) or abs(value) >= 100 else f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}'


def rows(summary):
    yield 'figure', 'median', 'min', 'max', ''
    for name, entry in summary.items():
        yield name, number(entry['median']), number(entry['min']), number(entry['max']), entry['unit']


VERDICTS = ('what', 'figure', 'to reach', 'seen: median (min to max)', 'met?')


def verdicts(summary, calls, whole=False):
    """Of a whole run every row: one that could not be measured is not met."""
    for what, pattern, bound, more in TARGETS:
        name = pattern.format(calls=calls)
        if name not in summary:
            if whole:
                yield what, name, f'{"at least" if more else "at most"} {bound:g}', 'not measured', 'no'
            continue
        entry = summary[name]
        value, unit = entry['median'], entry['unit']
        seen = f'{number(value)} {unit}' + (f' ({number(entry["min"])} to {number(entry["max"])})' if len(entry['rounds']) > 1 else '')
        yield what, name, f'{"at least" if more else "at most"} {bound:g} {unit}', seen, 'yes' if (value >= bound if more else value <= bound) else 'no'


def aligned(table):
    table = list(table)
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return '\n'.join('  '.join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table)


def markdown(table):
    table = list(table)
    lines = ['| ' + ' | '.join(row) + ' |' for row in table]
    return '\n'.join([lines[0], '|' + '---|' * len(table[0]), *lines[1:]])


def results_page(document, calls):
    machine_, versions_ = document['machine'], document['versions']
    text = f"""# Results of the benchmarks

Written by `tests/bench/run`; what is measured and how is in [README.md](README.md).

- {document['date']}, {document['seconds']:.0f} s, {document['rounds']} rounds
- {machine_['processors']} x {machine_['model']}, {machine_['memory_MB']} MB, Linux {machine_['kernel']}, load average before {machine_['load_before']}
- {', '.join(f'{name} {version}' for name, version in versions_.items())}
- many phones are {document['many']}

## What is to be reached

"""
    text += markdown([VERDICTS, *verdicts(document['figures'], calls, whole=True)])
    text += '\n\n## All figures\n\n' + markdown(rows(document['figures'])) + '\n'
    text += '\n## Soak\n\nHalf an hour of calls, broken connections, PBX restarts and bad peers: [../soak/RESULTS.md](../soak/RESULTS.md).\n'
    if document['notes']:
        text += '\n## Notes of the run\n\n' + ''.join(f'- {note}\n' for note in document['notes'])
    return text


def write(document, calls, page, json_path):
    print()
    print(aligned(rows(document['figures'])))
    print()
    print(aligned([VERDICTS, *verdicts(document['figures'], calls)]))
    for note in document['notes']:
        print(f'note: {note}')
    print(json.dumps(document))
    with open(json_path, 'w') as f:
        json.dump(document, f, indent=1)
    if page:
        with open(page, 'w') as f:
            f.write(results_page(document, calls))
