"""Downloads of three publishers are imported whole; what is broken is told with its line and stops nothing else."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.appeals import importing
from mednec.appeals.importing import Contradiction, import_files
from mednec.appeals.kept import open_appeals, writing
from mednec.appeals.publishers import PUBLISHERS, AppealsError, columns_of
from mednec.appeals.rows import appeal_from
from mednec.appeals.tables import look_through, rows_of
from mednec.model.appeal import Appeal, Ending
from tests.appeals.written import DMHC, OVER, UP, dmhc_row, record, saved, table

DFS_HEADER = (
    "Case Number,Year,Health Plan,Coverage Type,Diagnosis,Treatment,Denial Reason,Appeal Decision,Agent,Summary"
)
CDI_HEADER = "Case No.,Decision Date,Company Name,Diagnosis,Disputed Service,Outcome,IMR Type"


def numbers(folder: Path) -> list[str]:
    return [appeal.number for appeal in open_appeals(folder)]


def aside(folder: Path) -> list[tuple[int, str]]:
    with (folder / importing.ASIDE).open(encoding="utf-8", newline="") as file:
        return [(int(row["line"]), row["reason"]) for row in csv.DictReader(file)]


def test_every_column_of_a_row_is_kept_in_the_publishers_words(tmp_path: Path) -> None:
    file = saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1", UP, findings='He said "no".\nSecond line')]))
    (done,) = import_files([file], tmp_path / "kept")
    (appeal,) = open_appeals(tmp_path / "kept")
    assert (done.publisher, done.kept, done.repeated, done.aside, done.missing) == ("ca-dmhc", 1, 0, 0, ())
    assert appeal.key == "CA-DMHC-IMR MN15-1"
    assert (appeal.year, appeal.ending, appeal.issue) == (2015, Ending.UPHELD, "Medical Necessity")
    assert (appeal.diagnosis, appeal.treatment) == ("Immuno Disorders", "Pharmacy/Prescription Drugs")
    assert (appeal.age, appeal.sex, appeal.text) == ("41-50", "Female", 'He said "no".\nSecond line')


@pytest.mark.parametrize("heading", ["ReferenceID", "reference_id", " REFERENCE ID ", "\ufeffReference-Id"])
def test_headings_may_be_written_in_other_ways(tmp_path: Path, heading: str) -> None:
    file = saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1")], (heading, *DMHC[1:])))
    import_files([file], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = table([dmhc_row("MN15-1", findings="Sjögren € “sicca”")])
    import_files([saved(tmp_path, "imr.csv", text.encode(encoding))], tmp_path / "kept")
    (appeal,) = open_appeals(tmp_path / "kept")
    assert appeal.text == "Sjögren € “sicca”"


def test_a_table_of_dfs_and_one_of_cdi_are_told_apart(tmp_path: Path) -> None:
    dfs = table(
        [
            [
                "202301-1234",
                "2023",
                "Alder",
                "HMO",
                "Skin",
                "Drugs",
                "Medical necessity",
                "Overturned in Part",
                "IPRO",
                "x",
            ]
        ],
        DFS_HEADER.split(","),
    )
    cdi = table(
        [["77", "03/04/2019", "Birch Life", "Asthma", "Drugs", "Upheld", "Experimental"]],
        CDI_HEADER.split(","),
    )
    done = import_files([saved(tmp_path, "a.csv", dfs), saved(tmp_path, "b.csv", cdi)], tmp_path / "kept")
    found = {a.publisher: a for a in open_appeals(tmp_path / "kept")}
    assert [d.publisher for d in done] == ["ny-dfs", "ca-cdi"]
    assert done[0].missing == ("age", "sex")
    assert "text" in done[1].missing
    assert found["NY-DFS"].ending is Ending.PARTLY
    assert (found["NY-DFS"].payer, found["NY-DFS"].payer_type) == ("Alder", "HMO")
    assert (found["CA-CDI-IMR"].year, found["CA-CDI-IMR"].treatment) == (2019, "Drugs")


def test_text_records_one_after_another(tmp_path: Path) -> None:
    text = "\n" + record() + record("202302-100002", ending="Upheld") + record("202303-100003", ending="Withdrawn")
    (done,) = import_files([saved(tmp_path, "dfs.txt", text)], tmp_path / "kept")
    first, second = open_appeals(tmp_path / "kept")
    assert (done.kept, done.aside) == (2, 1)
    assert (first.payer, first.payer_type, first.issue) == ("Alder Health", "Self-Funded", "Medical necessity")
    assert first.text.startswith("Diagnosis: Blistering disease\nTreatment: Zelvomab")
    assert second.ending is Ending.UPHELD
    assert aside(tmp_path / "kept")[0][0] == 28  # a blank line, two records of 13 lines, then the third


def test_broken_rows_are_set_aside_with_their_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = [dmhc_row("MN15-1"), dmhc_row("MN15-2")[:-3], dmhc_row("", UP), dmhc_row("MN15-4", "Withdrawn")]
    rows += [dmhc_row("MN15-5", year="soon"), dmhc_row("MN15-6", findings="a\0b"), dmhc_row("MN15-7")]
    file = saved(tmp_path, "imr.csv", table(rows))
    (done,) = import_files([file], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1", "MN15-7"]
    assert done.aside == 5
    told = aside(tmp_path / "kept")
    assert [line for line, _ in told] == [3, 4, 5, 6, 7]
    assert told[0][1] == "8 cells where the header has 11"
    assert told[4][1] == "holds a NUL byte"


def test_a_quotation_mark_never_closed_spoils_its_own_row_only(tmp_path: Path) -> None:
    lines = table([dmhc_row(f"MN15-{n:02}") for n in range(1, 6)]).splitlines(keepends=True)
    lines[2] = lines[2].replace("Standard of care.", '"Standard of care.')
    (done,) = import_files([saved(tmp_path, "imr.csv", "".join(lines))], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-01", "MN15-03", "MN15-04", "MN15-05"]
    assert aside(tmp_path / "kept") == [(3, "a quotation mark is never closed")]
    assert done.aside == 1


def test_a_file_cut_off_in_a_row_keeps_what_stands_before(tmp_path: Path) -> None:
    text = table([dmhc_row("MN15-1"), dmhc_row("MN15-2", findings="one\ntwo\nthree")])
    import_files([saved(tmp_path, "imr.csv", text[: text.index("three")])], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1"]
    assert aside(tmp_path / "kept") == [(3, "the file ends within a quotation")]


def test_the_same_number_twice_is_kept_once_and_two_endings_are_told(tmp_path: Path) -> None:
    rows = [dmhc_row("MN15-1", OVER), dmhc_row("MN15-2", UP), dmhc_row("MN15-2", UP), dmhc_row("MN15-1", UP)]
    (done,) = import_files([saved(tmp_path, "imr.csv", table(rows))], tmp_path / "kept")
    assert (done.kept, done.repeated) == (2, 2)
    assert done.contradictions == (Contradiction(number="MN15-1", kept="overturned", other="upheld", line=5),)
    assert [a.ending for a in open_appeals(tmp_path / "kept")] == [Ending.OVERTURNED, Ending.UPHELD]


def test_two_files_of_one_name_tell_each_its_own_contradictions(tmp_path: Path) -> None:
    for folder, ending in (("a", OVER), ("b", UP)):
        (tmp_path / folder).mkdir()
        saved(tmp_path / folder, "imr.csv", table([dmhc_row("MN15-1", ending), dmhc_row(f"MN15-{folder}")]))
    done = import_files([tmp_path / "a" / "imr.csv", tmp_path / "b" / "imr.csv"], tmp_path / "kept")
    assert [len(each.contradictions) for each in done] == [0, 1]


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    file = saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1"), dmhc_row("MN15-2")]))
    import_files([file], tmp_path / "kept")
    (again,) = import_files([file], tmp_path / "kept")
    assert (again.already, again.kept, again.repeated) == (True, 2, 0)
    assert numbers(tmp_path / "kept") == ["MN15-1", "MN15-2"]


def test_an_import_broken_off_between_batches_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    rows = [dmhc_row(f"MN15-{n:02}") for n in range(10)] + [dmhc_row("MN15-00", UP)]
    file = saved(tmp_path, "imr.csv", table(rows))
    calls: list[int] = []

    def killed(_: str, read: int, __: int) -> None:
        calls.append(read)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files([file], tmp_path / "kept", tick=killed)
    assert len(numbers(tmp_path / "kept")) == 6
    (done,) = import_files([file], tmp_path / "kept")
    assert (done.before, done.kept, done.repeated) == (6, 10, 1)
    assert len(done.contradictions) == 1
    assert numbers(tmp_path / "kept") == [f"MN15-{n:02}" for n in range(10)]


def test_an_error_within_a_batch_keeps_nothing_of_that_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1", OVER), dmhc_row("MN15-1", UP)]))

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_compare", fails)
        with pytest.raises(KeyboardInterrupt):
            import_files([file], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == []
    import_files([file], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1"]


def test_what_a_killed_import_left_half_written_is_rolled_back(tmp_path: Path) -> None:
    import_files([saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1")]))], tmp_path / "kept")
    with writing(tmp_path / "kept") as db:
        db.execute("PRAGMA cache_size = 5")  # so small that the transaction reaches the disk
        db.execute("BEGIN IMMEDIATE")
        fields = "INSERT INTO appeal (publisher, number, ending, text) VALUES ('P', ?, 'upheld', ?)"
        db.executemany(fields, ((str(n), "x" * 2000) for n in range(200)))
        copytree(tmp_path / "kept", tmp_path / "killed")  # the disk as a killed process leaves it
        db.execute("ROLLBACK")
    assert (tmp_path / "killed" / "appeals.sqlite-journal").stat().st_size > 0
    assert numbers(tmp_path / "killed") == ["MN15-1"]


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    file = saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1")]))
    with writing(tmp_path / "kept"), pytest.raises(AppealsError, match="another import is writing"):
        import_files([file], tmp_path / "kept")
    import_files([file], tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1"]


def test_terms_lie_beside_the_decisions(tmp_path: Path) -> None:
    import_files([saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1")]))], tmp_path / "kept")
    terms = (tmp_path / "kept" / "TERMS.txt").read_text("utf-8")
    assert "California Department of Managed Health Care" in terms
    assert "New York" not in terms


BAD = {
    "empty": (b"", None, "is empty"),
    "blank": (b"\n \n", None, "is empty"),
    "no ending": (table([], (*DMHC[:6], *DMHC[7:])).encode(), None, "no column for ending"),
    "neither": (b"a,b\n1,2\n", None, "no column for number .* and ending"),
    "another publisher": (table([dmhc_row("MN15-1")]).encode(), "ny-dfs", "those of ca-dmhc, not of ny-dfs"),
    "unknown publisher": (table([dmhc_row("MN15-1")]).encode(), "tx", "unknown publisher 'tx'"),
    "whose": (b"ID,Decision\n1,Upheld\n", None, "do not say whose file"),
    "records of another": (record().encode(), "ca-dmhc", "text records as ny-dfs"),
    "parquet": (b"PAR1" + bytes(50), None, "not a table of text"),
    "workbook": (b"PK\x03\x04" + bytes(50), None, "save it as CSV"),
    "nul": (bytes(2000) + b"a", None, "NUL bytes"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_kept(tmp_path: Path, case: str) -> None:
    content, publisher, says = BAD[case]
    good = saved(tmp_path, "good.csv", table([dmhc_row("MN15-1")]))
    bad = saved(tmp_path, "bad.csv", content)
    with pytest.raises(AppealsError, match=says):
        import_files([good, bad], tmp_path / "kept", publisher=publisher)
    assert not (tmp_path / "kept").exists()


@settings(deadline=None)
@given(rows=st.binary(max_size=300), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_whatever_bytes_follow_it_a_row_is_read_and_each_other_is_a_decision_or_a_reason(
    rows: bytes, encoding: str
) -> None:
    with TemporaryDirectory() as place:
        more = rows if encoding == "utf-16" else rows.replace(b"\0", b"?")
        file = saved(Path(place), "imr.csv", table([dmhc_row("MN15-1")]).encode(encoding) + more)
        header, *read = rows_of(look_through(file))
    columns = columns_of(header.cells)
    told = [row.fault or appeal_from(row.cells, columns, len(header.cells), PUBLISHERS["ca-dmhc"]) for row in read]
    (first, *others) = told
    assert isinstance(first, Appeal)
    assert first.number == "MN15-1"
    assert all(isinstance(each, Appeal) or each for each in others)
    assert [row.line for row in read] == sorted({row.line for row in read})


def test_header_only_imports_nothing_and_says_so(tmp_path: Path) -> None:
    (done,) = import_files([saved(tmp_path, "imr.csv", table([]))], tmp_path / "kept")
    assert (done.kept, done.aside) == (0, 0)
    assert numbers(tmp_path / "kept") == []


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AppealsError, match="is a folder"):
        import_files([tmp_path], tmp_path / "kept")
    with pytest.raises(AppealsError, match="cannot be opened"):
        import_files([tmp_path / "none.csv"], tmp_path / "kept")


def test_opening_what_was_never_imported_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppealsError, match="holds no imported decisions"):
        open_appeals(tmp_path)
    saved(tmp_path, "appeals.sqlite", b"no database" * 100)
    with pytest.raises(AppealsError, match="cannot be read"):
        open_appeals(tmp_path)


def test_decisions_come_by_year_publisher_and_number(tmp_path: Path) -> None:
    rows = [dmhc_row("MN16-1", year="2016"), dmhc_row("MN15-2"), dmhc_row("MN15-1"), dmhc_row("EI00-1", year="")]
    files = [saved(tmp_path, "imr.csv", table(rows)), saved(tmp_path, "dfs.txt", record("201506-100001", "2015"))]
    import_files(files, tmp_path / "kept")
    assert numbers(tmp_path / "kept") == ["MN15-1", "MN15-2", "201506-100001", "MN16-1", "EI00-1"]
