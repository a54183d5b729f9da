"""Scenarios that a script alone cannot play: each gets the theatre and a stage, and raises Failure."""
import re
import time

from house import Failure, until

FAMILIES = ['30vip', '12sp+', '7910', '7936', '7912', '7920', '7940', '7960', '7911', '7921', '7941', '7961', '7975', 'ipcommunicator',
            '7985', '6901', '6911', '6961', '8945', 'ata186', 'vg224', 'spa303g', 'spa525g2']


def registration(theatre, stage):
    """The PBX has our contact, reached by digest; it is gone when the phone has left."""
    process = theatre.start_phones(stage, ['--name', 'SEP000000001001'], ['register', 'expect-label', '1', 'Line 1001', 'wait', '6', 'unregister'])
    try:
        stage.gateway.wait_registered('1001')
        contact = until(lambda: stage.pbx.contacts().get('1001'), 5, 'the PBX has a contact for 1001')
        if not re.match(r'sips?:SEP000000001001-1@127\.0\.0\.1:%d' % stage.gateway.sip, contact):
            raise Failure(f'contact is {contact}')
    finally:
        theatre.end_phones(process)
    until(lambda: '1001' not in stage.pbx.contacts(), 10, 'the contact is gone')


def families(theatre, stage):
    """Phones of all families come up, one after the other."""
    for model in FAMILIES:
        try:
            theatre.phones(stage, ['--name', 'SEP000000001002', '--model', model], ['register', 'expect-ready', 'unregister'], name='family')
        except Failure as failure:
            raise Failure(f'{model}: {failure}')


def unknown_phone(theatre, stage):
    try:
        theatre.phones(stage, ['--name', 'SEP00000000FFFF'], ['register'], name='unknown')
    except Failure as failure:
        if 'Not configured' in str(failure):
            return
        raise
    raise Failure('a phone that is not configured was let in')


def pbx_restart(theatre, stage):
    """Registered phones outlive a restart of the PBX, and their lines come back by themselves."""
    users = ['1001', '1002', '1003']
    words = ['*:', 'register']
    for index, user in enumerate(users):
        words = ['--phone', f'P{index}', '--name', f'SEP00000000{user}', *words] if index == 0 else words
    sections = [word for index, user in enumerate(users) for word in ('--phone', f'P{index}', '--name', f'SEP00000000{user}')]
    process = theatre.start_phones(stage, sections, ['*:', 'register', 'wait', '75', 'expect-ready'], 'restart')
    try:
        stage.gateway.wait_registered(*users)
        stage.pbx.stop()
        time.sleep(3)
        stage.pbx.start()
        until(lambda: set(users) <= set(stage.pbx.contacts()), 60, 'all lines are back')
    finally:
        process.terminate()
        process.wait(10)
        process.log.close()


def call_survives_observation(theatre, stage):
    """The status of a call can be read while it lasts: both media ends, codec and state."""
    process = theatre.start_phones(stage, ['--name', 'SEP000000001001'],
                                   ['register', 'say-tone', '400', 'dial', '600', 'wait-state', 'connected', 'hear-own-tone', 'wait', '3', 'endcall'])
    try:
        def connected():
            answer = stage.gateway.get('/api/v1/calls')
            calls = answer if isinstance(answer, list) else answer.get('calls', [])
            return next((call for call in calls if call.get('state') == 'Connected' and call.get('media', {}).get('remote')), None)
        call = until(connected, 10, 'a connected call in /api/v1/calls')
        if not str(call['media']['phone']).startswith('127.0.0.2:') or not str(call['media']['remote']).startswith('127.0.0.3:'):
            raise Failure(f'media is {call["media"]}')
        ladder = stage.gateway.get(f'/api/v1/calls/{call["id"]}/ladder')
        for message in ('INVITE', 'OpenReceiveChannelAck', 'StartMediaTransmission'):
            if message not in str(ladder):
                raise Failure(f'{message} is not in the ladder')
    finally:
        theatre.end_phones(process)


FIRST = [
    ('a line registers with digest and leaves', 'asterisk', registration),
    ('a line registers with digest and leaves, kamailio', 'kamailio', registration),
    ('phones of every family register', 'asterisk', families),
    ('a phone that is not configured is refused', 'asterisk', unknown_phone),
    ('a call is shown with its media ends and its ladder', 'asterisk', call_survives_observation),
]
LAST = [
    ('lines come back after a restart of the PBX', 'asterisk', pbx_restart),
    ('lines come back after a restart of the PBX, kamailio', 'kamailio', pbx_restart),
]
