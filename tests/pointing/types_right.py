"""Types that hold all that their clause says."""

from __future__ import annotations

from tests.pointing.proposing import BOTH_TESTS, BY_REQUEST, DESPITE, MMT8, TRIAL, Case, ask, one, part, several

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
