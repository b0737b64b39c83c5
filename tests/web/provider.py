"""A real OpenID provider, started by node on loopback, and a browser's way through it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urljoin

import httpx2 as httpx
import pytest

NODE = Path(__file__).parents[1] / "node"
CLIENT, SECRET = "mednec-tests", "a secret of the tests"
BACK = "http://localhost/sign-in/with/house/back"
PEOPLE = {
    "u-mira": {"name": "Mira Alvarez", "preferred_username": "mira", "groups": ["um-nurses", "everyone"]},
    "u-theo": {"name": "Theo Brandt", "preferred_username": "theo", "groups": ["um-physicians", "um-nurses"]},
    "u-olga": {"name": "Olga Roth", "preferred_username": "olga", "groups": ["everyone"]},
}


@contextmanager
def running_provider() -> Iterator[str]:
    """The issuer of a provider that runs as long as this."""
    if shutil.which("node") is None or not (NODE / "node_modules").is_dir():
        pytest.fail("the tests of sign-in need node and its packages: npm ci --prefix tests/node")
    clients = [
        {"client_id": name, "client_secret": SECRET, "redirect_uris": [BACK]} for name in (CLIENT, "another-program")
    ]
    told = json.dumps({"clients": clients, "people": PEOPLE})
    command = ["node", "--no-warnings", "provider.mjs", told]
    with subprocess.Popen(
        command, cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield str(json.loads(_first_line(process.stdout))["issuer"])
        finally:
            process.terminate()


def _first_line(out: IO[str] | None) -> str:
    return (out.readline() if out else "") or pytest.fail("the provider did not start")


def way_through(address: str, person: str) -> str:
    """Sign in at the provider as somebody, as a browser does; gives the address it sends the browser back to."""
    with httpx.Client(follow_redirects=False, trust_env=False) as browser:
        answer = browser.get(address)
        for _ in range(8):
            while answer.is_redirect:
                address = urljoin(str(answer.url), answer.headers["location"])
                if address.startswith(BACK):
                    return address
                answer = browser.get(address)
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, answer.text
            answer = browser.post(
                urljoin(str(answer.url), form[1]), data={"prompt": "login", "login": person, "password": "x"}
            )
    raise AssertionError("the provider sends nobody back")
