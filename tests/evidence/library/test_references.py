"""The packs' references looked through by words: what is found, and what was searched."""

from __future__ import annotations

from dataclasses import replace

from mednec.evidence.library.about import about
from mednec.evidence.library.references import search_references
from mednec.search.synonyms import Synonyms
from tests.making import concept, concepts, reference

PACKS = (("references/a.yaml", "2026.11, checked 2026-11-21"), ("drugs/b.yaml", "2026.11, checked 2026-11-21"))
TREE = concepts(concept("greyscale"), concept("greyscale-of-hand", is_a=("greyscale",)), concept("dragonpox"))
RECORDS = (
    replace(reference("trial-1"), drugs=("zorbimab",), diseases=("greyscale",), statement="Itching stopped in most."),
    replace(reference("trial-2"), drugs=("zorbimab",), diseases=("dragonpox",), statement="Nobody was helped."),
    replace(reference("trial-3"), drugs=("placebo",), diseases=("greyscale-of-hand",), statement="Itching went on."),
)


def test_references_are_found_by_their_words() -> None:
    passages, search = search_references(RECORDS, "itching stopped", packs=PACKS)
    assert [each.reference.id for each in passages] == ["trial-1", "trial-3"]
    first = passages[0]
    assert [first.words[s.start : s.end] for s in first.spans] == ["Itching", "stopped"]
    where = "3 reference records (a.yaml 2026.11, checked 2026-11-21)"
    assert search.says == f"Searched {where}, for itching stopped: 2 found."


def test_references_are_found_by_other_words_for_the_drug() -> None:
    also = Synonyms.of({"Zorbivex": ["zorbimab"]})
    passages, search = search_references(RECORDS, "Zorbivex", packs=PACKS, also=also)
    assert {each.reference.id for each in passages} == {"trial-1", "trial-2"}
    assert search.ran == "zorbivex or zorbimab"


def test_nothing_found_says_where() -> None:
    many = tuple((f"references/{n}.yaml", f"1, checked 2026-11-{20 + n}") for n in range(6))
    passages, search = search_references(RECORDS, "arrhythmia", packs=many)
    assert passages == ()
    expected = "3 reference records (6 packs, checked 2026-11-20 to 2026-11-25); searched for arrhythmia."
    assert search.says == f"Not found in {expected}"
    assert search.packs == many


def test_references_about_a_drug_and_a_disease_or_a_part_of_it() -> None:
    def ids(drugs: tuple[str, ...] = (), diseases: tuple[str, ...] = ()) -> list[str]:
        return [each.id for each in about(RECORDS, drugs=drugs, diseases=diseases, concepts=TREE)]

    assert ids() == ["trial-1", "trial-2", "trial-3"]
    assert ids(drugs=("zorbimab",)) == ["trial-1", "trial-2"]
    assert ids(diseases=("greyscale",)) == ["trial-1", "trial-3"]
    assert ids(("zorbimab",), ("greyscale",)) == ["trial-1"]
    assert ids(("zorbimab",), ("greyscale-of-hand",)) == []
