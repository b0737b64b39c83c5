"""Decided appeals on the terminal and as JSON: an import's summary, decisions found, rates with their interval."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mednec.appeals.alike import NOTE
from mednec.appeals.counting import FEW
from mednec.appeals.finding import Found, Hit
from mednec.appeals.importing import ASIDE, Imported
from mednec.appeals.names import Names
from mednec.appeals.publishers import PUBLISHERS
from mednec.model.appeal import Rate
from mednec.render.json_text import Json, to_json
from mednec.render.precedent_records import appeal_record
from mednec.render.words import visible

_BLOCKS = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted: all that meet the conditions, by group, and by year for the drift."""

    whole: Rate
    groups: tuple[str, ...]
    rates: tuple[Rate, ...]
    years: tuple[Rate, ...]
    asked: tuple[str, ...]


def _printed(told: Iterable[RenderableType], width: int, colour: bool) -> str:
    """What the terminal shows, line by line."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
    )
    for each in told:
        console.print(each)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _text(words: str, style: str = "") -> Text:
    """Words as they stand: no markup in them is obeyed, and no sign to the terminal."""
    return Text(visible(words), style=style)


def imported_text(done: Sequence[Imported], into: Path, *, width: int, colour: bool) -> str:
    """The summary of an import, contradictions, what is missing, and the publishers' terms."""
    told: list[RenderableType] = []
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("file", "publisher", "decisions", "repeated", "set aside", ""):
        table.add_column(heading, justify="left" if heading in ("file", "publisher", "") else "right", overflow="fold")
    for each in done:
        note = "imported before" if each.already else f"went on after row {each.before:,}" if each.before else ""
        counts = (f"{n:,}" for n in (each.kept, each.repeated, each.aside))
        table.add_row(*map(_text, (each.file, each.publisher, *counts, note)))
    told.append(table)
    for each in done:
        if each.missing:
            names = ", ".join(name.replace("_", " ") for name in each.missing)
            told.append(_text(f"{each.file}: no column for {names}", style="yellow"))
        for one in each.contradictions:
            twice = f"{each.file}:{one.line}: {one.number} is {one.other} here; kept as first read: {one.kept}"
            told.append(_text(twice, style="yellow"))
    if any(each.aside for each in done):
        told.append(_text(f"What could not be read, with line and reason: {into / ASIDE}"))
    for publisher in dict.fromkeys(each.publisher for each in done):
        told.append(_text(PUBLISHERS[publisher].terms, style="dim"))
    return _printed(told, width, colour)


def hits_text(found: Found, names: Names, words: str, *, width: int, colour: bool) -> str:
    """The decisions found, each with its passage and the reviewer's reasons."""
    told: list[RenderableType] = []
    for written, name in found.read_as:
        told.append(_text(f"{written!r} read as {name}", style="yellow"))
    if not found.hits:
        told.append(_text(f"No decision for: {words}"))
    for hit in found.hits:
        appeal = hit.appeal
        head = _text(f"{appeal.publisher} {appeal.number}", style="bold")
        head.append(f"  {appeal.year or 'year not told'}  ", style="default")
        head.append(appeal.ending.value, style="green" if appeal.ending.for_patient else "red")
        head.append(f"  {' · '.join(filter(None, (appeal.issue, appeal.payer_type, appeal.age)))}", style="dim")
        told.append(head)
        told.append(_set_in(_text(_about(hit, names), style="dim")))
        told.append(_set_in(_passage(hit)))
        for reason in hit.reasons:
            told.append(_set_in(_text(f"reason: {_line(reason.words)}", style="cyan")))
        told.append("")
    narrowest = f"; the narrowest search left {found.alike:,}" if found.alike != found.kept else ""
    told.append(_text(f"{found.kept:,} decisions looked through{narrowest}. {NOTE}", style="dim"))
    return _printed(told, width, colour)


def _set_in(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _about(hit: Hit, names: Names) -> str:
    named = [names.name(id_) for id_ in (*hit.asks, *hit.ill)]
    return "; ".join((*named, *hit.matters)) or "; ".join(filter(None, (hit.appeal.treatment, hit.appeal.diagnosis)))


def _passage(hit: Hit) -> Text:
    """The passage with the words found set off; line ends as blanks, so that places stay."""
    if not hit.appeal.text:
        return _text("no findings published", style="dim")
    passage = _text(hit.appeal.text[hit.start : hit.end].replace("\n", " "))
    for start, end in hit.spans:
        passage.stylize("bold yellow", start - hit.start, end - hit.start)
    return passage


def _line(words: str) -> str:
    return " ".join(words.split())


def hits_json(found: Found, names: Names, words: str) -> str:
    """The same as JSON."""
    return to_json(
        {
            "words": words,
            "looked_through": found.kept,
            "narrowest_search_left": found.alike,
            "searches": list(found.ran),
            "read_as": [{"written": written, "name": name} for written, name in found.read_as],
            "decisions": [_hit_record(hit, names) for hit in found.hits],
            "note": NOTE,
        }
    )


def _hit_record(hit: Hit, names: Names) -> Json:
    appeal = hit.appeal
    return {
        **appeal_record(appeal),
        "medicines": [names.name(id_) for id_ in hit.asks],
        "diseases": [names.name(id_) for id_ in hit.ill],
        "matters": list(hit.matters),
        "passage": {"start": hit.start, "end": hit.end, "words": appeal.text[hit.start : hit.end]},
        "found": [{"start": start, "end": end} for start, end in hit.spans],
        "reasons": [{"start": r.start, "end": r.end, "words": r.words} for r in hit.reasons],
    }


def stats_text(counted: Counted, *, width: int, colour: bool) -> str:
    """The rate, how it was widened, the rates by group with a bar, and the drift over the years."""
    told: list[RenderableType] = []
    whole = counted.whole
    told.append(_text(f"{whole.of}: {rate_words(whole)}", style="bold"))
    if counted.asked and whole.widened:
        told.append(_text(f"asked for: {', '.join(counted.asked)}"))
    for step in whole.widened:
        told.append(_text(f"  fewer than {FEW}: {step}", style="yellow"))
    if counted.rates:
        told.append("")
        told.append(_table(counted, colour))
    if len(counted.years) > 1:
        told.append("")
        told.append(_text(f"by year  {sparkline(counted.years)}  {counted.years[0].of} to {counted.years[-1].of}"))
    told.append(_text(NOTE, style="dim"))
    return _printed(told, width, colour)


def _table(counted: Counted, colour: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(" / ".join(g.replace("_", " ") for g in counted.groups), overflow="fold")
    for heading in ("overturned", "decided", "share", "95 % interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for each in counted.rates:
        few = each.decided < FEW
        bar = "█" * round(10 * each.overturned / each.decided)
        interval = f"{percent(each.low)}-{percent(each.high)}"
        cells = (each.of, f"{each.overturned:,}", f"{each.decided:,}", percent(share(each)), interval)
        table.add_row(*map(_text, (*cells, "few" if few else bar)), style="dim" if few and colour else "")
    return table


def rate_words(rate: Rate) -> str:
    """A rate as people write it."""
    if not rate.decided:
        return "no decision"
    interval = f"95 % interval {percent(rate.low)} to {percent(rate.high)}"
    return f"{rate.overturned:,} of {rate.decided:,} denials overturned ({percent(share(rate))}; {interval})"


def share(rate: Rate) -> Decimal:
    """The share of denials overturned."""
    return Decimal(rate.overturned) / rate.decided if rate.decided else Decimal(0)


def percent(value: Decimal) -> str:
    """A share in percent.

    >>> percent(Decimal("0.356"))
    '36 %'
    """
    return f"{100 * value:.0f} %"


def sparkline(rates: Iterable[Rate]) -> str:
    """One block for each, as high as its share; a dot where too few were decided."""
    return "".join("·" if r.decided < FEW else _BLOCKS[max(1, round(8 * r.overturned / r.decided))] for r in rates)


def stats_json(counted: Counted) -> str:
    """The same as JSON."""
    return to_json(
        {
            "asked": list(counted.asked),
            "rate": _rate_record(counted.whole),
            "by": list(counted.groups),
            "rates": [_rate_record(each) for each in counted.rates],
            "years": [_rate_record(each) for each in counted.years],
            "note": NOTE,
        }
    )


def _rate_record(rate: Rate) -> Json:
    return {
        "of": rate.of,
        "overturned": rate.overturned,
        "decided": rate.decided,
        "low": rate.low,
        "high": rate.high,
        "given_up": list(rate.widened),
    }
