"""A copy of a case without identifiers, as a zip: the folder rewritten, and a determination made of the copy."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from mednec import __version__
from mednec.criteria.policy import Policy
from mednec.deidentified.scrub import Deidentified, deidentified, vocabulary_of
from mednec.desk.deriving import leaves_of
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, newest, policy_kept, summary_kept
from mednec.desk.exporting import zipped
from mednec.desk.folder import Folder, case_in
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, log
from mednec.errors import NotFound
from mednec.model.life import Person
from mednec.model.words import Status
from mednec.render import render
from mednec.review import review
from mednec.store.engine import again, reading

PURPOSE = "de-identified copies"  # the key that surrogates are drawn from is derived for this
README = """\
A case without what names a person, made by mednec {program} after the Safe Harbor list of 45 CFR 164.514(b)(2).

request.yaml, documents/  the case, rewritten: names, numbers and places replaced alike everywhere, all dates moved by
                          one number of weeks, ages above 89 written as 90+
determination.json        a determination made of this copy, so that every quote and offset is of this copy
statuses.json             the status of each clause as the case itself was determined and as the copy is, and how often
                          each kind of identifier was replaced

Left out: the files as received, pictures of pages and the places of words on paper, letters, notes, reasons of rulings,
decisions, signatures, and the audit. Rulings, and what a language model pointed to, are not applied to the copy; the
statuses that they led to stand in statuses.json.

The dates are not the real ones, but their distances are. Whoever must hold to the letter of the list (no part of a date
but the year) gives away statuses.json alone, or has an expert determine that the risk is very small.
A name that no rule knows may be left. Have a person read the copy before it leaves the organisation.
"""


def deidentified_copy(desk: Desk, who: Person, case: str) -> bytes:
    """The zip. Raises NotAllowed, NotFound, and StoreError when an identifier would be left in it."""
    require(who, Act.EXPORT)
    with reading(desk.engine) as session:
        row = case_row(session, who, case)
        last = newest(session, case)
        if last is None:
            raise NotFound("nothing was determined of this case", where=f"case {row.number}", do="have it read first")
        folder = folder_kept(session, desk, row.org, case, last.folder)
        made = {clause.clause: clause.status for clause in summary_kept(desk, last).clauses}
        policy = policy_kept(desk, row.org, last.policy_digest)
    secret = desk.keys.derived(f"{PURPOSE}/{who.org}/{case}", desk.keys.keys[-1].id)
    found = deidentified(case_in(folder), vocabulary_of(desk.library), secret)
    content = _written(desk, found, policy, made)
    again(desk.engine, lambda session: _logged(session, desk, who, case, found))
    return content


def _written(desk: Desk, found: Deidentified, policy: Policy, made: Mapping[str, Status]) -> bytes:
    files = {"request.yaml": found.request.text.encode()}
    files |= {f"documents/{name}": done.text.encode() for name, done in found.documents.items()}
    case = case_in(Folder(files=files))
    determination = review(case, policy, desk.library)
    now = {leaf.clause: leaf.status for leaf in leaves_of(determination)}
    clauses = [
        {"clause": clause, "determined": made[clause].value, "copy": now[clause].value if clause in now else None}
        for clause in sorted(made)
    ]
    told = {"policy": policy.id, "clauses": clauses, "replaced": dict(found.counts)}
    files["determination.json"] = render(determination, case.documents, "json").encode()
    files["statuses.json"] = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
    files["README.txt"] = README.format(program=__version__).encode()
    return zipped(files)


def _logged(session: Session, desk: Desk, who: Person, case: str, found: Deidentified) -> None:
    log(session, desk, who.org, who.id, "export de-identified", case, desk.clock(), replaced=sum(found.counts.values()))
