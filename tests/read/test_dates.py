from __future__ import annotations

import pytest

from kg.read.dates import find_date, iso_date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-05-24", "2024-05-24"),
        ("2024-05-24T23:59:59-11:00", "2024-05-24"),
        ("20240524T101112Z", "2024-05-24"),
        ("2024/5/4", "2024-05-04"),
        ("24/05/2024", "2024-05-24"),
        ("05/24/2024", "2024-05-24"),
        ("5.5.2024", "2024-05-05"),
        ("Fri, 24 May 2024 10:40:00 GMT", "2024-05-24"),
        ("Fri May 24 10:00:00 +0000 2024", "2024-05-24"),
        ("24th of May 2024", "2024-05-24"),
        ("MAY 24, 2024", "2024-05-24"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("2024 May 24", "2024-05-24"),
        ("4 FEB 90", "1990-02-04"),
        ("4 Feb 24", "2024-02-04"),
        ("1716547200", "2024-05-24"),
        ("1716547200000", "2024-05-24"),
        ("May 2024", "2024-05"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
    ],
)
def test_what_a_field_may_hold(value: str, date: str) -> None:
    assert iso_date(value) == date


@pytest.mark.parametrize(
    "value",
    [
        "",
        "03/04/2024",
        "yesterday",
        "Monday",
        "May 24",
        "10:40",
        "31 Feb 2024",
        "2024-13-01",
        "24 hours",
        "Mayor 2024-ish",
    ],
)
def test_what_is_no_date_or_two(value: str) -> None:
    assert iso_date(value) is None


def test_the_first_date_of_a_line() -> None:
    assert find_date("Published 24 May 2024, updated 26 May 2024") == "2024-05-24"
    assert find_date("in May 2024 and on 24 June") is None
