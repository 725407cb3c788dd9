"""Petitions with a round, made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from chalicelib.domain.deadlines import DistrictClocks, WorkingCalendar
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Round, Status

from tests.fakes.district import HOLIDAYS_2025, HOLIDAYS_2026, ZONE

NOW = datetime(2025, 9, 29, 1, tzinfo=UTC)  # Monday, 9:00 in Shanghai
RESPONSE_DUE, CLOSING_DUE = NOW + timedelta(hours=4), NOW + timedelta(days=2)
CLOCKS = DistrictClocks(WorkingCalendar(ZONE, time(9), time(17), {2025: HOLIDAYS_2025, 2026: HOLIDAYS_2026}))


def a_round(**changes) -> Round:
    """The first round, as it is opened."""
    held = Round(1, "C-elm", NOW, RESPONSE_DUE, CLOSING_DUE, closing_from=NOW, closing_days=2)
    return replace(held, **changes)


def a_petition(status: Status = Status.ASSIGNED, *rounds: Round, **changes) -> Petition:
    """A petition of the Elm community with one round."""
    held = Petition(
        "1" * 14, status, 2, Kind.LIVELIHOOD, "0102", 2, "web", Place("chosen", street="S-hill"), "D", "C-elm", NOW, "zh",
        LastAction("system", "assign", NOW), rounds=rounds or (a_round(),),
    )  # fmt: skip
    return replace(held, **changes)
