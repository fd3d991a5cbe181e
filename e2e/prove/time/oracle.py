"""What a schedule wants, worked out from the rules in words and from nothing else: the clock of the zone is read at every minute of
twelve days, and windows, dates, one-shots and overrides are looked up in those readings. Slow on purpose, and without a thought of speed.

Reads one JSON object a line, writes one line for each:
  {"hello": 1}                                   -> {"tzdata": …, "zones": [names]}
  {"zone": …, "from": ms, "to": ms, "changes": [[ms, offset_ms], …]}  -> {"same": true} or {"at": ms, "theirs": ms}
  {"rule": …, "overrides": […], "middle": ms, "instants": [ms, …]}           -> {"states": "on,off,none,…"}
"""
import calendar
import json
import sys
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

MINUTE_MS = 60_000
REACH_MINUTES = 6 * 24 * 60  # on either side
NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']


def tzdata_version():
    """Read where the zones are read: the folders come before the package."""
    files = [Path(folder, 'tzdata.zi') for folder in TZPATH]
    files = [file for file in files if file.is_file()] or [resources.files('tzdata.zoneinfo').joinpath('tzdata.zi')]
    return files[0].read_text().split('\n')[0].split()[-1]


@lru_cache(maxsize=4)
def readings(zone_name, first_ms):
    """What the clock shows, minute by minute. Two datetimes of one zone are compared by what the clock shows, not as instants."""
    zone, first = ZoneInfo(zone_name), first_ms // 1000
    return [datetime.fromtimestamp(first + 60 * minute, zone) for minute in range(2 * REACH_MINUTES)]


class Clock:
    def __init__(self, zone_name, middle_ms):
        self.first_ms = (middle_ms // MINUTE_MS - REACH_MINUTES) * MINUTE_MS
        self.zone = ZoneInfo(zone_name)
        self.shows = readings(zone_name, self.first_ms)
        self.known_opening, self.known_closing = {}, {}

    def opening(self, reading):
        """The first minute at which the clock shows this or later."""
        if reading not in self.known_opening:
            self.known_opening[reading] = next((i for i, shown in enumerate(self.shows) if shown >= reading), len(self.shows))
        return self.known_opening[reading]

    def closing(self, reading):
        """The end of the last minute at which the clock shows something earlier."""
        if reading not in self.known_closing:
            last = len(self.shows) - 1
            self.known_closing[reading] = next((i + 1 for i in range(last, -1, -1) if self.shows[i] < reading), 0)
        return self.known_closing[reading]

    def reading(self, day, text):
        """24:00 is the midnight that ends the date."""
        hour, minute = map(int, text.split(':'))
        return datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(hours=hour, minutes=minute)

    def minute_of(self, ms):
        return (ms - self.first_ms) // MINUTE_MS


def opens_on(window, day):
    if 'months' in window and day.month not in window['months']:
        return False
    if 'days' in window:
        return NAMES[day.weekday()] in window['days']
    if 'month_days' in window:
        length = calendar.monthrange(day.year, day.month)[1]
        return any((d if d > 0 else length + 1 + d) == day.day for d in window['month_days'])
    for nth in window['nth']:
        column = NAMES.index(nth['day'])
        dates = [week[column] for week in calendar.monthcalendar(day.year, day.month) if week[column]]
        place = nth['n'] - 1 if nth['n'] > 0 else -1
        if place < len(dates) and dates[place] == day.day:
            return True
    return False


def exception_on(rule, day):
    text = day.isoformat()
    for exception in rule.get('exceptions', []):
        if exception.get('date') == text or exception.get('from', '9') <= text <= exception.get('to', '0'):
            return exception
    return None


def is_taken_over(exception):
    return exception is not None and exception.get('state') != 'on'


class Regular:
    """The week and its exceptions."""

    def __init__(self, rule, clock_):
        self.rule, self.clock = rule, clock_
        self.inside, self.outside = rule.get('inside', 'on'), rule.get('outside', 'off')
        self.open, self.off, self.on, self.between = [], [], [], []
        day = clock_.shows[0].date() + timedelta(days=1)
        while day < clock_.shows[-1].date() - timedelta(days=2):
            self.read(day)
            day += timedelta(days=1)
        self.known = {}

    def read(self, day):
        clock_, exception = self.clock, exception_on(self.rule, day)
        begins, over = clock_.opening(clock_.reading(day, '00:00')), clock_.opening(clock_.reading(day, '24:00'))
        own = None
        if exception is not None and exception.get('state') == 'off':
            self.off.append((begins, over))
            return
        if exception is not None and exception.get('state') == 'on':
            self.on.append((begins, self.cut(day, clock_.closing(clock_.reading(day, '24:00')))))
        if exception is not None and 'windows' in exception:
            self.between.append((begins, over))
            own = exception['windows']
        for window in own if own is not None else [w for w in self.rule.get('weekly', []) if opens_on(w, day)]:
            ends_on = day if window['end'] == '24:00' or window['end'] > window['start'] else day + timedelta(days=1)
            opens = clock_.opening(clock_.reading(day, window['start']))
            self.open.append((opens, self.cut(day, clock_.closing(clock_.reading(ends_on, window['end'])))))

    def cut(self, day, closes):
        tomorrow = day + timedelta(days=1)
        if is_taken_over(exception_on(self.rule, tomorrow)):
            return min(closes, self.clock.opening(self.clock.reading(tomorrow, '00:00')))
        return closes

    def at(self, minute):
        if minute not in self.known:
            self.known[minute] = self.look(minute)
        return self.known[minute]

    def look(self, minute):
        def within(spans):
            return any(begins <= minute < ends for begins, ends in spans)

        if within(self.off):
            return 'off'
        if within(self.on):
            return 'on'
        if within(self.open):
            return self.inside
        if within(self.between) or self.rule.get('weekly'):
            return self.outside
        return 'none'


def instant_ms(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def one_shot_state(rule, clock_, regular, minute):
    """The state of the last one-shot, while the regular layer has not changed since; else None."""
    shots = []
    for shot in rule.get('one_shots', []):
        local = shot.get('local_at')
        begins = clock_.opening(datetime.fromisoformat(local).replace(tzinfo=clock_.zone)) if local else clock_.minute_of(instant_ms(shot['at']))
        if begins <= minute:
            shots.append((begins, shot['state']))
    if not shots:
        return None
    begins, state = max(shots)
    first = regular.at(begins)
    return state if all(regular.at(m) == first for m in range(begins + 1, minute + 1)) else None


def wanted(rule, overrides, clock_, regular, ms):
    held = None
    for override in overrides:
        has_begun = 'from' not in override or instant_ms(override['from']) <= ms
        if has_begun and ('until' not in override or ms < instant_ms(override['until'])):
            held = override['state']
    if held is not None:
        return held
    minute = clock_.minute_of(ms)
    return one_shot_state(rule, clock_, regular, minute) or regular.at(minute)


def compare_zone(asked):
    zone, changes = ZoneInfo(asked['zone']), asked['changes']
    asks = range(asked['from'], asked['to'], 6 * 60 * MINUTE_MS)
    asks = [*asks, *(ms + step for ms, _ in changes[1:] for step in (-1000, 0))]
    for ms in sorted(asks):
        while len(changes) > 1 and changes[1][0] <= ms:
            changes = changes[1:]
        theirs = datetime.fromtimestamp(ms // 1000, zone).utcoffset() / timedelta(milliseconds=1)
        if theirs != changes[0][1]:
            return {'at': ms, 'theirs': theirs}
    return {'same': True}


def answer(asked):
    if 'hello' in asked:
        return {'tzdata': tzdata_version(), 'python': sys.version.split()[0], 'zones': sorted(available_timezones())}
    if 'zone' in asked:
        return compare_zone(asked)
    rule, overrides = asked['rule'], asked['overrides']
    clock_ = Clock(rule['time_zone'], asked['middle'])
    regular = Regular(rule, clock_)
    return {'states': ','.join(wanted(rule, overrides, clock_, regular, ms) for ms in asked['instants'])}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
