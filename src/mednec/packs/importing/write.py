"""policy.yaml and source.md of a compiled policy, as text that a person can read and correct."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml

from mednec.packs.importing.compile import Compiled

SCHEMA = "../../policy.schema.json"  # as seen from packs/policies/<id>/policy.yaml, where policies live


class _Dumper(yaml.SafeDumper):
    """Words that hold line breaks as blocks, short lists on one line."""


def _words(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if "\n" in value else None)


def _list(dumper: yaml.SafeDumper, value: list[object]) -> yaml.SequenceNode:
    flat = all(isinstance(v, str | int | float | date) for v in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


_Dumper.add_representer(str, _words)
_Dumper.add_representer(list, _list)


def policy_yaml(compiled: Compiled) -> str:
    """The file: how much was understood and what must be answered first, then the policy."""
    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        "# Read from source.md by a program; a person reads it back, answers what is asked, tests and signs it.",
        f"# {compiled.typed} of {compiled.leaves} clauses are typed; {len(compiled.asked)} are asked.",
    ]
    if compiled.proposed:
        lines.append(
            f"# Proposed are {len(compiled.proposed)} more, each asked until a person takes out its proposed_by."
        )
    lines += [f"# QUESTION {clause}: {question}" for clause, question in compiled.questions]
    for asked in compiled.asked:
        left = f" (not explained: {', '.join(asked.unexplained)})" if asked.unexplained else ""
        lines.append(f"# ASKED {asked.clause}{left}")
    lines += [f"# PROPOSED {p.clause} by {' '.join(p.by.split())}" for p in compiled.proposed]
    body = yaml.dump(_plain(compiled.content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=150)
    return "\n".join(lines) + "\n" + body


def _plain(value: object) -> object:
    """Plain containers, so that equal parts are written out and not as aliases."""
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value
