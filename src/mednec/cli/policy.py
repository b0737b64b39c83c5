"""`mednec policy`: a payer's text as a criteria tree, and what its author does with it."""

from __future__ import annotations

from pathlib import Path

import click

from mednec.cli.output import say, write
from mednec.errors import MednecError


@click.group("policy")
def policy_group() -> None:
    """Read a payer's policy text into a criteria tree, and look at one."""


@policy_group.command("import")
@click.argument("text", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def policy_import_command(text: Path, out: Path) -> None:
    """Read the payer's TEXT (.md, .txt, .pdf, .docx) and write policy.yaml and source.md to a folder.

    Every clause keeps its exact words and place; what the text does not say is asked, never invented.
    """
    try:
        from mednec.packs.importing.write import policy_yaml
        from mednec.packs.library import load_library
        from mednec.packs.shelf import compiled_from

        compiled = compiled_from(text, load_library())
        write(out, "source.md", compiled.source)
        click.echo(write(out, "policy.yaml", policy_yaml(compiled)))
        click.echo(f"{compiled.typed} of {compiled.leaves} clauses typed, {len(compiled.asked)} asked")
        for clause, question in compiled.questions:
            click.echo(f"question {clause}: {question}")
    except MednecError as error:
        say(error)


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
