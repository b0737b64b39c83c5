"""Passages of the private library that name the drug and a disease of a request: to be read, never weighed."""

from __future__ import annotations

from mednec.evidence.bearing import Use
from mednec.evidence.library.looking import EvidenceLibrary, LibraryAnswer, search_library
from mednec.evidence.library.wording import synonyms_of, terms_of_disease, terms_of_drug

MOST = 5

FurtherEvidence = LibraryAnswer


def find_further(use: Use, library: EvidenceLibrary) -> FurtherEvidence:
    """At most five passages of records that name this drug and one of these diseases, with what was searched.

    They are imported and not graded, and change nothing in the answer. Raises LibraryError when the library is gone.
    """
    diseases = [use.concepts[each] for each in sorted(use.diseases) if each in use.concepts]
    words = " ".join((use.drug.name, *(disease.name for disease in diseases)))
    return search_library(
        library,
        words,
        top=MOST,
        also=synonyms_of((use.drug,), diseases),
        needs=(terms_of_drug(use.drug), tuple(term for each in diseases for term in terms_of_disease(each))),
        asked=f"{use.drug.name} in {use.names(use.diseases) or 'no disease'}",
    )
