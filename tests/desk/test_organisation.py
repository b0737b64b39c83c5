"""The settings of an organisation: who sets them, what is refused, what the audit says, and which clocks follow."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.desk import queue, worker
from mednec.desk.cases import the_case
from mednec.desk.choosing_again import CLOCKS, clock_choice
from mednec.desk.clocks import BY_HAND
from mednec.desk.organisation import ACT, adoptable, change_settings, faults, settings
from mednec.desk.setting_values import BY_NAME, SETTINGS, AskedOf, accreditors_of, text_of, value_of
from mednec.errors import Changed, NotAllowed, SubmitError
from mednec.law.typed import Setting
from mednec.model.life import CaseState
from mednec.store.engine import reading, writing
from mednec.store.tables import AuditRow, CaseRow, OrganisationRow
from mednec.web import sessions
from tests.desk.office import Office
from tests.law.shipped import laws

ADOPTED = "part-d-standard"


def acts(office: Office, act: str) -> list[dict[str, object]]:
    """Details of the entries of an act, in order."""
    with reading(office.desk.engine) as session:
        rows = session.query(AuditRow).filter_by(org=office.org, act=act).order_by(AuditRow.number)
        return [json.loads(row.detail) for row in rows]


def due(days: int) -> datetime:
    """The end of the day so many days after the cases came, in New York, where it is four hours behind."""
    return datetime(2026, 4, 9, 3, 59, 59, tzinfo=UTC) + timedelta(days=days)


def row(office: Office, case: str) -> CaseRow:
    with reading(office.desk.engine) as session:
        return session.get_one(CaseRow, case)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_read_as_it_is_written_back(setting: Setting) -> None:
    value = value_of(setting.name, setting.example, laws())
    assert text_of(setting.name, value) == setting.example
    assert json.loads(json.dumps(value)) == value


TYPED = st.one_of(st.text(max_size=80), st.from_regex(r"[ \ta-z:,;/-]*[0-9]{1,5} ?[a-z]*\s?", fullmatch=True))


def tried(name: str, text: str) -> object:
    """The value, or the refusal."""
    try:
        return value_of(name, text, laws())
    except SubmitError as error:
        return error


@given(st.sampled_from(SETTINGS), TYPED)
def test_any_text_is_a_value_that_reads_the_same_again_or_one_clear_line(setting: Setting, text: str) -> None:
    found = tried(setting.name, text)
    if isinstance(found, SubmitError):
        assert "\n" not in str(found)
        assert re.match(rf"settings: {setting.name}(\.|$)", found.where)
        assert found.do
    else:
        assert tried(setting.name, text_of(setting.name, found)) == found
        assert json.loads(json.dumps(found)) == found


def test_a_second_factor_is_asked_of_whom_the_sessions_know() -> None:
    assert sessions.SECOND_FACTOR in BY_NAME
    assert {sessions.PHYSICIANS, sessions.EVERYBODY} == {each.value for each in AskedOf} - {AskedOf.NOBODY.value}


def test_what_is_set_is_kept_and_the_audit_says_old_and_new(office: Office) -> None:
    who = office.administrator
    assert settings(office.desk, who).values == {}
    first = change_settings(
        office.desk, who, {"plan_name": " Harbor  Health ", "retention_days": "900", "plan_fax": ""}
    )
    assert first.names == ("plan_name", "retention_days")
    change_settings(office.desk, who, {"plan_name": "Harbor", "retention_days": " "})
    now = settings(office.desk, who)
    assert (now.name, now.values) == ("Harbor Health", {"plan_name": "Harbor"})
    assert [(each["old"], each["new"]) for each in acts(office, ACT)] == [
        ({"plan_name": "", "retention_days": ""}, {"plan_name": "Harbor Health", "retention_days": "900"}),
        ({"plan_name": "Harbor Health", "retention_days": "900"}, {"plan_name": "Harbor", "retention_days": ""}),
    ]
    assert office.intact()


def test_nothing_new_is_no_entry(office: Office) -> None:
    change_settings(office.desk, office.administrator, {"state": "ny"})
    assert change_settings(office.desk, office.administrator, {"state": "NY", "plan_fax": ""}).names == ()
    assert len(acts(office, ACT)) == 1


@pytest.mark.parametrize("login", ["intake", "nurse", "physician", "auditor"])
def test_only_an_administrator_changes_or_sees_them(office: Office, login: str) -> None:
    who = office.person(login)
    with pytest.raises(NotAllowed):
        settings(office.desk, who)
    with pytest.raises(NotAllowed):
        change_settings(office.desk, who, {"plan_name": "Mine"})


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("colour", "red", "settings: there is no setting 'colour'; one of accreditors"),
        ("state", "New York", "settings: state"),
        ("clock_standard", "soon", "for example 7 calendar days"),
        ("second_factor", "nurses", "settings: second_factor: of 'nurses' it cannot be asked; one of nobody, phys"),
        ("retention_days", "0", "settings: retention_days: '0' is no number of days"),
        ("retention_days", "ten years", "is no number of days"),
        ("retention_days_by_line", "Medicare Advantage 400", "names no line of business with its days"),
        ("retention_days_by_line", "a: 1\na: 2", "'a' is there twice"),
        ("accreditors", "jcaho", "no rule is of 'jcaho'; one or several of ncqa, urac"),
        ("unverified_rules", "part-d-standards", "there is no rule 'part-d-standards'"),
        ("unverified_rules", "erisa-pre-service", "verified, and used anyway: 'erisa-pre-service'"),
        ("unverified_rules", "proposed-drug-standard-2027", "only proposed: 'proposed-drug-standard-2027'"),
        ("plan_name", "x" * 201, "more than 200 characters"),
        ("plan_name", "a\x00b", "a character that cannot be printed"),
    ],
)
def test_what_cannot_be_names_its_setting_and_nothing_is_kept(office: Office, name: str, text: str, says: str) -> None:
    who = office.administrator
    with pytest.raises(SubmitError) as caught:
        change_settings(office.desk, who, {"plan_phone": "1-800-555-0100", name: text})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert settings(office.desk, who).values == {}
    assert list(faults(office.desk, {"plan_phone": "1-800-555-0100", name: text})) == [name]


def test_who_saw_older_settings_is_told_what_changed_and_by_whom(office: Office) -> None:
    who = office.administrator
    change_settings(office.desk, who, {"plan_phone": "1"})
    seen = settings(office.desk, who).revision
    change_settings(office.desk, who, {"plan_fax": "2"})
    with pytest.raises(Changed) as caught:
        change_settings(office.desk, who, {"plan_name": "Harbor"}, seen=seen)
    assert "Administrator: Fax, " in caught.value.do
    assert "Telephone" not in caught.value.do
    change_settings(office.desk, who, {"plan_name": "Harbor"}, seen=settings(office.desk, who).revision)


def test_another_organisation_keeps_its_own(office: Office) -> None:
    with writing(office.desk.engine) as session:
        session.add(OrganisationRow(id="other", name="Upland", made=office.at, settings={"plan_name": "Upland"}))
    change_settings(office.desk, office.administrator, {"plan_name": "Harbor"})
    with reading(office.desk.engine) as session:
        assert session.get_one(OrganisationRow, "other").settings == {"plan_name": "Upland"}


def test_rules_are_adopted_one_by_one_or_all_but_never_the_proposed(office: Office) -> None:
    desk = office.desk
    one = {each.rule.id for each in adoptable(desk, {"unverified_rules": [ADOPTED]}) if each.on}
    everything = adoptable(desk, {"unverified_rules": True})
    assert one == {ADOPTED}
    assert not any(each.on for each in adoptable(desk, {}))
    assert {each.on for each in everything if each.rule.proposed} == {False}
    assert all(each.on for each in everything if not each.rule.proposed)
    assert all(each.rule.seen and each.rule.source and each.rule.statement for each in everything)
    assert len({each.rule.id for each in everything}) == len(everything)
    assert accreditors_of(desk.laws) == ("ncqa", "urac")


def test_the_clocks_of_open_cases_follow_the_rules_in_use(office: Office) -> None:
    who, nurse = office.administrator, office.nurse
    before = row(office, office.case)
    assert before.clock == "erisa-pre-service"
    saved = change_settings(office.desk, who, {"accreditors": "NCQA", "unverified_rules": "ncqa-pre-service"})
    assert row(office, office.case).clock == "erisa-pre-service"
    assert (bool(saved.job), worker.work_off(office.desk)) == (True, 1)
    after = row(office, office.case)
    assert (after.clock, row(office, office.other).clock) == ("ncqa-pre-service", "ncqa-pre-service")
    assert (before.due, after.due) == (due(15), due(7))
    assert (after.revision, after.changed) == (before.revision, before.changed)
    assert [each["clock"] for each in acts(office, "choose clock")] == ["ncqa-pre-service"] * 2
    assert change_settings(office.desk, who, {"plan_name": "Harbor"}).job == ""
    change_settings(office.desk, who, {"accreditors": ""})
    assert worker.work_off(office.desk) == 1
    assert row(office, office.case).clock == "erisa-pre-service"
    choice = clock_choice(office.desk, nurse, the_case(office.desk, nurse, office.case, log=False))
    assert (choice.rule and choice.rule.id, choice.why) == ("erisa-pre-service", "")
    assert office.intact()


def test_a_day_set_by_hand_and_a_case_that_ended_keep_their_clock(office: Office) -> None:
    with writing(office.desk.engine) as session:
        session.get_one(CaseRow, office.case).clock = BY_HAND
        session.get_one(CaseRow, office.other).state = CaseState.DECIDED.key
    change_settings(office.desk, office.administrator, {"time_zone": "America/Los_Angeles"})
    assert worker.work_off(office.desk) == 1
    assert acts(office, "choose clock") == []


def test_work_that_was_given_to_another_worker_is_not_finished_by_the_first(office: Office) -> None:
    change_settings(office.desk, office.administrator, {"time_zone": "America/Los_Angeles"})
    leased = queue.lease(office.desk, "one")
    assert leased is not None
    assert (leased.kind, leased.case) == (CLOCKS, None)
    task = worker.own_tasks()[CLOCKS]
    ticks: list[tuple[int, int]] = []
    with pytest.raises(queue.LeaseLost):
        task(office.desk, replace(leased, attempt=leased.attempt + 1), lambda _, done, of: ticks.append((done, of)))
    assert ticks == [(2, 2)]
    task(office.desk, leased, lambda *_: None)
    assert len(acts(office, "choose clock")) == 2
    assert queue.counts(office.desk, office.org)[queue.DONE] >= 1


def test_why_there_is_no_clock_names_the_rows_that_are_off(office: Office) -> None:
    nurse, view = office.nurse, office.view()
    line, benefit = "line_of_business: Medicare Part D", "benefit: pharmacy"
    told = view.request.replace("line_of_business: commercial", line).replace("benefit: medical", benefit)
    choice = clock_choice(office.desk, nurse, replace(view, request=told))
    assert choice.rule is None
    assert "not verified and therefore not used: 72 hours by 42 CFR 423.568" in choice.why
    assert [rule.id for rule in choice.off] == [ADOPTED]
    assert "not read yet" in clock_choice(office.desk, nurse, replace(view, request="")).why
    with pytest.raises(NotAllowed):
        clock_choice(office.desk, office.administrator, view)
