"""Types that a model proposes for clauses: those that hold all of the clause, and those that hold less or more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from mednec.packs.library import Library, load_library
from mednec.pointing.leaves import LeafAnswer, LeafVerdict, PartForm, SlotForm, clause_of, verified_leaf

Given = tuple[object, ...]  # the value, then the words of the clause that it was taken from


@cache
def _library() -> Library:
    return load_library()


def part(kind: str, *words: str, **slots: Given) -> PartForm:
    given = (SlotForm.model_validate({"slot": n, "words": list(v[1:]), "value": v[0]}) for n, v in slots.items())
    return PartForm(kind=kind, words=words, slots=tuple(given))


def ask(*words: str) -> PartForm:
    return PartForm(kind="ask", words=words)


def one(kind: str, *words: str, **slots: Given) -> LeafAnswer:
    return LeafAnswer(op="one", parts=(part(kind, *words, **slots),))


def several(op: str, *parts: PartForm, n: int = 0, n_words: str = "") -> LeafAnswer:
    return LeafAnswer(op=op, n=n, n_words=n_words, parts=parts)


@dataclass(frozen=True, kw_only=True)
class Case:
    text: str
    answer: LeafAnswer
    above: tuple[str, ...] = ()
    part: str = "criteria"
    drugs: tuple[str, ...] = ()
    denied: bool = False

    def verdict(self) -> LeafVerdict:
        asked = clause_of(
            self.text,
            _library(),
            above=self.above,
            part=self.part,
            drugs=frozenset(self.drugs),
            denied=self.denied,
        )
        return verified_leaf(asked, self.answer)


MMT8 = {"of": (["mmt8"], "MMT-8"), "below": (142, "below 142"), "scale": (150, "of 150")}
BY_REQUEST = (90, "within 90 days before the request")
TRIAL = {
    "of": (["methotrexate"], "methotrexate"),
    "outcomes": (["failed"], "Inadequate response to"),
    "min_days": (84, "at least 12 weeks of"),
}
DESPITE = {
    "symptoms": (["dyspnea"], "shortness of breath"),
    "despite": (["h1-antihistamine", "h2-antihistamine"], "H1 antihistamine and an H2 antihistamine"),
}
BOTH_TESTS = (["hbsag", "anti-hbc"], "hepatitis B surface antigen", "total core antibody")

RIGHT: dict[str, Case] = {
    "bound, scale and window": Case(
        text="MMT-8 below 142 of 150 within 90 days before the request",
        answer=one("measurement", **MMT8, within_days=BY_REQUEST),
    ),
    "window of the group above": Case(
        text="MMT-8 below 142 of 150",
        above=("ALL of the following within 90 days before the request:",),
        answer=one("measurement", **MMT8, within_days=(90, "within 90 days before the request")),
    ),
    "months as days": Case(
        text="Dysphagia in the past 12 months",
        answer=one("finding", of=(["dysphagia"], "Dysphagia"), within_days=(365, "in the past 12 months")),
    ),
    "a month counted as thirty days becomes the program's own number": Case(
        text="Inadequate response to at least 3 months of methotrexate",
        answer=one("tried", **{**TRIAL, "min_days": (90, "at least 3 months of")}),
    ),
    "trial with time and outcome": Case(
        text="Inadequate response to at least 12 weeks of methotrexate", answer=one("tried", **TRIAL)
    ),
    "trial with excuses": Case(
        text="Inadequate response to at least 12 weeks of methotrexate, unless contraindicated or not tolerated",
        answer=one(
            "tried",
            **TRIAL,
            excused_by=(["contraindicated", "intolerant"], "unless contraindicated", "or not tolerated"),
        ),
    ),
    "one of two drugs": Case(
        text="Inadequate response to at least 12 weeks of methotrexate or azathioprine",
        answer=one("tried", **{**TRIAL, "of": (["methotrexate", "azathioprine"], "methotrexate or azathioprine")}),
    ),
    "not used together": Case(
        text="Will not be used together with a JAK inhibitor",
        answer=one(
            "concurrent", of=(["jak-inhibitor"], "JAK inhibitor"), expect=("not used", "Will not be used together with")
        ),
    ),
    "used now, unless barred": Case(
        text="Methotrexate is used, unless contraindicated",
        answer=one(
            "concurrent",
            of=(["methotrexate"], "Methotrexate"),
            expect=("used", "is used"),
            excused_by=(["contraindicated"], "unless contraindicated"),
        ),
    ),
    "a denial": Case(
        text="No active infection in the 4 weeks before the request",
        answer=one(
            "diagnosis",
            of=(["active-infection"], "active infection"),
            expect=("absent", "No"),
            within_days=(28, "in the 4 weeks before the request"),
        ),
    ),
    "one severity beside a disease": Case(
        text="Severe asthma",
        answer=one("diagnosis", of=(["asthma"], "Severe asthma"), worded=(["severe"], "Severe")),
    ),
    "both tests": Case(
        text="Both hepatitis B surface antigen and total core antibody are negative",
        answer=one("test_result", of=BOTH_TESTS, result=("negative", "negative"), every=(True, "Both")),
    ),
    "both tests by their joint": Case(
        text="hepatitis B surface antigen and total core antibody resulted in the 12 months before the request",
        answer=one(
            "test_result",
            of=BOTH_TESTS,
            result=("reported", "resulted"),
            every=(True,),
            within_days=(365, "in the 12 months before the request"),
        ),
    ),
    "a change with its start": Case(
        text="Urine protein-to-creatinine ratio reduced by 50% or more from baseline",
        answer=one(
            "change",
            "from baseline",
            of=(["upcr"], "Urine protein-to-creatinine ratio"),
            better=("lower", "reduced"),
            by_percent=(50, "by 50% or more"),
        ),
    ),
    "half": Case(
        text="urine protein-to-creatinine ratio reduced by half or more",
        answer=one(
            "change",
            of=(["upcr"], "urine protein-to-creatinine ratio"),
            better=("lower", "reduced"),
            by_percent=(50, "by half or more"),
        ),
    ),
    "persisting despite each": Case(
        text="shortness of breath that persists despite an H1 antihistamine and an H2 antihistamine",
        answer=one("symptoms_despite", "persists despite", **DESPITE),
    ),
    "so many events": Case(
        text="At least two anaphylaxis episodes in the past 12 months",
        answer=one(
            "event_count",
            of=(["anaphylaxis-episode"], "anaphylaxis episodes"),
            at_least=(2, "At least two"),
            within_days=(365, "in the past 12 months"),
        ),
    ),
    "fewer events": Case(
        text="fewer anaphylaxis episodes than before treatment",
        answer=one(
            "fewer_events", "fewer", "than before treatment", of=(["anaphylaxis-episode"], "anaphylaxis episodes")
        ),
    ),
    "who orders": Case(
        text="Prescribed by, or in consultation with, a neurologist or a dermatologist",
        answer=one(
            "prescriber",
            "Prescribed by",
            specialties=(["neurology", "dermatology"], "neurologist or a dermatologist"),
            consultation=(True, "or in consultation with"),
        ),
    ),
    "how old": Case(
        text="The member is 12 years of age or older",
        answer=one("age", at_least=(12, "12 years of age or older")),
    ),
    "two measures of which one is enough": Case(
        text="MMT-8 below 142 of 150, or creatine kinase above 500 U/L",
        answer=several(
            "any",
            part("measurement", **MMT8),
            part(
                "measurement",
                of=(["creatine-kinase"], "creatine kinase"),
                above=(500, "above 500"),
                unit=("U/L", "U/L"),
            ),
        ),
    ),
    "what is left is asked": Case(
        text="urine protein-to-creatinine ratio reduced by half or more, with stable creatinine",
        answer=several(
            "all",
            part(
                "change",
                of=(["upcr"], "urine protein-to-creatinine ratio"),
                better=("lower", "reduced"),
                by_percent=(50, "by half or more"),
            ),
            ask("with stable creatinine"),
        ),
    ),
    "an ending that narrows is asked": Case(
        text="Dysphagia attributed to dermatomyositis by the treating specialist",
        answer=several(
            "all",
            part("finding", of=(["dysphagia"], "Dysphagia")),
            ask("attributed to dermatomyositis by the treating specialist"),
        ),
    ),
    "one drug and one of two others": Case(
        text="current glucocorticoid plus mycophenolate or cyclophosphamide",
        answer=several(
            "all",
            part("concurrent", of=(["corticosteroid-systemic"], "glucocorticoid"), expect=("used", "current")),
            part(
                "concurrent",
                of=(["mycophenolate", "cyclophosphamide"], "mycophenolate or cyclophosphamide"),
                expect=("used", "current"),
            ),
        ),
    ),
    "examples in a bracket": Case(
        text="Will not be used together with a JAK inhibitor (for example tofacitinib or baricitinib)",
        answer=one(
            "concurrent",
            of=(["jak-inhibitor"], "JAK inhibitor"),
            expect=("not used", "Will not be used together with"),
        ),
    ),
    "the policy's own drug": Case(
        text="Belimumab will not be used together with a JAK inhibitor",
        drugs=("belimumab",),
        answer=one(
            "concurrent",
            of=(["jak-inhibitor"], "JAK inhibitor"),
            expect=("not used", "will not be used together with"),
        ),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_type_that_holds_the_whole_clause_is_accepted(name: str) -> None:
    verdict = RIGHT[name].verdict()
    assert verdict.accepted, verdict.why


NOT_WITH_JAK = {"of": (["jak-inhibitor"], "JAK inhibitor"), "expect": ("not used", "Will not be used together with")}
UPCR = {"of": (["upcr"], "urine protein-to-creatinine ratio"), "better": ("lower", "reduced")}
NO_INFECTION = {"of": (["active-infection"], "active infection"), "expect": ("absent", "No")}
EPISODES = {"of": (["anaphylaxis-episode"], "anaphylaxis episodes")}
CK = {"of": (["creatine-kinase"], "creatine kinase")}

# name: the case, and words of the reason
WRONG: dict[str, tuple[Case, str]] = {
    "window dropped": (
        Case(text="MMT-8 below 142 of 150 within 90 days before the request", answer=one("measurement", **MMT8)),
        "90",
    ),
    "window of another length": (
        Case(
            text="MMT-8 below 142 of 150 within 90 days before the request",
            answer=one("measurement", **MMT8, within_days=(365, "within 90 days before the request")),
        ),
        "say within_days 90",
    ),
    "window that nobody wrote": (
        Case(text="MMT-8 below 142 of 150", answer=one("measurement", **MMT8, within_days=BY_REQUEST)),
        "do not stand",
    ),
    "window without words": (
        Case(text="MMT-8 below 142 of 150", answer=one("measurement", **MMT8, within_days=(90,))),
        "without words",
    ),
    "window of the group above dropped": (
        Case(
            text="MMT-8 below 142 of 150",
            above=("ALL of the following within 90 days before the request:",),
            answer=one("measurement", **MMT8),
        ),
        "stands above",
    ),
    "window counted from another day": (
        Case(
            text="Dysphagia within 90 days of diagnosis",
            answer=one("finding", of=(["dysphagia"], "Dysphagia"), within_days=(90, "within 90 days")),
        ),
        "not counted from the request",
    ),
    "window that no slot of the kind holds": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate in the past 12 months",
            answer=one("tried", **TRIAL),
        ),
        "12",
    ),
    "comparator turned round": (
        Case(
            text="MMT-8 below 142 of 150",
            answer=one("measurement", of=MMT8["of"], at_least=(142, "below 142"), scale=MMT8["scale"]),
        ),
        "do not say at_least",
    ),
    "or equal, where it is below": (
        Case(
            text="MMT-8 below 142 of 150",
            answer=one("measurement", of=MMT8["of"], at_most=(142, "below 142"), scale=MMT8["scale"]),
        ),
        "do not say at_most",
    ),
    "another number": (
        Case(text="MMT-8 below 142 of 150", answer=one("measurement", **{**MMT8, "below": (145, "below 142")})),
        "say below 142",
    ),
    "scale dropped": (
        Case(text="MMT-8 below 142 of 150", answer=one("measurement", of=MMT8["of"], below=MMT8["below"])),
        "150",
    ),
    "a denial cut off a bound": (
        Case(
            text="creatine kinase not below 500 U/L",
            answer=one("measurement", **CK, below=(500, "below 500"), unit=("U/L", "U/L")),
        ),
        "not",
    ),
    "no less than, cut to less than": (
        Case(
            text="creatine kinase no less than 500 U/L",
            answer=one("measurement", **CK, below=(500, "less than 500"), unit=("U/L", "U/L")),
        ),
        "no",
    ),
    "unit dropped": (
        Case(text="creatine kinase above 500 U/L", answer=one("measurement", **CK, above=(500, "above 500"))),
        "U/L",
    ),
    "unit of another measure": (
        Case(
            text="creatine kinase above 500 U/L",
            answer=one("measurement", **CK, above=(500, "above 500"), unit=("mg/dL", "U/L")),
        ),
        "say unit U/L",
    ),
    "on file for a bound": (
        Case(
            text="creatine kinase measured above 500 U/L", answer=one("measurement", **CK, present=(True, "measured"))
        ),
        "500",
    ),
    "one bound of two": (
        Case(
            text="creatine kinase above 500 U/L and below 900 U/L",
            answer=one("measurement", **CK, above=(500, "above 500"), unit=("U/L", "U/L")),
        ),
        "900",
    ),
    "of baseline": (
        Case(
            text="creatine kinase below 50% of baseline",
            answer=one("measurement", **CK, below=(50, "below 50"), unit=("%", "%")),
        ),
        "baseline",
    ),
    "any for all": (
        Case(
            text="MMT-8 below 142 of 150 and creatine kinase above 500 U/L",
            answer=several(
                "any",
                part("measurement", **MMT8),
                part("measurement", **CK, above=(500, "above 500"), unit=("U/L", "U/L")),
            ),
        ),
        "joins its parts by 'and'",
    ),
    "all for any": (
        Case(
            text="MMT-8 below 142 of 150 or creatine kinase above 500 U/L",
            answer=several(
                "all",
                part("measurement", **MMT8),
                part("measurement", **CK, above=(500, "above 500"), unit=("U/L", "U/L")),
            ),
        ),
        "joins its parts by 'or'",
    ),
    "one of the tests for both": (
        Case(
            text="hepatitis B surface antigen and total core antibody are negative",
            answer=one("test_result", of=BOTH_TESTS, result=("negative", "negative")),
        ),
        "takes one of them",
    ),
    "one of the drugs for both": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate and azathioprine",
            answer=one("tried", **{**TRIAL, "of": (["methotrexate", "azathioprine"], "methotrexate and azathioprine")}),
        ),
        "takes one of them",
    ),
    "at least two as one": (
        Case(
            text="Inadequate response to two of methotrexate, azathioprine or leflunomide",
            answer=one(
                "tried",
                of=(["methotrexate", "azathioprine", "leflunomide"], "methotrexate, azathioprine or leflunomide"),
                outcomes=(["failed"], "Inadequate response to"),
            ),
        ),
        "two",
    ),
    "one event for two": (
        Case(
            text="At least two anaphylaxis episodes in the past 12 months",
            answer=one(
                "event_count", **EPISODES, at_least=(1, "At least two"), within_days=(365, "in the past 12 months")
            ),
        ),
        "say at_least 2",
    ),
    "fewer of the parts": (
        Case(
            text="At least two of: dysphagia, hives or angioedema",
            answer=several(
                "at_least",
                part("finding", of=(["dysphagia"], "dysphagia")),
                part("finding", of=(["hives"], "hives")),
                part("finding", of=(["angioedema"], "angioedema")),
                n=1,
                n_words="At least two of",
            ),
        ),
        "do not say 1 of 3",
    ),
    "present for absent": (
        Case(text="No active infection", answer=one("diagnosis", of=NO_INFECTION["of"])),
        "No",
    ),
    "absent for present": (
        Case(text="An active infection", answer=one("diagnosis", of=NO_INFECTION["of"], expect=("absent", "An"))),
        "do not say expect",
    ),
    "used for not used": (
        Case(
            text="Will not be used together with a JAK inhibitor",
            answer=one("concurrent", of=NOT_WITH_JAK["of"], expect=("used", "used together with")),
        ),
        "not",
    ),
    "positive for negative": (
        Case(
            text="hepatitis B surface antigen is negative",
            answer=one(
                "test_result", of=(["hbsag"], "hepatitis B surface antigen"), result=("positive", "is negative")
            ),
        ),
        "say result negative",
    ),
    "reported for negative": (
        Case(
            text="hepatitis B surface antigen documented negative",
            answer=one("test_result", of=(["hbsag"], "hepatitis B surface antigen"), result=("reported", "documented")),
        ),
        "negative",
    ),
    "spoken of for there": (
        Case(text="Dysphagia documented", answer=one("recorded", of=(["dysphagia"], "Dysphagia"))),
        "only that the chart speaks of it",
    ),
    "exception dropped": (
        Case(
            text="Will not be used together with a JAK inhibitor, unless contraindicated",
            answer=one("concurrent", **NOT_WITH_JAK),
        ),
        "unless",
    ),
    "exception that nobody wrote": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", **TRIAL, excused_by=(["intolerant"], "intolerance")),
        ),
        "do not stand",
    ),
    "outcomes too wide": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", **{**TRIAL, "outcomes": (["failed", "responded"], "Inadequate response to")}),
        ),
        "say outcomes",
    ),
    "any outcome": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", of=TRIAL["of"], min_days=TRIAL["min_days"], course_only=(True, "at least 12 weeks of")),
        ),
        "course_only",
    ),
    "least time dropped": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", of=TRIAL["of"], outcomes=TRIAL["outcomes"]),
        ),
        "12",
    ),
    "least time shorter": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", **{**TRIAL, "min_days": (28, "at least 12 weeks of")}),
        ),
        "say min_days 84",
    ),
    "least time of the group above dropped": (
        Case(
            text="Inadequate response to methotrexate",
            above=("After at least 12 weeks of each:",),
            answer=one("tried", of=TRIAL["of"], outcomes=TRIAL["outcomes"]),
        ),
        "stands above",
    ),
    "least dose dropped": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate 15 mg daily",
            answer=one("tried", **TRIAL),
        ),
        "15",
    ),
    "highest tolerated dose dropped": (
        Case(
            text="Inadequate response to at least 12 weeks of maximum dose methotrexate",
            answer=one("tried", **TRIAL),
        ),
        "maximum",
    ),
    "an outcome of another drug": (
        Case(
            text="Failure of methotrexate or intolerance to azathioprine",
            answer=one(
                "tried",
                of=(["methotrexate", "azathioprine"], "methotrexate", "azathioprine"),
                outcomes=(["failed", "intolerant"], "Failure of", "intolerance to"),
            ),
        ),
        "one of the drugs only",
    ),
    "a class for a drug": (
        Case(
            text="Will not be used together with tofacitinib",
            answer=one("concurrent", **{**NOT_WITH_JAK, "of": (["jak-inhibitor"], "tofacitinib")}),
        ),
        "do not name",
    ),
    "a drug for a class": (
        Case(
            text="Will not be used together with a JAK inhibitor",
            answer=one("concurrent", **{**NOT_WITH_JAK, "of": (["tofacitinib"], "JAK inhibitor")}),
        ),
        "do not name",
    ),
    "one drug of the list left out": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate or azathioprine",
            answer=one("tried", **{**TRIAL, "of": (["methotrexate"], "methotrexate or azathioprine")}),
        ),
        "left out",
    ),
    "a class with the drugs it is narrowed to": (
        Case(
            text="Inadequate response to a JAK inhibitor (tofacitinib or baricitinib)",
            answer=one(
                "tried", of=(["jak-inhibitor"], "JAK inhibitor"), outcomes=(["failed"], "Inadequate response to")
            ),
        ),
        "tofacitinib",
    ),
    "a concept of another clause": (
        Case(text="Dysphagia documented", answer=one("finding", of=(["hives"], "Dysphagia"))),
        "do not name",
    ),
    "a concept that no pack knows": (
        Case(text="Dysphagia documented", answer=one("finding", of=(["swallowing-trouble"], "Dysphagia"))),
        "no pack knows",
    ),
    "a second condition dropped": (
        Case(text="Dysphagia with angioedema", answer=one("finding", of=(["dysphagia"], "Dysphagia"))),
        "angioedema",
    ),
    "a second condition as an alternative": (
        Case(
            text="Dysphagia with angioedema",
            answer=one("finding", of=(["dysphagia", "angioedema"], "Dysphagia with angioedema")),
        ),
        "bind the items",
    ),
    "severity dropped": (
        Case(text="Severe dysphagia", answer=one("finding", of=(["dysphagia"], "dysphagia"))),
        "Severe",
    ),
    "severity within a name dropped": (
        Case(text="Severe asthma", answer=one("diagnosis", of=(["asthma"], "Severe asthma"))),
        "Severe",
    ),
    "milder than the clause": (
        Case(
            text="Severe dysphagia",
            answer=one("finding", of=(["dysphagia"], "dysphagia"), worded=(["mild"], "Severe")),
        ),
        "say worded",
    ),
    "history counts though nobody wrote it": (
        Case(
            text="Dysphagia documented", answer=one("finding", of=(["dysphagia"], "Dysphagia"), history_counts=(True,))
        ),
        "without words",
    ),
    "a letter's word is enough": (
        Case(
            text="Dysphagia documented",
            answer=one("finding", of=(["dysphagia"], "Dysphagia"), letters_count=(True, "documented")),
        ),
        "letters_count",
    ),
    "another kind with less to show": (
        Case(text="The drug is prescribed for asthma", answer=one("diagnosis", of=(["asthma"], "asthma"))),
        "prescribed",
    ),
    "a family's disease": (
        Case(text="Family history of asthma", answer=one("diagnosis", of=(["asthma"], "asthma"))),
        "Family",
    ),
    "who confirms it dropped": (
        Case(text="Asthma confirmed by a pulmonologist", answer=one("diagnosis", of=(["asthma"], "Asthma"))),
        "pulmonologist",
    ),
    "the degree meant for both given to one": (
        Case(
            text="Severe dysphagia or angioedema",
            answer=several(
                "any",
                part("finding", of=(["dysphagia"], "dysphagia"), worded=(["severe"], "Severe")),
                part("finding", of=(["angioedema"], "angioedema")),
            ),
        ),
        "meant for each",
    ),
    "the time meant for both given to one": (
        Case(
            text="Dysphagia or angioedema within 90 days before the request",
            answer=several(
                "any",
                part("finding", of=(["dysphagia"], "Dysphagia")),
                part("finding", of=(["angioedema"], "angioedema"), within_days=BY_REQUEST),
            ),
        ),
        "meant for each",
    ),
    "the time hidden in a question": (
        Case(
            text="Dysphagia or wheezing at night within 90 days before the request",
            answer=several(
                "any",
                part("finding", of=(["dysphagia"], "Dysphagia")),
                ask("wheezing at night within 90 days before the request"),
            ),
        ),
        "belong to the other parts too",
    ),
    "a denial hidden in a question": (
        Case(
            text="Dysphagia is not documented",
            answer=several("all", part("finding", of=(["dysphagia"], "Dysphagia")), ask("is not documented")),
        ),
        "may turn",
    ),
    "what is asked hidden in a question": (
        Case(
            text="prevention of asthma",
            answer=several("all", part("diagnosis", of=(["asthma"], "asthma")), ask("prevention of")),
        ),
        "may turn",
    ),
    "a denial of less than all": (
        Case(
            text="No active infection under treatment",
            answer=several("all", part("diagnosis", **NO_INFECTION), ask("under treatment")),
        ),
        "too much",
    ),
    "an alternative hidden in a question": (
        Case(
            text="Dysphagia at night, or angioedema",
            answer=several("all", part("finding", of=(["dysphagia"], "Dysphagia")), ask("at night, or angioedema")),
        ),
        "may turn",
    ),
    "and and or mixed": (
        Case(
            text="dysphagia or hives and angioedema",
            answer=several(
                "all",
                part("finding", of=(["dysphagia", "hives"], "dysphagia or hives")),
                part("finding", of=(["angioedema"], "angioedema")),
            ),
        ),
        "binds first",
    ),
    "the change turned round": (
        Case(
            text="urine protein-to-creatinine ratio increased by 50% or more",
            answer=one("change", of=UPCR["of"], better=("higher", "increased"), by_percent=(50, "by 50% or more")),
        ),
        "for the worse",
    ),
    "less of a change": (
        Case(
            text="urine protein-to-creatinine ratio reduced by 50% or more",
            answer=one("change", **UPCR, by_percent=(25, "by 50% or more")),
        ),
        "say by_percent 50",
    ),
    "a plain number for a percentage": (
        Case(
            text="urine protein-to-creatinine ratio reduced by 50% or more",
            answer=one("change", **UPCR, by=(50, "by 50% or more")),
        ),
        "%",
    ),
    "a change since another day": (
        Case(
            text="urine protein-to-creatinine ratio reduced by 50% or more since the last visit",
            answer=one("change", **UPCR, by_percent=(50, "by 50% or more")),
        ),
        "last",
    ),
    "normal is enough though nobody wrote it": (
        Case(
            text="urine protein-to-creatinine ratio reduced by 50% or more",
            answer=one("change", **UPCR, by_percent=(50, "by 50% or more"), or_normal=(True, "or more")),
        ),
        "do not say or_normal",
    ),
    "what persists, despite one of two": (
        Case(
            text="shortness of breath that persists despite an H1 antihistamine and an H2 antihistamine",
            answer=one(
                "symptoms_despite",
                "persists despite",
                **{**DESPITE, "despite": (["h1-antihistamine"], "H1 antihistamine")},
            ),
        ),
        "H2 antihistamine",
    ),
    "two of the policy's own drugs dropped": (
        Case(
            text="Belimumab and rituximab will not be used together with a JAK inhibitor",
            drugs=("belimumab", "rituximab"),
            answer=one(
                "concurrent",
                of=(["jak-inhibitor"], "JAK inhibitor"),
                expect=("not used", "will not be used together with"),
            ),
        ),
        "Belimumab",
    ),
    "consultation is enough though nobody wrote it": (
        Case(
            text="Prescribed by a neurologist",
            answer=one(
                "prescriber",
                "Prescribed by",
                specialties=(["neurology"], "neurologist"),
                consultation=(True, "Prescribed by"),
            ),
        ),
        "do not say consultation",
    ),
    "younger": (
        Case(text="12 years of age or older", answer=one("age", at_least=(6, "12 years of age or older"))),
        "say at_least 12",
    ),
    "the upper age dropped": (
        Case(
            text="12 years of age or older and younger than 18 years",
            answer=one("age", at_least=(12, "12 years of age or older")),
        ),
        "18",
    ),
    "a footnote passed over": (
        Case(text="Dysphagia documented [2]", answer=one("finding", of=(["dysphagia"], "Dysphagia"))),
        "[2]",
    ),
    "a star passed over": (
        Case(text="Dysphagia documented *", answer=one("finding", of=(["dysphagia"], "Dysphagia"))),
        "*",
    ),
    "a condition passed over": (
        Case(text="Dysphagia if documented", answer=one("finding", of=(["dysphagia"], "Dysphagia"))),
        "if",
    ),
    "under a denial": (
        Case(text="Dysphagia", denied=True, answer=one("finding", of=(["dysphagia"], "Dysphagia"))),
        "under a denial",
    ),
    "an exclusion made narrower": (
        Case(
            text="Use together with a JAK inhibitor",
            part="exclusions",
            answer=one("concurrent", of=(["tofacitinib"], "JAK inhibitor"), expect=("used", "Use together with")),
        ),
        "do not name",
    ),
    "only a question": (Case(text="Dysphagia", answer=several("all", ask("Dysphagia"), ask("Dysphagia"))), "nothing"),
    "a kind that cannot be checked": (
        Case(text="Dysphagia", answer=one("plan", covers=(["dysphagia"], "Dysphagia"))),
        "not typed from a proposal",
    ),
    "nothing": (Case(text="Dysphagia", answer=LeafAnswer(op="nothing")), "no kind"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_type_that_holds_less_or_more_is_not_accepted(name: str) -> None:
    case, why = WRONG[name]
    verdict = case.verdict()
    assert not verdict.accepted, verdict.slots
    assert why in verdict.why


def test_the_program_writes_its_own_number() -> None:
    assert RIGHT["a month counted as thirty days becomes the program's own number"].verdict().slots["min_days"] == 91


def test_the_forms_of_a_severity_are_the_programs() -> None:
    assert RIGHT["one severity beside a disease"].verdict().slots["worded"] == ["severe severely"]
