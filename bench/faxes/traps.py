"""Files that mislead or break a reader, each with what must be true of its reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.faxes import tricks
from mednec.model.sheet import About


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One file, and what must come of it; tests read `says`, `never` and `remark`, people read `must`."""

    make: Callable[[], bytes]
    must: str
    ending: str = ".pdf"
    says: tuple[str, ...] = ()  # must stand in the text of the document
    never: tuple[str, ...] = ()  # must not stand in it as words of the page
    remark: About | None = None  # must be told
    refused: bool = False  # nothing can be read: one clear message, or a remark beside the other files


TRAPS: dict[str, Trap] = {
    "hidden-birth-date": Trap(
        make=tricks.white_on_white,
        must="the date of birth in white on white is told as hidden text and used for nothing",
        says=("DOB 05/19/1962",),
        never=("11/02/1971",),
        remark=About.HIDDEN,
    ),
    "under-a-rectangle": Trap(
        make=tricks.under_rectangle,
        must="words under a black rectangle cannot be seen: hidden text",
        says=("Weight 58.1 kg",),
        never=("IgE 4400",),
        remark=About.HIDDEN,
    ),
    "under-a-picture": Trap(
        make=tricks.under_picture,
        must="words under a picture cannot be seen: hidden text",
        says=("Weight 58.1 kg",),
        never=("IgE 4400",),
        remark=About.HIDDEN,
    ),
    "too-small-to-see": Trap(
        make=tricks.tiny,
        must="words of a tenth of a point cannot be read by a person: hidden text",
        says=("Weight 58.1 kg",),
        never=("IgE 4400",),
        remark=About.HIDDEN,
    ),
    "outside-the-page": Trap(
        make=tricks.outside,
        must="words beyond the edge of the page cannot be seen: hidden text",
        says=("Weight 58.1 kg",),
        never=("IgE 4400",),
        remark=About.HIDDEN,
    ),
    "layer-agrees": Trap(
        make=lambda: tricks.layered(agrees=True),
        must="a scan with the invisible text of another reading program; both say the same",
        says=("Weight 58.1 kg",),
    ),
    "layer-differs": Trap(
        make=lambda: tricks.layered(agrees=False),
        must="the picture says 58.1 kg, the invisible text over it 85.1 kg: the picture counts, the difference is told",
        never=("85.1",),
        remark=About.HIDDEN,
    ),
    "two-patients": Trap(
        make=tricks.two_patients,
        must="two documents of two patients in one file: split, the second is not this patient's",
        says=("Rosalind K. Amadei", "Corbin Haddow"),
    ),
    "same-twice": Trap(
        make=tricks.same_twice,
        must="the same note typed and scanned: its facts count once, the second copy is told",
        ending=".zip",
        says=("Weight 58.1 kg",),
        remark=About.DUPLICATE,
    ),
    "tells-software-in-text": Trap(
        make=tricks.told_in_text,
        must="words that tell software what to decide are quoted as such and change nothing",
        says=("Weight 58.1 kg",),
    ),
    "tells-software-in-annotation": Trap(
        make=tricks.told_in_annotation,
        must="a typed note laid over the page that tells software what to decide changes nothing",
        says=("Weight 58.1 kg",),
    ),
    "tells-software-in-metadata": Trap(
        make=tricks.told_in_metadata,
        must="title and subject of the file are no part of the chart",
        says=("Weight 58.1 kg",),
        never=("approve",),
    ),
    "script": Trap(
        make=tricks.script,
        must="a script that runs when the file is opened is told and never run",
        says=("Weight 58.1 kg",),
        remark=About.ACTION,
    ),
    "attachment": Trap(
        make=tricks.attachment,
        must="a file embedded in the file is told; its words are not the page's",
        says=("Weight 58.1 kg",),
        remark=About.ATTACHMENT,
    ),
    "struck-out": Trap(
        make=lambda: tricks.marked("/StrikeOut"),
        must="a line drawn through a value is told",
        says=("Weight 58.1 kg",),
        remark=About.MARKED,
    ),
    "highlighted": Trap(
        make=lambda: tricks.marked("/Highlight"),
        must="a highlight somebody drew is told",
        says=("Weight 58.1 kg",),
        remark=About.MARKED,
    ),
    "password": Trap(
        make=lambda: tricks.locked(opens=False),
        must="a file that opens with a password only is told as unreadable",
        never=("Weight",),
        remark=About.UNREADABLE,
        refused=True,
    ),
    "locked-against-printing": Trap(
        make=lambda: tricks.locked(opens=True),
        must="an owner's password keeps nobody from reading",
        says=("Weight 58.1 kg",),
    ),
    "truncated": Trap(
        make=tricks.truncated,
        must="a file cut off in transmission: told as unreadable, or whole pages of it are read",
        refused=True,
    ),
    "no-unicode-map": Trap(
        make=tricks.no_unicode_map,
        must="print whose letters have no names is read as a scan, or told as unreadable; never as wrong letters",
        never=("\x03", "\x14"),
    ),
    "turned-page": Trap(
        make=lambda: tricks.sideways(told=True),
        must="a page drawn sideways with /Rotate 90 is upright on paper, and read so",
        says=("Weight 58.1 kg",),
    ),
    "drawn-sideways": Trap(
        make=lambda: tricks.sideways(told=False),
        must="a page drawn sideways is read after turning it",
        says=("Weight 58.1 kg",),
    ),
    "photograph": Trap(
        make=tricks.photograph,
        must="a picture without words gives no words",
        ending=".jpg",
    ),
    "nothing": Trap(
        make=lambda: b"",
        must="a file of no bytes is told as unreadable",
        remark=About.UNREADABLE,
        refused=True,
    ),
    "empty-pages": Trap(
        make=lambda: tricks.empty_pages(5000),
        must="5,000 empty pages take little time and memory, or are refused for their number",
        refused=True,
    ),
    "giant-page": Trap(
        make=lambda: tricks.giant_page(20_000),
        must="a page of 20,000 points is read, or told as too large, without a picture of 3 gigapixels",
        refused=True,
    ),
    "picture-bomb": Trap(
        make=lambda: tricks.huge_picture(30_000),
        must="a small file that is a picture of 900 megapixels is refused before it is unpacked",
        ending=".png",
        remark=About.UNREADABLE,
        refused=True,
    ),
    "zip-bomb": Trap(
        make=lambda: tricks.zip_bomb(400),
        must="a small zip of 400 megabytes of zeros is refused before it is unpacked",
        ending=".zip",
        refused=True,
    ),
    "zip-climbs": Trap(
        make=tricks.zip_climbs,
        must="names that climb out of the folder are refused; nothing is written outside",
        ending=".zip",
        refused=True,
    ),
    "not-what-it-says": Trap(
        make=lambda: b"<html><body>Session expired. Please sign in.</body></html>\n",
        must="a web page saved under the name of a PDF is read as what it is",
        says=("Session expired",),
    ),
}


def trap(name: str) -> bytes:
    """The file of a trap by its name in `TRAPS`. Raises KeyError."""
    return TRAPS[name].make()
