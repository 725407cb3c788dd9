"""What the nightly look finds missing, so that an alarm can ring before a person does."""

from __future__ import annotations

from datetime import date, timedelta

from chalicelib.domain.ports import District, Ports
from chalicelib.journey.publish import bulletin_units

CALENDAR_FROM_MONTH = 11  # Source: the State Council publishes the next year's holidays by November (runbook)


def late_bulletins(ports: Ports) -> list[str]:
    """Names of last month's bulletins that are due and not issued: of each district and each of its streets."""
    return [name for district in ports.districts.all() for name in _late(ports, district)]


def _late(ports: Ports, district: District) -> list[str]:
    period = (_today(ports, district).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    return [
        f"{unit}/{period}"
        for unit in bulletin_units(district)
        if all(record.period < period for record in ports.bulletins.issued(unit))
    ]


def next_calendar_missing(ports: Ports) -> bool:
    """True from November on while a district lacks the next year's calendar, or at any time the present year's."""
    return any(_lacks_calendar(ports, district) for district in ports.districts.all())


def _lacks_calendar(ports: Ports, district: District) -> bool:
    today = _today(ports, district)
    years = {today.year} | ({today.year + 1} if today.month >= CALENDAR_FROM_MONTH else set())
    return not years <= set(district.calendar.years)


def _today(ports: Ports, district: District) -> date:
    return ports.clock.now().astimezone(district.zone).date()
