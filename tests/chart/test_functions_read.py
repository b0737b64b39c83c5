"""Abilities: what a patient can do, cannot do or does with help, and whether that changed."""

from __future__ import annotations

import pytest

from tests.chart.measured import abilities

LINES = [
    ("She can now climb one flight of stairs.", ["stair climbing able improved"]),
    ("Climbs stairs again after 3 cycles.", ["stair climbing able improved"]),
    ("Unable to climb stairs.", ["stair climbing unable"]),
    ("No longer able to climb stairs.", ["stair climbing unable worse"]),
    ("Can no longer rise from a chair without help.", ["rise from chair with_help worse"]),
    ("Cannot rise from the floor.", ["rise from floor unable"]),
    ("Still cannot get up off the floor.", ["rise from floor unable stable"]),
    ("Can now rise from a chair without using her hands.", ["rise from chair able improved"]),
    ("Needs help with buttons.", ["buttoning with_help"]),
    ("Now needs help with dressing.", ["dressing with_help worse"]),
    ("Unable to lift arms overhead.", ["raise arms unable"]),
    ("Walks with a cane.", ["walking with_help"]),
    ("Walks independently.", ["walking able"]),
    ("Ambulates with a walker.", ["walking with_help"]),
    ("Requires assistance with bathing.", ["bathing with_help"]),
    ("Independent with all ADLs.", ["self-care able"]),
    ("No longer needs a cane.", ["walking aid able improved"]),
    ("Uses a wheelchair outdoors.", ["walking aid with_help"]),
    ("Needs her cane more.", ["walking aid with_help worse"]),
    ("Sleeping through the night again.", ["sleep able improved"]),
    ("She returned to work full time.", ["working able improved"]),
    ("Had to stop driving.", ["driving unable worse"]),
    ("Unable to comb her hair or open jars.", ["wash hair unable", "grip unable"]),
    ("Able to feed herself without assistance.", ["feeding able"]),
    ("Cannot swallow solids.", ["swallowing unable"]),
    ("Dresses independently.", ["dressing able"]),
    ("Remains unable to raise her arms.", ["raise arms unable stable"]),
    ("Unable to walk without a walker.", ["walking with_help"]),
    ("Goal: able to climb stairs.", []),
    ("She hopes to be able to drive.", []),
    ("She would like to return to work.", []),
    ("Her mother is unable to walk.", []),
    ("If she cannot swallow, call us.", []),
    ("Advised to walk daily.", []),
    ("Type 2 diabetes.", []),
    ("Discussed work and school.", []),
]


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_abilities_of_a_line(text: str, expected: list[str]) -> None:
    assert abilities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wheelchair-bound since March.", ["walking unable"]),
        ("Unable to type or write.", ["writing unable"]),
        ("Dependent on her husband for dressing.", ["dressing with_help"]),
        ("Sleeps through the night.", ["sleep able"]),
        ("Ability to climb stairs was discussed.", []),
    ],
)
def test_aids_and_words_for_one_ability(text: str, expected: list[str]) -> None:
    assert abilities(text) == expected
