"""Dates as charts write them, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.chart.dates import find_dates, spans_of

WRITTEN = date(2025, 6, 10)


def said(text: str) -> list[str]:
    return [d.period.iso for d in spans_of(text, find_dates(text, WRITTEN))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen 03/07/2025", ["2025-03-07"]),
        ("seen 3-7-2025", ["2025-03-07"]),
        ("seen 3.7.2025", ["2025-03-07"]),
        ("seen 2025/03/07", ["2025-03-07"]),
        ("drawn 07-Mar-2025", ["2025-03-07"]),
        ("drawn March 7th, 2025", ["2025-03-07"]),
        ("since 3/24", ["2025-03-24"]),
        ("in 3/24", ["2024-03"]),
        ("onset 11/98", ["1998-11"]),
        ("from 10/22 to 2/23 on it", ["2022-10-01/2023-02-28"]),
        ("Feb-Apr 2023", ["2023-02-01/2023-04-30"]),
        ("3/1-3/14/25", ["2025-03-01/2025-03-14"]),
        ("March 3-7, 2025", ["2025-03-03/2025-03-07"]),
        ("2019-2021", ["2019-01-01/2021-12-31"]),
        ("between 2019 and 2021", ["2019-01-01/2021-12-31"]),
        ("in 2019 and 2021", ["2019", "2021"]),
        ("early 2023", ["2023"]),
        ("late August", ["2024-08"]),
        ("fall of 2024", ["2024-09-01/2024-11-30"]),
        ("last spring", ["2025-03-01/2025-05-31"]),
        ("6 days ago", ["2025-06-04"]),
        ("a week ago", ["2025-06-03"]),
        ("18 months ago", ["2023-12"]),
        ("10 yrs ago", ["2015"]),
        ("last week", ["2025-06-02/2025-06-08"]),
        ("last year", ["2024"]),
        ("on Monday", ["2025-06-09"]),
        ("today", ["2025-06-10"]),
        ("the day before yesterday", ["2025-06-08"]),
        ("knee surgery '08", ["2008"]),
        ("since the 1990s", ["1990-01-01/1999-12-31"]),
        ("Q2 2024", ["2024-04-01/2024-06-30"]),
        ("on Christmas", ["2024-12-25"]),
        ("next visit 8/4", ["2025-08-04"]),
        ("12/30, 1/13 and 1/27/25", ["2024-12-30", "2025-01-13", "2025-01-27"]),
        ("Infusions 4/1, 4/29, 5/27", ["2025-04-01", "2025-04-29", "2025-05-27"]),
        ("DOB 9/14/38", ["1938-09-14"]),
        ("for the past 6 months", []),
        ("in the last year", []),
        ("pain 7/10, was 9/10", []),
        ("took 1/2 tablet", []),
        ("BP 118/76", []),
        ("4/5 strength in both arms", []),
        ("call 555-201-2019", []),
        ("IVIG 2000 mg/kg", []),
        ("lot 2023", []),
        ("met the 2019 EULAR/ACR criteria", []),
        ("height 5'10\"", []),
        ("NDC 0591-2024-01", []),
        ("code J2357", []),
        ("may need 2 doses", []),
        ("q3mo", []),
        ("every Tuesday", []),
        ("more than 10 years ago", []),
        ("12/24 h", []),
        ("protective in 4/23 serotypes", []),
        ("CD4 2010 cells", []),
        ("she marched on", []),
        ("Dx'd in the summer of '21", ["2021-06-01/2021-08-31"]),
        ("Symptoms began around Thanksgiving 2023", ["2023-11-23"]),
        ("labs of 5/12 and 5/19", ["2025-05-12", "2025-05-19"]),
        ("last dose 6/3, next 7/1", ["2025-06-03", "2025-07-01"]),
        ("hospitalized 12/28-1/4", ["2024-12-28/2025-01-04"]),
        ("mid-2022", ["2022"]),
        ("from Sept 2023 through Jan 2024", ["2023-09-01/2024-01-31"]),
        ("two years ago", ["2023"]),
        ("over 3 months", []),
        ("this summer", ["2025-06-01/2025-08-31"]),
        ("Apr '24", ["2024-04"]),
        ("2/30", []),
        ("MMT 138/150 on 5/1", ["2025-05-01"]),
        ("6MWD 1990 ft", []),
        ("Room 2015", []),
        ("ACR 2010 criteria", []),
        ("since childhood", []),
        ("first week of March", ["2025-03"]),
        ("5/25", ["2025-05-25"]),
        ("9-12-24", ["2024-09-12"]),
    ],
)
def test_dates_and_no_dates(text: str, expected: list[str]) -> None:
    assert said(text) == expected
