"""The grammar of orders: text -> Regimen, or a Refusal that says why and where. It refuses rather than guesses.

    order    = { word } step { link step }
    step     = { item }                         an amount, and when
    item     = dose | schedule | role | route | rate | weight | cap | note
    schedule = frequency | days | dates | "over" n "days" | count | duration | "once"
    link     = "then" | "followed by" | ";" | "." | "," or "and" before a further amount
    note     = "(" order ")"                    the same dose said otherwise, its parts, or what it was before

Every number must be used: one that no item can use makes the order unreadable.
"""

from __future__ import annotations

from mednec.dosing import amounts, brackets, dated, leftovers, placing, when
from mednec.dosing.assemble import dose_of, regimen_of
from mednec.dosing.cursor import Cursor, EndOfFragment, UnreadableOrder
from mednec.dosing.draft import Draft, Notes
from mednec.dosing.lexicon import LINKS, ROLES, ROUTES
from mednec.dosing.tokens import Kind
from mednec.model.regimen import Course, Refusal, Regimen
from mednec.terminology.frequency import frequency_at

_DEPTH = 3
_BEHIND_ONCE = ("on", "at", "then", "now", "today", "only", "and", "in", "over", "as", "for", "prior", "before")


class Order:
    """One reading of one text, from the first token to the last."""

    def __init__(self, text: str, *, fragment: bool = False) -> None:
        self.cursor = Cursor(text=text, fragment=fragment)
        self.notes = Notes()

    def steps(self, depth: int = 0) -> list[Draft]:
        """Read steps up to the end, or to the closing bracket of the note that is being read."""
        if depth > _DEPTH:
            raise self.cursor.refuse("brackets within brackets")
        done: list[Draft] = []
        step = Draft(start=self.cursor.offset)
        while not self.cursor.done:
            if self.cursor.mark(")]"):
                if depth:
                    break
                if self.cursor.fragment:
                    break
                self.cursor.take()
            elif (link := self.link(step)) is not None:
                self._close(step, done)
                step = Draft(start=self.cursor.offset, link=link)
            elif not self.item(step, depth):
                leftovers.passed(self.cursor, step)
        self._close(step, done)
        return done

    def _close(self, step: Draft, done: list[Draft]) -> None:
        step.role = step.role or step.pending_role
        step.end = max(step.end, step.start)
        if not step.empty or step.role:
            done.append(step)

    def link(self, step: Draft) -> str | None:
        """The word or mark that ends a step here, or None."""
        cursor = self.cursor
        if cursor.ahead().kind is Kind.WORD and cursor.ahead().low in LINKS:
            word = cursor.ahead().low
            if cursor.fragment:
                raise EndOfFragment
            cursor.take(1 + cursor.word("by", steps=1))
            return word
        full_stop = cursor.mark(".") and not (cursor.ahead(1).start == cursor.ahead().end or cursor.mark(".", -1))
        if (cursor.mark(";") or full_stop) and (not step.empty or cursor.fragment):
            if cursor.fragment:
                raise EndOfFragment
            mark = cursor.ahead().text
            step.sentence_end = mark == "."
            cursor.take()
            return mark
        separated = cursor.mark(",+&") or cursor.word("and", "plus")
        if separated and step.dose is not None and self._schedule_follows(step):
            if cursor.fragment:
                raise EndOfFragment
            cursor.take(2 if cursor.word("and", steps=1) else 1)
            return "then"
        if separated and step.dose is not None and step.scheduled and self._dose_follows(1):
            if cursor.fragment:
                raise EndOfFragment
            cursor.take()
            return ","
        return None

    def _schedule_follows(self, step: Draft) -> bool:
        """Whether, behind named days, a further schedule of the same amount stands: `weeks 0, 2, 6 and every 8 weeks`.

        Refuses where it cannot be told whether single doses follow or the course is repeated.
        """
        cursor = self.cursor
        joined = cursor.mark("&+") or cursor.word("and", "plus") or cursor.word("and", steps=1)
        ahead = 2 if cursor.word("and", steps=1) else 1
        look = cursor.ahead(ahead)
        if not step.day_numbers or step.intervals or look.start < 0:
            return False
        found = frequency_at(cursor.text, look.start)
        if found is None or found.interval_days is None or found.interval_days <= 1:
            return False
        rest = Cursor(text=cursor.text)
        rest.move_to(found.end)
        if rest.word("thereafter", "afterwards") or (rest.word("after") and rest.word("that", steps=1)):
            return True
        if not joined:
            return False  # "days 1 and 15, every 24 weeks"
        if step.uneven:
            return True
        raise cursor.leave("does the course repeat at this interval, or do single doses follow?")

    def _condition(self, step: Draft) -> bool:
        """`once approved`: a condition, not a number of doses."""
        after = self.cursor.ahead(1)
        adverb = after.low in ROUTES or self.cursor.word(*_BEHIND_ONCE, steps=1) or after.low in LINKS
        return after.kind is Kind.WORD and not adverb and (bool(step.intervals) or after.low.endswith("ed"))

    def _dose_follows(self, steps: int) -> bool:
        """Whether an amount stands ahead that is a dose of its own (not "80 g per infusion")."""
        look = Cursor(text=self.cursor.text)
        look.place = self.cursor.place + steps
        while look.word("and", "another", "a", "second", "dose", "of", *ROLES):
            look.take()
        rated = amounts.rate(look, Notes()) or amounts.body_size(look, Notes())
        try:
            found = None if rated or when.dispensed(look) else amounts.quantity(look)
        except UnreadableOrder:
            return False
        return found is not None and not placing.per_administration(self.cursor.text[found.start : found.end])

    def item(self, step: Draft, depth: int) -> bool:
        """One item at the cursor, put into the step; False when there is none."""
        cursor, before = self.cursor, self.cursor.place
        if cursor.mark("(["):
            self._note(step, depth)
        elif not (self._schedule(step) or self._amount(step, depth) or self._word(step)):
            return False
        if cursor.place > before and not step.empty:
            step.end = cursor.last_end
        return True

    def _schedule(self, step: Draft) -> bool:
        cursor = self.cursor
        return (
            dated.dates(cursor, step)
            or when.days(cursor, step)
            or when.divided(cursor, step)
            or when.later(cursor, step)
            or when.dispensed(cursor)
            or when.count(cursor, step)
            or when.pattern(cursor, step)
            or when.frequency(cursor, step)
        )

    def _amount(self, step: Draft, depth: int) -> bool:
        cursor = self.cursor
        if amounts.rate(cursor, self.notes) or amounts.billed(cursor, self.notes):
            return True
        if amounts.body_size(cursor, self.notes) or placing.forms(cursor, step, self.notes):
            return True
        if (cap := amounts.at_most(cursor)) is not None:
            step.at_most = cap
            return True
        if cursor.word("round", "rounded"):
            return placing.rounding(cursor, step, self.notes)
        diluent = cursor.word("in", "w", "with")
        at = 1 if diluent else 0
        if diluent and cursor.number(at) is not None and cursor.unit("volume", steps=at + 1):
            cursor.take(3)
            return True
        said = cursor.mark("=")
        if said:
            cursor.take()
        start = cursor.offset
        found = amounts.quantity(cursor)
        if found is None:
            if said and cursor.ahead().kind is Kind.NUMBER and not amounts.body_size(cursor, self.notes):
                raise cursor.leave("an amount without a unit")
            return said
        placing.place(cursor, step, found, said=said, depth=depth, start=start)
        return True

    def _word(self, step: Draft) -> bool:
        """Words that carry meaning without a number of their own."""
        cursor, token = self.cursor, self.cursor.ahead()
        if token.kind is not Kind.WORD:
            return False
        low = token.low
        if low in ROUTES:
            found = ROUTES[low]
            if self.notes.route and self.notes.route != found and not step.empty and not step.link:
                raise cursor.leave(f"two routes: {self.notes.route} and {found}")
            self.notes.route = self.notes.route or found
        elif low in ROLES and (len(low) > 2 or cursor.number(1) is not None):
            self._role(step, ROLES[low])
            return True
        elif low in ("prn", "needed"):
            step.as_needed = True
        elif (
            (low == "once" and not self._condition(step))
            or low in ("single", "stat")
            or (low == "one" and cursor.mark("-", 1) and cursor.word("time", steps=2))
        ):
            step.once = True
            cursor.take(3 if low == "one" else 1)
            return True
        elif low in ("repeat", "repeated", "repeating"):
            step.repeat = True
        elif low in ("line", "item", "page") and cursor.number(1) is not None:
            cursor.take()
        elif low == "from" and step.dose is None:
            return placing.history(cursor)
        else:
            return False
        cursor.take()
        return True

    def _role(self, step: Draft, role: str) -> None:
        """`as a loading dose` is about this step; `maintenance` behind a finished step is about the next."""
        cursor = self.cursor
        about_this = step.dose is None or cursor.word("as", "a", "an", "the", steps=-1)
        after = cursor.word("after", "before", steps=-1)
        cursor.take(1 + cursor.word("dose", "doses", "course", "regimen", "therapy", "phase", steps=1))
        if after:
            return
        if about_this and not step.role:
            step.role = role
        elif not about_this:
            step.pending_role = role

    def _note(self, step: Draft, depth: int) -> None:
        """A bracket: what it was before is skipped, the rest is read as an order and joined to the step."""
        cursor = self.cursor
        cursor.take()
        if brackets.about_before(cursor):
            brackets.skip(cursor)
            return
        if cursor.word("course", "cycle") and cursor.number(1) is not None:
            cursor.take(2)
        said = cursor.mark("=")
        inner = self.steps(depth + 1)
        if cursor.done:
            raise cursor.leave("a bracket is not closed")
        cursor.take()
        brackets.use(cursor, self.notes, step, inner, said=said)


def read_order(text: str) -> Regimen | Refusal:
    """The order as a Regimen, or a Refusal with `why` and the offset where reading stopped. Never raises.

    >>> read_order("600 mg SC every 2 weeks, 8 visits").courses[0].repeats
    8
    >>> read_order("375 SC every 2 weeks").why
    'the amount 375 has no unit'
    """
    order = Order(text)
    try:
        return regimen_of(text, order.steps(), order.notes)
    except UnreadableOrder as stop:
        return Refusal(
            text=text,
            why=stop.why,
            at=min(max(stop.at, 0), len(text)),
            unknown_unit=stop.unknown_unit,
            contradiction=stop.contradiction,
        )


def read_dose(text: str) -> Course | None:
    """The dose that begins `text` ("60 mg daily, tolerated well"), or None where it has none or cannot be told.

    Reads up to the first word that is not part of the dose. A dose without an interval is a Course without one.
    Never raises.
    """
    order = Order(text, fragment=True)
    order.cursor.place = 0
    step = Draft(start=0)
    try:
        while not order.cursor.done and not order.cursor.mark(")]") and order.link(step) is None:
            if not order.item(step, 0):
                leftovers.passed(order.cursor, step)
            if step.dose is None and step.strength is None:
                return None
    except EndOfFragment:
        pass
    except UnreadableOrder:
        return None
    try:
        return dose_of(text, step, order.notes)
    except UnreadableOrder:
        return None
