"""Names nearly spelt: a slip, and nothing else as near."""

from __future__ import annotations

import pytest

from mednec.pointing.near import nearly_named
from tests.shipped import library


@pytest.mark.parametrize(
    ("text", "words", "about", "names"),
    [
        ("took methotrexte for months", "methotrexte", "methotrexate", "methotrexate"),
        ("took rnethotrexate", "rnethotrexate", "methotrexate", "methotrexate"),  # as a scanner has it
        ("took rituxlmab", "rituxlmab", "rituximab", "rituximab"),
        ("took methotrexare", "methotrexare", "methotrexate", "methotrexate"),  # the key beside it
        ("took mehtotrexate", "mehtotrexate", "methotrexate", "methotrexate"),  # letters that changed places
        ("took Fexofenad1ne", "Fexofenad1ne", "h1-antihistamine", "fexofenadine"),  # of the class asked for
    ],
)
def test_a_slip(text: str, words: str, about: str, names: str) -> None:
    mention = nearly_named(text, words, about, library().lexicon)
    assert mention is not None
    assert mention.id == names
    assert text[mention.start : mention.end] == words


@pytest.mark.parametrize(
    ("text", "words", "about"),
    [
        ("took methotrexate", "methotrexate", "methotrexate"),  # known: no slip
        ("took hydroxyzine", "hydroxyzine", "hydralazine"),  # another drug's own name
        ("took prednisolone", "prednisolone", "prednisone"),
        ("took the tablets", "the tablets", "methotrexate"),
        ("took methotr", "methotr", "methotrexate"),  # too far off
        ("took MTZ", "MTZ", "methotrexate"),  # too short
        ("took methotrexte", "methotrexte", "azathioprine"),
        ("took methotrexte", "methotrexxx", "methotrexate"),  # words that do not stand there
        ("took", "", "methotrexate"),
        # what differs may well be meant
        ("took cycloserine", "cycloserine", "cyclosporine"),
        ("has hypergammaglobulinemia", "hypergammaglobulinemia", "hypogammaglobulinemia"),
        ("has hypolipidemia", "hypolipidemia", "hyperlipidemia"),
        ("is oxygen-independent", "oxygen-independent", "home-oxygen"),
        ("has dermatosis", "dermatosis", "dermatitis"),
        ("gave factor VIII", "factor VIII", "factor-viia"),
        ("has an angioma", "angioma", "bivalirudin"),
        ("anti-ssDNA", "anti-ssDNA", "anti-dsdna"),
        ("missed an injection", "injection", "infection-event"),
        ("tube not incubated", "incubated", "intubation"),
        ("INFECTIOUS (for reference)", "INFECTIOUS", "infection-event"),
        # a part of a longer name
        ("Hepatitls B surface antibody positive", "Hepatitls B", "hepatitis-b"),
        ("Hepatitls B vaccine given", "Hepatitls B", "hepatitis-b"),
        ("took des-loratad1ne", "loratad1ne", "loratadine"),
    ],
)
def test_no_slip(text: str, words: str, about: str) -> None:
    assert nearly_named(text, words, about, library().lexicon) is None
