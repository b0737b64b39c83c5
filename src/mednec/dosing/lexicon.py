"""Words of orders that are not amounts: routes, roles, links, and words after which an order is no order."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ROUTES: dict[str, str] = {
    **dict.fromkeys(("sc", "sq", "subq", "subcut", "subcutaneous", "subcutaneously", "subcu"), "SC"),
    **dict.fromkeys(("iv", "intravenous", "intravenously", "ivpb", "ivp"), "IV"),
    **dict.fromkeys(("po", "oral", "orally", "mouth"), "PO"),
    **dict.fromkeys(("im", "intramuscular", "intramuscularly"), "IM"),
    **dict.fromkeys(("intrathecal", "intrathecally"), "IT"),
    **dict.fromkeys(("sl", "sublingual"), "SL"),
    **dict.fromkeys(("pr", "rectal", "rectally"), "PR"),
    **dict.fromkeys(("inh", "inhaled", "inhalation", "neb", "nebulized"), "inhaled"),
    **dict.fromkeys(("intranasal", "nasal", "nasally"), "nasal"),
    **dict.fromkeys(("topical", "topically"), "topical"),
}
ROLES: dict[str, str] = {
    **dict.fromkeys(("ld", "loading", "load", "induction"), "loading"),
    **dict.fromkeys(("md", "maintenance", "maint"), "maintenance"),
}
LINKS = frozenset(("then", "thereafter", "followed", "subsequently", "afterwards", "next"))
NEGATIONS = _words(
    "not no never hold held stop stopped discontinue discontinued cancel cancelled canceled dc'd refused avoid"
)
UNCLEAR = _words("illegible unclear unreadable unknown tbd unspecified approximately approx about roughly")
ALTERNATIVES = frozenset(("vs", "versus", "either", "between", "alternatively"))
PARTS = frozenset(("half", "quarter", "halves", "quarters"))
CHANGES = _words(
    "taper tapered tapering titrate titrated titrating wean increase increased increasing decrease decreased reduce"
    " reduced raise raised escalate escalated adjust adjusted double doubled halve halved changed change"
)
# Words in front of an amount that is not the one ordered: "(was 5 mg)", "down 10 mg each week".
BEFORE = _words("previously was up down prior off less")
DATED = _words("on dose since starting start started begin beginning next injection inj due by until from")
# An interval right behind one of these belongs to it, not to the dose.
ACTIVITIES = _words(
    "lab labs cbc cmp lft lfts visit visits weight weights monitor monitoring monitored check checks checked follow"
    " followup rn nurse nursing observe observation test tests testing draw draws level levels seen refill refills"
    " reassess reassessment review reviewed dispense dispensed supply assessment imaging injections infusions"
)
# Words a fragment may hold between its amount and its schedule.
FILLERS = _words(
    "of the a an by via given dose doses is at as on in and tablet tablets tab tabs capsule capsules cap"
    " caps pen pens syringe vial er xr sr dr ec infusion injection mouth take inject each route freq"
    " frequency before after with food meal meals breakfast lunch dinner supper water onset both nostril"
    " nostrils eye eyes ear ears"
)
FORM_ADJECTIVES = _words(
    "er xr sr dr ec xl la odt oral prefilled pre filled extended delayed release chewable single dose use"
)
COUNT_NOUNS: dict[str, str] = {
    **dict.fromkeys(("visit", "visits", "encounter", "encounters"), "visit"),
    **dict.fromkeys(("cycle", "cycles", "course", "courses"), "course"),
    **dict.fromkeys(
        _words("dose doses infusion infusions injection injections treatment treatments administrations time times"),
        "dose",
    ),
}
LENGTHS: dict[str, str] = {
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), "week"),
    **dict.fromkeys(("mo", "mos", "mon", "mth", "mths", "month", "months"), "month"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "year"),
}

# Words of running text that lead to a dose of the drug named before them.
OPENING = (
    CHANGES
    | LINKS
    | ALTERNATIVES
    | frozenset(ROLES)
    | _words(
        "to from now was is are were be been at of on dose dosed dosing doses dosage dosages receives receive"
        " received receiving taking takes take took taken given give gives giving gets get got directions"
        " direction instructions schedule frequency freq route inject injects injecting infuse infused"
        " infusing use uses using apply sig rx ordered order requested down up previously currently current"
        " initially initial initiated and or plus bolus pulse pulses burst bursts course courses taper total"
        " started start starting begin began with about a an the one another each per than by pen pens"
        " syringe syringes vial vials tablet tablets tab tabs capsule capsules cap caps injection injections"
        " infusion infusions pump inhaler spray drops cream ointment solution suspension liquid oral therapy"
        " treatment regimen strength restart resume resumed restarted reduced went back only today tonight"
        " every as via hfa er xr sr dr ec xl la ir sodium hydrochloride hcl sulfate acetate tartrate"
        " succinate maleate phosphate somewhere needed prn escalated mofetil im patch patches this month week"
        " next ds ss forte otc kit conc concentrate medication meds med approx approximately administered"
        " administer it that"
    )
)
# Words before a number of kilograms that make it a body weight.
WEIGHED = _words("weight wt weighs weighing weighed wgt bw kg at bsa of today current pt pounds")

# Behind these an amount is by how much a dose changes, not the dose.
STEPWISE = frozenset(("by",)) | (CHANGES - _words("taper escalated")) | _words("down up off")
