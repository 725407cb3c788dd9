"""A year's moved days are days of that year, each moved from where it was."""

import pytest
from chalicelib.domain.calendar_checks import calendar_faults

ROW = {"year": 2026, "free": ["2026-10-01"], "worked": ["2026-10-10"]}


def test_a_free_weekday_and_a_worked_saturday_are_sound() -> None:
    assert calendar_faults([ROW]) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"free": ["2026-10-03"]}, "2026-10-03 is no free weekday or worked weekend day of 2026"),
        ({"worked": ["2026-10-09"]}, "2026-10-09 is no free weekday or worked weekend day of 2026"),
        ({"free": ["2027-10-01"]}, "2027-10-01 is no free weekday or worked weekend day of 2026"),
        ({"free": ["1 October"]}, "2026: free and worked are lists of days such as 2026-10-01"),
        ({"worked": None}, "2026: free and worked are lists of days such as 2026-10-01"),
    ],
)  # fmt: skip
def test_a_day_that_is_not_moved_is_told(changes: dict[str, object], reason: str) -> None:
    assert [each.reason for each in calendar_faults([ROW | changes])] == [reason]
