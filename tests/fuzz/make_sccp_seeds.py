#!/usr/bin/env python3
"""Seeds of frame_fuzz, decode_fuzz and session_fuzz, made of the captures: make_sccp_seeds.py writes tests/fuzz/seeds/{frame,decode,session}.

A seed of frame_fuzz is the size of the pieces and one direction of a capture; one of decode_fuzz is version, direction, id and body;
one of session_fuzz is what the phones of a capture said, in pieces of at most 255 octets, and what a call needs of PBX and time.
"""
import csv, os, struct

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.join(HERE, '..', 'data', 'captures')


def write(folder, name, octets):
    os.makedirs(os.path.join(HERE, 'seeds', folder), exist_ok=True)
    with open(os.path.join(HERE, 'seeds', folder, name), 'wb') as f:
        f.write(octets)


def pieces(octets):
    return b''.join(bytes([0, len(piece)]) + piece for piece in (octets[i:i + 255] for i in range(0, len(octets), 255)))


def frame(message_id, body=b''):
    return pieces(struct.pack('<III', 4 + len(body), 0, message_id) + body)


def write_lives():
    """Whole calls: 3 = PBX (what, which), 4 = line, 6 = fingers (what, detail), 2 = time; see Life::live."""
    register = struct.pack('<16sIIIIIIB3xI', b'SEP001120AABBCC', 0, 0, 0, 7, 5, 0, 11, 0)
    come = frame(0x0001, register) + frame(0x0010, struct.pack('<III8x', 1, 2, 40)) + frame(0x000E) + frame(0x000D) + bytes([4, 96, 4, 112])
    answer = bytes([6, 7, 1])
    outgoing = bytes([6, 5, 3]) + answer + bytes([3, 1, 0, 3, 3, 1])
    incoming = bytes([3, 0, 1, 6, 0, 1]) + answer + bytes([3, 7, 0])
    hang_up = bytes([6, 1, 1, 3, 12, 0])
    hold = bytes([6, 2 + 8 * 3, 0, 3, 9, 1, 6, 2 + 8 * 10, 0]) + answer + bytes([3, 9, 1])
    for name, life in {'outgoing': outgoing + hang_up, 'incoming': incoming + hang_up, 'far_end_ends': outgoing + bytes([3, 5, 0]),
                       'hold': outgoing + hold + hang_up, 'lost': outgoing + bytes([5, 1, 2, 255]), 'two': outgoing + incoming + hang_up,
                       'transfer': outgoing + bytes([6, 2 + 8 * 4, 0]) + outgoing + bytes([6, 2 + 8 * 4, 0, 3, 14, 1])}.items():
        write('session', name, b'\x01' + come + life)


def main():
    streams, bodies = {}, {}
    for capture in sorted(n for n in os.listdir(CAPTURES) if n.endswith('.tsv') and 'sources' not in n):
        with open(os.path.join(CAPTURES, capture), newline='') as f:
            for row in csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE):
                octets = bytes.fromhex(row['hex'])
                stream = f"{capture[:-4]}_{'from' if row['direction'] == 'S>C' else 'to'}_phone"
                streams[stream] = streams.get(stream, b'') + octets
                direction = 0 if row['direction'] == 'S>C' else 1
                name = f"{row['name']}_{row['header_version']}_{row['body_len']}"
                bodies[name] = bytes([int(row['header_version']), direction]) + octets[8:10] + octets[12:]
    for name, octets in streams.items():
        write('frame', name, b'\x06' + octets)
        if name.endswith('_from_phone'):
            write('session', name[:-len('_from_phone')], b'\x01' + pieces(octets))
    for name, octets in bodies.items():
        write('decode', name, octets)
    write_lives()


if __name__ == '__main__':
    main()
