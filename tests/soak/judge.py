"""The judgements: one line each, with its reason when it fails, and the figures as a table and JSON."""
import re
import time

from accounts import Accounts, metric_samples
from house import BAD
from log_book import LogBook

# Growth of the resident memory from the second to the last fifth. Release: what the issue allows after 100,000 calls. Under the sanitizer the
# stack depot and the quarantine go on growing for a while, and leaks are found by LeakSanitizer at the exit.
FLAT = {'release': 1.05, 'sanitize': 1.15}
SMALLEST_GROWTH = 2 << 20                        # octets that are no growth: a page of the allocator here and there

# Warnings with a cause that the soak has made: the address or the name of a bad peer, the PBX that was killed and has forgotten its calls.
# A refused request is always a bad peer's, whose Via may say any address: what good ones send is in the books of the calls.
EXPLAINED = re.compile(r'127\.66\.|BADPEER\d|^SIP request (refused|dropped) from |^registrar 127\.0\.0\.3:\d+ |^the far end (refused|knows nothing of the call|cannot be reached)|^the registrar does not answer|^line \S+ is BackingOff: (503 Later|no answer|cannot be reached)|of 127\.0\.0\.3 |from 127\.0\.0\.3\b')
# Of a good phone, when the soak has made it do so.
CAUSED = {'cut_in_a_frame': 'closed by the phone in the middle of a message|connection dropped from \\S+: \\d+ more, then no more',
          'fall_silent': 'no byte for three keep-alive intervals|connection dropped from \\S+: \\d+ more, then no more|the phone did not answer OpenReceiveChannel'}


# What the SIP library loses by itself: a re-INVITE that waits for its answer while a BYE ends the call, 3 kB each. In words, and how often.
LEAK = re.compile(r'^(?:Direct|Indirect) leak of (\d+) byte')
LOST_PER_CALL, LOST_AT_LEAST = 12, 16384           # octets that are allowed: four times what half an hour has shown, five of them in a short run


def leaks_of_the_library(lines, calls):
    """Octets that were lost in the library alone; 0: none, or something else is among the lines, or it is too much."""
    lost = sum(int(found.group(1)) for line in lines if (found := LEAK.match(line)))
    frames = [line for line in lines if re.match(r'\s+#[1-9]', line)]
    strange = [line for line in frames if 'libsofia-sip-ua' not in line and 'unknown module' not in line]
    other = [line for line in lines if line.strip('= ') and not LEAK.match(line) and not re.match(r'\s+#\d', line) and 'leak' not in line]
    return lost if frames and not strange and not other and lost <= LOST_AT_LEAST + LOST_PER_CALL * calls else 0


class Judge:
    def __init__(self):
        self.passed, self.failed, self.figures, self.lines = 0, 0, {}, []

    def say(self, what, problems):
        """`problems`: what speaks against it, in words; empty: it holds."""
        problems = [problems] if isinstance(problems, str) and problems else list(problems)
        more = f'; and {len(problems) - 5} more' if len(problems) > 5 else ''
        self.lines.append(f'not ok {what}: {"; ".join(problems[:5])}{more}' if problems else f'ok {what}')
        self.passed, self.failed = self.passed + (not problems), self.failed + bool(problems)
        print(self.lines[-1], flush=True)

    def note(self, **figures):
        self.figures.update(figures)

    # ---- the process

    def memory(self, watch, begin, end, kind):
        before, after = watch.growth(begin, end)
        bound = max(before * FLAT[kind], before + SMALLEST_GROWTH)
        self.note(memory_second_fifth_MB=before / 1e6, memory_last_fifth_MB=after / 1e6, memory_growth=after / before,
                  memory_most_MB=max(size for _, size, _ in watch.sizes) / 1e6)
        self.say(f'resident memory is flat: median of the last fifth {after / 1e6:.1f} MB, of the second {before / 1e6:.1f} MB, '
                 f'allowed x{bound / before:.3f}', f'it grew x{after / before:.3f}' if after > bound else '')

    def descriptors(self, before, after, watch, left):
        self.note(descriptors_before=before, descriptors_after=after, descriptors_most=max(count for _, _, count in watch.sizes))
        self.say(f'descriptors are back: {before} at the start, {after} in the end', left if after > before else '')

    def keep_alives(self, watch, waiting):
        watch.latencies.sort()
        self.note(keep_alives=watch.kept, keep_alive_p99_ms=1000 * watch.latencies[int(0.99 * (len(watch.latencies) - 1))],
                  keep_alive_worst_ms=1000 * watch.worst, keep_alive_worst_owed_ms=1000 * watch.worst_owed,
                  machine_kept_phones_s=watch.lag[-1], machine_kept_gateway_s=watch.waited[-1])
        self.say(f'{watch.kept} keep-alives were answered within a second (worst {watch.worst * 1000:.0f} ms, {watch.worst_owed * 1000:.0f} ms of '
                 'a wait by the gateway\'s own doing)', watch.late + [f'{name} is still without an answer' for name in waiting])

    # ---- calls

    def calls(self, accounts):
        self.say(f'each of {len(accounts.ledger.legs)} calls ended as its phone saw it', accounts.legs_against_phones())
        wrong, unseen = accounts.legs_that_no_phone_saw()
        self.say(f'no call besides: {sum(unseen.values())} that no phone saw, {unseen["refused"]} of them refused', wrong)
        expected = accounts.totals()
        differences = [f'{" ".join(key)}: {accounts.counted.get(key, 0)} counted, {expected.get(key, 0)} seen'
                       for key in sorted(set(expected) | set(accounts.counted)) if accounts.counted.get(key, 0) != expected.get(key, 0)]
        self.say(f'sccp2sip_calls_total is what phones saw: {sum(expected.values())} calls', differences)
        wrong, agreed = accounts.far_against_phones()
        self.say(f'the far end agrees: {agreed} calls', wrong)
        for (direction, result), count in sorted(accounts.seen_by_phones().items()):
            self.note(**{f'phones_saw_{direction}_{result}'.replace(' ', '_'): count})
        for (direction, result), count in sorted(accounts.counted.items()):
            self.note(**{f'gateway_counted_{direction}_{result}': count})
        self.note(calls_no_phone_saw=sum(unseen.values()), calls_far_end_agrees=agreed)

    def log(self, book, struck, metrics):
        unexplained = [f'{entry["logger"]}: {entry.get("phone", "")} {entry["text"]}' for entry in book.warnings
                       if not explained(entry, struck)]
        lost = re.search(r'^sccp2sip_log_lines_lost_total ([1-9]\d*)', metrics, re.M)
        if lost:
            unexplained.append(f'{lost.group(1)} lines of the log were lost')
        self.note(log_warnings=len(book.warnings))
        self.say(f'the log complains only of bad peers and of the killed PBX ({len(book.warnings)} times)', unexplained)
        lost = leaks_of_the_library(book.foreign, len(book.legs))
        self.note(lost_by_the_SIP_library_octets=lost)
        self.say('nothing but the log on standard output and error' + (f', and {lost} octets lost by the SIP library' if lost else ''),
                 [] if lost else book.foreign)
        return lost

    def good_phones(self, phones, metrics, house):
        errors = [f'{one["device"]} {one["decode_errors"]}' for one in phones if one['decode_errors'] and one['device'] not in BAD]
        self.say('no message of a good phone was unreadable', errors)
        self.note(decode_errors=sum(int(value) for _, value in metric_samples(metrics, 'sccp2sip_decode_errors_total')))
        self.say('no good phone was refused or lost its connection by the gateway', house.complaints)
        self.note(complaints_while_the_machine_was_busy=len(house.excused))


def explained(entry, struck):
    whole = entry.get('phone', '') + ' ' + entry['text']
    if EXPLAINED.search(entry['text']) or EXPLAINED.search(whole):
        return True
    return any(device in whole and re.search(CAUSED[fate], whole) for device, fate in struck if fate in CAUSED)


def accounts_of(house, metrics):
    return Accounts(house.ledger, LogBook(house.log), metrics, BAD)


def words(figures):
    return [(name.replace('_', ' '), f'{value:.3f}' if isinstance(value, float) else str(value)) for name, value in figures.items()]


def table(figures):
    width = max(len(name) for name in figures)
    return '\n'.join(f'{name:<{width}}  {value}' for name, value in words(figures))


def page(judge, figures, command, machine, version):
    """RESULTS.md."""
    return (f'# Results of the soak\n\nWritten by `{command}`; what happens and how it is judged is in [README.md](README.md).\n\n'
            f'- {time.strftime("%Y-%m-%d", time.gmtime())}, {version}\n'
            f'- {machine["processors"]} x {machine["model"]}, {machine["memory_MB"]} MB, Linux {machine["kernel"]}, '
            f'load average before {machine["load_before"]}\n\n## Judgements\n\n'
            + ''.join(f'- {line}\n' for line in judge.lines) + f'\n{judge.passed} passed, {judge.failed} failed.\n\n'
            '## Figures\n\n| figure | |\n|---|---|\n' + ''.join(f'| {name} | {value} |\n' for name, value in words(figures)))
