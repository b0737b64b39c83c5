"""Types of one thing, or of numbers, that hold less or more than their clause."""

from __future__ import annotations

from tests.pointing.proposing import (
    BOTH_TESTS,
    BY_REQUEST,
    CK,
    EPISODES,
    MMT8,
    NO_INFECTION,
    NOT_WITH_JAK,
    TRIAL,
    Case,
    one,
    part,
    several,
)

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
    "window cut before the day it is counted from": (
        Case(
            text="Dysphagia within 90 days of diagnosis",
            answer=one("finding", of=(["dysphagia"], "Dysphagia"), within_days=(90, "within 90 days of")),
        ),
        "do not say within_days",
    ),
    "failure as its own excuse": (
        Case(
            text="Inadequate response to at least 12 weeks of methotrexate",
            answer=one("tried", **TRIAL, excused_by=(["failed"], "Inadequate response to")),
        ),
        "do not say excused_by",
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
        "not measured in %",
    ),
    "of baseline, in its own unit": (
        Case(
            text="creatine kinase below 500 U/L of baseline",
            answer=one("measurement", **CK, below=(500, "below 500"), unit=("U/L", "U/L")),
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
            text="hepatitis B surface antigen resulted negative",
            answer=one("test_result", of=(["hbsag"], "hepatitis B surface antigen"), result=("reported", "resulted")),
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
}
