"""Which policy decides: by id, by the name on the request, by file, or by the payer's own text; in force on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz, process

from mednec.criteria.policy import Policy
from mednec.errors import PolicyError
from mednec.intake.files_of_text import ENDINGS, text_of
from mednec.model.request import PriorAuthRequest
from mednec.packs.importing.compile import Compiled, compile_text
from mednec.packs.installed import COMPILED
from mednec.packs.library import Library
from mednec.packs.policies import load_policy, policy_of

TEXTS = (".md", ".txt")
_SAME_PAYER = 90  # of 100: "Example Mutual" and "Example Mutual Health Plan" are one


def policy_for(
    library: Library, request: PriorAuthRequest, wanted: str | None = None, shelf: tuple[Policy, ...] | None = None
) -> Policy:
    """The policy that decides this request, its words checked against the packs.

    Raises PolicyError as `find_policy` does, or when a clause asks about a concept that no pack has.
    """
    return known_words(library, find_policy(library, request, wanted, shelf))


def known_words(library: Library, policy: Policy) -> Policy:
    """The policy itself. Raises PolicyError when a clause asks about a concept that no pack has."""
    for node in policy.leaves():
        for concept in node.leaf.concepts if node.leaf else ():
            if not library.lexicon.knows(concept):
                known = [*library.lexicon.concepts, *library.lexicon.drugs, *library.lexicon.groups]
                near = process.extractOne(concept, sorted(set(known)), score_cutoff=60)
                raise PolicyError(
                    f"clause {node.clause.label!r} asks about {concept!r}, which no pack knows",
                    where=f"{policy.id}: {node.where}",
                    do=f"did you mean {near[0]!r}?" if near else "add it to packs/valuesets",
                )
    return policy


def find_policy(
    library: Library, request: PriorAuthRequest, wanted: str | None = None, shelf: tuple[Policy, ...] | None = None
) -> Policy:
    """The policy that is meant.

    `wanted` is an installed id or policy number, a compiled policy.yaml (or its folder), or a payer's text, which is
    compiled on the fly unless it is that of an installed policy; without it the name on the request decides. With a
    `shelf` only its policies are looked at, and no file is opened. Raises PolicyError when there is none, when two are
    in force, or when the request lies outside the time it is in force.
    """
    if shelf is None and wanted is not None and (file := _file(wanted)) is not None:
        policy = _from_file(library, file)
        _in_force(policy, request)
        return policy
    name = wanted if wanted is not None else request.policy
    if not name:
        raise PolicyError("the request names no policy", where="request.yaml:policy", do="name one with --policy")
    if shelf is None:
        shelf = library.policies
    found = [p for p in shelf if called_so(p, name)]
    if not found:
        raise PolicyError(
            f"no policy {name!r} is installed",
            where="--policy" if wanted else "request.yaml:policy",
            do=_near(name, shelf),
        )
    return _one_in_force(found, request, name)


def only_policy(library: Library, request: PriorAuthRequest, shelf: tuple[Policy, ...] | None = None) -> Policy | None:
    """The one policy of this payer, in force, that is about a drug of the request; None for none or more.

    Of those installed, or of the shelf where one is given.
    """
    drugs = {drug.id for line in request.lines if (drug := library.knowledge.drug_of(line)) is not None}
    day = first_day(request)
    found = [
        policy
        for policy in (library.policies if shelf is None else shelf)
        if _holds(policy, day)
        and fuzz.token_set_ratio(policy.payer.casefold(), request.payer.casefold()) >= _SAME_PAYER
        and any(library.lexicon.is_a(drug, own) for drug in drugs for own in policy.drugs)
    ]
    return found[0] if len(found) == 1 else None


def _file(wanted: str) -> Path | None:
    """`wanted` as a path, when it is meant as one: it exists, or it looks like a file."""
    path = Path(wanted)
    if path.is_dir() and (path / COMPILED).is_file():
        return path / COMPILED
    if path.is_file():
        return path
    if path.suffix in (*TEXTS, *ENDINGS, ".yaml", ".yml") or "/" in wanted:
        raise PolicyError("no such file", where=wanted, do="give an installed id, a policy.yaml or a payer's text")
    return None


def _from_file(library: Library, file: Path) -> Policy:
    if file.suffix in (".yaml", ".yml"):
        return load_policy(file.parent, name=file.name)
    text = _text_of(file)
    same = [p for p in library.policies if _words(p.source) == _words(text)]
    if same:
        return same[0]
    compiled = compile_text(text, library.lexicon, library.clause_words, name=_called(file.name))
    return policy_of(compiled.content, text, str(file))


def compiled_from(file: Path, library: Library) -> Compiled:
    """A payer's text as a policy. Raises PolicyError when it cannot be read, or holds no outline of criteria."""
    if not file.is_file():
        raise PolicyError("no such file", where=str(file), do="give the payer's text")
    return compile_text(_text_of(file), library.lexicon, library.clause_words, name=_called(file.name))


def policy_named(library: Library, wanted: str) -> Policy:
    """An installed policy by id or number (the newest), a policy.yaml, or a payer's text. Raises PolicyError."""
    if (file := _file(wanted)) is not None:
        return _from_file(library, file)
    shelf = library.policies
    found = [p for p in shelf if _called(wanted) in _names(p)]
    if not found:
        raise PolicyError(f"no policy {wanted!r} is installed", where=wanted, do=_near(wanted, shelf))
    return max(found, key=lambda p: p.effective_from)


def _text_of(file: Path) -> str:
    if file.suffix.lower() in ENDINGS:
        return text_of(file).replace("\u00a0", " ").replace("\u202f", " ")
    if file.suffix not in TEXTS:
        raise PolicyError(
            f"cannot read {file.suffix or 'such'} policies",
            where=str(file),
            do="give its text as .md, .txt, .pdf or .docx",
        )
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", where=str(file), do="save it as UTF-8 text") from error
    text = text.replace("\u00a0", " ").replace("\u202f", " ")  # one blank for another: every place stays where it is
    if not text.strip():
        raise PolicyError("the text is empty", where=str(file), do="give the payer's text")
    return text


def _words(text: str) -> str:
    return " ".join(text.split())


def _called(name: str) -> str:
    """A name as it is compared: without folder and ending, in lower case, marks as hyphens."""
    stem = name.rsplit("/", 1)[-1]
    for ending in (*TEXTS, *ENDINGS, ".yaml", ".yml"):
        stem = stem.removesuffix(ending)
    return stem.strip().casefold().replace("_", "-").replace(" ", "-")


def called_so(policy: Policy, name: str) -> bool:
    """Whether this is the policy's id or one of its names, however it is written."""
    return _called(name) in _names(policy)


def _names(policy: Policy) -> set[str]:
    return {_called(n) for n in (policy.id, *policy.names)}


def _near(name: str, shelf: Iterable[Policy]) -> str:
    names = sorted({n for p in shelf for n in _names(p)})
    near = process.extractOne(_called(name), names, score_cutoff=60)
    return f"did you mean {near[0]!r}?" if near else f"installed are {', '.join(names) or 'none'}"


def first_day(request: PriorAuthRequest) -> date:
    """First requested day of service."""
    return min(line.first_day for line in request.lines)


def _holds(policy: Policy, day: date) -> bool:
    return policy.effective_from <= day and (policy.effective_to is None or day <= policy.effective_to)


def _one_in_force(found: list[Policy], request: PriorAuthRequest, name: str) -> Policy:
    day = first_day(request)
    holding = [p for p in found if _holds(p, day)]
    if len(holding) > 1:
        both = " and ".join(f"{p.id} ({p.version})" for p in holding)
        raise PolicyError(
            f"two policies called {name!r} are in force on {day}: {both}", where="packs/policies", do="end one of them"
        )
    if not holding:
        _in_force(min(found, key=lambda p: (_apart(p, day), p.effective_from)), request)
    if not any(_holds(p, request.received.date()) for p in found):
        _in_force(holding[0], request)  # else it was received under one version for days of service under the next
    return holding[0]


def _apart(policy: Policy, day: date) -> int:
    """Days between a day and the time a policy is in force."""
    return max((policy.effective_from - day).days, (day - (policy.effective_to or date.max)).days, 0)


def _in_force(policy: Policy, request: PriorAuthRequest) -> None:
    """Raises PolicyError when the request was received, or its service begins, before or after the policy's time."""
    received, day = request.received.date(), first_day(request)
    for what, when in (("received", received), ("the first day of service is", day)):
        if when < policy.effective_from:
            raise PolicyError(
                f"{what} {when}, before this policy took effect on {policy.effective_from}",
                where=f"{policy.id} ({policy.version})",
                do="review it under the version then in force",
            )
    if not _holds(policy, day):
        raise PolicyError(
            f"the first day of service is {day}, after this policy ended on {policy.effective_to}",
            where=f"{policy.id} ({policy.version})",
            do="review it under the version now in force",
        )
