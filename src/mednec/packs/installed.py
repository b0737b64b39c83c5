"""The policies that stand in the packs."""

from __future__ import annotations

from pathlib import Path

from mednec.criteria.policy import Policy
from mednec.packs.policies import load_policy

COMPILED = "policy.yaml"
SHELVES = ("policies", "starter")  # folders of the packs: policies of payers, and model policies to start from


def installed(root: Path) -> tuple[Policy, ...]:
    """Every policy of the packs, by folder name, the model policies behind those of payers."""
    places = [root / shelf for shelf in SHELVES if (root / shelf).is_dir()]
    folders = [p for place in places for p in sorted(place.iterdir()) if (p / COMPILED).is_file()]
    return tuple(load_policy(folder) for folder in folders)
