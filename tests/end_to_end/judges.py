"""What is true of a whole run, whatever the scenarios were."""
import os
import re
import struct
import subprocess

from house import GATEWAY_HOST, HERE, PBX_HOST, PHONE_HOST, Failure

DISSECT = os.path.join(HERE, '..', 'tools', 'sccp-dissect')
PCAP_HEADER = 24

# What Wireshark flags although the layout is right: direction, id, flag, why.
MISREAD = [
    ('C>S', '0x009e', 'TRAILING', 'it does not read the unused part of the last 16-octet address of ServerRes'),
    ('C>S', '0x008a', 'MALFORMED', 'below protocol 11 StartMediaTransmission ends before mixingMode, which it always expects'),
    ('S>C', '0x0010', 'TRAILING', 'of the 8 octets of a codec parameter union it reads 4'),
]


def no_media_sockets(gateway):
    if gateway.strange_sockets:
        raise Failure('also open: ' + ', '.join(sorted(gateway.strange_sockets)))


def no_sanitizer_report(gateway):
    with open(os.path.join(gateway.dir, 'log'), errors='replace') as f:
        report = re.search(r'(ERROR: (Address|Leak)Sanitizer.*|runtime error: .*)', f.read())
    if report:
        raise Failure(report.group(1))


def descriptions_name_media_ends(stage):
    """In Asterisk's own log: what the gateway sends names the phone, what it gets names the PBX, another phone or a SIP phone."""
    log = stage.pbx.log()
    messages = re.split(r'<--- (Received|Transmitting) SIP [^\n]* (?:from|to) UDP:([\d.]+):(\d+)', log)
    seen = 0
    for direction, host, port, text in zip(messages[1::4], messages[2::4], messages[3::4], messages[4::4]):
        if (host, int(port)) != (GATEWAY_HOST, stage.gateway.sip):
            continue
        body = text.split('\n<---')[0]
        for address in re.findall(r'^c=IN IP4 ([\d.]+)', body, re.M):
            seen += 1
            if direction == 'Received' and address != PHONE_HOST:
                raise Failure(f'the gateway wrote c={address}, the phones are at {PHONE_HOST}')
            if direction == 'Transmitting' and address == GATEWAY_HOST:
                raise Failure(f'the PBX was made to send audio to the gateway ({address})')
    if seen == 0:
        raise Failure(f'no session description was seen in the log of the PBX at {PBX_HOST}')


def join_captures(paths, joined):
    """All are of one kind: the bodies behind the first header. Returns the packets of each, to find a message's file again."""
    counts = []
    with open(joined, 'wb') as out:
        for index, path in enumerate(paths):
            with open(path, 'rb') as f:
                octets = f.read()
            out.write(octets if index == 0 else octets[PCAP_HEADER:])
            at, packets = PCAP_HEADER, 0
            while at + 16 <= len(octets):
                at += 16 + struct.unpack_from('<I', octets, at + 8)[0]
                packets += 1
            counts.append(packets)
    return counts


def is_misread(line):
    """All flags of the message are in the table."""
    flags = re.findall(r'!! ([A-Z-]+)', line)
    known = {flag for direction, number, flag, _ in MISREAD if f' {direction} ' in line and f' {number} ' in line}
    return set(flags) <= known


def wireshark_understands(captures, work):
    """Ours must be strictly right; a phone's may have the oddities of real ones, and what a quirk makes of it is not judged."""
    captured = [capture for capture in captures if os.path.exists(capture[0]) and os.path.getsize(capture[0]) > PCAP_HEADER]
    if not captured:
        raise Failure('nothing was captured')
    for port in sorted({port for _, port, _ in captured}):     # apart: a phone of one gateway may have the port of another
        ours = [capture for capture in captured if capture[1] == port]
        judge_side([path for path, _, _ in ours], port, work, ['--strict'], ' C>S ')
        judge_side([path for path, _, strange in ours if not strange], port, work, [], ' S>C ')


def judge_side(paths, port, work, mode, direction):
    joined = os.path.join(work, 'all.pcap')
    counts = join_captures(paths, joined)
    problems = []
    if paths:
        done = subprocess.run([DISSECT, '-q', *mode, '-p', str(port), joined], capture_output=True, text=True, timeout=300)
        if done.returncode not in (0, 1):
            raise Failure(done.stderr.strip() or done.stdout.strip())
        problems += [line for line in done.stdout.split('\n')
                     if '!!' in line and direction in line and not is_misread(line) or 'STREAM' in line and not mode]
    if not problems:
        return
    match = re.search(r': +(\d+) ', problems[0])
    frame, where = int(match.group(1)) if match else 0, ''
    for path, packets in zip(paths, counts):
        if 0 < frame <= packets:
            where = f' in {os.path.basename(path)} packet {frame}'
            break
        frame -= packets
    shown = ' '.join(problems[0].split(': ', 1)[-1].split())
    raise Failure(f'{len(problems)} messages flagged, first{where}: {shown}')
