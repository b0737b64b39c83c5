"""The page of an organisation's settings: what it shows, what it keeps, and what it says where something is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from mednec.desk.model_servers import Servers
from mednec.model.life import Role
from mednec.store.engine import reading, writing
from mednec.store.tables import OrganisationRow
from tests.web.stocked import stocked, unsafe, words
from tests.web.visiting import ORG, Browser, Place

if TYPE_CHECKING:
    from httpx2 import Response

PAGE = "/organisation"


@pytest.fixture
def here(place: Place) -> Place:
    place.account("admin", (Role.ADMINISTRATOR,))
    place.account("second", (Role.ADMINISTRATOR,))
    place.account("nurse", (Role.NURSE,))
    return stocked(place)


@pytest.fixture
def admin(here: Place) -> Browser:
    return here.browser("a-admin")


def kept(here: Place) -> dict[str, object]:
    with reading(here.desk.engine) as session:
        return dict(session.get_one(OrganisationRow, ORG).settings)


def keep(here: Place, **values: object) -> None:
    with writing(here.desk.engine) as session:
        session.get_one(OrganisationRow, ORG).settings = values


def seen(answer: Response) -> str:
    found = re.search(r'name="seen" value="(\w+)"', answer.text)
    assert found
    return found[1]


def field(answer: Response, name: str) -> str:
    """What stands in a field."""
    found = re.search(
        rf'<(?:input|textarea) id="f-{name}"[^>]*?(?: value="([^"]*)"[^>]*>|>([^<]*)</textarea>)', answer.text
    )
    assert found, name
    return unescape(found[1] if found[1] is not None else found[2])


def marked(answer: Response, name: str) -> set[str]:
    """Values of the marked boxes of a name."""
    boxes = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]*)"[^>]*?( checked)?>', answer.text)
    return {value for value, checked in boxes if checked}


def send(admin: Browser, page: Response, **form: str | list[str]) -> Response:
    return admin.client.post(PAGE, data={"csrf": admin.token("/account"), "seen": seen(page), **form})


def test_the_page_shows_every_setting_and_who_may_see_it(here: Place, admin: Browser) -> None:
    keep(here, plan_name="Harbor Mutual", days_off=["2026-12-25", "2027-01-01"], second_factor="physicians")
    page = admin.get(PAGE)
    assert page.status_code == 200
    assert field(page, "plan_name") == "Harbor Mutual"
    assert field(page, "days_off") == "2026-12-25\n2027-01-01"
    assert '<option value="physicians" selected>' in page.text
    assert unsafe(page) == []
    assert 'href="/organisation" data-go="o" aria-current="page"' in page.text
    assert here.browser("a-nurse").get(PAGE).status_code == 403
    assert "/organisation" not in here.browser("a-nurse").get("/policies").text


def test_a_rule_that_nobody_verified_says_why_it_is_off_and_what_it_says(admin: Browser) -> None:
    page = admin.get(PAGE)
    said = words(page)
    for each in (
        "42 CFR 423.568 A standard coverage determination is made within 72 hours.",
        "not verified Clock, standard, prospective, 72 hours",
        "The section was not read. Source: general knowledge of 42 CFR 423.568.",
        "NCQA, where the plan is accredited by it",
        "Medicare Part D, Medicare Advantage",
        "Proposed: no law yet, never used",
    ):
        assert each in said, each
    assert marked(page, "rule") == set()
    assert 'value="proposed-drug-standard-2027"' not in page.text
    assert 'value="erisa-pre-service"' not in page.text  # verified
    assert 'value="erisa-pre-service-toll"' in page.text


def test_what_is_typed_is_kept_and_nothing_else_is_touched(here: Place, admin: Browser) -> None:
    keep(here, plan_fax="1", views="of somebody else")
    made = send(
        admin,
        admin.get(PAGE),
        plan_phone=" 1-800-555-0100 ",
        plan_address="100 Example Street\r\nHarbor, NY",
        clock_standard="7 calendar days",
        clock_tolls="yes",
        accreditor=["ncqa", "urac"],
        rule=["part-d-standard", "part-d-expedited"],
        second_factor="everybody",
        retention_days_by_line="Medicare Advantage: 4015",
    )
    assert (made.status_code, made.headers["Location"]) == (303, "/organisation?saved=8&clocks=1")
    assert kept(here) == {
        "plan_fax": "1",
        "views": "of somebody else",
        "plan_phone": "1-800-555-0100",
        "plan_address": ["100 Example Street", "Harbor, NY"],
        "clock_standard": {"amount": 7, "unit": "calendar days"},
        "clock_tolls": True,
        "accreditors": ["ncqa", "urac"],
        "unverified_rules": ["part-d-standard", "part-d-expedited"],
        "second_factor": "everybody",
        "retention_days_by_line": {"Medicare Advantage": 4015},
    }


def test_saving_the_page_as_it_stands_changes_nothing(here: Place, admin: Browser) -> None:
    values = {"unverified_rules": True, "clock_tolls": True, "accreditors": ["urac"], "plan_name": "Harbor"}
    keep(here, **values)
    page = admin.get(PAGE)
    rules = marked(page, "rule")
    assert {"part-d-standard", "ncqa-pre-service", "urac-adverse"} <= rules
    as_it_stands = {"plan_name": field(page, "plan_name"), "clock_tolls": "yes", "second_factor": "nobody"}
    made = send(admin, page, rule=sorted(rules), accreditor=["urac"], **as_it_stands)
    assert made.headers["Location"] == "/organisation?saved=0"
    assert kept(here) == values
    assert "Nothing was changed." in words(admin.get(made.headers["Location"]))
    assert "Saved. The clocks of open cases are being" in words(admin.get("/organisation?saved=2&clocks=1"))


def test_a_box_that_is_not_marked_any_more_is_off(here: Place, admin: Browser) -> None:
    keep(here, unverified_rules=["part-d-standard"], clock_tolls=True, accreditors=["urac"])
    assert send(admin, admin.get(PAGE)).status_code == 303
    assert kept(here) == {"unverified_rules": False, "clock_tolls": False}


def test_what_is_wrong_is_told_at_its_field_and_everything_typed_stays(here: Place, admin: Browser) -> None:
    typed = {"clock_urgent": "soon", "state": "Nowhere", "plan_name": "<b>Harbor</b>", "rule": "part-d-standard"}
    page = send(admin, admin.get(PAGE), **typed)
    assert page.status_code == 422
    said = words(page)
    assert "Is a time, as 7 calendar days, not 'soon': for example 72 hours." in said
    assert page.text.count('aria-invalid="true"') == 2
    assert 'href="#f-clock_urgent"' in page.text
    assert [field(page, name) for name in ("clock_urgent", "state", "plan_name")] == [
        "soon",
        "Nowhere",
        "<b>Harbor</b>",
    ]
    assert marked(page, "rule") == {"part-d-standard"}
    assert unsafe(page) == []
    assert kept(here) == {}


def test_what_somebody_else_saved_meanwhile_is_told_and_stands_beside(here: Place, admin: Browser) -> None:
    page, second = admin.get(PAGE), here.browser("a-second")
    assert send(second, second.get(PAGE), plan_phone="222", rule="part-d-standard").status_code == 303
    late = send(admin, page, plan_phone="111", rule="part-d-expedited")
    assert late.status_code == 409
    said = words(late)
    assert "Second: Telephone, Rules used though nobody read" in late.text
    assert "In force now: 222" in said
    assert said.count("In force now: used") == said.count("In force now: not used") == 1
    assert (field(late, "plan_phone"), marked(late, "rule")) == ("111", {"part-d-expedited"})
    assert kept(here)["plan_phone"] == "222"
    assert send(admin, late, plan_phone="111", rule="part-d-expedited").status_code == 303
    assert kept(here) == {"plan_phone": "111", "unverified_rules": ["part-d-expedited"]}


def test_a_form_without_its_revision_changes_nothing(here: Place, admin: Browser) -> None:
    keep(here, clock_tolls=True)
    assert admin.send(PAGE, {"plan_phone": "1"}).status_code == 422
    assert kept(here) == {"clock_tolls": True}


def test_every_field_has_its_label_and_every_id_is_there_once(admin: Browser) -> None:
    text = admin.get(PAGE).text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    fields = re.findall(r'<(?:input|textarea|select) id="(f-[^"]+)"', text)
    assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', text))
    told = {
        each for listed in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text) for each in listed.split()
    }
    assert told <= set(ids)
    assert len(fields) == len(set(fields)) > 20


def test_a_language_model_is_named_where_the_service_may_ask_one(here: Place, admin: Browser) -> None:
    assert "This service asks none" in words(admin.get(PAGE))
    refused = send(admin, admin.get(PAGE), model="site-model", model_deidentify="yes")
    assert refused.status_code == 422
    assert "this service asks no language model" in words(refused)
    here.desk = replace(here.desk, servers=Servers(hosts=("models.example",)))
    here.app.state.desk = here.desk
    page = admin.get(PAGE)
    assert "It may be asked at: models.example." in words(page)
    address = "https://models.example/v1"
    made = send(admin, page, model="site-model", model_url=address, model_deidentify="no", model_budget="50000")
    assert made.status_code == 303
    named = {"model": "site-model", "model_url": address, "model_deidentify": False, "model_budget": 50000}
    assert kept(here) == named
    assert '<option value="no" selected>no</option>' in admin.get(PAGE).text
