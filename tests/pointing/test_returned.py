"""Claims of a quote that was sent with other dates and names, in the words of the chart."""

from __future__ import annotations

from mednec.deidentified.edits import Edit, edited
from mednec.language_model.deidentify import Rewritten
from mednec.model.document import SourceDocument
from mednec.model.proposal import Claim, Proposal, Task
from mednec.pointing.returned import brought_back
from mednec.pointing.sent import AsItStands

NOTE = SourceDocument(name="note.txt", text="Ms. Orr took dustex 20 mg from 01/06/2025 to 02/24/2025. Titer 8 U/L.")


def sent() -> Rewritten:
    new = {"Orr": "Norley", "01/06/2025": "3/9/2027", "02/24/2025": "04/27/2027"}
    edits = [
        Edit(start=NOTE.text.index(old), end=NOTE.text.index(old) + len(old), new=put, kind="x")
        for old, put in new.items()
    ]
    return Rewritten(done=edited(NOTE.text, edits))


def claimed(quote: str, *words: str) -> tuple[str, ...]:
    claim = Claim(about="dustex", says="taken", named="dustex", words=words)
    made = Proposal(task=Task.FACTS, subject=NOTE.name, document=NOTE.name, quote=quote, claims=(claim,))
    back = brought_back(made, NOTE, sent())
    assert (back.quote, back.claims[0].named) == (quote, "dustex")
    return back.claims[0].words


def test_dates_are_those_of_the_chart() -> None:
    quote = "took dustex 20 mg from 3/9/2027 to 04/27/2027"
    assert claimed(quote, "20 mg", "3/9/2027", "04/27/2027") == ("20 mg", "01/06/2025", "02/24/2025")
    assert claimed(quote, "from 3/9/2027 to 04/27/2027") == ("from 01/06/2025 to 02/24/2025",)


def test_a_piece_that_does_not_stand_in_the_quote_stays_as_it_was_claimed() -> None:
    quote = "took dustex 20 mg from 3/9/2027"
    assert claimed(quote, "04/27/2027", "30 mg", "8 U/L") == ("04/27/2027", "30 mg", "8 U/L")
    assert claimed("words that stand nowhere", "3/9/2027") == ("3/9/2027",)


def test_a_document_sent_as_it_stands_changes_nothing() -> None:
    made = Proposal(task=Task.FACTS, subject=NOTE.name, document=NOTE.name, quote="Titer 8 U/L")
    assert brought_back(made, NOTE, AsItStands(text=NOTE.text)) is made
