"""A good request as text and a case folder to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

REQUEST = """\
id: CASE-7
payer: A Health Plan
received: "2026-01-21T10:42:00"
request_type: initial
patient: {id: P-1, name: "Rosa Example", birth_date: 1962-05-19, sex: F}
requester:
  name: "T. Example, MD"
  specialty: Rheumatology
  npi: "1003300118"
lines:
  - id: "1"
    drug: drug a
    brand: null
    hcpcs: J0000
    units: 232
    diagnosis_codes: [M33.13]
    regimen: "LD 29g/kg IV divided over 4 days x1"
    from: 2026-02-02
    to: 2026-02-05
"""

Write = Callable[..., Path]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with a good request and one document."""
    (tmp_path / "request.yaml").write_text(REQUEST, "utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "01_note.txt").write_text("Weight 58.1 kg\n", "utf-8")
    return tmp_path
