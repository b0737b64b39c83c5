"""Ruling on a clause: by selected words, by lines, by what the program found; nothing typed is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mednec.errors import SubmitError
from mednec.web.case_clauses import cited_lines, cited_words
from tests.web.a_case import CASES, WORKED, Screen, words

MARROW = "No multifocal dense mast cell aggregates on H&E, tryptase or CD117 stains (3 levels)."
OPEN_CLAUSE = "Appendix B.2.d"
NOTE = (CASES / WORKED / "documents" / "03_bone_marrow_2021-04.txt").read_text("utf-8")
WHY = "The level was drawn on two days <b>apart</b>."


def place(quote: str) -> str:
    start = NOTE.index(quote)
    return f"3:{start}-{start + len(quote)}"


def ruling(**more: str | list[str]) -> dict[str, str | list[str]]:
    return {"clause": OPEN_CLAUSE, "status": "met", "reason": WHY, "cite": place(MARROW), "quote": MARROW, **more}


def test_the_form_shows_how_the_clause_was_read_and_the_words_beside_it(read_screen: Screen) -> None:
    got = read_screen.get("nurse", f"/ruling?clause={OPEN_CLAUSE}")
    assert got.status_code == 200
    assert f"Override {OPEN_CLAUSE}" in words(got.text)
    assert 'name="found" value="3:' in got.text
    assert f'name="revision" value="{read_screen.revision}"' in got.text


def test_saving_tells_what_changed_and_gives_every_section_anew(screen: Screen) -> None:
    before = screen.revision
    got = screen.post("nurse", "/ruling", ruling(), **{"HX-Request": "true"})
    assert got.status_code == 200
    said = words(got.text)
    assert f"Saved on {OPEN_CLAUSE}." in said
    assert f"{OPEN_CLAUSE} not documented → met" in said
    assert "Ruled met by Nurse" in said
    assert "The level was drawn on two days <b>apart</b>." in said
    assert "<b>apart</b>" not in got.text
    for region in ("hd", "changes", "sections", "docs"):
        assert re.search(rf'id="{region}"[^>]*hx-swap-oob|hx-swap-oob="true"[^>]*id="{region}"', got.text), region
    assert int(screen.revision) > int(before)


def test_without_a_script_the_page_comes_again(screen: Screen) -> None:
    got = screen.post("nurse", "/ruling", ruling())
    assert got.status_code == 303
    assert got.headers["location"].endswith(f"#k-{OPEN_CLAUSE.replace(' ', '-')}")
    follow = screen.browser("nurse").get(got.headers["location"])
    assert f"Saved on {OPEN_CLAUSE}." in words(follow.text)


def test_a_ruling_is_withdrawn_with_a_reason(screen: Screen) -> None:
    screen.post("nurse", "/ruling", ruling())
    form = {"clause": OPEN_CLAUSE, "act": "withdraw", "reason": "It was of somebody else."}
    got = screen.post("nurse", "/ruling", form, **{"HX-Request": "true"})
    assert f"{OPEN_CLAUSE} met → not documented" in words(got.text)


def test_a_group_is_ruled_on_as_one_and_stands_with_what_was_read_beneath_it(screen: Screen) -> None:
    group = "I.B.1.a"
    assert f'data-clause="{group}"' in screen.get("nurse", "").text
    got = screen.post("nurse", "/ruling", ruling(clause=group), **{"HX-Request": "true"})
    assert got.status_code == 200, words(got.text)
    said = words(got.text)
    assert "Ruled met by Nurse (nurse)" in said
    assert "read as not met" in said
    assert said.count(f"{group} the major criterion together") == 2  # as ruled, and as read
    form = {"clause": group, "act": "withdraw", "reason": "It was of somebody else."}
    back = screen.post("nurse", "/ruling", form, **{"HX-Request": "true"})
    assert "Ruled met" not in words(back.text)


def test_who_was_slower_keeps_what_was_typed_and_learns_what_was_done(screen: Screen) -> None:
    old = screen.revision
    screen.post("physician", "/ruling", ruling())
    got = screen.post("nurse", "/ruling", ruling(revision=old, reason="Mine"), **{"HX-Request": "true"})
    assert got.status_code == 409
    assert "Physician: rule" in words(got.text)
    assert ">Mine</textarea>" in got.text
    assert f'name="cite" value="{place(MARROW)}"' in got.text
    assert f'name="revision" value="{screen.revision}"' in got.text  # sent once more, it is kept
    again = screen.post("nurse", "/ruling", ruling(reason="Mine"), **{"HX-Request": "true"})
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"quote": "No mastocytosis at all."}, "The document does not say these words at this place"),
        ({"cite": "3:0-99999999", "quote": MARROW}, "The document does not say these words"),
        ({"cite": "77:0-4", "quote": "what"}, "There is no document 77"),
        ({"cite": "nonsense", "quote": "x"}, "This is no place in a document"),
        ({"cite": f"3:0-{'9' * 5000}", "quote": MARROW}, "This is no place in a document"),
        ({"places": f"3:{'9' * 5000}"}, "names no lines"),
        ({"places": "3:99"}, "Nothing stands at 3:99"),
        ({"places": "twelve"}, "'twelve' names no lines"),
        ({"reason": "  "}, "A ruling needs a reason"),
        ({"status": "perhaps"}, "No status was chosen"),
    ],
)
def test_what_cannot_be_is_said_and_the_form_kept(read_screen: Screen, change: dict[str, str], says: str) -> None:
    got = read_screen.post("nurse", "/ruling", ruling(**change), **{"HX-Request": "true"})
    assert got.status_code == 422
    assert says in words(got.text)
    assert 'id="ruling"' in got.text
    assert read_screen.view().rulings == ()


def test_lines_are_cited_by_their_numbers(screen: Screen) -> None:
    screen.post("nurse", "/ruling", ruling(cite=[], quote=[], places="3:12, 3:16-17"))
    (kept,) = screen.view().rulings
    lines = NOTE.split("\n")
    assert [c.quote for c in kept.citations] == [lines[11].strip(), "\n".join(lines[15:17]).strip()]


def test_what_the_program_found_is_cited_by_a_tick(screen: Screen) -> None:
    form = screen.get("nurse", f"/ruling?clause={OPEN_CLAUSE}").text
    first = re.search(r'name="found" value="([^"]+)"', form)
    assert first is not None
    screen.post("nurse", "/ruling", ruling(cite=[], quote=[], found=first[1]))
    (kept,) = screen.view().rulings
    assert [f"3:{c.start}-{c.end}" for c in kept.citations] == [first[1]]


@pytest.mark.parametrize("login", ["auditor", "intake"])
def test_only_reviewers_rule(read_screen: Screen, login: str) -> None:
    assert read_screen.post(login, "/ruling", ruling()).status_code == 403
    assert read_screen.get(login, f"/ruling?clause={OPEN_CLAUSE}").status_code == 403


def test_a_clause_that_is_none_is_not_found(read_screen: Screen) -> None:
    assert read_screen.get("nurse", "/ruling?clause=Z.9").status_code == 404


def test_offsets_are_code_points_also_beyond_the_basic_plane() -> None:
    text = "a \N{MATHEMATICAL SCRIPT SMALL B} wheal of 9 mm\r\nsecond"
    (found,) = cited_words(["1:4-9"], ["wheal"], lambda _: text)
    assert (found.quote, found.label) == ("wheal", "1:1")
    (line,) = cited_lines("1:1", lambda _: text)
    assert text[line.start : line.end] == "a \N{MATHEMATICAL SCRIPT SMALL B} wheal of 9 mm"
    with pytest.raises(SubmitError):
        list(cited_words(["1:5-10"], ["wheal"], lambda _: text))


def test_the_note_is_the_shipped_one() -> None:
    assert MARROW in NOTE
    assert Path(CASES / WORKED).is_dir()
