"""What the nightly look finds missing, so that an alarm can ring before a person does."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.bulletin_settings import wishes
from chalicelib.domain.ports import District, Ports
from chalicelib.journey.due import Beginnings, bulletin_kinds, issuers, missing

UNDECIDED_AT_MOST = timedelta(days=1)  # ours: whoever looks at the desk each working morning has seen it by then
CALENDAR_FROM_MONTH = 11  # Source: the State Council publishes the next year's holidays by November (runbook)


def late_bulletins(ports: Ports) -> list[str]:
    """Names of bulletins that are due and not issued: of each district, its streets and departments, and of the city.

    Where a supervisor looks at them first, they are late only after the days that the district gives for it.
    """
    beginnings = Beginnings(ports)
    return [name for district, units in issuers(ports) for name in _late(ports, district, units, beginnings)]


def _late(ports: Ports, district: District, units: tuple[str, ...], beginnings: Beginnings) -> list[str]:
    wished = wishes(district.settings)
    given = timedelta(days=wished.review_days if wished.review else 0)
    today = district.day(ports.clock.now())
    return [
        f"{unit}/{period.code}"
        for unit in units
        for kind in bulletin_kinds(district)
        for period in missing(ports, unit, kind, today, beginnings)
        if period.following + given <= today
    ]


def undecided_too_long(ports: Ports) -> list[str]:
    """Districts where a message that may have gone waits for a person for more than a day."""
    limit = ports.clock.now() - UNDECIDED_AT_MOST
    since = {each.code: ports.outbox.undecided_since(each.code) for each in ports.districts.all()}
    return [code for code, began in since.items() if began is not None and began < limit]


def next_calendar_missing(ports: Ports) -> bool:
    """True from November on while a district lacks the next year's calendar, or at any time the present year's."""
    return any(_lacks_calendar(ports, district) for district in ports.districts.all())


def _lacks_calendar(ports: Ports, district: District) -> bool:
    today = district.day(ports.clock.now())
    years = {today.year} | ({today.year + 1} if today.month >= CALENDAR_FROM_MONTH else set())
    return not years <= set(district.calendar.years)
