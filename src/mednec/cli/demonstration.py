"""What `mednec serve --demo` brings: somebody of every role, and the worked cases of a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mednec.errors import StoreError, SubmitError
from mednec.model.life import Role

if TYPE_CHECKING:
    from mednec.desk.desk import Desk

CASES = Path(__file__).parents[3] / "cases"
NPI = "1234567893"  # the example of the check digit's own standard
PEOPLE = (
    ("intake", "Ines Example", (Role.INTAKE,)),
    ("nurse", "Noor Example, RN", (Role.NURSE, Role.INTAKE)),
    ("physician", "Pat Example, MD", (Role.PHYSICIAN,)),
    ("author", "Ari Example", (Role.POLICY_AUTHOR,)),
    ("author2", "Bo Example", (Role.POLICY_AUTHOR,)),
    ("auditor", "Ada Example", (Role.AUDITOR,)),
)


def bring(desk: Desk, cases: Path = CASES) -> tuple[tuple[str, str, str], ...]:
    """People and cases of a demonstration; login, password and role of those who are new. Twice brings nothing twice.

    Raises StoreError where the worked cases are not there.
    """
    from mednec.desk.people import add_person
    from mednec.desk.place import operator, organisation_called
    from mednec.desk.receiving import submit
    from mednec.web.passwords import first_password, hashed

    folders = sorted(path.parent for path in cases.glob("*/request.yaml"))
    if not folders:
        do = "start it from a checkout of the program, or leave out --demo"
        raise StoreError("the worked cases are not there", where=str(cases), do=do)
    org = organisation_called(desk, None)
    told = []
    for login, name, roles in PEOPLE:
        password = first_password()
        signs = {"specialty": "Rheumatology", "npi": NPI, "licence": "EX-1", "licence_state": "OH"}
        profile = signs if Role.PHYSICIAN in roles else None
        try:
            add_person(desk, None, org, login, name, roles, password=hashed(password), profile=profile)
        except SubmitError:
            continue  # they came with an earlier start
        told.append((login, password, ", ".join(role.value for role in roles)))
    for folder in folders:
        files = {f"documents/{p.name}": p.read_bytes() for p in sorted((folder / "documents").iterdir())}
        files["request.yaml"] = (folder / "request.yaml").read_bytes()
        submit(desk, operator(org), files, key=f"demo-{folder.name}")
    for packet in sorted((cases / "packets").glob("*.pdf")):
        submit(desk, operator(org), {packet.name: packet.read_bytes()}, key=f"demo-{packet.name}")
    return tuple(told)
