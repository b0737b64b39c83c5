"""Whatever is sent, by whomever: no failure of ours, and every answer is one that the document promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mednec.model.life import Role
from mednec.web import api
from tests.web.api.desks import Served, small

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LOGINS = (*(role.key for role in Role), "other")
SCHEMA = schemathesis.openapi.from_dict(api.described(), config=SchemathesisConfig(seed=1))
CALLS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}
BOUNDED = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def busy(stocked: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """A desk with a read case, and the ids that can be named in an address."""
    served = stocked.copied(tmp_path_factory.mktemp("any") / "mednec.db")
    case, _ = served.first
    waiting = served.submit("waits", json=small()).json()["job"]
    policy = min(served.get("nurse", "/policies").json()["items"], key=lambda line: int(line["clauses"]))
    ids = {"case_id": case, "job_id": waiting, "digest": policy["digest"], "approval_id": policy["approval"]["id"]}
    ids["document"] = served.get("nurse", f"/cases/{case}/documents").json()["items"][0]["name"]
    yield served, ids
    served.close()


@pytest.mark.parametrize("name", CALLS)
def test_nothing_fails(name: str, busy: tuple[Served, dict[str, str]]) -> None:
    served, ids = busy
    call = CALLS[name]

    @BOUNDED
    @given(sent=sent_to(call), login=st.just("everything") | st.sampled_from(LOGINS), real=st.booleans())
    def check(sent: Case[Any], login: str, real: bool) -> None:
        if real:
            meant(served, ids, sent)
        response = asked(served, login, sent)
        checks = [*CHECKS, negative_data_rejection] if not real and response.status_code not in (403, 404) else CHECKS
        sent.validate_response(response, checks=checks)

    check()


def sent_to(call: APIOperation[Any, Any, Any, Any]) -> st.SearchStrategy[Case[Any]]:
    """What a call asks for, and what it does not."""
    good = call.as_strategy()
    return good | call.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def meant(served: Served, ids: dict[str, str], sent: Case[Any]) -> None:
    """The same, of something that is there, as it is now."""
    sent.path_parameters = {name: ids.get(name, value) for name, value in (sent.path_parameters or {}).items()}
    if "case_id" in sent.path_parameters:
        now = served.get("nurse", f"/cases/{ids['case_id']}")
        sent.headers["If-Match"] = now.headers["ETag"]
        if isinstance(sent.body, dict):
            summary = now.json()["shown"]
            there = {
                "shown": summary["shown"],
                "clause": summary["summary"]["clauses"][0]["clause"],
                "document": ids["document"],
            }
            sent.body.update({name: value for name, value in there.items() if name in sent.body})


def asked(served: Served, login: str, sent: Case[Any]) -> schemathesis.Response:
    """The answer of the application."""
    token = {"Authorization": f"Bearer {served.tokens[login]}"}
    return sent.call(app=served.client.app, base_url="http://localhost", headers=token)
