"""The house keeps its own rules: what these tests read is the repository itself."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import mednec
from tests.house import rules

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
MODULES = sorted(SRC.rglob("*.py"))
MAX_LINES = 400

# Names in the packs that are also plain English words of our trade; each is in src/ in its plain sense.
PLAIN_WORDS: dict[str, str] = {"stroke": "the line around a shape, in drawings and style sheets"}

# Day and chance come in from outside where people and programs come in; everything below is handed them.
DOORS = ("cli", "web", "desk", "language_model")
MAY_READ_CLOCK = {path for door in DOORS for path in (SRC / "mednec" / door).rglob("*.py")}


def committed() -> list[Path]:
    """Files that are, or would be, committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file())


def breaches(paths: Iterable[Path], rule: Callable[[str], Iterable[int]]) -> list[str]:
    """`file:line` for every breach of a rule."""
    return [f"{path.relative_to(ROOT)}:{line}" for path in paths for line in rule(path.read_text(encoding="utf-8"))]


def assert_none(found: list[str]) -> None:
    """Fails with every breach on its own line."""
    assert not found, "\n" + "\n".join(found)


def test_source_names_no_drug_disease_or_payer() -> None:
    """Knowledge lives in packs/: the program must work for a drug that it has never heard of."""
    names = rules.knowledge_names(ROOT / "packs") - set(PLAIN_WORDS)
    assert len(names) > 100, "the packs' names could not be read, so this test would prove nothing"
    texts = [p for p in SRC.rglob("*") if p.suffix in {".py", ".html", ".j2", ".css", ".md", ".txt"}]
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted(texts)
        for line, name in rules.names_in(path.read_text(encoding="utf-8"), names)
    ]
    assert_none(found)


def test_plain_words_are_still_needed() -> None:
    names = rules.knowledge_names(ROOT / "packs")
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    used = {name for _, name in rules.names_in(text, names)}
    assert set(PLAIN_WORDS) <= used


def test_no_source_file_is_too_long() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}


def test_no_broad_handlers() -> None:
    assert_none(breaches(MODULES, rules.broad_handlers))


def test_only_cite_makes_chart_citations() -> None:
    """A quote is cut from its document by `SourceDocument.cite`; anything else could drift from the chart."""
    document = SRC / "mednec" / "model" / "document.py"
    tree = ast.parse(document.read_text(encoding="utf-8"))
    cite = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "cite")
    inside = {f"{document.relative_to(ROOT)}:{line}" for line in range(cite.lineno, (cite.end_lineno or 0) + 1)}
    makers = breaches(MODULES, rules.citation_makers)
    assert len(makers) == 1
    assert set(makers) <= inside


def test_no_clock_and_no_chance_below_the_command_line() -> None:
    assert_none(breaches([p for p in MODULES if p not in MAY_READ_CLOCK], rules.unrepeatable))


def test_no_check_is_switched_off() -> None:
    ours = [p for p in committed() if p.suffix == ".py"]
    assert_none(breaches(ours, rules.silenced))


def test_no_registry_address_and_no_machine_path_is_committed() -> None:
    texts = [p for p in committed() if b"\0" not in p.read_bytes()[:8192]]
    assert_none(breaches(texts, rules.addresses))


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in MODULES
        if (p.stem.startswith("__") or not p.stem.startswith("_"))
        and not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == mednec.__version__
    assert f"## {mednec.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Package and version of a requirement file; every requirement must carry a hash."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")):
        match = re.match(r"([\w.\-]+)==(\S+)", line)
        assert match, f"{name}: not pinned: {line[:80]}"
        assert "--hash=sha256:" in line, f"{name}: no hash: {line[:80]}"
        found[match[1]] = match[2]
    return found


@pytest.mark.parametrize("name", ["uv.txt", "core.txt", "build.txt", "dev.txt"])
def test_requirements_are_pinned_with_hashes(name: str) -> None:
    assert pins(name)


def test_tests_run_on_the_versions_that_users_get() -> None:
    core, dev = pins("core.txt"), pins("dev.txt")
    assert {name: dev.get(name) for name in core} == core


def wanted(project: dict[str, Any], requirements: list[str]) -> set[str]:
    """Names of packages as requirement files write them; the project's own extras stand for what they ask for."""
    found: set[str] = set()
    for each in requirements:
        own = re.fullmatch(r"mednec\[(.+)\]", each)
        if own:
            for extra in own[1].split(","):
                found |= wanted(project, project["optional-dependencies"][extra])
        else:
            found.add(re.split(r"[\[<>=!~; ]", each)[0].lower().replace("_", "-").replace(".", "-"))
    return found


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert wanted(project, project["dependencies"]) - set(pins("core.txt")) == set()
    assert wanted(project, extras["all"]) - set(pins("extras.txt")) == set()
    assert wanted(project, extras["dev"]) - set(pins("dev.txt")) == set()


def test_continuous_integration_runs_what_everybody_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")
