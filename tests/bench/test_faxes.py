"""The generated pages say what they were made of, and are the same each time."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from pypdf import PdfReader

from bench.faxes.compared import likeness
from bench.faxes.make import chosen
from bench.faxes.packets import CASES, KINDS, Source, files, source
from bench.faxes.pages import HOWS, LAYOUTS, LOOKS, TRAPS, form_pdf, scanned_pages, scanned_pdf, trap, typed_pdf

NOTE = "Weight 58.1 kg\n\nTEST        01/02/2026   02/03/2026\nSodium          139          141\n" + "a word and " * 30
DEAR = ("empty-pages", "picture-bomb", "zip-bomb")


@pytest.fixture(scope="module")
def case() -> Source:
    return source(CASES / "IG-DEV-01")


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document).split()
    finally:
        document.close()


@pytest.mark.parametrize("look", [look for look in LOOKS if look not in ("hyphens", "ligatures", "headed")])
def test_a_typed_page_has_the_words_of_its_text_in_order(look: str) -> None:
    assert words(typed_pdf([NOTE], look)) == NOTE.split()


@pytest.mark.parametrize("look", LOOKS)
def test_a_typed_page_is_the_same_each_time(look: str) -> None:
    assert typed_pdf([NOTE, NOTE], look, "Patient: A") == typed_pdf([NOTE, NOTE], look, "Patient: A")


def test_each_text_begins_on_a_page_of_its_own() -> None:
    assert len(PdfReader(io.BytesIO(typed_pdf([NOTE, "second", "a\fb"], "mono10"))).pages) == 4


def test_a_scan_has_no_words_and_is_the_same_for_the_same_seed() -> None:
    scan = scanned_pdf(["Weight 58.1 kg"], "heavy", seed=3)
    assert words(scan) == []
    assert scan == scanned_pdf(["Weight 58.1 kg"], "heavy", seed=3)
    assert scan != scanned_pdf(["Weight 58.1 kg"], "heavy", seed=4)


def test_the_first_page_lies_upside_down_for_seed_1_and_sideways_for_seed_2() -> None:
    upright, over, side = (scanned_pages(["word"], "clean", seed, turned=True)[0] for seed in (0, 1, 2))
    assert over.rotate(180).tobytes() == upright.tobytes()
    assert side.size == upright.size[::-1]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_answers_stand_in_form_fields(case: Source, layout: str) -> None:
    fields = PdfReader(io.BytesIO(form_pdf(case.request, "fields", layout))).get_fields() or {}
    told = {name: field.value for name, field in fields.items()}
    assert told["patient_birth_date"] == "05/19/1962"
    assert told["lines_1_units"] == "696"
    assert told["lines_0_regimen"] == case.request.lines[0].regimen
    continued = "Yes" if layout == "questions" else "Continuation"
    started = "No" if layout == "questions" else "New start"
    assert (told[f"request_type={continued}"], told[f"request_type={started}"]) == ("/Yes", "/Off")


@pytest.mark.parametrize("how", HOWS)
def test_only_flat_answers_are_print(case: Source, how: str) -> None:
    assert ("NMHP-7740-2281-03" in words(form_pdf(case.request, how))) == (how == "flat")


@pytest.mark.parametrize("name", [name for name in TRAPS if name not in DEAR])
def test_a_trap_is_the_same_each_time(name: str) -> None:
    assert trap(name) == trap(name)


def test_a_climbing_name_is_in_the_zip() -> None:
    assert "../climbed.txt" in zipfile.ZipFile(io.BytesIO(trap("zip-climbs"))).namelist()


def test_a_packet_with_a_form_has_no_request_file(case: Source) -> None:
    names = [name for name, _ in files(case, "form-lines-fields")]
    assert names[0] == "01_request_form.pdf"
    assert "request.yaml" not in names
    assert "01_prior_auth_form.pdf" not in names


def test_looks_are_chosen_by_how_their_names_begin() -> None:
    assert chosen("scan-cl,bundle") == ("bundle", "scan-clean")
    assert chosen("") == KINDS


def test_one_letter_of_ten_misread_is_a_likeness_of_nine_tenths() -> None:
    assert likeness("0123456789", "0123456x89") == pytest.approx(0.9)
