"""request.yaml as text, in the order in which a request is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

HEAD = ("id", "payer", "policy", "line_of_business", "benefit", "urgency", "received", "request_type")
PATIENT = ("id", "name", "birth_date", "sex")
REQUESTER = ("name", "specialty", "npi")
LINE = ("id", "drug", "brand", "hcpcs", "units", "diagnosis_codes", "regimen", "from", "to", "site_of_care")
_PLAIN = re.compile(r"[A-Za-z][\w.-]*(?: [A-Za-z][\w.-]*)*")
_OTHER_MEANING = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n", "~"})


def scalar(value: str) -> str:
    """A value as YAML reads it back.

    >>> scalar("M32.9"), scalar("drug, 60 mg"), scalar("")
    ('M32.9', '"drug, 60 mg"', '""')
    """
    if _PLAIN.fullmatch(value) and value.lower() not in _OTHER_MEANING:
        return value
    return json.dumps(value, ensure_ascii=False)


def request_text(values: Mapping[str, str], codes: Sequence[Sequence[str]]) -> str:
    """The text; `values` by path, `codes` the diagnosis codes of each line."""
    rows = [f"{name}: {scalar(values[name])}" for name in HEAD]
    for part, names in (("patient", PATIENT), ("requester", REQUESTER)):
        inner = ", ".join(f"{name}: {scalar(values[f'{part}.{name}'])}" for name in names)
        rows.append(f"{part}: {{{inner}}}")
    rows.append("lines:")
    for number, own in enumerate(codes):
        lead = "  - "
        for name in LINE:
            rows.append(f"{lead}{name}: {_of_line(name, values.get(f'lines.{number}.{name}', ''), own)}")
            lead = "    "
    return "\n".join(rows) + "\n"


def _of_line(name: str, value: str, codes: Sequence[str]) -> str:
    if name == "diagnosis_codes":
        return "[" + ", ".join(scalar(c) for c in codes) + "]"
    if name in ("brand", "hcpcs", "units") and not value:
        return "null"
    return value if name == "units" else scalar(value)
