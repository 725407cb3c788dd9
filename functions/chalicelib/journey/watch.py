"""What the nightly look finds missing, so that an alarm can ring before a person does."""

from __future__ import annotations

from datetime import date, timedelta

from chalicelib.domain.ports import District, Ports

CALENDAR_FROM_MONTH = 11  # Source: the State Council publishes the next year's holidays by November (runbook)


def late_bulletins(ports: Ports) -> list[str]:
    """Names of last month's bulletins that are due and not issued: of the district and of each street."""
    district = ports.districts.current()
    period = (_today(ports, district).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    streets = [unit.code for unit in district.organisation.children(district.code) if unit.level == "street"]
    return [
        f"{unit}/{period}"
        for unit in (district.code, *streets)
        if all(record.period < period for record in ports.bulletins.issued(unit))
    ]


def next_calendar_missing(ports: Ports) -> bool:
    """True from November on while the next year's calendar is not loaded, or at any time the present year's."""
    district = ports.districts.current()
    today = _today(ports, district)
    years = {today.year} | ({today.year + 1} if today.month >= CALENDAR_FROM_MONTH else set())
    return not years <= set(district.calendar.years)


def _today(ports: Ports, district: District) -> date:
    return ports.clock.now().astimezone(district.zone).date()
