"""A case as the packets a payer receives: typed, scanned, bundled, with a form in place of request.yaml."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.faxes.pages import (
    HOWS,
    LAYOUTS,
    LOOKS,
    NOISES,
    form_pdf,
    form_text,
    pictures_pdf,
    scanned_pages,
    tiff,
    typed_pdf,
)
from mednec.intake.request import FILE, read_request
from mednec.model.request import PriorAuthRequest

CASES = Path(__file__).parents[2] / "cases"
TYPED = tuple(f"typed-{look}" for look in LOOKS)
BUNDLES = ("bundle",)
SCANS = (*(f"scan-{noise}" for noise in NOISES), "scan-turned", "scan-tiff", "scan-jpeg", "scan-png")
FORMS = tuple(f"form-{layout}-{how}" for layout in LAYOUTS for how in HOWS)
KINDS = (*TYPED, *BUNDLES, *SCANS, *FORMS)
FORM = "01_request_form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A case folder with its texts by file name without ending."""

    folder: Path
    request: PriorAuthRequest
    texts: dict[str, str]

    @property
    def heading(self) -> str:
        """The running header of its pages."""
        patient = self.request.patient
        return f"Patient: {patient.name}   DOB {patient.birth_date:%m/%d/%Y}   ID {patient.id}"

    @property
    def chart(self) -> dict[str, str]:
        """The texts without the request form; one that holds a letter too stays."""
        return {name: text for name, text in self.texts.items() if not _is_form(name)}


def _is_form(name: str) -> bool:
    return ("form" in name or "request" in name) and "letter" not in name


def source(folder: Path) -> Source:
    """Read a case folder."""
    paths = sorted((folder / "documents").glob("*.txt"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    return Source(folder=folder, request=read_request(folder / FILE), texts=texts)


def sources(root: Path) -> list[Source]:
    """Every case below a folder, by name."""
    return [source(path.parent) for path in sorted(root.rglob(FILE))]


def has_request(kind: str) -> bool:
    """Whether the packet holds request.yaml; else the form stands for it."""
    return not kind.startswith("form-")


def is_scanned(kind: str) -> bool:
    """Whether words of the packet can only be read from pictures."""
    return kind.startswith("scan-") or kind.endswith("-image")


def files(case: Source, kind: str, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """The files of a packet by name."""
    if has_request(kind):
        yield FILE, (case.folder / FILE).read_bytes()
    what, _, how = kind.partition("-")
    if what == "form":
        layout, _, answered = how.partition("-")
        yield f"{FORM}.pdf", form_pdf(case.request, answered, layout, seed)
        for name, text in case.chart.items():
            yield f"{name}.pdf", typed_pdf([text], "headed", case.heading)
    elif what == "bundle":
        yield "fax_0001.pdf", typed_pdf(list(case.texts.values()), "headed", case.heading)
    elif what == "typed":
        for name, text in case.texts.items():
            yield f"{name}.pdf", typed_pdf([text], how, case.heading)
    else:
        for number, (name, text) in enumerate(case.texts.items()):
            yield from _scans(name, text, how, 1000 * seed + number)


def _scans(name: str, text: str, how: str, seed: int) -> Iterator[tuple[str, bytes]]:
    noise = how if how in NOISES else "light"
    pictures = scanned_pages([text], noise, seed, turned=how == "turned")
    if how == "tiff":
        yield f"{name}.tiff", tiff(pictures)
    elif how in ("jpeg", "png"):
        for number, picture in enumerate(pictures, 1):
            yield f"{name}_p{number:02}.{how.replace('jpeg', 'jpg')}", _picture(picture, how)
    else:
        yield f"{name}.pdf", pictures_pdf(pictures)


def _picture(picture: Image.Image, how: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, how.upper(), dpi=(200, 200), **({"quality": 85} if how == "jpeg" else {}))
    return out.getvalue()


def write_packet(case: Source, kind: str, folder: Path, seed: int = 0) -> Path:
    """Write a packet into a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files(case, kind, seed):
        (folder / name).write_bytes(content)
    return folder


def write_text_case(case: Source, kind: str, folder: Path) -> Path:
    """What a kind of packet is compared with: the same chart as texts, with request.yaml."""
    layout = "" if has_request(kind) else kind.split("-")[1]
    texts = {FORM: form_text(case.request, layout), **case.chart} if layout else case.texts
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "documents").mkdir(parents=True)
    (folder / FILE).write_bytes((case.folder / FILE).read_bytes())
    for name, text in texts.items():
        (folder / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
