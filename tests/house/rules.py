"""The rules of the house as functions of text, so that each can be shown to catch what it forbids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from ahocorasick_rs import AhoCorasick

MIN_LETTERS = 5
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}
UNREPEATABLE_MODULES = {"random", "secrets", "uuid", "time"}

# Registry hosts are put together here, so that this file does not itself carry an address.
HOSTS = tuple(
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"), ("crates", "io"))
)
ADDRESS = re.compile(
    "|".join(re.escape(host) for host in HOSTS)
    + r"|--(?:extra-)?index-url\s*[= ]\s*\S|--find-links\s*[= ]\s*\S|\"resolved\": \"http"
    + r"|https?://\S+/simple\b|https?://\S+\.(?:whl|tgz|tar\.gz)\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.\-/<}])/(?:work|root|home|opt|Users)/\w|\.\./(?:shared|\.library)\b|(?<!\w)/tmp/\w")


def where(source: str, offset: int) -> int:
    """Line of an offset, from 1."""
    return source.count("\n", 0, offset) + 1


def broad_handlers(source: str) -> list[int]:
    """Lines of handlers that would swallow any error at all."""
    broad = {"Exception", "BaseException"}

    def is_broad(kind: ast.expr | None) -> bool:
        if kind is None:
            return True
        kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        return any(isinstance(k, ast.Name) and k.id in broad for k in kinds)

    return [n.lineno for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ExceptHandler) and is_broad(n.type)]


def citation_makers(source: str) -> list[int]:
    """Lines that construct a chart citation, by whatever path the name is reached."""

    def called(node: ast.expr) -> str:
        return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""

    calls = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call))
    return [n.lineno for n in calls if called(n.func) == "ChartCitation"]


def unrepeatable(source: str) -> list[int]:
    """Lines that read the clock or chance, which would let the same input give different bytes."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {(node.module or "").split(".")[0]}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            lines.append(node.lineno)
            continue
        else:
            continue
        if names & UNREPEATABLE_MODULES:
            lines.append(node.lineno)
    return lines


def silenced(source: str) -> list[int]:
    """Lines that switch a check off instead of satisfying it."""
    marks = re.compile(r"#\s*(?:type:\s*ignore|noqa|pragma: no cover)|\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.skip\(")
    return [number for number, line in enumerate(source.splitlines(), 1) if marks.search(line)]


def addresses(text: str) -> list[int]:
    """Lines with a package registry's address or a path of one machine."""
    return sorted({where(text, m.start()) for pattern in (ADDRESS, MACHINE_PATH) for m in pattern.finditer(text)})


def records(value: object) -> Iterator[Mapping[str, object]]:
    """Every mapping in a YAML document, at any depth."""
    if isinstance(value, Mapping):
        yield value
        for child in value.values():
            yield from records(child)
    elif isinstance(value, list):
        for child in value:
            yield from records(child)


def strings(value: object) -> Iterator[str]:
    """The strings of a field that may hold one, a list, or a mapping of lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


@cache
def knowledge_names(packs: Path) -> frozenset[str]:
    """Drug, product, disease and payer names of the packs, in lower case, of at least five letters."""
    names: set[str] = set()
    for path in sorted(packs.rglob("*.yaml")):
        of_drugs = path.relative_to(packs).parts[0] == "drugs"
        for record in records(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)):
            if (of_drugs and "name" in record) or record.get("kind") == "disease":
                for field in ("id", "name", "terms", "brands"):
                    names.update(strings(record.get(field)))
            if "policies" in path.parts:
                names.update(strings(record.get("payer")))
    plain = {" ".join(re.split(r"[\s_-]+", name.lower())).strip() for name in names}
    return frozenset(n for n in plain if sum(c.isalpha() for c in n) >= MIN_LETTERS)


@cache
def _searched(names: frozenset[str]) -> tuple[list[str], AhoCorasick]:
    """The names in order, and what finds all of them at once."""
    listed = sorted(names)
    return listed, AhoCorasick(listed)


def names_in(text: str, names: Iterable[str]) -> list[tuple[int, str]]:
    """Where a text uses one of the names as whole words; an underscore, a hyphen and a line end are blanks."""
    listed, searched = _searched(frozenset(names))
    plain = text.lower().translate(str.maketrans("_-\n", "   "))
    if len(plain) != len(text):
        raise ValueError("lower case changes the length of this text; its lines cannot be told")
    found = []
    for index, start, end in searched.find_matches_as_indexes(plain, overlapping=True):
        if not (plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum()):
            found.append((where(text, start), listed[index]))
    return found
