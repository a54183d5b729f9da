"""The octets of SCCP that the phones of the soak send and read: written down once more from the protocol tables, so that a fault of the gateway's
own layouts cannot hide behind itself. Protocol 11, as a 7960 speaks it."""
import socket
import struct

KEEP_ALIVE, REGISTER, KEYPAD, ENBLOC, OFF_HOOK, ON_HOOK = 0x0000, 0x0001, 0x0003, 0x0004, 0x0006, 0x0007
FORWARD_STAT, LINE_STAT, CONFIG_STAT, TIME_DATE, BUTTON_TEMPLATE, CAPABILITIES = 0x0009, 0x000B, 0x000C, 0x000D, 0x000E, 0x0010
ALARM, OPEN_ACK, STATISTICS, SOFT_KEY_SET, SOFT_KEY, UNREGISTER, SOFT_KEY_TEMPLATE = 0x0020, 0x0022, 0x0023, 0x0025, 0x0026, 0x0027, 0x0028

REGISTER_ACK, CAPABILITIES_REQ, REGISTER_REJECT, RESET = 0x0081, 0x009B, 0x009D, 0x009F
KEEP_ALIVE_ACK, OPEN_CHANNEL, STATISTICS_REQ, CALL_STATE, UNREGISTER_ACK, CALL_INFO = 0x0100, 0x0105, 0x0107, 0x0111, 0x0118, 0x014A
ANSWERS = {BUTTON_TEMPLATE: 0x0097, SOFT_KEY_TEMPLATE: 0x0108, SOFT_KEY_SET: 0x0109, CONFIG_STAT: 0x0093, LINE_STAT: 0x0092, FORWARD_STAT: 0x0090,
           TIME_DATE: 0x0094}

SEEN_OFF_HOOK, SEEN_ON_HOOK, SEEN_RING_OUT, SEEN_RING_IN, SEEN_CONNECTED, SEEN_HOLD, SEEN_WAITING = 1, 2, 3, 4, 5, 8, 9
VISIBLE = 0                                      # a state with another visibility steers the phone's call log
SEEN_FAILED = (6, 7, 14)                         # busy, congestion, invalid number
KEY_HOLD, KEY_END_CALL, KEY_RESUME, KEY_ANSWER = 3, 9, 10, 11

PROTOCOL, DEVICE_TYPE = 11, 7                    # a 7960
LONGEST = 4096                                   # octets behind the length word and the version word
WITHOUT_VERSION = (REGISTER,)


def frame(message, body=b''):
    return struct.pack('<III', len(body) + 4, 0 if message in WITHOUT_VERSION else PROTOCOL, message) + body


def words(*values):
    return struct.pack(f'<{len(values)}I', *values)


def text(value, size):
    return value.encode()[:size - 1].ljust(size, b'\0')


def alarm(name):
    return frame(ALARM, words(2) + text(f'25: Name={name} Load=P00308010200 Last=Initialized', 80) + words(0, 0))


def register(name, address):
    return frame(REGISTER, text(name, 16) + words(0, 1) + socket.inet_aton(address) + words(DEVICE_TYPE, 5, 0) +
                 struct.pack('<BBH', PROTOCOL, 0, 0x8560) + words(1, 0) + bytes(12) + words(0, 1))


def capabilities():
    codecs = ((4, 40), (2, 40), (11, 60))        # G.711 u-law and A-law, G.729
    return frame(CAPABILITIES, words(len(codecs)) + b''.join(words(codec, frames) + bytes(8) for codec, frames in codecs))


def questions():
    """What a phone asks after RegisterAck, each after the answer to the one before."""
    return [(BUTTON_TEMPLATE, b''), (SOFT_KEY_TEMPLATE, b''), (SOFT_KEY_SET, b''), (CONFIG_STAT, b''), (LINE_STAT, words(1)),
            (FORWARD_STAT, words(1)), (TIME_DATE, b'')]


def open_ack(body, address, port):
    party, reference = word(body, 4), word(body, 24)
    return frame(OPEN_ACK, words(0) + socket.inet_aton(address) + words(port, party, reference))


def statistics(body):
    return frame(STATISTICS, body[:24] + words(word(body, 24), word(body, 28), 500, 80000, 500, 80000, 0, 3, 20))


def word(body, at):
    return struct.unpack_from('<I', body, at)[0]


def text_at(body, at, size):
    return body[at:at + size].split(b'\0')[0].decode('latin-1')


def calling_party(body):
    """Number and call reference of CallInfoV2: eight words, then texts that each end with a zero."""
    return text_at(body, 32, 24), word(body, 4)


def cut(buffer):
    """The whole frames in a bytearray, which keeps the rest; ValueError when no frame can be that long."""
    frames = []
    while len(buffer) >= 12:
        length = word(buffer, 0)
        if not 4 <= length <= LONGEST:
            raise ValueError(f'a frame of {length} octets')
        if len(buffer) < length + 8:
            break
        frames.append((word(buffer, 8), bytes(buffer[12:length + 8])))
        del buffer[:length + 8]
    return frames
