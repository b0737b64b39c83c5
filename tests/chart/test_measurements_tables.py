"""Values in tables: analytes as rows or as columns, with pipes, commas or gaps, and units where the table puts them."""

from __future__ import annotations

import pytest

from tests.chart.measured import told
from tests.chart.reading import chart

TOP = "LABORATORY REPORT\nCollected: 04/20/2026\n\n"
TABLES = [
    # analytes as rows, dates as columns
    (
        "TEST         12/09/2025   03/15/2026   Ref\n"
        "CK (U/L)     1,412 H      88           26-192\n"
        "Hgb (g/dL)   9.8 L        12.1         12-16\n",
        [
            "creatine-kinase 1412 U/L @2025-12-09",
            "creatine-kinase 88 U/L @2026-03-15",
            "hemoglobin 9.8 g/dL @2025-12-09",
            "hemoglobin 12.1 g/dL @2026-03-15",
        ],
    ),
    # a value with a power of ten is no date, and its row no heading
    (
        "                    02 Feb 2026     20 Feb 2026     Ref (SI)\n"
        "Platelets           -               388 x10^9/L     150-400\n"
        "CK                  -               22 U/L          <35\n",
        ["platelets 388 x10^9/L @2026-02-20", "creatine-kinase 22 U/L @2026-02-20"],
    ),
    # a line with the day of birth and the day of the specimen heads no columns
    (
        "QUILL A  01-FEB-1980    Collected 2026-02-03\n  IgG      5.6   g/L    L    (7.0 - 16.0)\n",
        ["igg 5.6 g/L @2026-02-03"],
    ),
    # dates as rows
    (
        "Date         CK (U/L)   Hgb (g/dL)\n12/09/2025   1,412      9.8\n03/15/2026   88         12.1\n",
        [
            "creatine-kinase 1412 U/L @2025-12-09",
            "hemoglobin 9.8 g/dL @2025-12-09",
            "creatine-kinase 88 U/L @2026-03-15",
            "hemoglobin 12.1 g/dL @2026-03-15",
        ],
    ),
    # pipes, both ways
    (
        "| Test | 12/09/2025 | 03/15/2026 |\n"
        "|---|---|---|\n"
        "| CK (U/L) | 1,412 | 88 |\n"
        "| Ferritin (ng/mL) | <5 | 48 |\n",
        [
            "creatine-kinase 1412 U/L @2025-12-09",
            "creatine-kinase 88 U/L @2026-03-15",
            "ferritin <5 ng/mL @2025-12-09",
            "ferritin 48 ng/mL @2026-03-15",
        ],
    ),
    (
        "| Date | CK | Ferritin |\n|---|---|---|\n| 12/09/2025 | 1,412 | 6 |\n| 03/15/2026 | 88 | |\n",
        ["creatine-kinase 1412 @2025-12-09", "ferritin 6 @2025-12-09", "creatine-kinase 88 @2026-03-15"],
    ),
    # one result to a row
    (
        "| Test | Result | Units | Ref range | Flag |\n"
        "|---|---|---|---|---|\n"
        "| CK | 900 | U/L | 30-170 | H |\n"
        "| IgG | 482 | mg/dL | 700-1600 | L |\n",
        ["creatine-kinase 900 U/L", "igg 482 mg/dL"],
    ),
    (
        "Date,CK,Ferritin\n2025-12-09,1412,6\n2026-03-15,88,48\n",
        [
            "creatine-kinase 1412 @2025-12-09",
            "ferritin 6 @2025-12-09",
            "creatine-kinase 88 @2026-03-15",
            "ferritin 48 @2026-03-15",
        ],
    ),
    (
        "Collected,Test,Value,Unit\n12/09/2025,CK,1412,U/L\n03/15/2026,CK,88,U/L\n",
        ["creatine-kinase 1412 U/L @2025-12-09", "creatine-kinase 88 U/L @2026-03-15"],
    ),
    # units in a row of their own
    (
        "Date         CK      Hgb\n             U/L     g/dL\n12/09/2025   1412    9.8\n",
        ["creatine-kinase 1412 U/L @2025-12-09", "hemoglobin 9.8 g/dL @2025-12-09"],
    ),
    # occasions in place of dates
    (
        "Score     Baseline   Week 12   Week 24\nPASI      22         9         3\nDLQI      18         7         2\n",
        ["pasi 22 *", "pasi 9", "pasi 3", "dlqi 18 *", "dlqi 7", "dlqi 2"],
    ),
    (
        "| Visit | EASI | DLQI |\n|---|---|---|\n| Baseline | 31 | 19 |\n| Week 16 | 8 | 4 |\n",
        ["easi 31 *", "dlqi 19 *", "easi 8", "dlqi 4"],
    ),
    # pressures and weights
    (
        "| Date | BP | HR | Weight (kg) |\n|---|---|---|---|\n| 12/09/2025 | 128/76 | 82 | 71.2 |\n",
        [
            "systolic-blood-pressure 128 @2025-12-09",
            "diastolic-blood-pressure 76 @2025-12-09",
            "heart-rate 82 @2025-12-09",
            "body-weight 71.2 kg @2025-12-09",
        ],
    ),
    # what is no value
    (
        "| Test | Result | Goal | Change |\n|---|---|---|---|\n| LDL | 112 mg/dL | 70 mg/dL | -12 % |\n",
        ["ldl 112 mg/dL"],
    ),
    ("| Test | Patient | Father |\n|---|---|---|\n| CK | 88 U/L | 900 U/L |\n", ["creatine-kinase 88 U/L"]),
    ("| Test | Result | Ref |\n|---|---|---|\n| Cardiolipin IgG | 12 GPL | <15 |\n| IgG | pending | 700-1600 |\n", []),
    (
        "Component   Value   Ref Range\nCreatinine   1.1   0.6 - 1.3 mg/dL\nALT   44 (H)   7 - 40 U/L\n",
        ["creatinine 1.1", "alt 44"],
    ),
    ("IgG   482 mg/dL   L   (700-1600)\nIgA   <7 mg/dL    L   (70-400)\n", ["igg 482 mg/dL", "iga <7 mg/dL"]),
    ("TEST\tRESULT\tUNITS\nWBC\t3.1\tK/uL\nPlatelets\t88\tK/uL\n", ["leukocytes 3.1 K/uL", "platelets 88 K/uL"]),
    (
        "Lab            9/2/25    12/2/25\nA1c            9.1%      7.8%\nLDL            150       101\n",
        ["hba1c 9.1 % @2025-09-02", "hba1c 7.8 % @2025-12-02", "ldl 150 @2025-09-02", "ldl 101 @2025-12-02"],
    ),
    (
        "| Month | Migraine days | HIT-6 |\n|---|---|---|\n| 01/2026 | 15 | 66 |\n| 03/2026 | 6 | 52 |\n",
        ["migraine-days 15 @2026-01", "hit6 66 @2026-01", "migraine-days 6 @2026-03", "hit6 52 @2026-03"],
    ),
]


@pytest.mark.parametrize(("table", "expected"), TABLES)
def test_values_of_a_table(table: str, expected: list[str]) -> None:
    assert sorted(told(chart(TOP + table).findings)) == sorted(expected)


def test_a_long_flowsheet_is_read_in_time_that_grows_with_its_length() -> None:
    head = "Date         CK (U/L)   Hgb (g/dL)\n"
    row = "12/09/2025   1,412      9.8\n"
    assert len(told(chart(TOP + head + row * 2000).findings)) == 4000
