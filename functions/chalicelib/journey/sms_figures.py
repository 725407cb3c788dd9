"""A district's messages of a day: counted as each of them ends, and told to who answers for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from chalicelib.domain import sms_figures
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.outbox import Message
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.domain.tally import ALL, SMS, Cell, day_of, sayable
from chalicelib.journey.acting import district_for


def count_message(ports: Ports, message: Message) -> bool:
    """True when the message's last step was counted now; False when it was before, or adds nothing."""
    counts = sms_figures.measures(message)
    if not counts:
        return False
    step = message.states[-1]
    district = ports.districts.of(message.district)
    cell = Cell(day_of(step.at, district.zone), district.code, SMS)
    return ports.tally.count_once(f"{message.id}#{step.state}#{step.at.isoformat()}", cell, Counter(counts))


def of_day(ports: Ports, staff: Staff, unit: str, day: str) -> dict[str, object]:
    """What became of a district's messages on a day, today when none is named. Raises: Forbidden, InvalidInput."""
    district = district_for(ports, staff, Right.SEE_MESSAGES, unit)
    asked = _day(day) or district.day(ports.clock.now())
    cell = Cell(asked.isoformat(), district.code, SMS)
    read = ports.tally.read([cell.period], [district.code], [SMS, ALL])
    counts, of_petitions = read.get(cell, Counter()), sayable(read.get(Cell(cell.period, district.code, ALL), Counter()))
    return {
        "unit": district.code,
        "day": asked.isoformat(),
        "sent": _sum(counts, "sent."),
        "segments": _sum(counts, "segments."),
        "cost": _cost(_part(counts, "segments."), district.settings.get("sms_prices")),
        "delivered": counts["delivered"],
        # By a digit or by the link in a message; what was told on the telephone answered none.
        "answered": of_petitions.get("answers", 0) - of_petitions.get("answers_telephone", 0),
        "expired": counts["expired"],
        "undecided": counts["undecided"],
        "unclear": counts["unclear"],
        "by_carrier": _part(counts, "sent."),
        "segments_by_carrier": _part(counts, "segments."),
        "failed": _part(counts, "failed."),
        "suppressed": _part(counts, "suppressed."),
    }


def _cost(segments: dict[str, int], prices: object) -> str | None:
    """What the segments cost by the district's prices, in yuan; None when a carrier has no price."""
    held = prices if isinstance(prices, Mapping) else {}
    if not segments.keys() <= held.keys():
        return None
    total = sum((Decimal(str(held[carrier])) * count for carrier, count in segments.items()), Decimal(0))
    return f"{total:.2f}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput({"day": "date_invalid"}) from None


def _part(counts: Counter[str], head: str) -> dict[str, int]:
    return {name.removeprefix(head): count for name, count in sorted(counts.items()) if name.startswith(head)}


def _sum(counts: Counter[str], head: str) -> int:
    return sum(_part(counts, head).values())
