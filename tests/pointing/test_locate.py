"""Where a proposed quote stands: the declared differences and no other; whole words and whole numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.model.document import SourceDocument
from mednec.pointing.locate import located, spans_of, stands_in
from mednec.pointing.sent import AsItStands


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("failed methotrexate", "She failed methotrexate.", ["failed methotrexate"]),
        # blanks, line ends, tabs
        ("failed methotrexate", "She failed\n   methotrexate.", ["failed\n   methotrexate"]),
        ("IgG 482 mg/dL", "IgG \t 482\u00a0mg/dL", ["IgG \t 482\u00a0mg/dL"]),
        # hyphens, also at the end of a line
        ("anti-TNF", "on anti\u2011TNF since May", ["anti\u2011TNF"]),
        ("methotrexate", "took metho-\n  trexate", ["metho-\n  trexate"]),
        ("2-3", "2\u20133 a month", ["2\u20133"]),
        # ligatures and quotation marks
        ("insufficient", "insu\ufb03cient", ["insu\ufb03cient"]),
        ("doctor's", "the doctor\u2019s note", ["doctor\u2019s"]),
        ('"never again"', 'she said "never again"', ["never again"]),
        # every place
        ("no rash", "no rash. Later: no rash", ["no rash", "no rash"]),
    ],
)
def test_what_is_taken_for_the_same(quote: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in spans_of(quote, text)] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("failed Methotrexate", "She failed methotrexate."),  # capitals
        ("5 mg", "15 mg, 0.5 mg"),  # a number cut
        ("1,2", "1,200 units"),
        ("10 mg", "10.5 mg"),
        ("methotrexate", "methotrexates"),  # a word cut
        ("no edema", "edema: no"),  # another order
        ("IgG 48 mg/dL", "IgG 482 mg/dL"),
        ("10 9", "10\u2079"),  # what stands high is no figure
        ("", "anything"),
        ("  \n ", "any  \n thing"),
        ("failed methotrexate and azathioprine", "failed methotrexate"),
    ],
)
def test_what_is_not(quote: str, text: str) -> None:
    assert spans_of(quote, text) == ()


def test_the_quote_is_cut_from_the_document() -> None:
    document = SourceDocument(name="note.txt", text="Plan:\n  stop   metho-\ntrexate today")
    (at,) = located("stop methotrexate", document, AsItStands(text=document.text))
    assert at.quote == "stop   metho-\ntrexate"
    assert document.text[at.start : at.end] == at.quote


def test_pieces_of_a_claim_stand_in_the_quote() -> None:
    assert stands_in("13,800 ng/mL", "Adalimumab, serum    13,800   ng/mL")
    assert not stands_in("13.8 mcg/mL", "Adalimumab, serum    13,800   ng/mL")
    assert not stands_in("800", "13,800 ng/mL")


@given(text=st.text(alphabet="ab1. ,-\n\t\u00ad\ufb01\u2019", max_size=60), data=st.data())
def test_a_piece_of_whole_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for first, last in spans_of(text[start:end], text):
        assert 0 <= first < last <= len(text)
        assert spans_of(text[first:last], text)  # what was cut is itself to be found
