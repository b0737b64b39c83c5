"""More types that hold less or more than their clause: concepts and degrees."""

from __future__ import annotations

from tests.pointing.proposing import NOT_WITH_JAK, TRIAL, Case, ask, one, part, several

# name: the case, and words of the reason
WRONG_TOO: dict[str, tuple[Case, str]] = {
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
        "narrows",
    ),
    "a class and the drugs it is narrowed to": (
        Case(
            text="Inadequate response to a JAK inhibitor (tofacitinib or baricitinib)",
            answer=one(
                "tried",
                of=(["jak-inhibitor", "tofacitinib", "baricitinib"], "JAK inhibitor (tofacitinib or baricitinib)"),
                outcomes=(["failed"], "Inadequate response to"),
            ),
        ),
        "narrows",
    ),
    "a past that is only a window": (
        Case(
            text="Dysphagia in the past 12 months",
            answer=one(
                "finding",
                of=(["dysphagia"], "Dysphagia"),
                within_days=(365, "in the past 12 months"),
                history_counts=(True, "past"),
            ),
        ),
        "taken for",
    ),
    "the policy's own drug for another": (
        Case(
            text="Belimumab is prescribed by, or in consultation with, a neurologist",
            drugs=("belimumab",),
            answer=several(
                "any",
                part("concurrent", of=(["belimumab"], "Belimumab"), expect=("used", "is prescribed by")),
                part(
                    "prescriber",
                    "by",
                    specialties=(["neurology"], "neurologist"),
                    consultation=(True, "in consultation with"),
                ),
            ),
        ),
        "do not say",
    ),
    "the policy's own drug taken is enough": (
        Case(
            text="Belimumab is used",
            drugs=("belimumab",),
            answer=one("concurrent", of=(["belimumab"], "Belimumab"), expect=("used", "is used")),
        ),
        "own drug",
    ),
    "one outcome of those above": (
        Case(
            text="methotrexate for at least 12 weeks",
            above=("Inadequate response, intolerance or contraindication to ONE of the following:",),
            answer=one(
                "tried",
                of=(["methotrexate"], "methotrexate"),
                outcomes=(["intolerant"], "intolerance"),
                min_days=(84, "for at least 12 weeks"),
            ),
        ),
        "left out",
    ),
    "words that must stand beside the value": (
        Case(
            text="creatine kinase above 500 U/L",
            answer=one(
                "measurement",
                of=(["creatine-kinase"], "creatine kinase"),
                above=(500, "above 500"),
                where=(["U/L"], "U/L"),
            ),
        ),
        "where",
    ),
    "a unit left as a question": (
        Case(
            text="creatine kinase above 500 U/L",
            answer=several(
                "all",
                part("measurement", of=(["creatine-kinase"], "creatine kinase"), above=(500, "above 500")),
                ask("U/L"),
            ),
        ),
        "what the number means",
    ),
    "another drug of the class": (
        Case(
            text="Another glucocorticoid is used",
            answer=one("concurrent", of=(["corticosteroid-systemic"], "glucocorticoid"), expect=("used", "is used")),
        ),
        "Another",
    ),
    "a treatment had for one taken": (
        Case(
            text="Methotrexate was used",
            answer=one("concurrent", of=(["methotrexate"], "Methotrexate"), expect=("used", "used")),
        ),
        "was",
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
}
