"""As much of SIP as the far end needs: messages, digest, sending again over UDP."""
import hashlib
import re

COMPACT = {'v': 'via', 'f': 'from', 't': 'to', 'i': 'call-id', 'm': 'contact', 'l': 'content-length', 'c': 'content-type'}


class Message:
    def __init__(self, octets):
        head, _, self.body = octets.decode('utf-8', 'replace').partition('\r\n\r\n')
        self.first, *lines = head.split('\r\n')
        self.headers = []
        for line in lines:
            name, colon, value = line.partition(':')
            if colon:
                name = name.strip().lower()
                self.headers.append((COMPACT.get(name, name), value.strip()))
        self.is_response = self.first.startswith('SIP/2.0 ')
        self.status = int(self.first.split(' ')[1]) if self.is_response else 0
        self.sequence, _, self.cseq_method = self['cseq'].partition(' ')
        self.method = self.cseq_method if self.is_response else self.first.split(' ')[0]
        self.target = '' if self.is_response else self.first.split(' ')[1]

    def __getitem__(self, name):
        return next((value for key, value in self.headers if key == name), '')

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    @property
    def branch(self):
        found = re.search(r'branch=([^;,\s]+)', self['via'])
        return found.group(1) if found else ''

    @property
    def contact(self):
        found = re.search(r'<([^>]+)>', self['contact'])
        return found.group(1) if found else self['contact'].split(';')[0]


def user_of(uri):
    found = re.search(r'sips?:([^@;>]+)@', uri)
    return found.group(1) if found else ''


def tag_of(value):
    found = re.search(r';tag=([^;\s]+)', value)
    return found.group(1) if found else ''


def response(request, status, phrase, tag, contact='', headers=(), body=''):
    lines = [f'SIP/2.0 {status} {phrase}', *(f'Via: {via}' for via in request.all('via')), f'From: {request["from"]}']
    to = request['to']
    lines.append(f'To: {to}' + ('' if tag_of(to) or status == 100 else f';tag={tag}'))
    lines += [f'Call-ID: {request["call-id"]}', f'CSeq: {request["cseq"]}']
    return finish(lines, contact, headers, body)


def finish(lines, contact, headers, body):
    if contact:
        lines.append(f'Contact: <{contact}>')
    lines += headers
    if body:
        lines.append('Content-Type: application/sdp')
    return '\r\n'.join([*lines, f'Content-Length: {len(body)}', '', body]).encode()


def description(host, port=6000, direction='sendrecv', version=1):
    return (f'v=0\r\no=far 1 {version} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n'
            f'a=rtpmap:101 telephone-event/8000\r\na={direction}\r\n')


def direction_of(body):
    found = re.search(r'^a=(sendrecv|sendonly|recvonly|inactive)', body, re.M)
    return found.group(1) if found else 'sendrecv'


MIRRORED = {'sendrecv': 'sendrecv', 'sendonly': 'recvonly', 'recvonly': 'sendonly', 'inactive': 'inactive'}


def digest_is_right(credentials, method, password):
    """RFC 2617 with qop=auth."""
    said = {key: quoted or plain for key, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', credentials)}

    def md5(*parts):
        return hashlib.md5(':'.join(parts).encode()).hexdigest()
    try:
        ours = md5(md5(said['username'], said['realm'], password), said['nonce'], said['nc'], said['cnonce'], said['qop'],
                   md5(method, said['uri']))
    except KeyError:
        return False, ''
    return ours == said.get('response'), said['nonce']


class Again:
    """One UDP message that is sent again until it is answered (RFC 3261 timers A, E, G), or given up after `patience` seconds."""

    def __init__(self, loop, send, most=4.0, patience=32.0, given_up=None):
        self.loop, self.send, self.most, self.given_up = loop, send, most, given_up
        self.until, self.wait = loop.time() + patience, 0.5
        self.timer = loop.call_later(self.wait, self.turn)
        send()

    def turn(self):
        if self.loop.time() > self.until:
            self.timer = None
            return self.given_up() if self.given_up else None
        self.send()
        self.wait = min(self.wait * 2, self.most)
        self.timer = self.loop.call_later(self.wait, self.turn)

    def stop(self):
        if self.timer:
            self.timer.cancel()
            self.timer = None
