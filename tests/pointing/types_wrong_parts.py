"""Types that hold less or more than their clause: parts, questions, and what stands around a clause."""

from __future__ import annotations

from tests.pointing.proposing import BY_REQUEST, DESPITE, NO_INFECTION, UPCR, Case, LeafAnswer, ask, one, part, several

# name: the case, and words of the reason
WRONG_PARTS: dict[str, tuple[Case, str]] = {
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
    "a treatment that was had for what is asked": (
        Case(
            text="hepatitis B surface antigen is negative, or treatment of asthma completed",
            answer=several(
                "any",
                part("test_result", of=(["hbsag"], "hepatitis B surface antigen"), result=("negative", "is negative")),
                part("requested_for", "treatment of", of=(["asthma"], "asthma")),
            ),
        ),
        "what the drug is asked for",
    ),
    "a word that only the other part passes over": (
        Case(
            text="hepatitis B surface antigen is negative, or asthma completed",
            answer=several(
                "any",
                part("test_result", of=(["hbsag"], "hepatitis B surface antigen"), result=("negative", "is negative")),
                part("diagnosis", of=(["asthma"], "asthma")),
            ),
        ),
        "completed",
    ),
}
