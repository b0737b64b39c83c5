"""The same letter in three formats: words of the case stay words, whatever they look like."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pypdf
import pypdfium2
import pytest

from mednec.errors import MednecError
from mednec.render.letters import render_letter
from mednec.render.letters.layout import (
    Item,
    Items,
    Kind,
    Letter,
    Note,
    Paragraph,
    Passage,
    Section,
    Voice,
    passages_of,
)
from tests.render.letters.a_letter import EVERY, made

KINDS = ("gap", "peer", "appeal")
BREAKS = str.maketrans("", "", "\u200b\u00ad")


class Tags(HTMLParser):
    """Tags and attributes of a page, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page_of(letter: Letter) -> Tags:
    parser = Tags()
    parser.feed(render_letter(letter, "html").decode())
    return parser


def pdf_text(letter: Letter) -> str:
    """The words of a PDF with all blanks and marks for breaking taken out."""
    pages = pypdfium2.PdfDocument(render_letter(letter, "pdf"))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    """Without blanks, and without hyphens: where a line ends with one, readers of PDF tell it in their own ways."""
    return re.sub(r"[\s\u2028\ufffe\ufffd\x02-]+", "", text.translate(BREAKS))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_in_html_are_words(kind: str) -> None:
    letter = made("hostile", kind).letter
    page = page_of(letter)
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "src"]
    assert all((attributes.get("href") or "#").startswith("#n-") for tag, attributes in page.tags if tag == "a")
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert "{{ 7 * 7 }}" in "".join(page.words)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_in_markdown_are_words(kind: str) -> None:
    text = render_letter(made("hostile", kind).letter, "md").decode()
    assert not re.search(r"(?<!\\)<script", text)
    assert not re.search(r"(?<!\\)`", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    assert not re.search(r"^\s*#import", text, re.M)
    assert r"\$ x^2 \$ \*bold\* \_under\_" in text


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_in_pdf_are_words(kind: str) -> None:
    text = pdf_text(made("hostile", kind).letter)
    for words in (
        '#import"x"#setpage(width:1pt)$x^2$*bold*_under_`code`',
        "<script>alert(1)</script>",
        "//comment/*c*/",
    ):
        assert words in text
    sizes = {page.get_size() for page in pypdfium2.PdfDocument(render_letter(made("hostile", kind).letter, "pdf"))}
    assert sizes == {(612.0, 792.0)}


@pytest.mark.parametrize("kind", KINDS)
def test_names_with_umlauts(kind: str) -> None:
    letter = made("hostile", kind).letter
    name = "Zoë Müller-Größe"
    assert name in render_letter(letter, "md").decode()
    assert name in "".join(page_of(letter).words)
    assert squeezed(name) in pdf_text(letter)


@pytest.mark.parametrize(("case", "kind"), [each for each in EVERY if each[0] != "endless"])
def test_every_format_says_every_passage(case: str, kind: str) -> None:
    letter = made(case, kind).letter
    html, pdf = squeezed("".join(page_of(letter).words)), pdf_text(letter)
    for passage in passages_of(letter):
        assert squeezed(passage.says) in html
        assert squeezed(passage.says)[:24] in pdf
    for note in letter.notes:
        assert squeezed(note.where) in html
        assert note.label in pdf


@pytest.mark.parametrize(("case", "kind"), EVERY)
def test_html_loads_nothing_and_its_marks_lead_to_notes(case: str, kind: str) -> None:
    page = page_of(made(case, kind).letter)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in page.tags if tag == "a"} <= {f"#{name}" for name in ids}


@pytest.mark.parametrize("kind", KINDS)
def test_pdf_says_what_it_is_and_carries_no_day_of_its_making(kind: str) -> None:
    letter = made("OMA-DEV-001", kind).letter
    content = render_letter(letter, "pdf")
    read = pypdf.PdfReader(BytesIO(content))
    assert read.metadata is not None
    assert read.metadata.title == letter.title
    assert read.metadata.creation_date is None
    root = read.root_object
    assert str(root["/Lang"]) == "en"
    assert "/MarkInfo" in root
    assert "/StructTreeRoot" in root
    assert read.xmp_metadata is not None
    assert "<pdfuaid:part>1</pdfuaid:part>" in read.xmp_metadata.stream.get_data().decode()


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Иванова", "Иванова"),
        ("Ελένη", "Ελένη"),
        ("王小明", "<U+738B><U+5C0F><U+660E>"),
        ("Ann \N{GRINNING FACE}", "Ann<U+1F600>"),
        ("Ann \ud7ff", "Ann<U+D7FF>"),
        ("Ann \u0e01\u0e02", "Ann<U+0E01><U+0E02>"),
    ],
)
def test_a_sign_that_no_font_has_is_printed_as_its_number(name: str, printed: str) -> None:
    letter = replace(made("bare", "peer").letter, sender=(("From", name),))
    assert printed in pdf_text(letter)
    assert name in "".join(page_of(letter).words)
    assert render_letter(letter, "pdf") == render_letter(letter, "pdf")


def test_fonts_are_inside() -> None:
    """Every font of the file comes with its program, so that a page looks the same wherever it is opened."""
    content = render_letter(made("RIT-DEV-01", "appeal").letter, "pdf")
    read = pypdf.PdfReader(BytesIO(content))
    numbers = (*read.xref[0], *read.xref_objStm)
    objects = [
        each for number in numbers if isinstance(each := read.get_object(number), pypdf.generic.DictionaryObject)
    ]
    described = [each for each in objects if each.get("/Type") == "/FontDescriptor"]
    assert described
    assert all("/FontFile2" in each or "/FontFile3" in each for each in described)


def test_pdf_without_its_library_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = builtins.__import__

    def without(
        name: str,
        above: Mapping[str, object] | None = None,
        inside: Mapping[str, object] | None = None,
        wanted: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name == "typst":
            raise ImportError(name)
        return opened(name, above, inside, wanted, level)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MednecError, match=r"PDF needs one more library; pip install 'mednec\[letters\]'"):
        render_letter(made("RIT-DEV-01", "peer").letter, "pdf")


def test_an_empty_letter_is_set_in_every_format() -> None:
    letter = Letter(
        name="x",
        title="Title",
        dated="",
        sender=(),
        recipient=(),
        about=(),
        opening=(),
        sections=(),
        closing=(),
        signature=(),
    )
    for form in ("md", "html", "pdf"):
        assert render_letter(letter, form)


def test_kinds_of_marks_stand_in_brackets_of_their_own() -> None:
    notes = (
        Note(kind=Kind.CHART, number=1, source="note.txt", where="line 1", dated="2031-02-03", words="worse"),
        Note(kind=Kind.POLICY, number=1, source="P 7", where="§ I.A"),
        Note(kind=Kind.REFERENCE, number=1, source="GLINT 2029", where="J Glint"),
    )
    passage = Passage(says="She is worse.", voice=Voice.FACT, notes=notes)
    letter = Letter(
        name="x",
        title="Title",
        dated="2031-02-05",
        sender=(("From", ""),),
        recipient=(),
        about=(),
        opening=(Paragraph(passages=(passage,)),),
        sections=(Section(heading="Points", blocks=(Items(items=(Item(passages=(passage,), mark="1", box=True),)),)),),
        closing=(),
        signature=("Signature",),
        notes=notes,
    )
    text = render_letter(letter, "md").decode()
    assert "She is worse. [C1] [P1] [L1]" in text
    assert "- [ ] **1** She is worse. [C1] [P1] [L1]" in text
    assert "- **C1** note.txt, dated 2031-02-03, line 1: “worse”" in text
    assert r"**From:** \_\_\_" in text
    assert "Sheisworse.[C1][P1][L1]" in pdf_text(letter)
