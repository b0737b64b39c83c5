"""Writes the whole corpus of packets and traps: `python -m bench.faxes.make OUT [--cases DIR] [--looks typed,scan]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.faxes.packets import CASES, KINDS, sources, write_packet
from bench.faxes.pages import TRAPS, trap


def chosen(looks: str) -> tuple[str, ...]:
    """Kinds of packets whose names begin with one of some words set apart by commas; all without words.

    >>> chosen("scan-cl,bundle")
    ('bundle', 'scan-clean')
    """
    begun = tuple(word for word in looks.split(",") if word)
    return tuple(kind for kind in KINDS if kind.startswith(begun)) if begun else KINDS


def write_traps(out: Path) -> None:
    """Every trap with a list of what must be true of it."""
    out.mkdir(parents=True, exist_ok=True)
    truths = {}
    for name, what in TRAPS.items():
        (out / f"{name}{what.ending}").write_bytes(trap(name))
        told = what.remark.value if what.remark else None
        truths[f"{name}{what.ending}"] = {
            "must": what.must,
            "says": what.says,
            "never": what.never,
            "remark": told,
            "refused": what.refused,
        }
    (out / "truths.json").write_text(json.dumps(truths, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faxes.make", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write into: KIND/CASE/ and traps/")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of cases, at any depth")
    parser.add_argument("--looks", default="", help="beginnings of the kinds wanted, set apart by commas")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    cases = sources(asked.cases)
    for kind in chosen(asked.looks):
        for case in cases:
            write_packet(case, kind, asked.out / kind / case.folder.name, asked.seed)
        sys.stdout.write(f"{kind}: {len(cases)} packets\n")
    write_traps(asked.out / "traps")
    sys.stdout.write(f"traps: {len(TRAPS)} files\n")


if __name__ == "__main__":
    main()
