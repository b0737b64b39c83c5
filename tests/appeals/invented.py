"""Invented medicines and diseases, the shipped cues, and a small collection of decisions about them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from mednec.appeals.finding import Shelf, build_index, open_shelf
from mednec.appeals.importing import import_files
from mednec.appeals.kept import open_appeals
from mednec.appeals.language import AppealWords, appeal_words
from mednec.appeals.names import Names
from mednec.model.knowledge import Concept, Drug, Product
from mednec.packs.vocabulary import read_yaml
from tests.appeals.written import OVER, UP, dmhc_row, saved, table
from tests.shipped import PACKS

ZELVOMAB = Drug(
    id="zelvomab",
    name="zelvomab",
    terms=("zelvomab-abcd", "ZVB"),
    classes=("anti-zel",),
    products=(Product(name="Zelvia", hcpcs="J0001", unit_amount=Decimal(1), unit="mg"),),
)
ORMITANT = Drug(id="ormitant", name="ormitant", terms=("Ormix",), classes=("anti-zel",))
PELLOTREX = Drug(id="pellotrex", name="pellotrex", terms=("Pello",), classes=("old",))
DISEASES = (
    Concept(id="blister", kind="disease", name="blistering disease", terms=("bullosis",)),
    Concept(id="deep-blister", kind="disease", name="deep blistering disease", terms=(), is_a=("blister",)),
    Concept(id="blister-short", kind="disease", name="blister (BD)", terms=("BD",), is_a=("blister",), needs=("skin",)),
    Concept(id="wheals", kind="disease", name="chronic wheals", terms=("whealing",), not_before=("test",)),
    Concept(id="itch", kind="symptom", name="itch", terms=("itching",)),
)
NAMES = Names.compile(DISEASES, (ZELVOMAB, ORMITANT, PELLOTREX))
PATH = PACKS / "language" / "appeals.yaml"


def shipped_words() -> AppealWords:
    """The cues that come with the program."""
    return appeal_words(read_yaml(PATH), PATH.name)


WORDS = shipped_words()


def finding(drug: str, ill: str, *more: str, end: str = "Use is within the standard of care.") -> str:
    """A finding as reviewers write it."""
    return " ".join((f"An enrollee has requested {drug} for treatment of {ill}.", *more, end))


DOSE = "The regimen exceeds the recommended dosing on the label at 600 mg every week."
FAILED = "Treatment with pellotrex and Ormix has been unsuccessful."
WEAK = "There is insufficient evidence in the peer-reviewed literature to support this use."
TEXTS = (
    ("MN20-1", OVER, "2020", finding("Zelvia", "blistering disease", FAILED)),
    ("MN20-2", UP, "2020", finding("zelvomab", "bullosis", DOSE)),
    ("MN21-3", UP, "2021", finding("zelvomab", "chronic wheals", WEAK)),
    ("MN21-4", OVER, "2021", finding("ormitant", "deep blistering disease", DOSE)),
    ("MN22-5", OVER, "2022", finding("a hospital bed", "back pain")),
    ("MN23-6", OVER, "2023", finding("zelvomab", "deep blistering disease", "The medication history includes Pello.")),
)


def shelf_of(folder: Path, texts: tuple[tuple[str, str, str, str], ...] = TEXTS) -> Shelf:
    """The decisions imported and indexed."""
    rows = [dmhc_row(number, ending, year=year, findings=text) for number, ending, year, text in texts]
    import_files([saved(folder, "imr.csv", table(rows))], folder / "kept")
    build_index(open_appeals(folder / "kept"), NAMES, WORDS)
    return open_shelf(folder / "kept", NAMES, WORDS)
