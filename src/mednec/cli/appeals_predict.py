"""`mednec appeals predict`: how likely denials are to be overturned, learned from decided appeals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.output import say, write, write_bytes
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.appeals.disputes import Disputes
    from mednec.appeals.learned import Learned
    from mednec.appeals.predict import Answer

_FILE = click.Path(path_type=Path)
_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.command("predict")
@click.option("--train", type=_FILE, metavar="FILE|DIR", help="Decided appeals: .csv, .jsonl, .parquet, or imported.")
@click.option("--model", type=_FILE, metavar="FILE", help="Learned before and kept with --save, in place of --train.")
@click.option(
    "--on", "asked", type=_FILE, metavar="FILE|DIR", help="The disputes to answer for; only --save does without."
)
@click.option("--until", type=click.IntRange(1980, 2100), metavar="YEAR", help="Learn up to YEAR, answer for later.")
@click.option("--rolling", is_flag=True, help="Learn again as the decisions of --on come in, in the order of numbers.")
@click.option("--refresh", metavar="COUNT|year", default="100", show_default=True, help="How often --rolling learns.")
@click.option("--with", "extra", multiple=True, metavar="FIELD", help="Look at payer or payer_type too. Repeatable.")
@click.option("--no-drift", is_flag=True, help="Take the level to stay where the last years left it.")
@click.option("--save", type=_WRITTEN, metavar="FILE", help="Keep what was learned, as JSON.")
@click.option("--out", type=_WRITTEN, metavar="FILE", help="Write a row for each dispute: .csv, .jsonl or .parquet.")
@click.option("--plot", type=_WRITTEN, metavar="FILE", help="Draw accuracy against share answered (SVG), if decided.")
def predict_command(
    train: Path | None,
    model: Path | None,
    asked: Path | None,
    until: int | None,
    rolling: bool,
    refresh: str,
    extra: tuple[str, ...],
    no_drift: bool,
    save: Path | None,
    out: Path | None,
    plot: Path | None,
) -> None:
    """Say how likely each denial in --on is to be overturned, from what is known before the decision.

    Every row of --out holds p_overturned with the 95 % interval of the rate among later decisions alike; the column
    abstains says where too few decisions were alike to use it. If --on tells how its disputes ended, the answers are
    measured against that. Without --rolling, endings in --on are never read for the answers. With --train and --save
    alone, what was learned is kept for mednec review --appeals.

    Example: mednec appeals predict --train appeals --on open.csv --out likely.csv
    """
    try:
        from mednec.appeals.answered import table
        from mednec.appeals.leaks import features
        from mednec.appeals.learned import learn
        from mednec.appeals.learned_file import learned_in
        from mednec.cli.appeals_predicted import predicted_text, tradeoff_svg

        if (train is None) == (model is None) or (rolling and (model or save)):
            what = "give --train or --model; --rolling learns by itself and goes with --train alone"
            raise MednecError(what, where="predict", do="see mednec appeals predict --help")
        if asked is None:
            click.echo(_kept(train, save, until, features(extra), drifting=not no_drift))
            return
        disputes, drift = _asked(asked, until), 0.0
        if model is not None:
            learned = learned_in(model)
            answers, drift = _fixed(learned, disputes, save), learned.drift
        elif train is not None and rolling:
            answers = _rolled(_decided(train, disputes, until), disputes, _count(refresh), features(extra))
        elif train is not None:
            decided = _decided(train, disputes, until)
            learned = learn(decided, features=features(extra), drifting=not no_drift)
            answers, drift = _fixed(learned, disputes, save), learned.drift
        if out is not None:
            write_bytes(out, table(answers, out))
        if plot is not None:
            write(plot.parent, plot.name, tradeoff_svg(answers, str(asked)))
        click.echo(predicted_text(answers, out, drift=drift), nl=False)
    except MednecError as error:
        say(error)


def _kept(train: Path | None, save: Path | None, until: int | None, looked_at: Sequence[str], *, drifting: bool) -> str:
    """Learn, keep it, and say what it rests on."""
    from mednec.appeals.disputes import read_disputes
    from mednec.appeals.learned import learn
    from mednec.appeals.learned_file import learned_text

    if train is None or save is None:
        do = "name them with --on, or give --train and --save to keep what is learned"
        raise MednecError("no disputes to answer for", where="predict", do=do)
    learned = learn(read_disputes(train), until=until, features=looked_at, drifting=drifting)
    return f"{write(save.parent, save.name, learned_text(learned))}: rests on {learned.rests.said}"


def _asked(path: Path, until: int | None) -> Disputes:
    from mednec.appeals.disputes import read_disputes

    found = read_disputes(path)
    later = tuple(row for row in found.rows if until is None or row.year is None or row.year > until)
    if not later:
        raise MednecError(f"holds no dispute after {until}", where=str(path), do="choose an earlier year")
    return replace(found, rows=later)


def _decided(train: Path, asked: Disputes, until: int | None) -> Disputes:
    """What may be learned from: up to the year, and none of the disputes that are asked about."""
    from mednec.appeals.disputes import read_disputes

    found = read_disputes(train)
    numbers = {row.number for row in asked.rows}
    kept = tuple(
        row
        for row in found.rows
        if row.number not in numbers and (until is None or (row.year is not None and row.year <= until))
    )
    if found.rows and not kept:
        what = f"all {len(found.rows):,} decisions are of the disputes asked about, or later"
        raise MednecError(what, where=str(train), do="give other disputes with --on; nothing is learned from them")
    return replace(found, rows=kept)


def _fixed(learned: Learned, asked: Disputes, save: Path | None) -> list[Answer]:
    from mednec.appeals.learned_file import learned_text
    from mednec.appeals.predict import answers

    if save is not None:
        write(save.parent, save.name, learned_text(learned))
    last = learned.rests.last
    if early := sum(row.year is not None and row.year <= last for row in asked.rows):
        click.echo(
            f"note: {early:,} disputes are of {last} or before; years that were learned from are no test", err=True
        )
    return list(answers(asked.rows, learned))


def _rolled(earlier: Disputes, asked: Disputes, refresh: int | None, looked_at: Sequence[str]) -> list[Answer]:
    """The answers in the order of the file."""
    from mednec.appeals.predict import rolling

    found = rolling(earlier, asked, refresh=refresh, features=looked_at)
    places = sorted(range(len(asked.rows)), key=lambda place: asked.rows[place].order)
    return [answer for _, answer in sorted(zip(places, found, strict=True), key=lambda pair: pair[0])]


def _count(refresh: str) -> int | None:
    if refresh == "year":
        return None
    if not refresh.isdecimal() or not int(refresh):
        raise MednecError(f"{refresh!r} is no number of decisions", where="--refresh", do="write 100, or year")
    return int(refresh)
