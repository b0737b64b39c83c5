"""Which number is the value of which analyte: behind it, in front of it, in a list or in a series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mednec.chart.body_size import rate_of, told_by_unit
from mednec.chart.measure_scene import Analyte, Scene
from mednec.chart.measure_unlisted import UNLISTED, unlisted_at
from mednec.chart.measure_words import bare_stands, covered, joins, link_words, spelled
from mednec.chart.quantities import NORMAL, Quantity
from mednec.terminology.lab_units import fits, in_unit, lab_unit, same_measure

_FAR = 80  # letters between an analyte and its value
_PARTS = ("systolic", "diastolic")  # what a pressure of two numbers is told of, as the packs' ids begin
_PAIR = re.compile(r"\s*(?:/|,|&|\band\b|,\s*and\b)\s*(?:the\s+|serum\s+)?")
_BETWEEN = re.compile(r"[\s()]*(?:,|/|;|\band\b|,\s*and\b|&|\bto\b)?\s*(?:of\s+)?[\s(]*")
_BEFORE = re.compile(r"[\s-]*(?:(?:of|for|in)\s+)?(?:(?:serum|total|a|the|her|his|body)\s+)?")
_SAME_IN_BRACKET = re.compile(r"[\s,]*(?:on\s*)?[\x00\s]*[(\[/=]\s*(?:=|i\.e\.,?)?\s*")
_NEAR_SAME = Decimal("0.03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A quantity as the value of a concept; `start` and `end` are what says it, `analyte` who it is told of."""

    concept: str
    analyte: Analyte
    quantity: Quantity
    start: int
    end: int
    series: bool = False  # a further value of the analyte before
    again: bool = False  # the value before in another unit


def link(scene: Scene) -> tuple[Link, ...]:
    """Each value with its analyte, in the order of the text. What cannot be linked safely is left out."""
    found: list[Link] = []
    taken: set[int] = set()
    for group in _groups(scene):
        pairs = _group_values(scene, group)
        found += pairs
        taken.update(p.quantity.at for p in pairs)
    last: Link | None = None
    for quantity in scene.quantities:
        shared = next((p for p in found if p.quantity.at == quantity.at), None)
        if shared is not None:
            last = None  # a list of several analytes goes on as none of them
            continue
        if quantity.at in taken:
            continue
        links = _of_one(scene, quantity, last)
        found += [p for p in links if not p.again]
        taken.update(p.quantity.at for p in links)
        if links:
            last = links[-1]
    valued = {p.analyte.start for p in found}
    for analyte in scene.analytes:
        if analyte.start not in valued and (written := _spelled_value(scene, analyte)):
            found.append(written)
    return tuple(sorted(found, key=lambda p: (p.quantity.at, p.concept)))


def _of_one(scene: Scene, quantity: Quantity, last: Link | None) -> list[Link]:
    """The analyte of one quantity: the one in front, else the series it goes on, else the one behind, else its unit."""
    before = [a for a in scene.analytes if a.end <= quantity.start]
    analyte = before[-1] if before else None
    if last is not None and last.end > quantity.at:
        return []
    links: list[Link] = []
    if analyte is not None and (last is None or analyte.start >= last.quantity.end):
        links = _behind(scene, analyte, quantity)
    elif last is not None and not last.quantity.titre:
        if _said_again(scene, last, quantity):
            return [replace(last, quantity=replace(last.quantity, end=quantity.end), series=True, again=True)]
        links = _further(scene, last, quantity)
    return links or _in_front(scene, quantity) or _by_unit(scene, quantity) or _unlisted(scene, quantity)


def _behind(scene: Scene, analyte: Analyte, quantity: Quantity) -> list[Link]:
    """The value behind its analyte ("CK of 900", "hemoglobin (Hb), 9.8 g/dL")."""
    gap = scene.text[analyte.end : quantity.start]
    if len(gap) > _FAR or _named_between(scene, analyte.end, quantity.start) or gap.count("\x00") > 40:
        return []
    if analyte.end == quantity.start - 1 and gap == "-" and not quantity.unit and quantity.value % 5 == 0:
        return []  # "PASI-75" names a response
    concept = _concept(scene, analyte, quantity)
    if concept is None or not bare_stands(scene.text, quantity):
        return []
    proven = _proven(scene, concept, quantity)
    if not (link_words(gap) or (proven and link_words(gap, unknown=3))):
        return []
    return _split(scene, analyte, concept, quantity, analyte.start)


def _named_between(scene: Scene, start: int, end: int) -> bool:
    """Whether a drug or a disease is named in between, so that the number may be of that."""
    return any(start <= m.start and m.end <= end and m.id in scene.context.lexicon.drugs for m in scene.others)


def _concept(scene: Scene, analyte: Analyte, quantity: Quantity) -> str | None:
    """The concept whose unit the value has; None when none has it, or several could."""
    fitting = [i for i in analyte.ids if _suits(scene, i, quantity)]
    if len(fitting) > 1 and quantity.unit:
        exact = [i for i in fitting if same_measure(quantity.unit, scene.unit_of(i))]
        fitting = exact or fitting
    measured = [i for i in fitting if scene.context.lexicon.concepts[i].kind == "measure"]
    fitting = measured or fitting
    return fitting[0] if len(fitting) == 1 else None


def _suits(scene: Scene, id_: str, quantity: Quantity) -> bool:
    concept = scene.context.lexicon.concepts.get(id_)
    if concept is None:
        return bool(quantity.unit) and not quantity.titre  # an unlisted analyte is proven by its unit alone
    if quantity.titre:
        return concept.kind == "test" or lab_unit(concept.unit) is None
    if quantity.unit == NORMAL:
        return True
    if quantity.predicted or (quantity.signed == "+" and quantity.unit == "%"):
        return quantity.signed != "+" and fits("%", concept.unit)
    if (rate := rate_of(quantity.unit)) and {rate, id_} == {"respiratory-rate", "heart-rate"}:
        return False
    if not fits(quantity.unit, concept.unit) and quantity.unit != "L":
        return False  # a lone L says that the value is low
    if concept.scale is not None and quantity.over is None and quantity.value > concept.scale:
        return False  # no value of that instrument
    if quantity.over is not None and _parts(scene, id_) is None:
        return concept.scale is not None or lab_unit(concept.unit) is None or concept.unit in ("points", "letters")
    return quantity.over is not None or _parts(scene, id_) is None


def _proven(scene: Scene, concept: str, quantity: Quantity) -> bool:
    """Whether the unit alone speaks for the link: a compound one, the very measure of the analyte."""
    unit = lab_unit(quantity.unit) if quantity.unit else None
    known = lab_unit(scene.unit_of(concept))
    return unit is not None and known is not None and unit.measures == known.measures and unit.measures != ("percent",)


def _parts(scene: Scene, id_: str) -> tuple[str, str] | None:
    """The two concepts of a pressure told as two numbers."""
    first, second = (f"{part}-{id_}" for part in _PARTS)
    concepts = scene.context.lexicon.concepts
    return (first, second) if first in concepts and second in concepts else None


def _split(
    scene: Scene, analyte: Analyte, concept: str, quantity: Quantity, start: int, series: bool = False
) -> list[Link]:
    """One link, or two for a pressure ("128/76")."""
    parts = _parts(scene, concept)
    first = Link(concept=concept, analyte=analyte, quantity=quantity, start=start, end=quantity.end, series=series)
    if parts is None or quantity.over is None:
        return [first]
    upper, lower = (
        replace(quantity, over=None, value=quantity.value),
        replace(quantity, over=None, value=quantity.over, high=None, comparator=""),
    )
    return [replace(first, concept=parts[0], quantity=upper), replace(first, concept=parts[1], quantity=lower)]


def _said_again(scene: Scene, last: Link, quantity: Quantity) -> bool:
    """The same value in another unit, in brackets behind it ("154 lb (70 kg)")."""
    gap = scene.text[last.quantity.end : quantity.start]
    if not _SAME_IN_BRACKET.fullmatch(gap) or not quantity.unit or not last.quantity.unit:
        return False
    if same_measure(quantity.unit, last.quantity.unit):
        told = in_unit(quantity.value, quantity.unit, last.quantity.unit)
        return told is not None and abs(told - last.quantity.value) <= _NEAR_SAME * max(
            abs(last.quantity.value), Decimal(1)
        )
    return "(" in gap and {u.measures[0] for u in (lab_unit(quantity.unit), lab_unit(last.quantity.unit)) if u} == {
        "mass",
        "amount",
    }


def _further(scene: Scene, last: Link, quantity: Quantity) -> list[Link]:
    """A further value of the analyte before: "CK 266 -> 994", "9.1 (3/24), 7.8 (9/24)", "71 kg (68 kg in 11/2024)"."""
    gap = scene.text[last.quantity.end : quantity.start]
    concept = _series_concept(last)
    if len(gap) > 110 or not _suits(scene, concept, quantity) or quantity.titre:
        return []
    if quantity.predicted:
        if len(gap) > 6 and not covered(scene, last.quantity.end, quantity.start):
            return []
    elif _other_measure(quantity, last.quantity, gap) or (not quantity.unit and not bare_stands(scene.text, quantity)):
        return []
    if (quantity.over is None) != (last.quantity.over is None) and _parts(scene, concept) is None:
        return []
    if not (
        quantity.predicted or (quantity.unit == "%" and gap.strip() == "(") or joins(scene, last.quantity.end, quantity)
    ):
        return []
    return _split(scene, last.analyte, concept, quantity, quantity.start, series=True)


def _other_measure(quantity: Quantity, before: Quantity, gap: str) -> bool:
    """Whether the unit speaks against a further value; a share in brackets ("1.8 L (62%)") may follow any."""
    if not quantity.unit or not before.unit or before.predicted:
        return False
    if same_measure(quantity.unit, before.unit):
        unit, other = lab_unit(quantity.unit), lab_unit(before.unit)
        # "70 kg = 140 g" goes on with a dose and not with a weight
        return unit is not None and other is not None and unit.measures == ("mass",) and unit.size != other.size
    known = lab_unit(before.unit)
    return not (quantity.unit == "%" and gap.strip() == "(" and known is not None and known.measures[0] == "volume")


def _series_concept(last: Link) -> str:
    """A pressure goes on as two numbers again."""
    for part in _PARTS:
        if last.concept.startswith(f"{part}-"):
            return last.concept.removeprefix(f"{part}-")
    return last.concept


def _in_front(scene: Scene, quantity: Quantity) -> list[Link]:
    """The value in front of its analyte: "9.8 g/dL hemoglobin", "160 cm tall", "14 tender joints"."""
    behind = [a for a in scene.analytes if a.start >= quantity.end]
    if not behind or not _BEFORE.fullmatch(scene.text[quantity.end : behind[0].start]):
        return []
    analyte = behind[0]
    if scene.text[quantity.end : quantity.end + 1] == "%" and analyte.start == quantity.end:
        quantity = replace(quantity, unit="%")  # "55% neutrophils"
    following = next((q for q in scene.quantities if q.start >= analyte.end), None)
    own = following is not None and len(scene.text[analyte.end : following.start]) < 20
    if own and following is not None and link_words(scene.text[analyte.end : following.start]) and not quantity.unit:
        return []
    concept = _concept(scene, analyte, quantity)
    if concept is None:
        return []
    counted = not scene.unit_of(concept) and scene.context.lexicon.concepts[concept].scale is None
    share = quantity.unit == "%" and scene.unit_of(concept) == "%"
    if not (share or _proven(scene, concept, quantity) or (counted and not quantity.unit and not quantity.signed)):
        return []
    made = Link(concept=concept, analyte=analyte, quantity=quantity, start=quantity.start, end=analyte.end)
    return [made]


def _by_unit(scene: Scene, quantity: Quantity) -> list[Link]:
    """A body size told by its unit alone ("a 58 kg woman", "0.4 g/kg at 62 kg")."""
    concept = told_by_unit(scene.context, scene.text, quantity)
    if concept is None:
        return []
    place = Analyte(start=quantity.start, end=quantity.end, ids=(concept,))
    return [Link(concept=concept, analyte=place, quantity=quantity, start=quantity.start, end=quantity.end)]


def _unlisted(scene: Scene, quantity: Quantity) -> list[Link]:
    """The value of an analyte that the packs do not know."""
    place = unlisted_at(scene, quantity)
    if place is None:
        return []
    return [Link(concept=UNLISTED, analyte=place, quantity=quantity, start=place.start, end=quantity.end)]


def _groups(scene: Scene) -> Iterator[list[Analyte]]:
    """Runs of analytes that stand side by side as one list ("ALT/AST", "IgG, IgA and IgM")."""
    run: list[Analyte] = []
    for analyte in scene.analytes:
        if run and _PAIR.fullmatch(scene.text[run[-1].end : analyte.start]):
            run.append(analyte)
            continue
        if len(run) > 1:
            yield run
        run = [analyte]
    if len(run) > 1:
        yield run


def _group_values(scene: Scene, group: Sequence[Analyte]) -> list[Link]:
    """As many values as analytes, in their order; the last unit holds for those that have none."""
    after = [q for q in scene.quantities if q.start >= group[-1].end]
    if not after or len(scene.text[group[-1].end : after[0].start]) > _FAR:
        return []
    gap = scene.text[group[-1].end : after[0].start]
    if any(a.start >= group[-1].end and a.end <= after[0].start for a in scene.analytes) or not link_words(
        gap, unknown=3
    ):
        return []
    values = _run_of(scene, after, len(group))
    if len(values) != len(group):
        return []
    if not values[0].unit and values[-1].unit and all(not v.unit for v in values[:-1]):
        values = [replace(v, unit=values[-1].unit) for v in values]
    found = []
    for analyte, value in zip(group, values, strict=True):
        concept = _concept(scene, analyte, value)
        if concept is None:
            return []
        found.append(Link(concept=concept, analyte=analyte, quantity=value, start=group[0].start, end=value.end))
    return found


def _run_of(scene: Scene, after: Sequence[Quantity], count: int) -> list[Quantity]:
    """The values that follow each other with nothing but a separator between; "88/64" is two."""
    values: list[Quantity] = []
    for quantity in after:
        if values and not _BETWEEN.fullmatch(scene.text[values[-1].end : quantity.start]):
            break
        if quantity.over is not None and len(values) + 2 <= count:
            values.append(replace(quantity, over=None, high=None))
            values.append(replace(quantity, over=None, value=quantity.over, high=None, at=quantity.at + 1))
        else:
            values.append(quantity)
        if len(values) == count:
            break
    return values


def _spelled_value(scene: Scene, analyte: Analyte) -> Link | None:
    """A value in words or Roman numerals, of instruments and stages alone ("class III", "four point five")."""
    for id_ in analyte.ids:
        concept = scene.context.lexicon.concepts[id_]
        if concept.kind != "measure" or concept.unit not in ("", "points"):
            continue
        quantity = spelled(scene.text, analyte.end, named=scene.context.text[analyte.start : analyte.end])
        if quantity is not None and _suits(scene, id_, quantity):
            return Link(concept=id_, analyte=analyte, quantity=quantity, start=analyte.start, end=quantity.end)
    return None
