"""What schedules want, worked out by looking at the clock each quarter of an hour: the other opinion of `npm run prove -- time`.

`python3 oracle.py zones` prints the time zones that it knows. Without a word it reads one case a line from standard input:
{"rule": …, "overrides": […], "instants": [milliseconds …], "wanted": "on,off,…"}, and prints those on which it disagrees, then a summary.
Written from the rules in words; it knows nothing of the program.
"""

import calendar
import json
import sys
from bisect import bisect_left
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

QUARTER = 900
AROUND = 12 * 96
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = timedelta(days=1)


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def at_clock(day, text):
    if text == "24:00":
        return datetime(day.year, day.month, day.day) + DAY
    return datetime(day.year, day.month, day.day, int(text[:2]), int(text[3:]))


class Clock:
    """The readings of a zone's clock over some weeks, a quarter of an hour apart."""

    def __init__(self, zone, middle):
        first = int(middle // QUARTER - AROUND) * QUARTER
        self.at = [first + index * QUARTER for index in range(2 * AROUND)]
        zone = ZoneInfo(zone)
        self.reads = [datetime.fromtimestamp(at, zone).replace(tzinfo=None) for at in self.at]
        # The latest reading so far, and the earliest reading from here on: the first time a clock reads something or later, and the last time it reads earlier.
        self.latest, self.earliest = list(self.reads), list(self.reads)
        for index in range(1, len(self.latest)):
            self.latest[index] = max(self.latest[index], self.latest[index - 1])
        for index in range(len(self.earliest) - 2, -1, -1):
            self.earliest[index] = min(self.earliest[index], self.earliest[index + 1])

    def first_reading(self, reading):
        return bisect_left(self.latest, reading)

    def end_of_last_before(self, reading):
        return bisect_left(self.earliest, reading)


def opens_on(window, day):
    if "months" in window and day.month not in window["months"]:
        return False
    if "days" in window:
        return NAMES[day.weekday()] in window["days"]
    length = calendar.monthrange(day.year, day.month)[1]
    if "month_days" in window:
        return any(day.day == (wanted if wanted > 0 else length + 1 + wanted) for wanted in window["month_days"])
    for wanted in window["nth"]:
        same = [one for one in range(1, length + 1) if date(day.year, day.month, one).weekday() == day.weekday()]
        place = len(same) - 1 if wanted["n"] == -1 else wanted["n"] - 1
        if NAMES[day.weekday()] == wanted["day"] and place < len(same) and same[place] == day.day:
            return True
    return False


def exception_on(rule, day):
    text = day.isoformat()
    for one in rule.get("exceptions", []):
        if one.get("date", one.get("from")) <= text <= one.get("date", one.get("to")):
            return one
    return None


def base_states(rule, clock):
    weekly, inside, outside = rule.get("weekly", []), rule.get("inside", "on"), rule.get("outside", "off")
    states = [outside if weekly else "none"] * len(clock.at)
    first = clock.reads[0].date()
    days = [first + DAY * index for index in range(1, 22)]

    def fill(start, end, state):
        for index in range(start, end):
            states[index] = state

    def whole(day):
        return clock.first_reading(at_clock(day, "00:00")), clock.end_of_last_before(at_clock(day, "24:00"))

    for day in days:
        exception = exception_on(rule, day)
        if exception and "windows" in exception:
            fill(*whole(day), outside)
    for day in days:
        exception = exception_on(rule, day)
        if exception and exception.get("state") == "off":
            continue
        own = exception["windows"] if exception and "windows" in exception else [one for one in weekly if opens_on(one, day)]
        for window in own:
            start, end = at_clock(day, window["start"]), at_clock(day, window["end"])
            spills = end <= start
            close = clock.end_of_last_before(end + DAY if spills else end)
            tomorrow = exception_on(rule, day + DAY)
            if spills and tomorrow and ("windows" in tomorrow or tomorrow["state"] == "off"):
                close = min(close, clock.first_reading(at_clock(day + DAY, "00:00")))
            fill(clock.first_reading(start), close, inside)
    for day in days:
        exception = exception_on(rule, day)
        if exception and "state" in exception:
            fill(*whole(day), exception["state"])
    return states


def answers(case):
    rule, instants = case["rule"], [at / 1000 for at in case["instants"]]
    clock = Clock(rule["time_zone"], (min(instants) + max(instants)) / 2)
    base = base_states(rule, clock)
    shots = []
    for shot in rule.get("one_shots", []):
        if "at" in shot:
            shots.append(((seconds(shot["at"]) - clock.at[0]) / QUARTER, shot["state"]))
        else:
            shots.append((clock.first_reading(datetime.fromisoformat(shot["local_at"])), shot["state"]))
    for at in instants:
        yield answer(at, clock, base, shots, case["overrides"])


def answer(at, clock, base, shots, overrides):
    for override in reversed(overrides):
        begun = "from" not in override or seconds(override["from"]) <= at
        if begun and ("until" not in override or at < seconds(override["until"])):
            return override["state"]
    here = int((at - clock.at[0]) // QUARTER)
    before = [shot for shot in shots if shot[0] <= here]
    if before:
        start, state = max(before)
        start = int(start)
        if all(base[index] == base[start] for index in range(start, here + 1)):
            return state
    return base[here]


def main():
    if sys.argv[1:] == ["zones"]:
        print("\n".join(sorted(available_timezones())))
        return 0
    asked = wrong = 0
    for line in sys.stdin:
        case = json.loads(line)
        for at, ours, theirs in zip(case["instants"], case["wanted"].split(","), answers(case)):
            asked += 1
            if ours != theirs:
                wrong += 1
                if wrong <= 20:
                    when = datetime.fromtimestamp(at / 1000, timezone.utc).isoformat()
                    print(json.dumps({"at": when, "ours": ours, "theirs": theirs, "rule": case["rule"], "overrides": case["overrides"]}))
    print(json.dumps({"asked": asked, "wrong": wrong}))
    return 1 if wrong else 0


sys.exit(main())
