"""The differences of two versions for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rich.console import RenderableType
from rich.text import Text

from mednec.authoring.comparing import Change, ClauseChange, Comparison
from mednec.authoring.page import printed, table
from mednec.authoring.rereading import CaseChange
from mednec.render.json_text import Json, Record, to_json
from mednec.render.terminal import ACCENT, QUIET

_GONE, _NEW = "red strike", "green"


def as_text(comparison: Comparison, cases: Sequence[CaseChange] | None, *, width: int, colour: bool) -> str:
    """What changed clause by clause, then the cases that come out otherwise."""
    parts = [*_policies(comparison), *(_cases(cases) if cases is not None else ())]
    return printed(parts, width=width, colour=colour)


def _policies(comparison: Comparison) -> Iterator[RenderableType]:
    old, new = comparison.old.policy, comparison.new.policy
    yield Text.assemble((old.id, "bold"), f"  {old.version}  \u2192  ", (new.id, "bold"), f"  {new.version}")
    if comparison.same:
        yield Text("nothing changed")
        return
    found = table("clause", "what", "")
    for change in comparison.around:
        found.add_row(Text(change.name, style=ACCENT), change.what, _both(change))
    for clause in comparison.clauses:
        for i, (what, words) in enumerate(_rows(clause)):
            found.add_row(Text(clause.label if i == 0 else "", style=ACCENT), what, words)
    yield found
    yield Text(_counts(comparison), style=QUIET)
    yield Text()


def _rows(clause: ClauseChange) -> Iterator[tuple[str, Text]]:
    if clause.before is None and clause.after is not None:
        yield "added", Text(" ".join(clause.after.text.split()), style=_NEW)
    elif clause.after is None and clause.before is not None:
        yield "removed", Text(" ".join(clause.before.text.split()), style=_GONE)
    for change in clause.changes:
        yield change.what, words_of(change) if change.what == "words" else _both(change)


def _both(change: Change) -> Text:
    name = f"{change.name} " if change.name and change.what != "field" else ""
    return Text.assemble(name, change.before or "nothing", " \u2192 ", (change.after or "nothing", "bold"))


def words_of(change: Change) -> Text:
    """The words with what was taken out in [-brackets-] and what was put in in {+brackets+}."""
    before, after = change.before.split(" "), change.after.split(" ")
    line = Text()
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            line.append(" ".join(before[a:b]) + " ")
            continue
        if b > a:
            line.append(f"[-{' '.join(before[a:b])}-] ", style=_GONE)
        if d > c:
            line.append(f"{{+{' '.join(after[c:d])}+}} ", style=_NEW)
    line.rstrip()
    return line


def _counts(comparison: Comparison) -> str:
    added = sum(c.before is None for c in comparison.clauses)
    removed = sum(c.after is None for c in comparison.clauses)
    changed = len(comparison.clauses) - added - removed
    return f"{changed} {'clause' if changed == 1 else 'clauses'} changed, {added} added, {removed} removed"


def _cases(cases: Sequence[CaseChange]) -> Iterator[RenderableType]:
    changed = [c for c in cases if c.changed]
    yield Text(f"{len(changed)} of {len(cases)} cases come out otherwise", style="bold")
    for case in changed:
        outcome = case.now if case.was == case.now else f"{case.was} \u2192 {case.now}"
        yield Text.assemble((case.case, ACCENT), "  ", (outcome, "bold" if case.was != case.now else QUIET))
        for clause in case.clauses:
            label = clause.after or clause.before
            yield Text(f"  {label}  {clause.was} \u2192 {clause.now}")


def as_json(comparison: Comparison, cases: Sequence[CaseChange] | None) -> str:
    """`{"old", "new", "fields": [...], "clauses": [...], "cases": [...]}`."""
    clauses: list[Json] = [_clause(c) for c in comparison.clauses]
    fields: list[Json] = [_change(c) for c in comparison.around]
    record: Record = {
        "schema": "mednec.policy_diff/1",
        "old": {"policy": comparison.old.policy.id, "version": comparison.old.policy.version},
        "new": {"policy": comparison.new.policy.id, "version": comparison.new.policy.version},
        "fields": fields,
        "clauses": clauses,
    }
    if cases is not None:
        record["cases"] = [_case(c) for c in cases]
    return to_json(record) + "\n"


def _clause(clause: ClauseChange) -> Record:
    changes: list[Json] = [_change(c) for c in clause.changes]
    what = "added" if clause.before is None else "removed" if clause.after is None else "changed"
    return {
        "clause": clause.label,
        "was": clause.before.label if clause.before else None,
        "change": what,
        "text": clause.after.text if clause.after else clause.before.text if clause.before else "",
        "differences": changes,
    }


def _change(change: Change) -> Record:
    return {"what": change.what, "name": change.name, "before": change.before, "after": change.after}


def _case(case: CaseChange) -> Record:
    clauses: list[Json] = [
        {"clause": c.after or None, "was_clause": c.before or None, "was": c.was, "now": c.now} for c in case.clauses
    ]
    return {"case": case.case, "changed": case.changed, "was": case.was, "now": case.now, "clauses": clauses}
