"""Files of YAML that cannot be read are told with their place, and cost no memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.errors import PackError
from mednec.packs.reading import read_file

DOUBLED = "\n".join(["a0: &a0 [x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60))])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DOUBLED, "refers to another place"),
        ("id: &a [*a]", "refers to another place"),
        ("id: " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("id: 1\nid: 2", "given twice"),
    ],
)
def test_what_would_cost_more_than_it_says_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(text)
    with pytest.raises(PackError, match=says):
        read_file(file, file.name)
