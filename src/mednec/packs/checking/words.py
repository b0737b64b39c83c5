"""Checks of a clause's words against what its kind can express: exceptions, denials, references, what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term
from mednec.packs.importing.typing.clause import Clause, Typed

_REFERENCE = re.compile(
    r"(?<!medicare )\b(?P<word>sections?|parts?|appendix|criterion|criteria|items?|paragraphs?)\s+"
    r"(?P<ref>[IVX]{1,5}(?:\.\w+)*|[A-Z](?:\.\w+)*|\d{1,2}(?:\.\w+)*)(?![\w(])",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[IVX]{1,5}(?:\.\w+)*|[A-Z](?:\.\w+)*|\d{1,2}(?:\.\w+)*")
_FOOTNOTE = re.compile(r"\[(?P<a>\d{1,2})\]|(?<![\d*x])\^(?P<b>\d{1,2})\b")
_QUALIFIER = re.compile(r"\b(?:unless|except(?: when| where| if| for)?|other than|excluding)\b", re.IGNORECASE)
_HELD_BY = ("excused_by", "not", "only_where", "denied_by")
_EXCUSES = {"contraindicated", "intolerant"}
_DENIED = re.compile(
    r"\s*(?:the )?(?:(?:member|patient|individual|chart|record) )?(?:(?:has|have|had|is|are|does|do|will|shows) )?"
    r"(?P<no>no|not|absence of|without|free of|never)\b(?! (?:more|less|fewer|later|older|longer|only|responded))",
    re.IGNORECASE,
)
_ANY_DENIAL = re.compile(
    r"\b(?:no|not|non|never|without|absent|absence|exclud\w*|exclusion|rul(?:e|ed|ing)[ -]out|negative|none|denie[sd]"
    r"|free of|neither|nor|lack\w*|cannot|avoid\w*|other than|resolved|discontinu\w*|stopped|un\w+|contraindicat\w*"
    r"|alone|monotherapy|instead|replace\w*)\b",
    re.IGNORECASE,
)
_DENIABLE = ("diagnosis", "finding", "concurrent", "test_result")
_REQUIRES = re.compile(
    r"\s*(?:the )?(?:member|patient|individual)s?\b.{0,40}?\b(?:must|does not|do not|has no|have no|has not|is not"
    r"|will not|has had no)\b|\s*(?:no|absence of|not|must)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\d[\d,./^:x-]*|%|\b(?:mg|g|kg|mcg|ml|dl|units?|iu|weeks?|days?|months?|years?)\b", re.IGNORECASE)
_MOST_LEFT = 8
_READ = ("ask", "parts", "reference", "support")


def _typed(subject: Subject) -> Iterator[Term]:
    """Clauses of one kind that a program judges."""
    for clause in subject.clauses():
        if not any(leaf.kind in _READ for leaf in clause.leaves()):
            yield clause


def _references(subject: Subject) -> Iterator[Found]:
    for clause in subject.terms():
        if clause.part:
            continue
        for match in _REFERENCE.finditer(clause.text):
            ref = match.group("ref").rstrip(".")
            if _LABEL.fullmatch(ref) and not _exists(ref, match.group("word"), subject):
                says = f"refers to {match.group()!r}, which is neither a clause nor a heading of the text"
                do = "correct the label, or get the part of the policy that is missing"
                yield Found(clause=clause.label, where=clause.where, says=says, do=do)


def _exists(ref: str, word: str, subject: Subject) -> bool:
    """Whether some clause has this label, ends or begins with it, or a line of the text begins with it."""
    labels = {t.label for t in subject.terms()} | {t.label.removeprefix("Appendix ") for t in subject.terms()}
    if any(f".{ref}." in f".{label}." or label.split(" ")[0] == ref for label in labels):
        return True
    mark = re.escape(ref)
    heading = rf"^[\W_]*(?:(?:section|part|appendix|criterion)\s+)?{mark}\b[.):]*\s"
    named = rf"^[\W_]*{re.escape(word.rstrip('s'))}\s+{mark}\b"
    return any(re.search(p, subject.policy.source, re.IGNORECASE | re.MULTILINE) for p in (heading, named))


def _footnotes(subject: Subject) -> Iterator[Found]:
    """A mark without its note or reference: no line of the text begins with it."""
    source = subject.policy.source
    for clause in subject.clauses():
        end = clause.start + len(clause.text)
        near = source[clause.start : end] + source[end : end + 5].split("\n")[0]
        for match in _FOOTNOTE.finditer(near):
            n = match.group("a") or match.group("b")
            if not re.search(rf"^\W*(?:\[{n}\]|\^{n}|{n}[.)])\s*\S", source, re.MULTILINE):
                says = f"carries the mark {match.group()}, and nothing in the text explains it"
                do = "get the note from the payer's document: it may hold a condition"
                yield Found(clause=clause.label, where=clause.where, says=says, do=do)


def _qualifiers(subject: Subject) -> Iterator[Found]:
    for clause in _typed(subject):
        match = _QUALIFIER.search(clause.text)
        held = any(clause.words(name) for name in _HELD_BY) or _EXCUSES & set(clause.words("outcomes"))
        if match and not held:
            says = f"has an exception ({_from(clause.text, match.start())!r}) that no slot holds"
            do = "add the slot (excused_by, only_where, not), or write parts with op: any and an ask"
            yield Found(clause=clause.label, where=clause.where, says=says, do=do)


def _from(text: str, start: int) -> str:
    return " ".join(text[start : start + 50].split())


def _denial_lost(subject: Subject) -> Iterator[Found]:
    for clause in _typed(subject):
        match = _DENIED.match(clause.text)
        if match and clause.kind in _DENIABLE and not _turned(clause) and not _under_not(clause, subject):
            inside = any(m.start <= match.start("no") < m.end for m in subject.library.lexicon.find(clause.text))
            if not inside:
                says = f"begins with {match.group('no')!r}, and is met when it is there"
                do = f"write expect: {'not used' if clause.kind == 'concurrent' else 'absent'}"
                yield Found(clause=clause.label, where=clause.where, says=says, do=do)


def _denial_invented(subject: Subject) -> Iterator[Found]:
    for clause in _typed(subject):
        whole = " ".join((*clause.above[-1:], clause.text))
        if clause.kind in _DENIABLE and _turned(clause) and not _ANY_DENIAL.search(whole):
            says = "is met when it is not there, and its words deny nothing"
            yield Found(clause=clause.label, where=clause.where, says=says, do="take out expect, or cite the denial")


def _turned(term: Term) -> bool:
    return str(term.slots.get("expect", term.slots.get("result", ""))) in ("absent", "not used", "negative")


def _under_not(clause: Term, subject: Subject) -> bool:
    return any(t.op == "not" and clause in list(t.walk()) for t in subject.terms())


def _exclusions(subject: Subject) -> Iterator[Found]:
    for root in subject.roots:
        term = root.term
        if root.part == "exclusions" and _REQUIRES.match(term.text) and not term.children and term.kind != "ask":
            if _turned(term):
                continue
            says = "is worded as a requirement; an exclusion that is met applies"
            do = "move it to the routes, or turn it round with expect so that met means excluded"
            yield Found(clause=term.label, where=term.where, says=says, do=do)


def _unexplained(subject: Subject) -> Iterator[Found]:
    """Clauses with more words than their slots explain, counted as the importer counts them."""
    words = subject.library.clause_words
    fillers = tuple(sorted(words))
    for clause in _typed(subject):
        read = Clause(
            label=clause.label,
            text=clause.text,
            header=" ".join(clause.above),
            part="criteria",
            lexicon=subject.library.lexicon,
            mentions=subject.library.lexicon.find(clause.text),
            drugs=frozenset(subject.policy.drugs),
            words=words,
        )
        spans = [(m.start, m.end) for m in read.mentions] + [m.span() for m in _SPAN.finditer(clause.text)]
        left = read.leftover(Typed(slots=clause.slots, explained=tuple(spans), fillers=fillers, own_names=True))
        if len(left) > _MOST_LEFT:
            says = f"says more than its slots: {', '.join(left[:_MOST_LEFT])} ..."
            do = "if one of these words is a condition, split the clause with parts and make the rest an ask"
            yield Found(clause=clause.label, where=clause.where, says=says, do=do)


def _unheld_concepts(subject: Subject) -> Iterator[Found]:
    """What the words name and no slot of the clause holds, by itself, by a group of it or by a kind of it."""
    lexicon = subject.library.lexicon
    for clause in _typed(subject):
        held = {*clause.concepts, *clause.applies_to, *subject.policy.drugs, *clause.words("harms")}
        if not clause.concepts:
            continue
        left = []
        for mention in lexicon.find(clause.text):
            concept = lexicon.concepts.get(mention.id)
            counts = concept is None or concept.kind in ("disease", "test", "drug-class")
            near = any(lexicon.is_a(mention.id, h) or lexicon.is_a(h, mention.id) for h in held)
            if counts and not near:
                left.append(lexicon.name(mention.id))
        if left:
            says = f"names {', '.join(dict.fromkeys(left))}, which no slot holds"
            do = "add it to the slots if it is asked for; else nothing is to be done"
            yield Found(clause=clause.label, where=clause.where, says=says, do=do)


CHECKS = (
    Check(
        name="dangling-reference",
        severity=Severity.ERROR,
        looks_for='"Section VII" where the text has no such section and the tree no such clause',
        run=_references,
    ),
    Check(
        name="dangling-footnote",
        severity=Severity.WARNING,
        looks_for="a footnote mark without its note",
        run=_footnotes,
    ),
    Check(
        name="qualifier-without-slot",
        severity=Severity.WARNING,
        looks_for='"unless", "except", "other than" that no slot holds',
        run=_qualifiers,
    ),
    Check(
        name="denial-lost",
        severity=Severity.ERROR,
        looks_for='a clause that begins with "no" and is met when the thing is there',
        run=_denial_lost,
    ),
    Check(
        name="denial-invented",
        severity=Severity.WARNING,
        looks_for="a clause that expects absence and denies nothing",
        run=_denial_invented,
    ),
    Check(
        name="exclusion-phrased-positively",
        severity=Severity.WARNING,
        looks_for="an exclusion worded as a requirement",
        run=_exclusions,
    ),
    Check(
        name="unexplained-words",
        severity=Severity.NOTE,
        looks_for="a typed clause with many words that its slots do not explain",
        run=_unexplained,
    ),
    Check(
        name="concept-without-slot",
        severity=Severity.NOTE,
        looks_for="a disease, test or drug in a typed clause's words that no slot holds",
        run=_unheld_concepts,
    ),
)
