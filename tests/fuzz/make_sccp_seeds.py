#!/usr/bin/env python3
"""Seeds of frame_fuzz and decode_fuzz, made of the captures: make_sccp_seeds.py writes tests/fuzz/seeds/{frame,decode}.

A seed of frame_fuzz is the size of the pieces and one direction of a capture; one of decode_fuzz is version, direction, id and body.
"""
import csv, os

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.join(HERE, '..', 'data', 'captures')


def write(folder, name, octets):
    os.makedirs(os.path.join(HERE, 'seeds', folder), exist_ok=True)
    with open(os.path.join(HERE, 'seeds', folder, name), 'wb') as f:
        f.write(octets)


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
    for name, octets in bodies.items():
        write('decode', name, octets)


if __name__ == '__main__':
    main()
