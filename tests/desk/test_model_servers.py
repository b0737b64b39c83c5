"""Which servers of language models may be asked, and how, by the environment and an organisation's settings."""

from __future__ import annotations

import pytest

from mednec.desk.model_servers import Servers, model_of, servers_in
from mednec.desk.setting_values import value_of
from mednec.errors import ModelError, StoreError, SubmitError
from tests.law.shipped import laws

URL = "https://models.example/v1"
OPERATED = {
    "MEDNEC_MODEL_URL": URL,
    "MEDNEC_MODEL_KEY": "k-secret",
    "MEDNEC_MODEL_HOSTS": "models.example, Other.example",
}


def test_without_a_host_there_is_no_model() -> None:
    assert servers_in({}) == Servers()
    assert servers_in({"MEDNEC_MODEL_URL": URL}).hosts == ()
    assert model_of({"model": "m"}, Servers()) is None
    with pytest.raises(ModelError, match="not allowed"):
        model_of({"model": "m"}, servers_in({"MEDNEC_MODEL_URL": URL}))


def test_the_operator_names_hosts_a_server_its_key_and_its_limits() -> None:
    servers = servers_in(OPERATED | {"MEDNEC_MODEL_CONTEXT": "32768", "MEDNEC_MODEL_TIMEOUT": "20"})
    found = model_of({"model": "m"}, servers)
    assert found is not None
    assert (found.url, found.key, found.context, found.timeout, found.whole_time) == (URL, "k-secret", 32768, 20, 100)
    assert found.deidentify
    assert "k-secret" not in repr(servers) + repr(found)


def test_an_organisation_chooses_another_server_on_the_list_and_the_key_stays() -> None:
    settings = {"model": "m", "model_url": "https://other.example/v1", "model_deidentify": False, "model_budget": 5000}
    found = model_of(settings, servers_in(OPERATED))
    assert found is not None
    assert (found.key, found.deidentify, found.budget) == ("", False, 5000)
    assert model_of({"model_url": URL}, servers_in(OPERATED)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEDNEC_MODEL_URL", "models.example"),
        ("MEDNEC_MODEL_URL", "ftp://models.example/v1"),
        ("MEDNEC_MODEL_URL", "https://me:secret@models.example/v1"),
        ("MEDNEC_MODEL_CONTEXT", "many"),
        ("MEDNEC_MODEL_TIMEOUT", "0"),
        ("MEDNEC_MODEL_THINKING", "-1"),
    ],
)
def test_what_cannot_be_is_one_line(name: str, value: str) -> None:
    with pytest.raises(StoreError) as told:
        servers_in({name: value})
    assert told.value.where == name
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("model", "a model", "is no name of a model"),
        ("model_url", "models.example", "over http or https"),
        ("model_url", "https://elsewhere.example/v1", "may not be asked: one of models.example, other.example"),
        ("model_budget", "999", "is no number of tokens"),
        ("model_budget", "٣٠٠٠", "is no number of tokens"),
        ("model_deidentify", "perhaps", "is neither yes nor no"),
    ],
)
def test_what_an_organisation_cannot_set(name: str, text: str, says: str) -> None:
    servers = servers_in(OPERATED)
    with pytest.raises(SubmitError) as told:
        value_of(name, text, laws(), servers)
    assert told.value.where == f"settings: {name}"
    assert says in f"{told.value.what}: {told.value.do}"


def test_a_service_without_servers_says_who_can_mend_that() -> None:
    with pytest.raises(SubmitError, match="this service asks no language model"):
        value_of("model", "site-model", laws(), Servers())
