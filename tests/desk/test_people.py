"""People of an organisation, what they may do, and the first start."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mednec.desk.open import first_start, make_organisation, open_desk, organisations
from mednec.desk.people import add_person, change_person, colleagues, people, person, set_active
from mednec.desk.policies import policies
from mednec.desk.rights import RIGHTS, Act, may, require
from mednec.errors import NotAllowed, NotFound, StoreError, SubmitError
from mednec.model.life import Person, Role
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow, TokenRow, VisitRow
from tests.desk.office import KEYS, START, Office, ids_of, staffed
from tests.shipped import library


def test_every_act_has_its_roles_and_a_refusal_names_them() -> None:
    assert set(RIGHTS) == set(Act)
    assert all(RIGHTS.values())
    nobody = Person(id="x", org="o", name="Nobody", roles=frozenset())
    for act in Act:
        assert not may(nobody, act)
    with pytest.raises(NotAllowed, match="Nobody may not deny or modify a request; ask a colleague: physician"):
        require(nobody, Act.DECIDE_ADVERSE)


def test_who_runs_the_service_reads_no_chart_and_who_audits_changes_nothing() -> None:
    assert Role.ADMINISTRATOR not in RIGHTS[Act.READ_CASE]
    changing = set(Act) - {
        *(Act.READ_CASE, Act.SEE_WORKLIST, Act.SEE_DASHBOARD, Act.READ_POLICIES, Act.READ_AUDIT, Act.REPLAY),
        *(Act.EXPORT, Act.OWN_ACCOUNT, Act.SEE_JOBS),
    }
    assert all(Role.AUDITOR not in RIGHTS[act] for act in changing)
    assert RIGHTS[Act.DECIDE_ADVERSE] == RIGHTS[Act.END_APPEAL] == {Role.PHYSICIAN}


def test_accounts_are_opened_changed_and_closed(office: Office) -> None:
    admin = office.administrator
    made = add_person(office.desk, admin, office.org, "ann", "Ann Bell", [Role.NURSE, Role.NURSE])
    change_person(office.desk, admin, made, roles=[Role.PHYSICIAN], profile={"npi": " 1234567893 "})
    assert person(office.desk, made).roles == {Role.PHYSICIAN}
    assert person(office.desk, made).npi == "1234567893"
    assert "Ann Bell" in [name for _, name in colleagues(office.desk, office.nurse)]
    with writing(office.desk.engine) as session:
        session.add(TokenRow(id="t", account=made, label="script", made=START))
        session.add(VisitRow(id="v", account=made, csrf="c", made=START, seen=START, ends=START))
    set_active(office.desk, admin, made, active=False)
    with pytest.raises(NotFound, match="closed"):
        person(office.desk, made)
    with reading(office.desk.engine) as session:
        assert not session.scalars(select(TokenRow)).all()
        assert not session.scalars(select(VisitRow)).all()
    assert [p.active for p in people(office.desk, admin) if p.id == made] == [False]
    set_active(office.desk, admin, made, active=True)
    assert person(office.desk, made).name == "Ann Bell"


def test_what_cannot_be_an_account_is_refused(office: Office) -> None:
    admin = office.administrator
    for login, name, roles in (("nurse", "N", [Role.NURSE]), (" ", "N", [Role.NURSE]), ("n\n", "N\x00", [Role.NURSE])):
        with pytest.raises(SubmitError):
            add_person(office.desk, admin, office.org, login, name, roles)
    with pytest.raises(SubmitError, match="role"):
        add_person(office.desk, admin, office.org, "new", "New", [])
    with pytest.raises(NotAllowed):
        add_person(office.desk, office.nurse, office.org, "new", "New", [Role.NURSE])
    with pytest.raises(NotFound):
        add_person(office.desk, admin, "elsewhere", "new", "New", [Role.NURSE])
    with pytest.raises(SubmitError, match="no field"):
        change_person(office.desk, admin, ids_of(office)["nurse"], profile={"password": "x"})


def test_the_last_administrator_stays(office: Office) -> None:
    admin = office.administrator
    with pytest.raises(SubmitError, match="last administrator"):
        set_active(office.desk, admin, admin.id, active=False)
    with pytest.raises(SubmitError, match="last administrator"):
        change_person(office.desk, admin, admin.id, roles=[Role.NURSE])
    add_person(office.desk, admin, office.org, "second admin", "Second", [Role.ADMINISTRATOR])
    change_person(office.desk, admin, admin.id, roles=[Role.NURSE])


def test_people_of_other_organisations_are_not_found(office: Office) -> None:
    elsewhere = staffed(Office(url=office.url), "Elsewhere")
    nurse = ids_of(office)["nurse"]
    with pytest.raises(NotFound):
        change_person(elsewhere.desk, elsewhere.administrator, nurse, roles=[Role.INTAKE])
    with pytest.raises(NotFound):
        set_active(elsewhere.desk, elsewhere.administrator, nurse, active=False)
    assert len(people(elsewhere.desk, elsewhere.administrator)) == len(people(office.desk, office.administrator))
    elsewhere.desk.engine.dispose()


def test_the_first_start_makes_one_account_and_approves_the_packs(sqlite_url: str) -> None:
    desk = open_desk(sqlite_url, KEYS, library(), clock=lambda: START)
    made = first_start(desk, lambda password: f"hashed {len(password)}")
    assert made is not None
    assert (made.login, len(made.password)) == ("admin", 16)
    assert organisations(desk) == ((made.org, "Local"),)
    who = person(desk, made.account)
    assert who.roles == set(Role)
    with reading(desk.engine) as session:
        row = session.get_one(AccountRow, made.account)
        assert row.password == "hashed 16"
    assert {line.state.value for line in policies(desk, who)} == {"approved"}
    assert first_start(desk, str) is None
    with pytest.raises(StoreError, match="of this name"):
        make_organisation(desk, "Local")
    with pytest.raises(StoreError):
        make_organisation(desk, " ")
    desk.engine.dispose()


def test_a_database_that_is_not_set_up_is_told(tmp_path: object) -> None:
    with pytest.raises(StoreError, match="not set up"):
        open_desk(f"sqlite:///{tmp_path}/new.db", KEYS, library())
