"""People and programs that use the service at once, in a process of their own; each request is timed.

`python -m bench.service.clients` reads a plan as JSON and writes what it measured as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import count

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Requests of one kind: pages to read, or one packet to submit again and again, each under a key of its own."""

    name: str
    clients: int
    requests: int
    paths: Sequence[str]
    packet: Mapping[str, str] = field(default_factory=dict)  # file name -> text; empty: the pages are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Where the service is, how one is known to it, and what is asked in which order."""

    url: str
    cookies: Mapping[str, str]
    headers: Mapping[str, str]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How long each request took, in seconds, the answers that were none, and how long it all went on."""

    name: str
    takes: Sequence[float]
    refused: Sequence[int]
    seconds: float
    bytes: int

    def within(self, part: float) -> float:
        """The time within which this part of the requests was answered."""
        ordered = sorted(self.takes)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

    @property
    def each_second(self) -> float:
        """Requests answered in a second."""
        return len(self.takes) / self.seconds


def measured(plan: Plan, step: Step) -> Timed:
    """Ask as often as the step says, so many clients at once."""
    numbers = count()
    takes: list[float] = []
    refused: list[int] = []
    sizes: list[int] = []

    def one(_: int) -> None:
        cookies, headers = dict(plan.cookies), dict(plan.headers)
        with httpx.Client(base_url=plan.url, cookies=cookies, headers=headers, timeout=120) as client:
            while (number := next(numbers)) < step.requests:
                path = step.paths[number % len(step.paths)]
                start = time.perf_counter()
                answer = _submitted(client, path, step, number) if step.packet else client.get(path)
                takes.append(time.perf_counter() - start)
                sizes.append(len(answer.content))
                if answer.status_code >= 300:
                    refused.append(answer.status_code)

    start = time.perf_counter()
    with ThreadPoolExecutor(step.clients) as pool:
        list(pool.map(one, range(step.clients)))
    seconds = time.perf_counter() - start
    return Timed(name=step.name, takes=takes, refused=refused, seconds=seconds, bytes=max(sizes, default=0))


def _submitted(client: httpx.Client, path: str, step: Step, number: int) -> httpx.Response:
    files = [("files", (name, text.encode(), "application/octet-stream")) for name, text in step.packet.items()]
    return client.post(path, files=files, headers={"Idempotency-Key": f"load-{number}"})


def main() -> None:
    """Carry out the plan on the input."""
    told = json.load(sys.stdin)
    steps = [Step(**each) for each in told.pop("steps")]
    plan = Plan(**told, steps=steps)
    json.dump([asdict(measured(plan, step)) for step in steps], sys.stdout)


if __name__ == "__main__":
    main()
