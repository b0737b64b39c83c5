"""Keys are found, read and added to; a file that others may read is refused; no message holds a key."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from mednec.errors import StoreError
from mednec.store.keys import add_key, find_keys, make_keys, parse_keys, read_keys

ONE = base64.b64encode(b"1" * 32).decode()
TWO = base64.b64encode(b"2" * 32).decode()


def test_the_first_line_seals_and_all_open() -> None:
    ring = parse_keys(f"# keys of the service\n\nnew:{TWO}\n old : {ONE} \n", where="keys")
    assert [key.id for key in ring.keys] == ["new", "old"]
    assert ring.first.secret == b"2" * 32


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "keys: there is no key"),
        ("# nothing\n", "keys: there is no key"),
        (f"a:{ONE}\na:{TWO}", "keys, line 2: a second key has the id a"),
        (f"a:{ONE}\n{TWO}", "keys, line 2: this line is no key"),
        ("a:not base64!", "keys, line 1: the key is not in base64"),
        ("a:" + ONE[:20], "keys, line 1: key a has 15 bytes, not 32"),
        (f"a b:{ONE}", "keys, line 1: 'a b' is no id of a key"),
        (f":{ONE}", "keys, line 1: '' is no id of a key"),
    ],
)
def test_malformed_keys_are_one_clear_message_without_the_key(text: str, says: str) -> None:
    with pytest.raises(StoreError) as told:
        parse_keys(text, where="keys")
    assert str(told.value).startswith(says)
    assert ONE[:12] not in str(told.value)
    assert TWO[:12] not in str(told.value)


def test_a_made_file_is_for_its_owner_only_and_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys"
    make_keys(path)
    first = path.read_text()
    make_keys(path)
    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_keys(path).first.secret) == 32
    assert [p.name for p in path.parent.iterdir()] == ["keys"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys"
    make_keys(path)
    path.chmod(mode)
    with pytest.raises(StoreError, match="others than its owner may use this file of keys; chmod 600"):
        read_keys(path)


def test_an_added_key_stands_first_and_the_others_still_open(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    make_keys(path)
    sealed = read_keys(path).seal(b"words", "a/b/c")
    ring = add_key(path, "k2")
    assert ring == read_keys(path)
    assert [key.id for key in ring.keys] == ["k2", "k1"]
    assert ring.open(sealed, "a/b/c") == b"words"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(StoreError, match="the id k2 is taken"):
        add_key(path, "k2")
    with pytest.raises(StoreError, match="is no id of a key"):
        add_key(path, "a b")


def test_where_keys_are_found(tmp_path: Path) -> None:
    named, home = tmp_path / "named", tmp_path / "home"
    make_keys(named, "named")
    assert find_keys({"MEDNEC_KEYS_FILE": str(named), "MEDNEC_KEYS": f"told:{ONE}"}, home).first.id == "named"
    assert find_keys({"MEDNEC_KEYS": f"told:{ONE}"}, home).first.id == "told"
    with pytest.raises(StoreError, match=r"the keys cannot be read \(No such file"):
        find_keys({}, home)
    made = find_keys({}, home, make=True)
    assert made == find_keys({}, home)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="this is no file of keys"):
        read_keys(path)
