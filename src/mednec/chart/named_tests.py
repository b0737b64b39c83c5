"""The tests a sentence names: those of the packs, laboratory values told in words, and others by their last word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention

UNLISTED = "unlisted-test"  # concept of a test that the packs do not know; its name is what the text says
# Sizes of the body and scores are no laboratory values.
_NOT_OF_A_LABORATORY = frozenset(("", "kg", "cm", "kg/m2", "m2", "points", "mmHg", "bpm", "/min", "C", "F"))
_NO_NAME_WORDS = (
    "a an the her his their my our this that these those and or but with without no not of for from on in at to "
    "by as is was "
    "were are be been has have had repeat prior previous recent last next outside initial follow-up negative "
    "positive neg pos "
    "normal abnormal pending ordered obtain awaiting await please order get check checked recheck send sent show "
    "shows showed "
    "reviewed review scheduled schedule deferred both all also today per via if any new old seen done had "
    "underwent then after "
    "before since given due known only other patient pt she he we i reactive nonreactive detected equivocal "
    "indeterminate labs "
    "s/p pathogenic low high serum total elevated quantitative likely abnormal baseline screening plan note see "
    "did does required requires need needs "
    "will would should still"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_THING = re.compile(
    r"\b(?:anti|ab|abs|antibod(?:y|ies)|autoantibod(?:y|ies)|mutation|variant|antigen|gene|dna|rna|hla|ige)\b|^anti",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(?:test|testing|tests|screen|screening|biops(?:y|ies)|bx|scan|study|panel|culture|smear|assay|workup|ct"
    r"|mri|x-ray)\b",
    re.IGNORECASE,
)
_PROVEN = re.compile(r"[- ](?:proven|confirmed)$", re.IGNORECASE)
_OF_ANTIBODIES = re.compile(r"[ -](?:Abs?|antibod(?:y|ies))\b")
_CAPITALS = re.compile(r"[A-Z]{2}")
_SHORT = re.compile(
    r"(?<![\w/-])(?P<name>(?:[Aa]nti-)?[A-Z][A-Z0-9]+(?:[-/*:][A-Z0-9]+)*s?(?:\s(?:IgG|IgM|IgA|Ab|Ag|VCA))?)"
    r"(?=(?:\s(?:was|is|were|came back|returned)|:|,)?\s(?:weakly\s|strongly\s)?(?:positive|negative|pos|neg"
    r"|reactive|non-?reactive|equivocal|normal|abnormal|nl|WNL"
    r"|indeterminate|not detected|detected|undetectable)\b(?!\s+for\b)"
    r"|\s[<>]?\d+(?:\.\d+)?(?:\s?[A-Za-z/]{1,6})?\s(?:pos|neg|positive|negative)\b"
    r"|\s[<>]?\d+(?:\.\d+)?(?:\s?[A-Za-z/]{1,6})?\s?\((?:pos|neg|abn|positive|negative)\w*\s?[<>\u2264\u2265]"
    r"|\s?\([+-]\)|\+(?=[\s,;.)]|$))"
)
_TESTED = re.compile(r"\btest(?:ed|s|ing)?\s+(?:was\s+)?(?:positive|negative|pos|neg)\s+for\s+(?P<name>[A-Z][\w-]+)")
_LISTED = re.compile(r"(?<![\w/-])(?P<name>[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)?)\s*(?:,|/|&|,?\s+and)\s*$")
CLASS = re.compile(r"Ig[GAME]")
CALLED = re.compile(r"[^.;,]{0,14}?(?:\bpos|\bneg|react|\d\+|\s?\([+-]\)|[+-](?=[\s,;)]|$))", re.IGNORECASE)
# Capitals that head a review or an examination.
_HEADS = (
    "ROS HPI PMH PSH FH SH HEENT PE CV GI GU MSK NEURO PSYCH RESP SKIN EXAM GEN ABD EXT ID ED "
    "ER OR ICU PCP MD DO RN NP PA ADL IADL NR NL ND POS NEG BP HR RR ROM DTR BMI TM EOM VS PERRL JVP HS COR MS "
    "LOC QNS TBD WNL NSR NKDA"
)
_NOT_TESTS = frozenset(_HEADS.split())
_BARE_WORDS = (
    "test testing panel screen assay gene variant mutation antibody antibodies ab abs ag antigen titer titers dna rna "
    "stain fish culture scan pathology challenge toxin serology serologies phenotype genotype genotyping activity "
    "igg igm iga ige"
)
_BARE = frozenset(_BARE_WORDS.split())
_CELLS = re.compile(
    r"\b(?P<line>[A-Za-z]+)[ -]cells?\b|\b(?P<kind>lymphocyte|eosinophil|neutrophil|histiocyte|macrophage|blast)s?\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestName:
    """A test in a sentence. `shows`: a scan or biopsy, told by what it shows; `thing`: an antibody or gene."""

    __test__ = False  # not a pytest class

    start: int
    end: int
    concept: str
    name: str
    shows: bool
    thing: bool
    measured: bool = False  # a laboratory value, whose result is a number more often than a word


def tests_named(context: Context) -> list[TestName]:
    """In the order of the text, none inside another."""
    found = [t for m in context.mentions if (t := _of_packs(context, m)) is not None]
    if context.cues_of("test_word_result"):
        unlisted = list(_unlisted(context))
        # "X-IgG antibody" is no IgG level
        found = [t for t in found if not (t.measured and any(o.start < t.start and t.end <= o.end for o in unlisted))]
        found += [t for t in unlisted if not any(o.start < t.end and t.start < o.end for o in found)]
    for more in (_short_names(context), _tested_for(context)):
        found += [t for t in more if not any(o.start < t.end and t.start < o.end for o in found)]
    ends = {t.end for t in found}
    found += [n for t in tuple(found) for n in _in_front(context, t, ends)]
    return sorted(found, key=lambda t: (t.start, t.end, t.concept))


def _of_packs(context: Context, mention: Mention) -> TestName | None:
    concept = context.lexicon.concepts.get(mention.id)
    if concept is None or concept.kind not in ("test", "measure") or _of_other_cells(context, mention):
        return None
    measured = concept.kind == "measure"
    if measured and (concept.unit in _NOT_OF_A_LABORATORY or concept.scale is not None):
        return None
    end = _end_of_name(context.text, mention.start, mention.end)
    written = context.text[mention.start : end]
    return TestName(
        start=mention.start,
        end=end,
        concept=mention.id,
        name=concept.name,
        shows=not measured and _shows(context, mention.start, end, concept.name),
        thing=_is_thing(written) or (_is_thing(concept.name) and not _PROCEDURE.search(written)),
        measured=measured,
    )


def _end_of_name(text: str, start: int, end: int) -> int:
    """A name takes in "antibody" behind it; "-proven" is said of it."""
    if said := _PROVEN.search(text, start, end):
        return said.start()
    further = _OF_ANTIBODIES.match(text, end)
    return further.end() if further else end


def _is_thing(name: str) -> bool:
    return _THING.search(name) is not None and not _PROCEDURE.search(name)


def _shows(context: Context, start: int, end: int, name: str) -> bool:
    inside = any(start <= c.start < end for c in context.cues_of("shows_result"))
    return inside or bool(re.search(r"(?i)biops|scop|\b(?:ct|mri|scan|x-ray|echo|gram|radiograph)|graphy\b", name))


def _of_other_cells(context: Context, mention: Mention) -> bool:
    """A marker of one sort of cell, in a clause that speaks of another: "T cells positive for A"."""
    groups = " ".join(context.lexicon.concepts[mention.id].is_a)
    own = _CELLS.search(groups.replace("-", " "))
    if own is None:
        return False
    clause = re.split(r"[.;]|\bbut\b|\bwhile\b", context.text[: mention.start])[-1]
    lines = [(m["line"] or m["kind"]).lower() for m in _CELLS.finditer(clause)]
    return bool(lines) and lines[-1] != (own["line"] or own["kind"]).lower()


def _unlisted(context: Context) -> Iterator[TestName]:
    """ "urine drug screen", "anti-X antibody", "skin biopsy": a word for a kind of test and what leads it."""
    last = 0
    words = context.cues_of("test_word_result")
    for i, cue in enumerate(words):
        if cue.start < last or (i + 1 < len(words) and _goes_on(context.text[cue.end : words[i + 1].start])):
            continue  # "drug screen" is named by its last word
        if CLASS.fullmatch(context.text, cue.start, cue.end) and not CALLED.match(context.text, cue.end):
            continue  # "deposits of IgG"
        start = _start_of_name(context, cue, last)
        last = cue.end
        written = context.text[start : cue.end]
        if _is_a_bare_word(written):
            continue
        yield TestName(
            start=start,
            end=cue.end,
            concept=UNLISTED,
            name=" ".join(written.split()),
            shows=_shows(context, start, cue.end, written),
            thing=_is_thing(written),
        )


def _short_names(context: Context) -> Iterator[TestName]:
    """ "PR3-ANCA positive", "MPO <3.5 neg", "PR3 82 (pos >20)": capitals right before a word that only tests carry."""
    if not _CAPITALS.search(context.text):
        return
    for found in _SHORT.finditer(context.text):
        name = found["name"]
        if name.rstrip("s") in _NOT_TESTS or any(
            m.start < found.end("name") and found.start("name") < m.end and _other_kind(context, m)
            for m in context.mentions
        ):
            continue
        yield TestName(
            start=found.start("name"), end=found.end("name"), concept=UNLISTED, name=name, shows=False, thing=False
        )


def _tested_for(context: Context) -> Iterator[TestName]:
    """ "tested positive for X": the test is called by what it looks for."""
    for found in _TESTED.finditer(context.text):
        start, end = found.span("name")
        yield TestName(start=start, end=end, concept=UNLISTED, name=found["name"], shows=False, thing=False)


def _in_front(context: Context, first: TestName, ends: set[int]) -> Iterator[TestName]:
    """ "HIV, RPR and X": short names listed in front of a test, up to one that is named already (`ends`)."""
    at = first.start
    while found := _LISTED.search(context.text, max(0, at - 24), at):
        start, end = found.span("name")
        if end in ends:
            return
        known = any(c.start <= start and end <= c.end for c in context.cues_of("test_short_result"))
        named = any(m.start < end and start < m.end for m in context.mentions)
        if found["name"] in _NOT_TESTS or (named and not known):
            return
        yield TestName(start=start, end=end, concept=UNLISTED, name=found["name"], shows=False, thing=False)
        at = start


def _other_kind(context: Context, mention: Mention) -> bool:
    """Whether a word of the packs is neither a test nor a disease that is tested for ("HIV negative")."""
    concept = context.lexicon.concepts.get(mention.id)
    return concept is None or concept.kind not in ("disease", "test")


def _goes_on(between: str) -> bool:
    """Whether a name goes on to its next word: "toxin B gene PCR"."""
    word = between.strip()
    return between == " " or (bool(re.fullmatch(r" [A-Z][\w-]* ", between)) and word.lower() not in _NO_NAME)


def _is_a_bare_word(written: str) -> bool:
    """ "test", "panel" or "antibodies" alone name nothing; "biopsy" and "CT" do."""
    return written.lower() in _BARE


def _start_of_name(context: Context, cue: Cue, floor: int) -> int:
    start = cue.start
    for _ in range(2):
        before = re.search(r"(?P<word>[A-Za-z0-9][\w./-]*)[ -]$", context.text[floor:start])
        if before is None or before["word"].lower() in _NO_NAME or re.fullmatch(r"[\d/.-]+|.*\.", before["word"]):
            break
        start = floor + before.start("word")
    return start
