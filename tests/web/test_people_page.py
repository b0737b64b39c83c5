"""The people of an organisation: added, changed, closed, let in again; by an administrator of their own only."""

from __future__ import annotations

import re

import pytest

from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import AccountRow
from mednec.web.passwords import fits
from mednec.web.tokens import new_token_of
from tests.web.stocked import unsafe, words
from tests.web.visiting import OTHER_ORG, Browser, Place


@pytest.fixture
def admin(place: Place) -> Browser:
    place.account("admin", (Role.ADMINISTRATOR,))
    place.account("nurse", (Role.NURSE,))
    place.account("stranger", (Role.NURSE,), org=OTHER_ORG)
    return place.browser("a-admin")


def row(place: Place, login: str) -> AccountRow:
    with reading(place.desk.engine) as session:
        return session.query(AccountRow).filter_by(login=login).one()


def told(page: str) -> str:
    (found,) = re.findall(r'<code class="secret">([^<]+)</code>', page)
    return str(found)


def test_everybody_of_ones_own_is_listed(admin: Browser) -> None:
    page = admin.get("/people")
    assert "Admin" in words(page)
    assert "Nurse" in words(page)
    assert "Stranger" not in words(page)
    assert unsafe(page) == []


def test_a_person_is_added_with_a_password_that_is_told_once(place: Place, admin: Browser) -> None:
    answer = admin.send("/people", {"login": "ines", "name": "Ines Nova", "role": "physician"})
    made = row(place, "ines")
    assert (made.roles, made.must_change) == (["physician"], True)
    assert fits(told(answer.text), made.password)
    assert "no-store" in answer.headers["cache-control"]
    assert told(answer.text) not in admin.get("/people").text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"login": "nurse", "name": "Again", "role": "nurse"}, "there is an account of this login"),
        ({"login": "new", "name": "New One"}, "an account needs a role"),
        ({"login": "new", "name": "New One", "role": "king"}, "an account needs a role"),
        ({"login": "", "name": "New One", "role": "nurse"}, "a login has 1 to"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    admin: Browser, form: dict[str, str], says: str
) -> None:
    answer = admin.send("/people", form)
    assert answer.status_code == 422
    assert says in words(answer)
    assert f'value="{form["name"]}"' in answer.text


def test_roles_and_what_a_physician_signs_with_are_changed(place: Place, admin: Browser) -> None:
    form = {"name": "Nora Nurse", "role": "physician", "npi": "1234567893", "specialty": "hematology"}
    assert admin.send("/people/a-nurse", form).status_code == 303
    made = row(place, "nurse")
    assert (made.name, made.roles, made.npi, made.specialty) == (
        "Nora Nurse",
        ["physician"],
        "1234567893",
        "hematology",
    )


def test_the_last_administrator_stays_one(place: Place, admin: Browser) -> None:
    answer = admin.send("/people/a-admin", {"name": "Admin", "role": "nurse"})
    assert answer.status_code == 422
    assert "the last administrator" in answer.text
    assert admin.send("/people/a-admin/closed").status_code == 422
    assert row(place, "admin").roles == ["administrator"]


def test_a_closed_account_lets_nobody_in_until_it_is_opened(place: Place, admin: Browser) -> None:
    nurse = place.browser("a-nurse")
    assert nurse.get("/queue").status_code == 200
    admin.send("/people/a-nurse/closed")
    assert nurse.get("/queue").status_code == 303
    assert "closed" in words(admin.get("/people"))
    admin.send("/people/a-nurse/open")
    assert row(place, "nurse").active


def test_a_new_password_ends_the_old_one(place: Place, admin: Browser) -> None:
    with writing(place.desk.engine) as session:
        token = new_token_of(session, "a-nurse", "a program", place.clock())
    nurse, program = place.browser("a-nurse"), {"Authorization": f"Bearer {token}"}
    assert (nurse.get("/account").status_code, place.browser().get("/api/v1/me", **program).status_code) == (200, 200)
    answer = admin.send("/people/a-nurse/password")
    assert fits(told(answer.text), row(place, "nurse").password)
    assert (nurse.get("/account").status_code, place.browser().get("/api/v1/me", **program).status_code) == (303, 401)


@pytest.mark.parametrize("act", ["", "/closed", "/open", "/password", "/second-factor"])
def test_nobody_of_another_organisation_is_touched(place: Place, admin: Browser, act: str) -> None:
    before = row(place, "stranger")
    assert admin.send(f"/people/a-stranger{act}", {"name": "X", "role": "nurse"}).status_code == 404
    after = row(place, "stranger")
    assert (after.active, after.password, after.name) == (before.active, before.password, before.name)


def test_others_manage_nobody(place: Place, admin: Browser) -> None:
    nurse = place.browser("a-nurse")
    assert nurse.get("/people").status_code == 403
    assert nurse.send("/people/a-admin/closed").status_code == 403
    assert admin.get("/people").status_code == 200
