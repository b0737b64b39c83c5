"""A desk whose organisation uses a language model, and a scripted one that points at words of whatever it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from mednec.desk.model_servers import Servers
from mednec.desk.organisation import change_settings
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.language_model.hosts import address_of
from tests.desk.office import Office, files_of
from tests.language_model.served import MODEL, Behaviour, Request, Served, helpful, schema_of, served, text_of

CASE = "RIT-DEV-01"
PATIENT = "Delacroix"
CLAUSE = "3.B.i"
STANDS = "Fundi sharp."  # in a note; the clause asks for something else
INVENTED = "A compendium page on the use is attached as exhibit nine."


def proposal(request: Request, quote: str) -> Mapping[str, object]:
    """A quote, said to stand in the first document that has it, or in the first of all."""
    text = text_of(request)
    handles = re.findall(r"<<(D\d+) ", text[: text.find(quote)] if quote in text else text)
    handle = handles[-1] if quote in text else handles[0]
    return {"document": handle, "quote": quote, "claims": [], "reason": "states it", "status": "met"}


def of_clause(request: Request) -> bool:
    """Whether a clause is asked about, and not the facts of passages."""
    return "proposals" in schema_of(request)["properties"]


def points(request: Request) -> object:
    """Of a clause: words that stand there and do not answer, and words that stand nowhere. Of facts: nothing."""
    if not of_clause(request):
        return {"facts": []}
    return {"proposals": [proposal(request, STANDS), proposal(request, INVENTED)]}


@contextmanager
def pointing(office: Office, behaviour: Behaviour | None = None, **settings: str) -> Iterator[Served]:
    """The office's organisation uses a model on a server of this machine."""
    with served(behaviour or helpful(points)) as server:
        uses(office, server.url, **settings)
        yield server


def uses(office: Office, url: str, **settings: str) -> None:
    """The organisation uses the model at an address, which whoever runs the service names with a key."""
    host = address_of(url, where="test")
    servers = Servers(url=url, key="k-secret", hosts=(f"{host.host}:{host.port}",))
    office.desk = replace(office.desk, servers=servers)
    change_settings(office.desk, office.administrator, {"model": MODEL, **settings})


def read(office: Office) -> str:
    """The case, submitted and read."""
    case = submit(office.desk, office.nurse, files_of(CASE), received=office.at).case
    assert work_off(office.desk) == 1
    return case
