"""When a course of treatment began and ended, and how long it was, as written beside the drug."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.tables import Row
from mednec.chart.trial_scope import Scope
from mednec.model.finding import Period

_WEEKS = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d)?|one|two|three|four|five|six|eight|ten|twelve|a)\s*-?\s*(?:full\s+)?"
    r"(?P<unit>days?|d|wks?|weeks?|mos?|months?|yrs?|years?)\b(?!\s*(?:old|ago|later|after))",
    re.IGNORECASE,
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_FOR = re.compile(
    r"(?:\bfor|\bx|\(|,|\bafter|\bof|:|\bat|\bover|\bthrough)\s*(?:the\s+)?(?:about\s+|only\s+|nearly\s+|almost\s+|over\s+|just\s+|~\s*)?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?:(?P<n>\d{1,3}(?:\.\d)?)\s*-?\s*(?P<unit>days?|d|wks?|weeks?|mos?|months?|yrs?|years?)\b)"
    r"\s+(?:of|on|trial of|course of)\s+(?:[a-z]+\s)?(?:[a-z-]+\s)?$",
    re.IGNORECASE,
)
_TO_PRESENT = re.compile(
    r"\s*(?:-|\u2013|->|=>|\u2192|to|until|through|till|\||\s{2,})\s*(?:present|now|current|date|ongoing)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:-|\u2013|to|until|through|thru|till|and)\s*(?:early|late|mid|about)?\s*", re.IGNORECASE)
_STOP = re.compile(
    r"\b(?:stopp(?:ed|ing)|until|til|till|stop(?: date)?|through|ended|end(?: date)?|discontinued|dc'?d|d/c'?d"
    r"|last (?:dose|fill|given|taken|used|refill|infusion|injection)"
    r"|held|off|quit|finished"
    r"|completed|dropped|withdrawn|taken off|came off|stopped covering it|lapsed)\b[^.;]{0,34}$",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:since|start(?:ed|ing)?(?: date)?|began|begun|beginning|initiated|added|restarted|re-started|resumed|from"
    r"|first dose|switched to|placed on|put on|day 1(?: was)?|first filled|first fill)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_STOPPED_AHEAD = re.compile(
    r"\b(?:stop(?:ped)?|discontinued?|quit|came off|held|hold|finished|completed)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_LEADS = re.compile(r"(?:^|[.;,:]\s*)(?P<word>in|since|from|on|as of|during|early in|late in)?\s*$", re.IGNORECASE)
_PAUSE = re.compile(r"\b(?:off|held|except|break|paused|without it|stopped)\s+(?:from\s+)?$", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"\b(?:except|other than|apart from|aside from|missed|skipped)\s+(?:for\s+)?(?:\w+\s+)?$", re.IGNORECASE
)
_START_COLUMN = re.compile(r"start|from|begin|begun|first|initiat", re.IGNORECASE)
_STOP_COLUMN = re.compile(r"stop|to$|\bto\b|end|last|until|discontinu|through", re.IGNORECASE)
_OPEN_CELL = re.compile(r"present|current|ongoing|now|--|active", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """`days` is what is stated, else what the dates prove at least; `told` is the distance of dates as people count."""

    start: Period | None = None
    stop: Period | None = None
    days: int | None = None
    told: int | None = None
    to_present: bool = False
    bare: bool = False  # a date that only stands behind the name

    @property
    def told_of_use(self) -> bool:
        """Whether the times themselves tell that the drug was taken."""
        return bool((self.start or self.stop or self.days) and not self.bare)


def times_of(scope: Scope) -> Times:
    """Start, stop and duration as the scope tells them."""
    times = (_from_row(scope, scope.row) if scope.row is not None else None) or _from_words(scope)
    stated = _stated_days(scope)
    proven = _proven_days(times.start, times.stop)
    apart = (times.stop.first - times.start.first).days if times.start and times.stop else None
    told = stated or (apart if apart is not None and apart > 0 else None)
    return replace(times, days=stated or proven, told=told)


def _from_row(scope: Scope, row: Row) -> Times | None:
    """By the headings of a table: From | To, Start | Stop."""
    start = stop = None
    to_present = False
    for cell in row.line.cells[1:]:
        column = row.column_over(cell)
        if column is None:
            continue
        inside = [d for d in _dates(scope.context) if cell.start <= d.start + scope.context.offset < cell.end]
        if _START_COLUMN.search(column.title):
            start = inside[0].period if inside else start
        elif _STOP_COLUMN.search(column.title):
            stop = inside[0].period if inside else stop
            to_present = to_present or bool(_OPEN_CELL.match(cell.text))
    return Times(start=start, stop=stop, to_present=to_present and start is not None) if start or stop else None


def _dates(context: Context) -> list[DateMention]:
    return [d for d in context.dates if d.period.days > 0]


def _from_words(scope: Scope) -> Times:
    """By the words around each date: "from D to D", "D-present", "since D", "stopped D", "began it D"."""
    context, begin = scope.context, scope.mention.end
    own = [d for d in _dates(context) if begin <= d.start and d.end <= scope.end]
    if own and (found := _range(context.text, own, scope)) is not None:
        return found
    start, stop = _sorted_out(scope, context.text, own, begin)
    for other in scope.following:
        if start is not None and stop is not None:
            break
        ahead = _dates(other)
        ranged = _range(other.text, ahead, None) if ahead and start is None and stop is None else None
        if ranged is not None:
            return ranged
        begun, ended = _by_verbs(other.text, ahead, 0)
        start, stop = start or begun, stop or ended
    if start is None:
        start = _leading(scope)
    bare = len(own) == 1 and start == own[0].period and _by_verbs(context.text, own, begin) == (None, None)
    since = start is not None and stop is None and re.search(r"\bsince\b", context.text[begin : scope.end], re.I)
    return Times(start=start, stop=stop, to_present=bool(since), bare=bare)


def _range(text: str, dates: list[DateMention], scope: Scope | None) -> Times | None:
    """Two dates joined as a span, or one that runs to the present."""
    for first, second in zip(dates, [*dates[1:], None], strict=True):
        if _TO_PRESENT.match(text, first.end):
            return Times(start=first.period, to_present=True)
        if second is not None and _TO.fullmatch(text, first.end, second.start):
            joined = text[first.end : second.start].strip().lower()
            if joined != "and" or re.search(r"\bbetween\s*$", text[: first.start], re.IGNORECASE):
                return Times(start=first.period, stop=second.period)
        if _PAUSE.search(text, 0, first.start):
            continue
        if (ends := _ends_of(text, first)) is not None:
            return Times(start=ends[0], stop=ends[1])
    month = scope and re.search(
        r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(?:-|to|through)\s*$",
        text[scope.mention.end : dates[0].start],
        re.I,
    )
    if month and dates[0].period.days <= 31:
        begun = find_dates(f"{month.group(1)} {dates[0].period.first.year}", None)
        return Times(start=begun[0].period if begun else None, stop=dates[0].period)
    return None


def _ends_of(text: str, date: DateMention) -> tuple[Period, Period] | None:
    """The two ends of a date that is itself written as a span ("2019-2021", "8/22 - 2/23")."""
    if date.period.days < 28:
        return None
    written = re.split(r"\s*(?:-|\u2013|\bto\b|\bthrough\b|\buntil\b)\s*", text[date.start : date.end], maxsplit=1)
    if len(written) != 2 or not written[0] or not written[1]:
        return None
    first, last = date.period.first, date.period.last
    by_year = not re.search(r"[/a-z]", written[0], re.IGNORECASE) or date.period.iso.count("-") == 0
    if by_year and first.month == 1 and first.day == 1 and last.month == 12 and last.day == 31:
        return Period.year(first.year), Period.year(last.year)
    if first.day == 1 and (last == Period.month(last.year, last.month).last):
        return Period.month(first.year, first.month), Period.month(last.year, last.month)
    return Period.day(first), Period.day(last)


def _sorted_out(scope: Scope, text: str, own: list[DateMention], begin: int) -> tuple[Period | None, Period | None]:
    """By the verbs before each date; a first date without one is the start, or the stop of "stopped <drug> D"."""
    start, stop = _by_verbs(text, own, begin)
    told = (start, stop)
    if own and told == (None, None):
        if _STOPPED_AHEAD.search(text[: scope.mention.start]) or scope.context.line.section.startswith("allerg"):
            return None, own[0].period
        return own[0].period, None
    if start is None and own and stop is not None and own[0].period != stop:
        start = own[0].period if own[0].period.first <= stop.first else None
    return start, stop


def _by_verbs(text: str, dates: list[DateMention], begin: int) -> tuple[Period | None, Period | None]:
    start = stop = None
    edge = begin
    for found in dates:
        lead = text[edge : found.start]
        stops, starts = _STOP.search(lead), _START.search(lead)
        if stops and (not starts or starts.start() < stops.start()):
            stop = stop or found.period
        elif starts:
            start = start or found.period
        edge = found.end
    return start, stop


def _leading(scope: Scope) -> Period | None:
    """A date before the drug that opens the sentence or clause: "In 2021 she took ...", "3/2022: started ..."."""
    before = [d for d in _dates(scope.context) if scope.begin <= d.start and d.end <= scope.mention.start]
    if not before:
        return None
    found = before[-1]
    between = scope.context.text[found.end : scope.mention.start]
    opens = _LEADS.search(scope.context.text[: found.start])
    taken = re.search(r"\b(?:start|began|begun|took|tried|on|receiv|added|initiat|given|put|placed)", between, re.I)
    return found.period if opens and len(between) < 60 and taken else None


def _stated_days(scope: Scope) -> int | None:
    """Stated duration: "for 10 weeks", "x 5 mo", "9 months of", "stopped after 3 weeks"."""
    texts = [scope.own, *(other.text for other in scope.following)]
    stated = [
        _days(m)
        for text in texts
        for m in _WEEKS.finditer(text)
        if _FOR.search(text, 0, m.start()) and not _LEFT_OUT.search(text, 0, m.start())
    ]
    if ahead := _AHEAD.search(scope.ahead):
        stated.append(int(Decimal(ahead.group("n")) * _UNIT_DAYS[ahead.group("unit")[0].lower()]))
    return max(stated) if stated else None


def _days(match: re.Match[str]) -> int:
    number, unit = match.group("n").lower(), match.group("unit")[0].lower()
    return int(Decimal(_NUMBERS.get(number, number)) * _UNIT_DAYS[unit])


def _proven_days(start: Period | None, stop: Period | None) -> int | None:
    """What two dates prove at least: from the last day the start can mean to the first that the stop can mean."""
    if start and stop and stop.first > start.last:
        return (stop.first - start.last).days
    if start and stop and start.last < stop.last:
        return max(1, (stop.last - start.last).days)
    return None
