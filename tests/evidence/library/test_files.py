"""Reading files of records: what each format says, and that nothing wrong with a file is passed over or raises."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mednec.evidence.library.files import source_of
from mednec.evidence.library.record import Ends, Imported, LibraryError, Placed, PutAside, Section
from tests.evidence.library.papers import NBIB, RIS, medline, put, spl


def records(path: Path) -> list[Imported]:
    """The records of a file with nothing wrong in it."""
    reads = list(source_of(path).read())
    assert all(isinstance(read, Placed) for read in reads), reads
    return [read.record for read in reads if isinstance(read, Placed)]


def faults(path: Path) -> list[tuple[int, str]]:
    """Line and fault of everything that is put aside or ends the file."""
    return [(read.line, read.what) for read in source_of(path).read() if isinstance(read, PutAside | Ends)]


def test_pubmed_tagged_text(tmp_path: Path) -> None:
    first, second = records(put(tmp_path, "a.nbib", NBIB))
    assert first.title == "Zorbimab in adults with greyscale: a randomised trial of two doses."
    assert first.sections[0].text.endswith("9 of 30 given placebo.")
    assert (first.pmid, first.doi, first.year, first.version) == ("90000001", "10.9999/grey.1", 2024, "20250102")
    assert first.types == ("Journal Article", "Randomized Controlled Trial")
    assert first.subjects == ("Greyscale/drug therapy", "Humans")
    assert first.authors == ("Tarth, Brienne", "Payne, Podrick")
    assert (second.key, second.sections, second.source) == ("pmid:90000002", (), "Notes of the Citadel")


def test_ris(tmp_path: Path) -> None:
    first, second = records(put(tmp_path, "a.ris", RIS))
    assert (first.key, first.year, first.source) == ("doi:10.9999/heart.7", 2023, "Harbour medicine")
    assert first.sections[0].text.endswith("arrhythmia. The second line of the abstract tells of chest pain.")
    assert second.key.startswith("text:")
    assert second.types == ("report",)


@pytest.mark.parametrize(
    "line", ["AN  - 123\nDB  - PubMed", "UR  - https://pubmed.ncbi.nlm.nih.gov/123/", "N1  - PMID: 123"]
)
def test_ris_knows_its_pubmed_number(tmp_path: Path, line: str) -> None:
    (record,) = records(put(tmp_path, "a.ris", f"TY  - JOUR\nTI  - A\n{line}\nER  -\n"))
    assert record.key == "pmid:123"


BETWEEN = """

Link to the text of this citation: somewhere

C1  - Database: The Citadel <1980 to 2024>

Search Strategy:
--------------
1     greyscale (12)

Record #2 of 784
Provider: The Citadel
Content: text/plain; charset="UTF-8"
2.
"""


def test_ris_with_what_catalogues_write_between_records(tmp_path: Path) -> None:
    text = f"Record #1 of 2\n1.\n{RIS}".replace("ER  -\n", f"ER  -{BETWEEN}").replace("TY  - ", "TY  -  ")
    assert records(put(tmp_path, "a.ris", text)) == records(put(tmp_path, "b.ris", RIS))


def test_pubmed_xml(tmp_path: Path) -> None:
    first, _ = records(put(tmp_path, "a.xml", medline(1, 2)))
    assert first.title == "Dragonglass for greyscale, report 1"
    assert [part.name for part in first.sections] == ["methods", "results"]
    assert (first.key, first.doi, first.year, first.version) == ("pmid:1", "10.9999/wall.1", 2021, "20250103")
    assert first.authors == ("Tarly, Sam", "Night group")
    assert first.subjects == ("Greyscale/therapy",)
    assert first.withdrawn


def test_label(tmp_path: Path) -> None:
    (label,) = records(put(tmp_path, "a.xml", spl()))
    assert (label.key, label.version, label.effective) == (
        "set:aaaaaaaa-0000-0000-0000-000000000001",
        "3",
        "2026-03-01",
    )
    assert (label.products, label.source) == (("Zorbivex", "ZORBIMAB"), "Casterly Works")
    boxed, pregnancy, interactions = label.sections
    assert boxed.text.startswith("WARNING: ANAPHYLAXIS\n\nAnaphylaxis has been reported")
    text = "There are no studies in pregnant women.\n\nRisk Summary\n\nFirst item.\nSecond item."
    assert pregnancy == Section(name="pregnancy", code="42228-7", text=text)
    assert interactions.text == "Dragonglass | do not give together"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Platelets 50 x 10<sup>9</sup>/L", "Platelets 50 x 10^9/L"),
        ("10<sup>-3</sup> and CO<sub>2</sub>, 5 m<sup>2</sup>, the 1<sup>st</sup>", "10^-3 and CO2, 5 m^2, the 1^st"),
        ("dose = <content styleCode='underline'>20 x 5</content><br/>100", "dose = 20 x 5\n100"),
        ("<table><tr><td>12<sup>a</sup></td><td><paragraph>3</paragraph><paragraph>4</paragraph></td></tr>"
         "<tr><td/><td>5<br/>6</td></tr></table>", "12^a | 3 4\n| 5; 6"),
        ("12.3<footnote>95 %</footnote> in all", "12.3 (95 %) in all"),
        ("before<renderMultiMedia referencedObject='x'/>after", "before [figure] after"),
    ],
)  # fmt: skip
def test_no_number_of_a_label_reads_as_another(tmp_path: Path, content: str, expected: str) -> None:
    text = spl().replace("There are no studies in pregnant women.", content)
    (label,) = records(put(tmp_path, "a.xml", text))
    assert label.sections[1].text.split("\n\nRisk Summary")[0] == expected


def test_no_number_of_a_paper_reads_as_another(tmp_path: Path) -> None:
    says = "4 x 10<sup>9</sup>/L; <math><msup><mi>x</mi><mn>2</mn></msup></math> of <i>all</i>"
    (paper,) = records(put(tmp_path, "a.xml", medline(1, says=says)))
    assert paper.sections[1].text == "It did not help; 4 x 10^9/L; [formula] of all."


def test_what_was_published_about_a_paper_since(tmp_path: Path) -> None:
    (tagged,) = records(put(tmp_path, "a.nbib", "PMID- 1\nTI  - A\nRIN - Wall J. 2025;1:2\nEIN - Wall J. 2024\n"))
    assert tagged.notices == ("retraction in Wall J. 2025;1:2", "erratum in Wall J. 2024")
    assert tagged.withdrawn
    text = (
        medline(1)
        .replace("Retracted Publication", "Letter")
        .replace(
            "<MeshHeadingList>",
            '<CommentsCorrectionsList><CommentsCorrections RefType="ExpressionOfConcernIn"><RefSource>Wall J. 2025'
            "</RefSource></CommentsCorrections></CommentsCorrectionsList><MeshHeadingList>",
        )
    )
    (paper,) = records(put(tmp_path, "a.xml", text))
    assert (paper.notices, paper.withdrawn) == (("expression of concern in Wall J. 2025",), False)


def test_packed_files_and_byte_order_marks(tmp_path: Path) -> None:
    plain = records(put(tmp_path, "a.xml", medline(1)))
    assert records(put(tmp_path, "a.xml.gz", gzip.compress(medline(1).encode()))) == plain
    assert records(put(tmp_path, "b.xml", medline(1).encode("utf-16"))) == plain
    assert records(put(tmp_path, "c.ris", b"\xef\xbb\xbf" + RIS.encode())) == records(put(tmp_path, "d.ris", RIS))
    assert records(put(tmp_path, "e.ris", RIS.replace("\n", "\r\n"))) == records(put(tmp_path, "d.ris", RIS))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>\n<PubmedArticleSet><PubmedArticle>&i;</PubmedArticle></PubmedArticleSet>"
)
OUTSIDE = '<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<document>&x;</document>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "an empty file"),
        (b" \n\r\n ", "an empty file"),
        (b"\x00\x01\x02\x7fELF" * 50, "not a file of records"),
        (b"PMID- 1\nTI  - \x00\n", "not a file of records"),
        (b"A letter to whom it may concern.", "not a file of records"),
        ("TY  - JOUR\nER  -".encode("utf-16"), "text in UTF-16"),
        (b"PK\x03\x04" + b"\x00" * 30, "a zip of files; unpack it"),
        (b"\x1f\x8bnot packed at all", "cannot be read"),
    ],
)
def test_files_that_are_nothing(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(LibraryError, match=what):
        source_of(put(tmp_path, "a.txt", content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no such file or directory; check the file"):
        source_of(tmp_path / "nowhere.ris")
    with pytest.raises(LibraryError, match="is a directory"):
        source_of(tmp_path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LAUGHS, [(1, "declares entities or asks for other files, which is never followed")]),
        (OUTSIDE, [(1, "declares entities or asks for other files, which is never followed")]),
        ("<html><body/></html>", [(1, "XML of a kind that is not read here: <html>")]),
        ("<document><setId/></document>", [(1, "no set id")]),
        ("<PubmedArticleSet>\n<PubmedArticle/></PubmedArticleSet>", [(2, "no article in the record")]),
        ("<PubmedArticleSet>\n<PubmedBookArticle/></PubmedArticleSet>",
         [(2, "a chapter of a book, which is not read here")]),
        ("<PubmedArticleSet>\n\n<Pub<", [(3, "broken XML: not well-formed (invalid token)")]),
        (f"<document>{'<a>' * 200}", [(1, "the XML breaks off within <document>")]),
        (f"<document>{'<a>' * 200}{'</a>' * 200}</document>", [(1, "tags within tags, more than 100 deep")]),
        ('<?xml version="1.0" encoding="UTF-8"?>\n<document>\xe9</document>'.encode("latin-1"),
         [(2, "broken XML within <document>: not well-formed (invalid token)")]),
        ('<?xml version="1.0" encoding="klingon"?>\n<document/>', [(1, "broken XML: unknown encoding: klingon")]),
        ("TY  - JOUR\nTI  - A\n", [(1, "no ER before the file ends")]),
        ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  -\n", [(1, "no ER before the next record in line 3")]),
        ("TI  - A\nER  -\nTY  - JOUR\nTI  - B\nER  -\n", [(1, "no TY where the record begins")]),
        ("TY  - JOUR\nTI  - A\nER  -\n\nAU  - B\nTY  - JOUR\nTI  - B\nER  -\n", [(5, "no TY where the record begins")]),
        (b"\xff\xfa\nTY  - JOUR\nTI  - B\nER  -\n", [(1, "not UTF-8 at byte 1 of the line")]),
        ("TY  - JOUR\nER  -\n", [(1, "no title")]),
        (b"TY  - JOUR\nTI  - Na\xefve\nER  -\n", [(2, "not UTF-8 at byte 9 of the line")]),
        ("PMID- 1\nTI  - A\nwhat is this\n\nPMID- 2\nTI  - B\n",
         [(3, "neither a tag nor the rest of a line: 'what is this'")]),
        ("PMID- one\nTI  - A\n", [(1, "'one' is no PubMed number")]),
        ("PMID- 1\nAB  - only an abstract\n", [(1, "no title")]),
        ("PMID- 1\nTI  - a\x07b\n", [(2, "characters that are no text")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, content: str | bytes, expected: list[tuple[int, str]]
) -> None:
    assert faults(put(tmp_path, "a", content)) == expected


def test_a_broken_record_costs_only_itself(tmp_path: Path) -> None:
    reads = list(source_of(put(tmp_path, "a.nbib", "PMID- 1\nTI  - A\n\nPMID- 2\n???\n\nPMID- 3\nTI  - C\n")).read())
    assert [type(read) for read in reads] == [Placed, PutAside, Placed]


def test_a_file_that_breaks_off_gives_what_was_whole(tmp_path: Path) -> None:
    text = medline(1, 2, 3)
    *whole, last = source_of(put(tmp_path, "a.xml", text[: text.rindex("<Abstract>")])).read()
    assert [read.record.pmid for read in whole if isinstance(read, Placed)] == ["1", "2"]
    assert isinstance(last, Ends)
    assert last.what == "the XML breaks off within <PubmedArticle>"
    packed = gzip.compress(medline(*range(1, 400)).encode())[:-20]
    *whole, last = source_of(put(tmp_path, "b.gz", packed)).read()
    assert len(whole) > 100
    assert isinstance(last, Ends)


def test_a_line_without_end_and_a_record_beyond_measure(tmp_path: Path) -> None:
    endless = "PMID- 1\nTI  - " + "x" * 2_500_000 + "\nPT  - Letter\n\nPMID- 2\nTI  - B\n"
    assert faults(put(tmp_path, "a", endless)) == [(2, "a line without end")]
    many = "PMID- 1\nTI  - A\n" + ("AB  - " + "word " * 100_000 + "\n") * 9
    assert faults(put(tmp_path, "b", many)) == [(1, "more than 4,000,000 characters in one record")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    base=st.sampled_from([NBIB, RIS, medline(1, 2), spl()]),
    cuts=st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), min_size=1, max_size=4),
)
def test_no_damage_raises(tmp_path: Path, base: str, cuts: list[tuple[int, bytes]]) -> None:
    content = bytearray(base.encode())
    for at, piece in cuts:
        content[at : at + len(piece)] = piece
    try:
        source = source_of(put(tmp_path, "damaged", bytes(content)))
    except LibraryError:
        return
    assert all(isinstance(read, Placed | PutAside | Ends) for read in source.read())
