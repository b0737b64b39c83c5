"""`mednec policy`: a payer's text as a criteria tree, and what its author does with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mednec.cli.model import ModelOptions, asked_of, model_options
from mednec.cli.output import say, write
from mednec.errors import MednecError

if TYPE_CHECKING:
    from mednec.packs.importing.compile import Compiled
    from mednec.packs.library import Library
    from mednec.pointing.leaves import Typed


@click.group("policy")
def policy_group() -> None:
    """Read a payer's policy text into a criteria tree, and look at one."""


@policy_group.command("import")
@click.argument("text", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@model_options
def policy_import_command(text: Path, out: Path, model: ModelOptions) -> None:
    """Read the payer's TEXT (.md, .txt, .pdf, .docx) and write policy.yaml and source.md to a folder.

    Every clause keeps its exact words and place; what the text does not say is asked, never invented. With --model a
    language model proposes types for clauses that are asked. Those that hold all the words of their clause are written
    as proposed; each stays a question until a person takes out its proposed_by.
    """
    try:
        from mednec.packs.importing.write import policy_yaml
        from mednec.packs.library import load_library
        from mednec.packs.shelf import compiled_from

        library = load_library()
        compiled = compiled_from(text, library)
        typed = _typed(compiled, library, model)
        if typed is not None:
            compiled = typed.compiled
        write(out, "source.md", compiled.source)
        click.echo(write(out, "policy.yaml", policy_yaml(compiled)))
        if typed is None:
            click.echo(f"{compiled.typed} of {compiled.leaves} clauses typed, {len(compiled.asked)} asked")
        else:
            _tell(typed, model.name or "")
        for clause, question in compiled.questions:
            click.echo(f"question {clause}: {question}")
    except MednecError as error:
        say(error)


def _typed(compiled: Compiled, library: Library, model: ModelOptions) -> Typed | None:
    """The policy with what a model proposed in it; none where no model is named. Raises ModelError."""
    opened = asked_of(model)
    if opened is None:
        return None
    from mednec.pointing.leaves import typed_by

    with opened.asking() as ask:
        return typed_by(compiled, library, model=opened.settings.model, ask=ask)


def _tell(typed: Typed, model: str) -> None:
    """Who typed how many clauses, what was proposed, and why the rest was not accepted."""
    compiled = typed.compiled
    numbers = f"{len(compiled.proposed)} proposed by {model}, {len(compiled.asked)} asked"
    click.echo(f"{compiled.leaves} clauses: {compiled.typed} typed by the program, {numbers}")
    for verdict in typed.verdicts:
        if verdict.accepted:
            click.echo(f"proposed {verdict.clause}: {_shown(verdict.slots)}; a person adopts it")
    for verdict in typed.verdicts:
        if not verdict.accepted:
            told = f"the model proposed {_shown(verdict.slots)}, not accepted because {verdict.why}"
            click.echo(f"asked {verdict.clause}: {told}")
    for why in dict.fromkeys(why for _, why in typed.trouble):
        clauses = ", ".join(clause for clause, other in typed.trouble if other == why)
        click.echo(f"asked {clauses}: no proposal: {why}")


def _shown(slots: Mapping[str, object]) -> str:
    """A leaf on one line: its kind, then its slots.

    >>> _shown({"kind": "finding", "of": ["cough"], "within_days": 90})
    'finding (of cough, within_days 90)'
    """
    parts = slots.get("parts")
    if isinstance(parts, list):
        return f" {slots.get('op', 'all')} ".join(_shown(p) for p in parts)
    told = [
        f"{name} {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in slots.items()
        if name not in ("kind", "about")
    ]
    kind = str(slots.get("kind", "nothing"))
    return f"{kind} ({', '.join(told)})" if told else kind


@policy_group.command("tree")
@click.argument("policy", metavar="FILE|ID")
def policy_tree_command(policy: str) -> None:
    """Print the criteria tree of an installed policy, a policy.yaml or a payer's text as JSON."""
    try:
        from mednec.packs.library import load_library
        from mednec.packs.shelf import policy_named
        from mednec.render.json_text import to_json
        from mednec.render.policy_tree import tree_record

        click.echo(to_json(tree_record(policy_named(load_library(), policy))))
    except MednecError as error:
        say(error)
