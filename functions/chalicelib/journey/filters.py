"""The filters of what everybody may read: checked against what there is before a table is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.organisation import Unit
from chalicelib.domain.petition import Status
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.publication import PublicRow

PAGE: Final = 20
MOST: Final = 4_000  # of a month, in four queries of at most a megabyte; a longer list says that it is cut
MONTHS: Final = 12
AREAS: Final = frozenset({"district", "street"})
# What a citizen is told apart: it goes on, the unit says it is done, it is over.
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "open": frozenset({Status.SUBMITTED, Status.ASSIGNED, Status.HANDLING, Status.ON_HOLD}),
    "closed": frozenset({Status.CLOSED}),
    "settled": frozenset({Status.SETTLED}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a list, as they came; empty is all, and the running month."""

    area: str = ""
    category: str = ""
    month: str = ""
    status: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters, each of them something that there is."""

    district: District
    area: Unit
    category: str
    month: str
    status: str
    page: int


def chosen(ports: Ports, asked: Asked) -> Chosen:
    """The filters, checked before anything is read. Raises: InvalidInput naming each that is nothing we have."""
    site = ports.districts.current()
    unit = site.organisation.find(asked.area or site.code)
    district = ports.districts.of(unit.code) if unit else site
    months = months_back(ports, district)
    month = asked.month or months[0]
    page = asked.page or "1"
    faults = {
        "area": unit is None or unit.level not in AREAS,
        "category": bool(asked.category) and asked.category not in district.categories,
        "month": not _is_month(month) or month > months[0],
        "status": bool(asked.status) and asked.status not in GROUPS,
        "page": not (page.isascii() and page.isdecimal() and 1 <= int(page[:9]) <= MOST // PAGE),
    }
    wrong = {name: "unknown_choice" for name, is_wrong in faults.items() if is_wrong}
    if wrong or unit is None:
        raise InvalidInput(wrong)
    return Chosen(district, unit, asked.category, month, asked.status, int(page))


def months_back(ports: Ports, district: District, count: int = MONTHS) -> list[str]:
    """The running month by the district's clock and those before it, newest first."""
    running = periods.containing("month", district.day(ports.clock.now()))
    return [each.code for each in running.back(count)]


def _is_month(code: str) -> bool:
    try:
        periods.month(code)
    except ValueError:
        return False
    return True


def fits(row: PublicRow, category: str, status: str) -> bool:
    """True when the petition is of the category, or of one below it, and of the group of statuses."""
    return row.category.startswith(category) and (not status or row.status in GROUPS[status])
