"""tests.yaml beside a policy -> its tests: a few lines of chart, a request, and what the clauses must come to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from mednec.criteria.policy import Policy
from mednec.errors import PolicyError
from mednec.intake.request import read_request
from mednec.model.document import SourceDocument
from mednec.model.request import PriorAuthRequest
from mednec.model.words import Status

# What each kind of paper says about itself, on the day given. A name with an ending is a paper that says it itself.
HEADS = {
    "note": "OFFICE VISIT - FOLLOW UP\nDate of service: {day}\n",
    "letter": "{day}\nTo the Medical Director\nLetter of medical necessity\n",
    "form": "PRIOR AUTHORIZATION REQUEST FORM\nDate: {day}\n",
    "laboratory": "LABORATORY REPORT\nCollected: {day}\n",
    "pathology": "SURGICAL PATHOLOGY REPORT\nReported: {day}\n",
    "hospital": "EMERGENCY DEPARTMENT SUMMARY\nArrival: {day}\n",
    "infusion": "INFUSION RECORD\nDate of service: {day}\n",
    "pharmacy": "PHARMACY CLAIMS HISTORY\nPrinted: {day}\n",
}
LINE = ("drug", "brand", "hcpcs", "units", "codes", "regimen", "from", "to", "site_of_care")
ASKED = ("received", "born", "drug")
TEST = ("name", "note", "documents", "request", "expect")
SEE = "see docs/writing-a-policy.md"
_WRITTEN = timedelta(days=10)  # a paper without a day of its own, before the request was received
_IN_FORCE = timedelta(days=120)  # a request that the tests do not describe, after the policy took effect
Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTest:
    """One test: papers by kind, the request, and the status that each clause must come to."""

    name: str
    papers: Mapping[str, str]
    request: Fields
    expect: Mapping[str, str]
    received: date

    def documents(self) -> tuple[SourceDocument, ...]:
        """The papers; those without an ending are given the head of their kind and a day."""
        day = (self.received - _WRITTEN).strftime("%m/%d/%Y")
        return tuple(
            SourceDocument(name=kind, text=text + "\n")
            if "." in kind
            else SourceDocument(name=f"{kind}.txt", text=HEADS[kind].format(day=day) + text + "\n")
            for kind, text in sorted(self.papers.items())
        )

    def asked(self) -> PriorAuthRequest:
        """The request as an office would send it, read by intake. Raises RequestError for one that cannot be true."""
        begin, end = self.received + timedelta(days=14), self.received + timedelta(days=98)
        drug = self.request.get("drug")
        line = {"from": begin, "to": end, **(drug if isinstance(drug, Mapping) else {})}
        codes = line.pop("codes", [])
        born = self.request.get("born", date(1980, 2, 1))
        content = {
            "id": "T-1",
            "payer": "a payer",
            "received": f"{self.received}T09:00:00",
            "request_type": "initial",
            "patient": {"id": "1", "name": "Ada Quill", "birth_date": born, "sex": "F"},
            "requester": {"name": "Ines Marlow, MD"},
            "lines": [{"id": "1", "diagnosis_codes": codes, **line}],
        }
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "request.yaml"
            file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
            return read_request(file)


def read_tests(content: Fields, policy: Policy, where: str) -> tuple[ClauseTest, ...]:
    """The tests of a policy. Raises PolicyError naming the test and what is wrong with it."""
    return tuple(_Reading(content, policy, where).tests())


class _Reading:
    def __init__(self, content: Fields, policy: Policy, where: str) -> None:
        self._content, self._where = content, where
        roots = (*policy.routes.values(), *policy.limits, *policy.exclusions)
        self._labels = {n.clause.label for n in roots} | set(policy.clauses)
        self._policy = policy

    def tests(self) -> Iterator[ClauseTest]:
        self._only(self._content, ("request", "tests"), "")
        listed = self._content.get("tests")
        if not isinstance(listed, list) or not listed:
            raise self._wrong("", "needs tests: a list")
        seen: set[str] = set()
        for i, test in enumerate(listed):
            if not isinstance(test, Mapping) or not isinstance(test.get("name"), str) or not test["name"]:
                raise self._wrong(f"tests[{i}]", "needs a name")
            if test["name"] in seen:
                raise self._wrong(f"tests[{i}]", f"the name {test['name']!r} is used twice")
            seen.add(test["name"])
            yield self._test(test)

    def _test(self, test: Fields) -> ClauseTest:
        name = str(test["name"])
        self._only(test, TEST, name)
        asked = self._request(test, name)
        received = asked.get("received")
        if not isinstance(received, date):
            raise self._wrong(name, "received must be a date such as 2026-01-31, without quotes")
        return ClauseTest(
            name=name,
            papers=self._papers(test, name),
            request=asked,
            expect=self._expect(test, name),
            received=received,
        )

    def _request(self, test: Fields, name: str) -> Fields:
        """The request of all tests with what is different in this one."""
        shared, own = self._content.get("request") or self._any_request(), test.get("request") or {}
        for fields in (shared, own):
            self._only(fields, ASKED, name)
        assert isinstance(shared, Mapping)  # _only has looked
        assert isinstance(own, Mapping)
        line = {**_fields(shared.get("drug")), **_fields(own.get("drug"))}
        self._only(line, LINE, f"{name}: drug")
        return {**shared, **own, "drug": line}

    def _any_request(self) -> Fields:
        """A request for the policy's first drug while it is in force, where the tests describe none."""
        first = self._policy.effective_from + _IN_FORCE
        received = min(first, self._policy.effective_to or first)
        drug = self._policy.drugs[0] if self._policy.drugs else "the drug"
        return {"received": received, "drug": {"drug": drug.replace("-", " "), "regimen": "as ordered", "codes": []}}

    def _papers(self, test: Fields, name: str) -> Mapping[str, str]:
        papers = {**({"note": test["note"]} if "note" in test else {}), **_fields(test.get("documents"))}
        if not papers:
            raise self._wrong(name, "needs a note or documents")
        for kind, text in papers.items():
            if "." not in kind and kind not in HEADS:
                kinds = f"there are {', '.join(HEADS)}, or a name with an ending"
                raise self._wrong(name, f"no paper {kind!r}; {kinds}")
            if not isinstance(text, str):
                raise self._wrong(name, f"the paper {kind!r} needs words")
        return {kind: str(text) for kind, text in papers.items()}

    def _expect(self, test: Fields, name: str) -> Mapping[str, str]:
        expect = test.get("expect")
        if not isinstance(expect, Mapping) or not expect:
            raise self._wrong(name, "needs expect: a clause and its status")
        known = [s.value for s in Status]
        for clause, status in expect.items():
            if clause not in self._labels:
                raise self._wrong(name, f"expects of {clause!r}, which is no clause of this policy")
            if status not in known:
                raise self._wrong(name, f"a status is one of {', '.join(known)}, not {status!r}")
        return {str(clause): str(status) for clause, status in expect.items()}

    def _only(self, fields: object, known: tuple[str, ...], name: str) -> None:
        if not isinstance(fields, Mapping):
            raise self._wrong(name, "must have fields")
        for field in fields:
            if field not in known:
                raise self._wrong(name, f"unknown field {field!r}; it has {', '.join(known)}")

    def _wrong(self, name: str, what: str) -> PolicyError:
        return PolicyError(what, where=f"{self._where}: {name}" if name else self._where, do=SEE)


def _fields(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, Mapping) else {}
