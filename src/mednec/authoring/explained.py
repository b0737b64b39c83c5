"""A policy in plain words as text, markdown and one HTML page with the tree as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from mednec.authoring.explaining import WHY_ASKED, Explanation, Told, ToldPart
from mednec.authoring.page import printed
from mednec.authoring.picture import picture_of
from mednec.render.terminal import ACCENT, QUIET

STATES = {
    "typed": "judged",
    "asked": "asked",
    "partly": "judged and asked",
    "refers": "judged elsewhere",
    "again": "as above",
}
_TONES = {"asked": "yellow", "partly": "yellow", "typed": "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A part of the policy as the page prints it: its heading and its clauses with their depths."""

    name: str
    heading: str
    means: str
    rows: tuple[tuple[int, Told], ...]


def as_html(told: Explanation) -> str:
    """One self-contained page; the policy's words are escaped, and there is no script."""
    environment = Environment(
        loader=PackageLoader("mednec.authoring", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    parts = [(_section(part), picture_of(part)) for part in told.parts]
    return environment.get_template("policy.html").render(told=told, parts=parts, states=STATES, why=WHY_ASKED)


def _section(part: ToldPart) -> _Section:
    rows = tuple(row for root in part.roots for row in root.walk())
    return _Section(name=part.name, heading=part.heading, means=part.means, rows=rows)


def as_text(told: Explanation, *, width: int, colour: bool) -> str:
    """The tree set in by depth, each clause with its words, what it asks, and what is asked of the reviewer."""
    return printed(_text(told), width=width, colour=colour)


def _text(told: Explanation) -> Iterator[RenderableType]:
    yield Text(told.title, style="bold")
    for name, words in told.about:
        yield Text.assemble((f"{name}  ", QUIET), words)
    yield Text(
        f"{told.typed} clauses are judged by the program; {told.asked} asked of a reviewer, in whole or in part",
        style=QUIET,
    )
    for part in told.parts:
        yield Text()
        yield Text.assemble((part.heading, "bold"), "  ", (part.means, QUIET))
        for root in part.roots:
            for depth, clause in root.walk():
                yield Padding(_clause(clause), (0, 0, 0, 2 * (depth + 1)))


def _clause(clause: Told) -> Text:
    line = Text()
    if clause.label:
        line.append(clause.label, style=f"bold {ACCENT}").append(f"  \u201c{' '.join(clause.text.split())}\u201d")
    if clause.state in STATES:
        line.append(f"  {STATES[clause.state]}", style=_TONES.get(clause.state, QUIET))
    for words, style in _lines(clause):
        line.append("\n" if line.plain else "").append(words, style=style)
    return line


def _lines(clause: Told) -> Iterator[tuple[str, str]]:
    """What stands under a clause's words, each line with its style."""
    if clause.state == "again":
        return
    if clause.joint:
        yield f"{clause.joint}:", "bold"
    if clause.state == "asked":
        yield from ((f"Asked of the reviewer: {q} {WHY_ASKED}", "yellow") for q in clause.questions)
    elif not clause.children:
        yield f"{clause.short}.", ""
        counts = f" What counts: {clause.evidence}." if clause.evidence else ""
        yield f"{clause.asks}.{counts}", QUIET
    if clause.details:
        yield "; ".join(clause.details), QUIET


def as_markdown(told: Explanation) -> str:
    """Nested lists under a heading for each part."""
    lines = [f"# {_plain(told.title)}", ""]
    lines += [f"- **{name}** {_plain(words)}" for name, words in told.about]
    lines.append(f"- **Read as** {told.typed} clauses judged by the program; {told.asked} asked of a reviewer")
    for part in told.parts:
        lines += ["", f"## {part.heading}", "", part.means, ""]
        for root in part.roots:
            for depth, clause in root.walk():
                lines += _item(clause, "  " * depth)
    return "\n".join(lines) + "\n"


def _item(clause: Told, indent: str) -> Iterator[str]:
    state = f" *{STATES[clause.state]}*" if clause.state in STATES else ""
    words = f"**{_plain(clause.label)}** \u201c{_plain(' '.join(clause.text.split()))}\u201d{state}"
    under = [_plain(line) for line, _ in _lines(clause)]
    first = words if clause.label else (under.pop(0) if under else "") + state
    yield f"{indent}- {first}"
    yield from (f"{indent}  <br>{line}" for line in under)


def _plain(text: str) -> str:
    """Words without the marks that markdown would read."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text
