"""What is sealed opens under its key and at its place, and nowhere else."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import StoreError
from mednec.store.sealing import Key, KeyRing, sealed_under
from tests.store.making import NEW, OLD

PLACE = "north/c1/paper/p1"


@given(plain=st.binary(max_size=300), text=st.booleans(), place=st.text(max_size=20))
def test_what_was_sealed_opens(plain: bytes, text: bool, place: str) -> None:
    sealed = OLD.seal(plain, place, text=text)
    assert OLD.open(sealed, place) == plain
    assert NEW.open(sealed, place) == plain  # an older key still opens
    assert sealed_under(sealed, place) == "k1"


@pytest.mark.parametrize("text", [False, True])
def test_a_flipped_bit_anywhere_is_refused(text: bool) -> None:
    sealed = NEW.seal(b"words of a chart", PLACE, text=text)
    for at in range(len(sealed)):
        for bit in range(8):
            flipped = bytearray(sealed)
            flipped[at] ^= 1 << bit
            with pytest.raises(StoreError):
                NEW.open(bytes(flipped), PLACE)


def test_a_value_cut_short_is_refused() -> None:
    sealed = OLD.seal(b"words", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(StoreError):
            OLD.open(sealed[:length], PLACE)


def test_a_value_of_another_place_is_refused() -> None:
    sealed = OLD.seal(b"words", PLACE)
    with pytest.raises(StoreError, match="changed or belongs to another place") as told:
        OLD.open(sealed, "south/c1/paper/p1")
    assert told.value.where == "south/c1/paper/p1"


def test_another_key_of_the_same_id_does_not_open() -> None:
    other = KeyRing(keys=(Key(id="k1", secret=b"x" * 32),))
    with pytest.raises(StoreError, match="changed or belongs to another place"):
        other.open(OLD.seal(b"words", PLACE), PLACE)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(StoreError, match="key 'k2' is not in the key ring"):
        OLD.open(NEW.seal(b"words", PLACE), PLACE)


def test_the_same_words_are_never_sealed_to_the_same_bytes() -> None:
    assert OLD.seal(b"words", PLACE) != OLD.seal(b"words", PLACE)


def test_text_is_compressed_and_nothing_of_it_shows() -> None:
    words = b"The patient reports pain. " * 400
    sealed = OLD.seal(words, PLACE, text=True)
    assert len(sealed) < len(words) / 10
    assert b"patient" not in OLD.seal(b"patient", PLACE)


def test_nonces_are_what_the_ring_is_given() -> None:
    numbers = count(1)
    ring = KeyRing(keys=OLD.keys, nonces=lambda size: next(numbers).to_bytes(size, "big"))
    assert ring.seal(b"", PLACE)[4:16] == (1).to_bytes(12, "big")


def test_resealing_takes_the_first_key_and_leaves_what_is_under_it() -> None:
    sealed = OLD.seal(b"words" * 50, PLACE, text=True)
    anew = NEW.resealed(sealed, PLACE)
    assert anew is not None
    assert sealed_under(anew, PLACE) == "k2"
    assert NEW.open(anew, PLACE) == b"words" * 50
    assert NEW.resealed(anew, PLACE) is None


def test_derived_keys_differ_by_purpose_and_by_key() -> None:
    derived = {NEW.derived("a"), NEW.derived("b"), NEW.derived("a", "k1"), NEW.derived("b", "k1")}
    assert len(derived) == 4
    assert NEW.derived("a", "k1") == OLD.derived("a")


def test_no_key_is_ever_printed() -> None:
    assert "1111" not in repr(OLD) + repr(OLD.first) + str(OLD)
