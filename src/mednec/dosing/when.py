"""The parts of an order that say when: frequencies, days, courses, counts, durations."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.dosing.cursor import Cursor
from mednec.dosing.draft import Count, Draft, Duration
from mednec.dosing.lexicon import ACTIVITIES, COUNT_NOUNS, LENGTHS
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at, span_days
from mednec.terminology.units import is_form

_IN_A_ROW = ("consecutive", "successive")
_HOURS = ("h", "hr", "hrs", "hour", "hours")
_LONG = 7  # days
_MOST = 9999  # doses or days; a larger number is no count
_DASHES = "-\u2013"
_MAX_DAY = 400
_LIST = re.compile(r"[0-9]{1,3}(?:[,/][0-9]{1,3})+")


def frequency(cursor: Cursor, step: Draft) -> bool:
    """A frequency phrase, refused where it has no single interval or belongs to something else than the dose."""
    found = frequency_at(cursor.text, cursor.offset)
    if found is None:
        return False
    before = cursor.ahead(-1)
    if before.kind is Kind.WORD and before.low in ACTIVITIES and step.dose is not None and step.dose.end < before.end:
        raise cursor.leave(f"this interval belongs to {before.text!r}, not to a dose")
    if found.interval_days is None:
        raise cursor.refuse(found.why)
    if found.time_of_day:
        step.times_of_day += 1
    elif found.interval_days not in step.intervals:
        _count_of_days(step, found.interval_days)
        step.count_first = step.count is not None and step.count.noun in ("", "dose") and found.interval_days > _LONG
        step.intervals.append(found.interval_days)
    cursor.move_to(found.end)
    return True


def _count_of_days(step: Draft, interval: Decimal) -> None:
    """`50 g daily x 2 every 28 days`: the count before the longer interval is the days of one course."""
    daily = step.intervals == [1] or (not step.intervals and step.dose is not None and step.dose.every == 1)
    if daily and interval > 1 and step.count is not None and step.count.noun in ("", "dose") and not step.duration:
        step.course = Duration(number=step.count.number, length="day", days=Decimal(step.count.number))
        step.count = None


def divided(cursor: Cursor, step: Draft) -> bool:
    """`divided over 4 days`, `over 2-5 days`; also infusion times (`over 4 hours`), which do not change the dose."""
    steps = 0
    while cursor.word("divided", "split", "given", "infused", "equally", "div", steps=steps):
        steps += 1
    if not cursor.word("over", steps=steps):
        if steps and cursor.word("divided", "split", "div"):
            if cursor.word("in", "into", steps=1):
                raise cursor.refuse("divided into doses, but the amount of each is not written")
            step.divided = True
            cursor.take()
            return True
        return False
    steps += 1
    low = cursor.whole(steps)
    if low is None:
        raise cursor.leave("'over' is not followed by a number")
    ranged = cursor.mark(_DASHES, steps + 1) or cursor.word("to", steps=steps + 1)
    high = cursor.whole(steps + 2) if ranged else low
    steps += 3 if ranged else 1
    steps += cursor.word(*_IN_A_ROW, steps=steps)
    length = cursor.ahead(steps).low
    if cursor.unit("time", steps=steps) is None and not cursor.word("sites", "site", "injections", steps=steps):
        raise cursor.leave(f"over {low} of what?")
    if LENGTHS.get(length) == "day":
        if step.over_days is not None or high is None or not 0 < low <= high <= _MAX_DAY:
            raise cursor.refuse("the days of the course cannot be told")
        step.over_days = (low, high)
    elif length in LENGTHS:
        raise cursor.refuse("divided over weeks or months: the dose of one day cannot be told")
    cursor.take(steps + 1)
    return True


def _listed(cursor: Cursor) -> list[int]:
    """Numbers of a list of days: `1 and 15`, `0, 2 and 4`, `1-5`, `0,14,28`, `1, day 15`."""
    numbers: list[int] = []
    while True:
        token = cursor.ahead()
        if token.kind is Kind.UNREADABLE and _LIST.fullmatch(token.text):
            numbers += [int(part) for part in re.split("[,/]", token.text)]
            cursor.take()
        elif token.kind is Kind.NUMBER and token.value == token.value.to_integral_value() and token.value <= _MAX_DAY:
            first = int(token.value)
            last = cursor.whole(2) if cursor.mark(_DASHES, 1) or cursor.word("to", "through", steps=1) else None
            if last is not None and not first < last <= _MAX_DAY:
                raise cursor.refuse("the days are not in order")
            cursor.take(1 if last is None else 3)
            numbers += [first] if last is None else list(range(first, last + 1))
        else:
            return numbers
        steps = 0
        while cursor.mark(",&+/", steps) or cursor.word("and", steps=steps):
            steps += 1
        steps += steps > 0 and cursor.word("day", "days", "d", "week", "weeks", "wk", "wks", steps=steps)
        more = cursor.ahead(steps)
        follows = cursor.ahead(steps + 1)
        # "day 1 and 1 g day 15": the next number is an amount, not a day
        amount = cursor.unit("mass", "volume", "count", steps=steps + 1) is not None or is_form(follows.text)
        if not steps or more.kind not in (Kind.NUMBER, Kind.UNREADABLE) or amount or follows.low in COUNT_NOUNS:
            return numbers
        cursor.take(steps)


def days(cursor: Cursor, step: Draft) -> bool:
    """`on day 1 and day 15`, `days 1-5`, `D1`, `at weeks 0, 2 and 4`; `starting day 29`."""
    steps = 0
    starting = cursor.word("starting", "beginning", "start", "begin", "from")
    if starting:
        steps += 1
    while cursor.word("on", "at", steps=steps):
        steps += 1
    if not starting and _numbers_first(cursor, step, steps):
        return True
    weeks = cursor.word("week", "weeks", "wk", "wks", steps=steps)
    if not weeks and not cursor.word("day", "days", "d", steps=steps):
        return False
    kinds = (Kind.NUMBER, Kind.UNREADABLE)
    if cursor.ahead(steps + 1).kind not in kinds:
        return False
    cursor.take(steps + 1)
    numbers = _listed(cursor)
    if not numbers or len(set(numbers)) != len(numbers) or numbers != sorted(numbers):
        raise cursor.refuse("the days are not in order")
    if starting:
        step.from_day, step.from_week = numbers[0], weeks
        return True
    if step.day_numbers:
        raise cursor.refuse("two lists of days for one amount")
    step.day_numbers, step.weeks = numbers, weeks
    return True


def _numbers_first(cursor: Cursor, step: Draft, steps: int) -> bool:
    """`at 0, 2 and 6 weeks`: a list of numbers, the word behind them."""
    if not steps or cursor.ahead(steps).kind not in (Kind.NUMBER, Kind.UNREADABLE) or step.day_numbers:
        return False
    look = Cursor(text=cursor.text)
    look.place = cursor.place + steps
    numbers = _listed(look)
    weeks = look.word("week", "weeks", "wk", "wks")
    if len(numbers) < 2 or numbers != sorted(set(numbers)) or not (weeks or look.word("day", "days")):
        return False
    step.day_numbers, step.weeks = numbers, weeks
    cursor.place = look.place + 1
    return True


def later(cursor: Cursor, step: Draft) -> bool:
    """`two weeks later`, `14 days apart`, `separated by 14 days`."""
    steps = 2 if cursor.word("separated", "spaced") and cursor.word("by", steps=1) else 0
    number, length = cursor.whole(steps), LENGTHS.get(cursor.ahead(steps + 1).low)
    apart = steps > 0 or cursor.word("apart", steps=2)
    if number is None or length not in ("day", "week") or not (apart or cursor.word("later", "after", steps=2)):
        return False
    days = int(span_days(number, length))
    if apart:
        step.apart = days
    else:
        step.later = days
    cursor.take(steps + 2 if steps else 3)
    return True


def count(cursor: Cursor, step: Draft) -> bool:
    """How often and for how long: `x 4`, `8 visits`, `x 5 days`, `for 12 months`, `7 infusions`."""
    row = cursor.word("on") and cursor.whole(1) is not None and cursor.word(*_IN_A_ROW, steps=2)
    up_to = cursor.word("up") and cursor.word("to", steps=1)
    times = row or up_to or cursor.word("x", "for", "times") or cursor.mark("\u00d7*")
    steps = int(times)
    while times and cursor.word("a", "up", "to", "total", "of", "the", "next", steps=steps):
        steps += 1
    number = cursor.whole(steps)
    if number is None:
        return False
    steps += cursor.word(*_IN_A_ROW, steps=steps + 1)
    word = cursor.ahead(steps + 1)
    adjective = cursor.word("more", "total", "weekly", "monthly", "daily", steps=steps + 1)
    if adjective and cursor.ahead(steps + 2).low in COUNT_NOUNS:
        if not cursor.word("more", "total", steps=steps + 1):
            return _each_time(cursor, step, number, steps + 1)
        steps, word = steps + 1, cursor.ahead(steps + 2)
    noun, length = COUNT_NOUNS.get(word.low), LENGTHS.get(word.low)
    if times and cursor.ahead(steps + 1).low in _HOURS:  # "q6h x 24 h" is no number of doses
        cursor.take(steps + 2)
        return True
    glued_unit = cursor.unit("mass", "volume", "count", steps=steps + 1) is not None
    if length is not None and times:
        _set_duration(cursor, step, Duration(number=number, length=length, days=span_days(number, length)))
        cursor.take(steps + 2)
    elif noun is not None and (times or word.low not in ("time", "times")):
        _set_count(cursor, step, Count(number=number, noun=noun))
        cursor.take(steps + 2)
    elif (
        times
        and not (row or up_to or cursor.word("for"))
        and not glued_unit
        and not cursor.mark("/%" + _DASHES, steps + 1)
    ):
        _set_count(cursor, step, Count(number=number))
        cursor.take(steps + 1)
    else:
        return False
    return True


def _each_time(cursor: Cursor, step: Draft, number: int, steps: int) -> bool:
    """`4 weekly doses`: how many and how often."""
    found = frequency_at(cursor.ahead(steps).text)
    if found is None or found.interval_days is None or step.intervals:
        return False
    _set_count(cursor, step, Count(number=number, noun=COUNT_NOUNS[cursor.ahead(steps + 1).low]))
    step.intervals.append(found.interval_days)
    cursor.take(steps + 2)
    return True


def _set_count(cursor: Cursor, step: Draft, found: Count) -> None:
    if found.number == 0 or found.number > _MOST:
        raise cursor.refuse(f"a count of {found.number}")
    if step.count is not None and step.count.number != found.number:
        raise cursor.refuse(f"two counts: {step.count.number} and {found.number}")
    step.count = found


def _set_duration(cursor: Cursor, step: Draft, found: Duration) -> None:
    if found.number == 0 or found.number > _MOST:
        raise cursor.refuse(f"a duration of {found.number}")
    before = step.duration
    if before is not None and step.course is None and before.length == "day" and found.days > 2 * before.days:
        step.course, step.duration = before, found  # "x 5 days every 4 weeks x 6 months"
        return
    if step.duration is not None and step.duration != found:
        raise cursor.refuse("two durations")
    step.duration = found


def dispensed(cursor: Cursor) -> bool:
    """Quantities of the pharmacy, which are no dose: `#60 per 30 days`, `4 pens per 28 days`, `QTY: 2`."""
    steps = 0
    if cursor.mark("#") or cursor.word("qty", "quantity", "disp", "dispense", "rf", "refills", "refill"):
        steps = 1
        while cursor.mark("#:.=", steps):
            steps += 1
        if cursor.number(steps) is None:
            return False
        form = cursor.ahead(steps + 1)
        after = steps + 1 + (form.kind is Kind.WORD and is_form(form.text))
    else:
        if cursor.whole() is None:
            return False
        after = 1 + (cursor.ahead(1).kind is Kind.WORD and is_form(cursor.ahead(1).text))
    stretch = cursor.whole(after + 1)
    # "1 pen every 14 days" is a dose, "4 pens per 28 days" is what the pharmacy hands out
    per = (cursor.word("per", steps=after) or cursor.mark("/", after)) and stretch is not None and stretch >= 7
    if per and LENGTHS.get(cursor.ahead(after + 2).low) in ("day", "month", "week"):
        after += 3
    elif not steps:
        return False
    cursor.take(after)
    return True


def pattern(cursor: Cursor, step: Draft) -> bool:
    """Morning, noon, night in the form `1-0-1`: so many of the dose written before it, all alike."""
    if cursor.number() is None or not (cursor.mark("-", 1) and cursor.mark("-", 3)):
        return False
    parts = [cursor.whole(steps) for steps in (0, 2, 4)]
    given = [part for part in parts if part]
    if None in parts or not given:
        return False
    if set(given) != {1}:
        raise cursor.refuse(f"the times of day have different numbers: {'-'.join(str(part) for part in parts)}")
    found = {1: "daily", 2: "BID", 3: "TID"}[len(given)]
    interval = frequency_at(found)
    if interval is not None and interval.interval_days is not None:
        step.intervals.append(interval.interval_days)
    cursor.take(5)
    return True
