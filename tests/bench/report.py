"""The table, RESULTS.md and the JSON of a run."""
import json
import os
import platform
import subprocess

# What is to be reached: figure, bound, whether more is better.
TARGETS = (
    ('CPU per call: gateway / limit', 1.5, False),
    ('CPU per call to SIP: gateway / chan_skinny', 0.1, False),
    ('highest rate without failure, p99 of our share under 5 ms', 2000, True),
    ('last digit to INVITE, 100 calls/s: p50', 150, False),
    ('last digit to INVITE, 100 calls/s: p99', 1000, False),
    ('200 OK to StartMediaTransmission, 100 calls/s: p50', 150, False),
    ('200 OK to StartMediaTransmission, 100 calls/s: p99', 1000, False),
    ('CPU per registration, many phones: gateway / limit', 1.5, False),
    ('memory per registered phone', 25, False),
    ('memory with many phones', 550, False),
    ('memory per call in progress', 40, False),
    ('memory 45 s after {calls} calls / before', 1.05, False),
    ('idle CPU with many phones', 3, False),
    ('CPU per call: many / 100 phones', 1.3, False),
    ('CPU per registration: many / 100 phones', 1.3, False),
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
    return {'sccp2sip': output_of(os.path.join(binaries, 'sccp2sip'), '--version'), 'libsofia-sip-ua0': package('libsofia-sip-ua0'),
            'libboost1.81-dev': package('libboost1.81-dev'), 'sipp': package('sip-tester'), 'g++': output_of('g++', '-dumpfullversion')}


def number(value):
    return f'{value:.0f}' if abs(value) >= 100 else f'{value:.1f}' if abs(value) >= 10 else f'{value:.2f}'


def rows(summary):
    yield 'figure', 'median', 'min', 'max', ''
    for name, entry in summary.items():
        yield name, number(entry['median']), number(entry['min']), number(entry['max']), entry['unit']


def verdicts(summary, calls):
    for pattern, bound, more in TARGETS:
        name = pattern.format(calls=calls)
        if name in summary:
            value = summary[name]['median']
            unit = summary[name]['unit']
            yield name, f'{"at least" if more else "at most"} {bound:g} {unit}', f'{number(value)} {unit}', \
                'reached' if (value >= bound if more else value <= bound) else 'not reached'


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
    text += markdown([('figure', 'to reach', 'median', ''), *verdicts(document['figures'], calls)])
    text += '\n\n## All figures\n\n' + markdown(rows(document['figures'])) + '\n'
    if document['notes']:
        text += '\n## Notes of the run\n\n' + ''.join(f'- {note}\n' for note in document['notes'])
    return text


def write(document, calls, page, json_path):
    print()
    print(aligned(rows(document['figures'])))
    print()
    print(aligned([('figure', 'to reach', 'median', ''), *verdicts(document['figures'], calls)]))
    for note in document['notes']:
        print(f'note: {note}')
    print(json.dumps(document))
    with open(json_path, 'w') as f:
        json.dump(document, f, indent=1)
    if page:
        with open(page, 'w') as f:
            f.write(results_page(document, calls))
