"""Doses in running text, all of one drug: each step with its schedule, or why it cannot be told.

A text holds more than its doses. What stands between two of them is passed over, but an amount is taken for a dose of
the drug only behind words that lead to one, and the grammar of orders reads the rest.
"""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from mednec.dosing import amounts, brackets, counted, dated, leftovers, openings, when
from mednec.dosing.cursor import Cursor, EndOfFragment, UnreadableOrder
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.dosing.grammar import Order
from mednec.dosing.lexicon import (
    ACTIVITIES,
    BEFORE,
    CHANGES,
    LENGTHS,
    LINKS,
    ROUTES,
    WEIGHED,
)
from mednec.dosing.tokens import Kind
from mednec.model.regimen import Measured
from mednec.terminology.frequency import frequency_at
from mednec.terminology.units import convertible, is_form

_BEFORE_SCHEDULE = frozenset(
    ("by", "to", "and", "repeat", "repeated", "given", "dose", "now", "in", "of", "frequency", "freq", "one")
)
_OTHER_DAYS = ("except", "alternating", "alternate", "alternates", "alternated")
_SAID = (
    "says",
    "show",
    "shows",
    "lists",
    "reports",
    "states",
    "claims",
    "thinks",
    "believes",
    "actually",
    "vs",
    "versus",
    "although",
)
_TAKE = frozenset(("take", "takes", "taking", "inject", "give", "sig", "use", "oral", "po", "inhale", "apply"))
_ARROWS = ("->", "\u2192")


@dataclass(slots=True)
class Told:
    """A step as read, with the words before it and what kept it from being read."""

    draft: Draft
    lead: tuple[str, ...]
    ranged: bool = False  # "daily to BID": a range, unless a change is told before the name
    change: bool = False  # reached by "to" or an arrow from the dose before
    stop: UnreadableOrder | None = None
    notes: Notes = field(default_factory=Notes)
    route: str = ""


def _restore(one: Draft | Notes, kept: Draft | Notes) -> None:
    """Make one what it was."""
    for slot in fields(kept):
        setattr(one, slot.name, getattr(kept, slot.name))


class Reader:
    """One pass over one text."""

    def __init__(self, text: str, written: date | None, body: Measured) -> None:
        self.written = written
        self.order = Order(text, fragment=True)
        self.order.notes.weight_kg, self.order.notes.bsa_m2 = body.weight_kg, body.bsa_m2
        self.cursor = self.order.cursor
        self.text = text
        self.told: list[Told] = []
        self.lead: list[str] = []
        self.marks = ""  # marks since the dose before
        self.strength: Quantity | None = None
        self.early: Decimal | None = None

    @property
    def last(self) -> Told | None:
        return self.told[-1] if self.told else None

    def read(self) -> list[Told]:
        while not self.cursor.done:
            before = self.cursor.place
            if not (self._aside() or self._opened()):
                self._gap()
            if self.cursor.place == before:
                self.cursor.take()
        return self.told

    def _aside(self) -> bool:
        """What is no dose, but may say something of one: weights, caps, rates, quantities of the pharmacy."""
        cursor, last = self.cursor, self.last
        if amounts.rate(cursor, Notes()) or when.dispensed(cursor):
            return True
        weighed = cursor.place == 0 or set(self.lead[-3:]) & WEIGHED or cursor.mark("(", -1) or cursor.mark("=", -1)
        if weighed:
            try:
                if amounts.body_size(cursor, self.order.notes):
                    return True
            except UnreadableOrder:
                cursor.take(2)
                return True
        try:
            cap = amounts.at_most(cursor) if last is not None else None
        except (UnreadableOrder, EndOfFragment):
            return False
        if cap is not None and last is not None:
            last.draft.at_most = last.draft.at_most or cap
        return cap is not None

    def _gap(self) -> None:
        token = self.cursor.ahead()
        if token.kind is Kind.NUMBER and self._pass_amount():
            return
        self._early()
        if token.kind is Kind.WORD:
            self.lead.append(token.low)
            if self.last is not None and openings.amount_near(self.cursor):
                if token.low in _OTHER_DAYS and not self.lead[:-1]:
                    self.last.stop = UnreadableOrder("another dose on other days", token.start)
                elif token.low in _SAID and "." not in self.marks and openings.schedule_near(self.cursor):
                    self.last.stop = UnreadableOrder("two doses are told", token.start)
        elif token.kind is Kind.MARK:
            self.marks += "." if token.text == "\u2026" else token.text
        self.cursor.take()

    def _pass_amount(self) -> bool:
        """Pass over an amount of something else."""
        place = self.cursor.place
        try:
            found = amounts.quantity(self.cursor)
        except UnreadableOrder:
            found = None
        if found is None:
            self.cursor.place = place
            return False
        self.lead.append("?")
        return True

    def _early(self) -> None:
        """A schedule before the first amount: `every two weeks at 900 mg`."""
        token = self.cursor.ahead()
        before = self.cursor.ahead(-1)
        if self.told or token.kind is not Kind.WORD or before.low in ACTIVITIES:
            return
        found = frequency_at(self.text, token.start)
        self.early = found.interval_days if found is not None else self.early

    # --- where a dose begins ----------------------------------------------------------------------------------------

    def _opened(self) -> bool:
        """Read a dose that begins here."""
        if self._from_to() or self._other_schedule():
            return True
        first = not self.told
        product = first and self.strength is None and openings.strength_ahead(self.cursor)
        if not (product or openings.admitted(self.cursor, self.lead)):
            return False
        if not openings.amount_ahead(self.cursor, self.lead, first=first):
            return False
        self._take_step()
        return True

    def _from_to(self) -> bool:
        """`from 450 to 600 mg every 2 weeks`, `from 450 mg to 600 mg`: two doses, and no range."""
        cursor = self.cursor
        if cursor.number() is None:
            return False
        steps = 2 if cursor.unit("mass", "count", steps=1) else 1
        while cursor.mark("/", steps) and cursor.word("kg", "m2", "day", "d", "dose", steps=steps + 1):
            steps += 2
        arrow = cursor.ahead(steps).text in _ARROWS
        changing = set(self.lead[-5:]) & (CHANGES | {"from", "went"})
        if cursor.number(steps + 1) is None or not (arrow or (cursor.word("to", steps=steps) and changing)):
            return False
        look = copy(cursor)
        look.take(steps + 1)
        own = Cursor(text=cursor.text[: cursor.ahead(steps).start])
        own.place = cursor.place
        try:
            after, first = amounts.quantity(look), amounts.quantity(own)
        except UnreadableOrder:
            return False
        if after is None or after.strength:
            return False
        first = first or replace(after, amount=cursor.ahead().value, start=cursor.offset, end=cursor.ahead().end)
        if not first.per and after.per and convertible(first.unit, after.unit):
            first = replace(first, per=after.per)
        self._put(Told(draft=Draft(start=first.start, end=first.end, dose=first), lead=tuple(self.lead)))
        cursor.take(steps + 1)
        self.lead = ["to"]
        self._take_step()
        return True

    def _other_schedule(self) -> bool:
        """A schedule without an amount: `then every 8 weeks`, `from q8w to q4w`, `; repeat q24 weeks`."""
        cursor, last = self.cursor, self.last
        if last is None or (last.draft.dose is None and last.draft.strength is None) or last.stop is not None:
            return False
        if cursor.ahead().kind is not Kind.WORD or self.lead[-1:] == ["by"]:
            return False
        found = frequency_at(self.text, cursor.offset)
        if found is None or found.interval_days is None:
            return False
        words = set(self.lead)
        if self.lead == ["from"] and not last.draft.scheduled:
            last.draft.intervals.append(found.interval_days)
            last.draft.end = found.end
            cursor.move_to(found.end)
            self.lead = []
            return True
        if (
            self.lead == ["to"]
            and "." not in self.marks
            and not set(last.lead) & (CHANGES | {"from"})
            and last.draft.intervals
        ):
            last.ranged = True
        follows = words <= LINKS | _BEFORE_SCHEDULE
        if not follows or len(self.lead) > 4 or ("." in self.marks.strip(". ") and not words & LINKS):
            return False
        if not words and last.draft.intervals and "," not in self.marks and not self._changed():
            return False
        self._take_step()
        return True

    def _changed(self) -> bool:
        return self.lead[-1:] == ["to"] or any(arrow[-1] in self.marks for arrow in _ARROWS)

    # --- one step ---------------------------------------------------------------------------------------------------

    def _take_step(self) -> None:
        """Read one dose, up to the first word that is not part of it."""
        cursor = self.cursor
        link = next((w for w in self.lead if w in LINKS), "") or self.marks.strip(" ()")[-1:]
        change = self._changed() and self.last is not None
        step = Draft(start=cursor.offset, link="then" if change else link)
        told = Told(draft=step, lead=tuple(self.lead), change=change)
        step.repeat = bool(self.lead and self.lead[-1] in ("repeat", "repeated"))
        self.order.notes.strength = self.order.notes.strength or self.strength
        begun = cursor.place
        bare = not self.told and openings.bare(cursor, self.lead)
        before, self.order.notes.route = self.order.notes.route, ""
        before = next((ROUTES[word] for word in reversed(self.lead) if word in ROUTES), before)
        try:
            if bare:
                raise cursor.refuse(f"the amount {cursor.ahead().text} has no unit")
            if openings.illegible(cursor):
                raise cursor.refuse("illegible")
            while not cursor.done and not (cursor.mark(")]") or self.order.link(step) is not None):
                if cursor.mark("([") and (cursor.place > begun and brackets.opens_on_change(cursor)):
                    break
                if not self._piece(step):
                    leftovers.passed(cursor, step)
        except EndOfFragment:
            pass
        except UnreadableOrder as stop:
            told.stop = stop
            self._leave_clause()
            step.end = max(step.end, stop.at, cursor.last_end)
        self._use_early(step)
        if told.stop is None and cursor.ahead().text == "?" and step.dose is not None:
            told.stop = cursor.refuse("the dose is asked, not told")
        told.route = self.order.notes.route = self.order.notes.route or before
        step.role = step.role or step.pending_role
        if cursor.place == begun:
            cursor.take()
        step.end = max(step.end, step.start)
        self._put(told)

    def _use_early(self, step: Draft) -> None:
        """Give the first dose the schedule that stands before it, if it has none, or only that of its days."""
        if self.early is None or step.dose is None or self.told:
            return
        daily = step.dose.every == 1 or step.intervals == [1]
        of_days = daily and step.duration is not None and self.early > step.duration.days
        if not step.scheduled or of_days:
            step.intervals.append(self.early)

    def _leave_clause(self) -> None:
        """Go to where something else may be told than what could not be read."""
        cursor = self.cursor
        cursor.take()
        while (
            not cursor.done
            and not cursor.mark(";()[]")
            and not (cursor.mark(".") and cursor.ahead(1).start > cursor.ahead().end)
        ):
            if cursor.ahead().low in LINKS or cursor.ahead().text in _ARROWS:
                return
            cursor.take()

    def _piece(self, step: Draft) -> bool:
        cursor = self.cursor
        if not self._changed_step(step) and dated.day_given(cursor, step, self.written):
            step.end = cursor.last_end
            return True
        if counted.forms(cursor, step, self.order.notes):
            step.end = cursor.last_end
            return True
        if cursor.word("over") and step.intervals and LENGTHS.get(cursor.ahead(2).low, "day") != "day":
            raise EndOfFragment  # the time a change took
        if cursor.mark(",") and cursor.word("apart", steps=3):
            cursor.take()
        if self._times_weight(step):
            return True
        return self._note(step) if cursor.mark("([") else self.order.item(step, 0)

    def _times_weight(self, step: Draft) -> bool:
        """`10 mg/kg x 65 kg`."""
        cursor = self.cursor
        times = cursor.word("x") or cursor.mark("\u00d7*")
        if not times or step.dose is None or cursor.unit("mass", "area", steps=2) is None:
            return False
        cursor.take()
        if amounts.body_size(cursor, self.order.notes):
            return True
        cursor.place -= 1
        return False

    def _note(self, step: Draft) -> bool:
        """A bracket, read as an order; if it says more than that, only its amounts are held against the dose."""
        cursor = self.cursor
        notes = self.order.notes
        kept = deepcopy(step), deepcopy(notes), cursor.place
        cursor.fragment = kept[0].dose is None
        try:
            if self.order.item(step, 0):
                return True
        except EndOfFragment:
            pass
        except UnreadableOrder as stop:
            if stop.contradiction or kept[0].dose is None:
                raise
        finally:
            cursor.fragment = True
        _restore(step, kept[0])
        _restore(notes, kept[1])
        cursor.place = kept[2]
        cursor.take()
        if step.dose is not None or step.strength is not None:
            counted.bracket(cursor, step, self.order.notes)
        return True

    def _multiplied(self, before: Draft, told: Told) -> bool:
        """Whether so many tablets are told of the amount before them: `50 mg - 2 tabs daily`; multiplied out then."""
        strength, step = before.dose, told.draft
        count = step.dose
        if strength is None or count is None or before.scheduled or told.change or not set(told.lead) <= _TAKE:
            return False
        if strength.per or is_form(strength.unit) or not is_form(count.unit) or not convertible(strength.unit, "mg"):
            return False
        step.dose = replace(count, amount=strength.amount * count.amount, unit=strength.unit, start=strength.start)
        return True

    def _changed_step(self, step: Draft) -> bool:
        """Whether the words before the step tell of a change: what then has a date began on it."""
        return step.link == "then" or bool(
            set(self.lead) & (CHANGES | {"to", "now", "since", "start", "started", "restarted"})
        )

    def _put(self, told: Told) -> None:
        told.notes = self.order.notes
        before = self.last
        step = told.draft
        self.strength = step.strength or (step.dose if step.dose and step.dose.form else None) or self.strength
        self.lead, self.marks = [], ""
        if before is not None and told.stop is None and self._multiplied(before.draft, told):
            before.draft.end = step.end
            self.told[-1] = replace(before, draft=replace(step, start=before.draft.start))
            return
        if before is not None and step.dose is not None and before.draft.dose is not None and told.stop is None:
            if before.draft.dose.whole and not before.draft.scheduled and not told.change:
                step.stated.append(before.draft.dose)  # "120 g per cycle, given as 40 g/day x 3 days"
                self.told[-1] = replace(told, lead=before.lead)
                return
            bare = not step.scheduled and step.count is None and not told.change
            if (
                bare
                and before.draft.dose.per
                and not step.dose.per
                and not set(told.lead) & (BEFORE | CHANGES | {"from"})
            ):
                before.draft.stated.append(step.dose)
                before.draft.end = max(before.draft.end, step.end)
                return
        self.told.append(told)
