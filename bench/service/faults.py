"""Submissions and decisions while web, worker and database are killed at random moments; then everything is counted.

    python -m bench.service.faults --submissions 200 --database postgres

Nothing that was accepted may be lost, nothing may be accepted, determined or decided twice, and the audit must hold.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Lock

import httpx
from sqlalchemy import func, select

from bench.service.people import NPI, Staff, new_staff
from bench.service.running import Service
from mednec.model.life import CaseState
from mednec.packs.library import load_library
from mednec.store.audit import verify
from mednec.store.engine import reading
from mednec.store.tables import CaseRow, DecisionRow, DeterminationRow, JobRow
from tests.postgres import Server, running_server

CASE = Path(__file__).parents[2] / "cases" / "RIT-DEV-01"
SUBMITTERS, DECIDERS = 4, 2
LONGEST_S = 900.0
ATTESTATION = "I have reviewed the request, the record and the policy."
Answer = httpx.Response | None


@dataclass(slots=True, kw_only=True)
class Trial:
    """What was accepted and decided, as those who asked were told."""

    service: Service
    staff: Staff
    server: Server | None
    submissions: int
    chance: Random
    accepted: dict[str, str] = field(default_factory=dict)  # key -> case
    decided: dict[str, str] = field(default_factory=dict)  # case -> what was answered
    answers: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)
    done: Event = field(default_factory=Event)

    @property
    def victims(self) -> list[str]:
        """What may be killed."""
        return ["web", "worker"] + (["database"] if self.server else [])

    def counted(self, ask: Callable[[httpx.Client], httpx.Response], headers: Mapping[str, str]) -> Answer:
        """One request; none when nobody answered."""
        answer: Answer = None
        try:
            with httpx.Client(base_url=self.service.url, headers=dict(headers), timeout=30) as client:
                answer = ask(client)
        except httpx.TransportError:
            time.sleep(0.1)
        with self.lock:
            self.answers["no answer" if answer is None else str(answer.status_code)] += 1
        return answer

    def submit(self, numbers: list[int]) -> None:
        """Submit until each number is accepted, under the same key however often that takes."""
        documents = [(p.name, p.read_bytes()) for p in sorted((CASE / "documents").iterdir())]
        files = [("files", ("request.yaml", (CASE / "request.yaml").read_bytes()))]
        files += [("files", (f"documents/{name}", content)) for name, content in documents]
        for number in numbers:
            key = f"trial-{number}"
            headers = {**self.staff.nurse.headers, "Idempotency-Key": key}
            while key not in self.accepted and not self.done.is_set():
                answer = self.counted(lambda client: client.post("/api/v1/cases", files=files), headers)
                if answer is not None and answer.status_code == 202:
                    with self.lock:
                        self.accepted[key] = answer.json()["case"]

    def decide(self) -> None:
        """Deny, as a physician, whatever is read; two do this at once, and each asks again until it is settled."""
        while not self.done.is_set():
            with self.lock:
                waiting = [case for case in self.accepted.values() if case not in self.decided]
            if not waiting:
                time.sleep(0.1)
                continue
            self.decide_one(self.chance.choice(waiting))

    def decide_one(self, case: str) -> None:
        """Ask for the case as it stands, and sign what was shown."""
        headers = self.staff.physician.signs
        answer = self.counted(lambda client: client.get(f"/api/v1/cases/{case}"), headers)
        if answer is None or answer.status_code != 200:
            return
        told = answer.json()
        state = told["line"]["state"]
        if state == CaseState.DECIDED.key:
            self.decided.setdefault(case, "found decided")
            return
        if state != CaseState.OPEN.key:
            time.sleep(0.05)
            return
        signed = {
            "kind": "deny",
            "shown": told["shown"]["shown"],
            "reason": "The record shows that a required clause is not met.",
            "attestation": ATTESTATION,
            "npi": NPI,
            "licence": "MD-1001",
            "licence_state": "NY",
            "specialty": "rheumatology",
        }
        seen = {**headers, "If-Match": answer.headers["etag"]}
        made = self.counted(lambda client: client.post(f"/api/v1/cases/{case}/decisions", json=signed), seen)
        if made is not None and made.status_code == 201:
            self.decided[case] = "signed"

    def sabotage(self, victim: str) -> None:
        """Kill something; it comes back by itself."""
        self.kills[victim] += 1
        if victim == "web":
            self.service.kill_web()
            self.service.start_web()
        elif victim == "worker":
            self.service.kill_worker()
            self.service.start_worker(wait=True)
        elif self.server is not None:
            self.server.kill()
            self.server.restart()

    def settled(self) -> bool:
        """Everything submitted is accepted, read and decided, and each kind was killed."""
        return len(self.decided) >= self.submissions and len(self.kills) >= len(self.victims)

    def run(self) -> None:
        """All of it. Raises AssertionError when it takes too long, and whatever ended one of those at work.

        What is killed is started again from this thread, for a database server ends with the thread that started it.
        """
        shares = [list(range(each, self.submissions, SUBMITTERS)) for each in range(SUBMITTERS)]
        end = time.monotonic() + LONGEST_S
        victims = self.victims
        self.chance.shuffle(victims)
        with ThreadPoolExecutor(SUBMITTERS + DECIDERS) as pool:
            working = [pool.submit(self.submit, share) for share in shares]
            working += [pool.submit(self.decide) for _ in range(DECIDERS)]
            try:
                while not self.settled():
                    wait(working, timeout=self.chance.uniform(0.2, 3.0), return_when=FIRST_EXCEPTION)
                    for each in working:
                        if each.done():
                            each.result()
                    if time.monotonic() > end:
                        raise AssertionError(f"not settled: {self.service.log('web.log')}")
                    if not self.settled():
                        self.sabotage(victims.pop() if victims else self.chance.choice(self.victims))
            finally:
                self.done.set()

    def faults(self) -> list[str]:
        """Everything that should not be, in words; empty when all is well."""
        desk, org = self.staff.desk, self.staff.nurse.person.org
        with reading(desk.engine) as session:
            cases = set(session.scalars(select(CaseRow.id).where(CaseRow.org == org)))
            determined = Counter(session.scalars(select(DeterminationRow.case)))
            decisions = Counter(session.scalars(select(DecisionRow.case).where(DecisionRow.voided.is_(None))))
            unfinished = session.scalar(select(func.count()).select_from(JobRow).where(JobRow.state != "done"))
            audit = verify(session, desk.keys, org)
        accepted = set(self.accepted.values())
        found = [
            (f"{len(accepted - cases)} accepted and lost", accepted - cases),
            (f"{len(cases - accepted)} stored that nobody was told of", cases - accepted),
            (f"{self.submissions - len(accepted)} of the keys share a case", len(accepted) < len(self.accepted)),
            ("determined not once", {c for c in cases if determined[c] != 1}),
            ("decided not once", {c for c in cases if decisions[c] != 1}),
            (f"{unfinished} jobs not done", unfinished),
            (f"the audit does not hold at {audit.bad}: {audit.why}", not audit.ok),
        ]
        return [says for says, wrong in found if wrong]


def trial(submissions: int, database: str, seed: int, folder: Path, stack: ExitStack) -> Trial:
    """Set up a service with two workers, beside it a database server where that is asked for, and run the trial."""
    server = stack.enter_context(running_server()) if database == "postgres" else None
    address = stack.enter_context(server.database()) if server else ""
    home = folder / "home"
    home.mkdir()
    staff = new_staff(home, address, load_library())
    stack.callback(staff.desk.engine.dispose)
    service = Service(home=home, database=address)
    stack.callback(service.stop)
    service.start_web()
    for _ in range(2):
        service.start_worker()
    made = Trial(service=service, staff=staff, server=server, submissions=submissions, chance=Random(seed))
    made.run()
    return made


def main() -> int:
    """Run the trial and tell what it came to; status 1 when something was lost or done twice."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--submissions", type=int, default=200)
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended too
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = trial(told.submissions, told.database, told.seed, Path(folder), stack)
        faults = made.faults()
        print(f"{told.database}: {told.submissions} submissions in {time.monotonic() - start:.0f} s")
        print("killed:", ", ".join(f"{what} {times} times" for what, times in sorted(made.kills.items())))
        print("answers:", ", ".join(f"{code} {times}" for code, times in sorted(made.answers.items())))
        print("faults:", "; ".join(faults) or "none")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
