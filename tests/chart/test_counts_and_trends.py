"""Events counted in their time, and changes told in words."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.model.finding import EventCount, Trend
from mednec.model.words import Assertion
from mednec.reading import read_note
from tests.chart.test_results_read import results
from tests.shipped import library

WRITTEN = date(2025, 6, 10)


def counts(text: str) -> list[str]:
    found = [f for f in read_note(text, library(), written=WRITTEN) if isinstance(f, EventCount)]
    return [f"{int(f.count)} {f.source.quote}" + (f" | {f.period.iso}" if f.period else "") for f in found]


def trends(text: str) -> list[str]:
    found = [f for f in read_note(text, library(), written=WRITTEN) if isinstance(f, Trend)]
    return [f"{f.direction.value}: {f.source.quote}" for f in found if f.assertion is Assertion.PRESENT]


YEAR = "2024-06-10/2025-06-10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 ED visits in the past 12 months.", [f"3 3 ED visits in the past 12 months | {YEAR}"]),
        ("Hospitalized twice since March.", ["2 Hospitalized twice since March | 2025-03-01/2025-06-10"]),
        ("Fell 3 times last month.", ["3 Fell 3 times last month | 2025-05"]),
        ("She has had four relapses since 2023.", ["4 four relapses since 2023 | 2023-01-01/2025-06-10"]),
        ("Admitted x3 in 2024.", ["3 Admitted x3 in 2024 | 2024"]),
        ("ED visits: none this year.", ["0 ED visits: none this year | 2025-01-01/2025-06-10"]),
        ("Last visit 5/6/25. No falls since last visit.", ["0 No falls since last visit | 2025-05-06/2025-06-10"]),
        ("Two courses of prednisone over the last 6 months.", [
            "2 Two courses of prednisone over the last 6 months | 2024-12-10/2025-06-10"]),
        ("Never intubated.", ["0 Never intubated"]),
        ("Has not been hospitalized since 11/2024.", ["0 not been hospitalized since 11/2024 | 2024-11-01/2025-06-10"]),
        ("Relapse-free since 2022.", ["0 Relapse-free since 2022 | 2022-01-01/2025-06-10"]),
        ("5 exacerbations in 2023 and 2 in 2024.", ["5 5 exacerbations in 2023 | 2023", "2 2 in 2024 | 2024"]),
        ("Falls 2-3 per month.", ["2 Falls 2-3 per month"]),
        ("One ICU admission in January 2025.", ["1 One ICU admission in January 2025 | 2025-01"]),
        ("In 2024 she had 2 seizures and 1 hospitalization.", ["2 2 seizures | 2024", "1 1 hospitalization | 2024"]),
        ("Past year: 4 steroid bursts, no ED visits.", [f"4 4 steroid bursts | {YEAR}", f"0 no ED visits | {YEAR}"]),
        ("Three infusion reactions to date.", ["3 Three infusion reactions"]),
        ("Six sinus infections during the past year, two of which required hospitalization.", [
            f"6 Six sinus infections during the past year | {YEAR}",
            f"2 two of which required hospitalization | {YEAR}"]),
        ("Hospitalizations x 2 since starting therapy.", ["2 Hospitalizations x 2 since starting therapy"]),
        ("No hospitalizations between March and May 2025.", [
            "0 No hospitalizations between March and May 2025 | 2025-03-01/2025-05-31"]),
        ("Used epinephrine once in 2024.", ["1 Used epinephrine once in 2024 | 2024"]),
        ("She was seen in the ED three times since 1/1/25.", [
            "3 seen in the ED three times since 1/1/25 | 2025-01-01/2025-06-10"]),
        ("She broke her wrist twice (March 2025 and again May 2025).", [
            "2 broke her wrist twice (March 2025 and again May 2025 | 2025-03-01/2025-05-31"]),
        ("Refills: 3. 12 visits approved per year.", []),
        ("6 infusions approved.", []),
        ("Policy requires 2 exacerbations in the past year.", []),
        ("Her sister fell twice last year.", []),
        ("Call if more than 2 falls in a month.", []),
        ("Page 3 of 5.", []),
        ("High risk for falls.", []),
        ("No history of falls risk.", []),
        (
            'She was hospitalized three times in the last year for asthma.',
            ['3 hospitalized three times in the last year | 2024-06-10/2025-06-10'],
        ),
        ('ER x2 this month.', ['2 ER x2 this month | 2025-06-01/2025-06-10']),
        ('Has had 1-2 migraines per week.', ['1 1-2 migraines per week']),
        ('No exacerbations in 6 months.', ['0 No exacerbations in 6 months | 2024-12-10/2025-06-10']),
        ('Zero attacks since starting lanadelumab.', ['0 Zero attacks since starting lanadelumab']),
        ('Attack rate fell from 4 per month to 1 per month.', ['4 4 per month', '1 1 per month']),
        ('HAE attacks: 6 in the last 3 months.', ['6 HAE attacks: 6 in the last 3 months | 2025-03-10/2025-06-10']),
        ('She has been to the ED 4 times this year.', ['4 been to the ED 4 times this year | 2025-01-01/2025-06-10']),
        ('One transfusion of 2 units in May.', ['1 One transfusion of 2 units in May | 2025-05']),
        ('Her third relapse was in March.', []),
        ('Uses albuterol 3 times a week.', []),
        ('She missed 4 days of work.', []),
        ('2 tablets twice daily.', []),
    ],
)  # fmt: skip
def test_events_counted(text: str, expected: list[str]) -> None:
    assert counts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Strength has improved since starting IVIG.", ["improved: Strength has improved since starting IVIG"]),
        ("Rash is worse.", ["worsened: Rash is worse"]),
        ("Joint pain unchanged.", ["unchanged: Joint pain unchanged"]),
        ("CRP is falling.", ["improved: CRP is falling"]),
        ("Platelets are dropping again.", ["worsened: Platelets are dropping again"]),
        ("Creatinine creeping up.", ["worsened: Creatinine creeping up"]),
        ("Hemoglobin rising nicely.", ["improved: Hemoglobin rising nicely"]),
        ("Fatigue is better but the joint swelling has progressed.", [
            "improved: Fatigue is better", "worsened: the joint swelling has progressed"]),
        ("Overall she is doing much better.", ["improved: Overall she is doing much better"]),
        ("Clinically stable.", ["unchanged: Clinically stable"]),
        ("Itch no better.", ["unchanged: Itch no better"]),
        ("Walking distance has decreased.", ["worsened: Walking distance has decreased"]),
        ("Cough less frequent, and the wheeze has resolved.", [
            "improved: Cough less frequent", "improved: the wheeze has resolved"]),
        ("Weakness has plateaued.", ["unchanged: Weakness has plateaued"]),
        ("Hives are back to baseline.", ["improved: Hives are back to baseline"]),
        ("Not any worse than at last visit.", ["unchanged: Not any worse than at last visit"]),
        ("The patient has deteriorated.", ["worsened: The patient has deteriorated"]),
        ("Morning stiffness has lessened.", ["improved: Morning stiffness has lessened"]),
        ("FEV1 is down from 82% to 64%.", ["worsened: FEV1 is down from 82% to 64%"]),
        ("Nausea getting worse.", ["worsened: Nausea getting worse"]),
        ("She thinks she is maybe a little stronger.", []),
        ("Perhaps her rash is better.", []),
        ("Not sure whether the itch is better.", []),
        ("We hope her strength will improve.", []),
        ("If the rash worsens, call.", []),
        ("Goal: fewer flares.", []),
        ("Prednisone reduced to 5 mg.", []),
        ("Vital signs stable.", []),
        ("Increased dose to 600 mg.", []),
        ("Return if symptoms worsen.", []),
        ("Continue stable dose of methotrexate.", []),
        ("Her brother's psoriasis is worse.", []),
        ("No change to the plan.", []),
        ('Vision is slowly coming back.', []),
        ('Pain down from 8/10 to 3/10.', ['improved: Pain down from 8/10 to 3/10']),
        (
            'She reports that her fatigue has gotten worse over the past month.',
            ['worsened: She reports that her fatigue has gotten worse over the past month'],
        ),
        ('Swelling much improved.', ['improved: Swelling much improved']),
        ('Proteinuria has risen.', ['worsened: Proteinuria has risen']),
        ('Lungs clear, no change in cough.', ['unchanged: no change in cough']),
        ('Stable disease on MRI.', []),
        ('Energy is better, sleep unchanged.', ['improved: Energy is better', 'unchanged: sleep unchanged']),
        ('Calprotectin trending down.', ['improved: Calprotectin trending down']),
        ('Overall no improvement.', ['unchanged: Overall no improvement']),
        (
            'Symptoms have not changed since the last visit.',
            ['unchanged: Symptoms have not changed since the last visit'],
        ),
        ('He walks farther than in January.', ['improved: He walks farther than in January']),
        ('Improved on omalizumab.', ['improved: Improved on omalizumab']),
        ('Weight down 4 kg.', []),
        ('eGFR decline from 62 to 48.', ['worsened: eGFR decline from 62 to 48']),
    ],
)  # fmt: skip
def test_changes_told_in_words(text: str, expected: list[str]) -> None:
    assert trends(text) == expected


NOTHING = (
    "[ ] TB test positive  [ ] TB test negative",
    "Reference: negative <20 U/mL.",
    "Patients with a positive ANA may be eligible.",
    "Initial criteria: documentation of 2 or more exacerbations in the past 12 months.",
    "In the trial, falls were reduced by 40%.",
    "Goal: no ED visits.",
    "Side effects include infections and infusion reactions.",
    "Prior authorization approved for 12 visits.",
    "TB test must be negative within 12 months of start.",
    "Continue if symptoms improve by 50%.",
    "Brother has a positive HLA-B27.",
    "Her husband was hospitalized twice.",
    "ANA testing recommended.",
    "Label: 3 infusion reactions per 100 patients.",
    "Symptoms may worsen before they improve.",
    "Take 1 tablet 3 times a day.",
    "Q: Hepatitis B screening completed? [ ] Yes [ ] No",
    "Dose unchanged.",
    "Lab results reviewed with patient.",
    "Please fax most recent TB test.",
    "Watch for signs of infection.",
    "Asthma attack action plan reviewed.",
    "Weight stable.",
    "No refills. 2 refills remaining.",
    "Normal saline flush.",
    "Positive attitude.",
    "Test dose given.",
    "Will recheck ANA next visit.",
)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_asked_hoped_for_or_another_persons_is_no_fact(text: str) -> None:
    assert (results(text), counts(text), trends(text)) == ([], [], [])
