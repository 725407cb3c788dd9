"""What everybody may read: public petitions by area and month, one of them, and the newest of a street or category.

Cheap on purpose: a list is at most four queries and one batch, a petition is one batch, a feed is a query and one batch
unless its thirty lie far back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.domain import receipt_number
from chalicelib.domain.errors import PetitionNotFound
from chalicelib.domain.photos import ClearedPhoto
from chalicelib.domain.ports import District, Page, Ports
from chalicelib.domain.publication import PublicPetition, PublicRow
from chalicelib.journey.filters import GROUPS, MOST, PAGE, Asked, Chosen, chosen, fits, months_back
from chalicelib.journey.streets import drawn

AT_ONCE: Final = 1_000
NEWEST: Final = 30  # of a feed


def rows(ports: Ports, wanted: Chosen) -> tuple[list[PublicRow], bool]:
    """The area's public petitions of the month that fit category and status, newest first; and whether that is all."""
    found, whole = _month(ports, *_list_of(wanted), wanted.month)
    return [each for each in found if fits(each, wanted.category, wanted.status)], whole


def _list_of(wanted: Chosen) -> tuple[str, str]:
    return "street" if wanted.area.level == "street" else "district", wanted.area.code


def _month(ports: Ports, index: str, area: str, month: str) -> tuple[list[PublicRow], bool]:
    found: list[PublicRow] = []
    for page in _pages(lambda cursor: ports.petitions.published(index, area, month, AT_ONCE, cursor)):
        found += page.items
        if len(found) >= MOST:
            return found[:MOST], page.cursor is None and len(found) == MOST
    return found, True


def _pages(asked: Callable[[dict[str, str] | None], Page[PublicRow]]) -> Iterator[Page[PublicRow]]:
    cursor: dict[str, str] | None = None
    while True:
        page = asked(cursor)
        yield page
        cursor = page.cursor
        if cursor is None:
            return


def listing(ports: Ports, asked: Asked, language: str) -> dict[str, object]:
    """A page of public petitions with its filters and how many each of them would show.

    Raises: InvalidInput.
    """
    wanted = chosen(ports, asked)
    month, whole = _month(ports, "district", wanted.district.code, wanted.month)
    everywhere = wanted.area.level != "street"
    here = [each for each in month if everywhere or each.street == wanted.area.code]
    if not (whole or everywhere):  # the district has more than is read of it; the street's own list may be whole all the same
        here, whole = _month(ports, *_list_of(wanted), wanted.month)
    fitting = [each for each in here if fits(each, wanted.category, wanted.status)]
    by_street = Counter(each.street for each in month if fits(each, wanted.category, wanted.status))
    by_street |= Counter() if everywhere else Counter({wanted.area.code: len(fitting)})
    start = (wanted.page - 1) * PAGE
    page = ports.petitions.cleared([each.number for each in fitting[start : start + PAGE]])
    return {
        "chosen": {"area": asked.area, "category": wanted.category, "month": wanted.month, "status": wanted.status},
        "area_name": wanted.area.name(language),
        "district_code": wanted.district.code,
        "months": months_back(ports, wanted.district),
        "areas": areas(ports, by_street, language),
        "categories": _categories(wanted, here, language),
        "statuses": {name: sum(each.status in group for each in here if fits(each, wanted.category, "")) for name, group in GROUPS.items()},
        "streets": _shapes(wanted.district, by_street, language),
        "areas_credit": wanted.district.areas_credit,
        "items": [shown(ports, each, language) for each in page],
        "total": len(fitting),
        "whole": whole,
        "everywhere": everywhere,
        "page": wanted.page,
        "pages": max((len(fitting) + PAGE - 1) // PAGE, 1),
    }  # fmt: skip


def areas(ports: Ports, counts: Mapping[str, int], language: str) -> list[dict[str, object]]:
    """Every district with its streets, each with its count."""
    made: list[dict[str, object]] = []
    for district in ports.districts.all():
        organisation = district.organisation
        streets = [each for each in organisation.children(district.code) if each.level == "street"]
        made.append(
            {
                "code": district.code,
                "name": organisation.name(district.code, language),
                "streets": [
                    {"code": each.code, "name": each.name(language), "count": counts.get(each.code, 0)}
                    for each in streets
                ],
            }
        )
    return made


def _categories(wanted: Chosen, here: Sequence[PublicRow], language: str) -> list[dict[str, object]]:
    """The first-level categories, and the one that was chosen where it lies deeper."""
    fitting = [each.category for each in here if fits(each, "", wanted.status)]
    offered = [
        each for each in wanted.district.categories.values() if each.is_first_level or each.code == wanted.category
    ]
    return [
        {
            "code": each.code,
            "name": each.name(language),
            "count": sum(code.startswith(each.code) for code in fitting),
        }
        for each in offered
    ]


def _shapes(district: District, counts: Mapping[str, int], language: str) -> list[dict[str, object]]:
    """The streets of a district drawn, each with its count and a shade from 0 to 4 by its share of the largest."""
    streets = drawn(district)
    most = max((counts.get(each.unit, 0) for each in streets), default=0)
    return [
        {
            "code": each.unit,
            "name": district.organisation.name(each.unit, language),
            "path": each.path,
            "x": each.x,
            "y": each.y,
            "count": counts.get(each.unit, 0),
            "shade": -(-4 * counts.get(each.unit, 0) // most) if most else 0,
        }
        for each in streets
    ]


def petition(ports: Ports, number: str, language: str) -> dict[str, object]:
    """One public petition. Raises: PetitionNotFound, also for one that is not public."""
    found = ports.petitions.cleared([number]) if receipt_number.is_valid(number) else []
    if not found:
        raise PetitionNotFound
    return shown(ports, found[0], language) | {"photos": _photos(ports, found[0].photos)}


def _photos(ports: Ports, cleared: Sequence[ClearedPhoto]) -> list[dict[str, object]]:
    """Addresses that outlast every kept copy of the page; of the small picture alone, in which little can be made out."""
    return [{"kind": each.kind, "small": ports.photo_files.address(each.file, "small")} for each in cleared]


def newest(ports: Ports, asked: Asked, language: str) -> dict[str, object]:
    """What was published or settled last of an area, a category or both, whenever it was submitted. Raises: InvalidInput."""
    wanted = chosen(ports, Asked(area=asked.area, category=asked.category))
    page = ports.petitions.cleared([each.number for each in islice(newest_rows(ports, wanted), NEWEST)])
    return {
        "area_name": wanted.area.name(language),
        "category_name": wanted.district.category_name(wanted.category, language),
        "items": [shown(ports, each, language) for each in page],
    }


def newest_rows(ports: Ports, wanted: Chosen) -> Iterator[PublicRow]:
    """The area's public petitions of the category by their last news, read as far as they are asked for.

    A street's are found among its district's, of which the newest MOST are looked through.
    """
    pages = _pages(lambda cursor: ports.petitions.latest(wanted.district.code, AT_ONCE, cursor))
    came = islice((each for page in pages for each in page.items), MOST)
    streets = {wanted.area.code} if wanted.area.level == "street" else None
    yield from (each for each in came if fits(each, wanted.category, "") and (streets is None or each.street in streets))


def shown(ports: Ports, each: PublicPetition, language: str) -> dict[str, object]:
    """A public petition in a language. What was replied stands until its unit answers anew, or the work begins again."""
    return row_shown(ports.districts.of(each.district), each.row, language) | {
        "solved": each.solved,
        "words": each.words,
        "language": each.language,
        "reply": each.reply,
        "reply_waits": each.reply_waits,
        "reply_stands": not each.reply_waits and each.row.status not in GROUPS["open"],
        "published_at": each.published_at.isoformat(),
    }


def row_shown(district: District, row: PublicRow, language: str) -> dict[str, object]:
    """What is known of a public petition beside its words, in a language."""
    organisation = district.organisation
    return {
        "number": row.number,
        "number_shown": receipt_number.shown(row.number),
        "status": row.status,
        "category": row.category,
        "category_name": district.category_name(row.category, language),
        "street": row.street,
        "street_name": organisation.name(row.street, language) if row.street else "",
        "place_name": organisation.in_language(row.place_name, language),
        "submitted_at": _day(row.submitted_at, district),
        "longitude": row.longitude,
        "latitude": row.latitude,
    }


def _day(moment: str, district: District) -> str:
    """The day and nothing finer: the minute somebody wrote could tell who it was."""
    return district.day(datetime.fromisoformat(moment)).isoformat()
