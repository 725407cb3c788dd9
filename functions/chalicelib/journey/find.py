"""Finding petitions by what they say, where, whose they are and when; and keeping the index of it.

A request reads two lists of the index at most, and the petitions that stand in both: three calls. What it has not looked
at yet, the next page goes on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain import finding, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import MOST_READ, Candidate, District, Indexed, Ports, Postings
from chalicelib.domain.rights import Right
from chalicelib.journey import look

LIST = 400  # of a term: some 30 KB
NEWEST, OLDEST = "9", "0"


def index(ports: Ports, number: str) -> bool:
    """True when a petition stands under other terms than before; erased words are under none."""
    whole = ports.petitions.whole(number)
    if whole is None:
        return False
    petition, _, texts = whole
    terms = finding.terms_of(petition, texts, ports.districts.of(petition.district).organisation)
    return ports.terms.write(Indexed(number, petition.district, petition.submitted_at, terms))


def index_changed(ports: Ports, before: Petition | None, after: Petition) -> None:
    """Nothing; the index follows a change of who owns a petition or helps with it, as its words never change."""
    same = before is not None and (before.owner, before.assisting) == (after.owner, after.assisting)
    if not same:
        index(ports, after.number)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. The days are the district's own, both taken in."""

    words: str = ""
    unit: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found on this way, and where to go on; `reached` is up to which submission everything was looked at."""

    items: list[dict[str, object]]
    cursor: dict[str, str] | None
    reached: str | None


def find(ports: Ports, staff: Staff, asked: Asked, cursor: dict[str, str] | None, language: str) -> Page:
    """Petitions that this person may see and that are as asked, the newest first.

    Raises: Forbidden. InvalidInput for words that are too short, a unit nobody has, a day that is none.
    """
    seat = rights.seat(staff, Right.FIND_PETITIONS)
    if seat is None:
        raise Forbidden
    district = ports.districts.of(asked.unit or seat)
    wanted = _checked(asked, district)
    since, newest = bounds(asked, district)
    before = cursor["before"] if cursor else newest
    unit = narrower(asked.unit, district) or _only_seat(staff, district)
    terms = [*wanted.terms, *([finding.unit_term(unit)] if unit else [])]
    lists = [ports.terms.postings(district.code, each, since, before, LIST) for each in _asked_first(terms)]
    places, following = _in_all(lists)
    shown = [
        look.listed(each.summary, district, language)
        for each in ports.terms.read([number_at(place) for place in places])
        if _fits(each, wanted, asked.unit, staff, district)
    ]
    return Page(shown, {"before": following} if following else None, following.partition("#")[0] if following else None)


def _checked(asked: Asked, district: District) -> finding.Wanted:
    faults = _day_faults(asked)
    wanted = finding.wanted(asked.words)
    if wanted is None:
        faults["words"] = "words_too_short"
    if asked.unit and asked.unit not in district.organisation:
        faults["unit"] = "unit_unknown"
    if wanted is None or faults:
        raise InvalidInput(faults)
    return wanted


def _day_faults(asked: Asked) -> dict[str, str]:
    days = {"since": asked.since, "until": asked.until}
    return {name: "date_invalid" for name, said in days.items() if said and _day(said) is None}


def bounds(asked: Asked, district: District) -> tuple[str, str]:
    """Between which places the days lie, both taken in. Raises: InvalidInput for a day that is none."""
    faults = _day_faults(asked)
    if faults:
        raise InvalidInput(faults)
    since, until = _day(asked.since), _day(asked.until)
    newest = _start(until + timedelta(days=1), district) if until else NEWEST
    return _start(since, district) if since else OLDEST, newest


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _start(day: date, district: District) -> str:
    return place_from(datetime.combine(day, time.min, district.zone))


def place_from(moment: datetime) -> str:
    """How places begin of what was submitted at a moment or after."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def number_at(place: str) -> str:
    """The number of the petition that stands at a place in a list."""
    return place.partition("#")[2]


def _only_seat(staff: Staff, district: District) -> str:
    """The one unit whose petitions, and those below it, are all that this person may see; empty where that is the district or several."""
    units = rights.seats(staff, Right.FIND_PETITIONS)
    return narrower(next(iter(units)), district) if len(units) == 1 else ""


def narrower(unit: str, district: District) -> str:
    """The unit when it lies within the district: the district itself has no list, as all of its petitions are its own."""
    return unit if unit != district.code and district.organisation.is_below(unit, district.code) else ""


def _asked_first(terms: Sequence[str]) -> list[str]:
    """The two terms whose lists are read: the first word, which looks rarest, and the unit or else the last word."""
    if not terms:
        return [finding.EVERY]
    return list(dict.fromkeys((terms[0], terms[-1])))


def _in_all(lists: Sequence[Postings]) -> tuple[list[str], str]:
    """Places that may stand in all lists, and the last one looked at; empty when there are no more.

    The list that reaches further back leads, as its term is the rarer one; what is older than the other list was read is
    taken too, for the words decide in the end.
    """
    leading = min(lists, key=lambda each: OLDEST if each.ended else each.places[-1])
    others = [(frozenset(each.places), "" if each.ended else each.places[-1]) for each in lists if each is not leading]
    held = [place for place in leading.places if all(place in read or place < until for read, until in others)]
    page = held[:MOST_READ]
    if len(held) > MOST_READ:
        return page, page[-1]
    return page, "" if leading.ended else leading.places[-1]


def _fits(found: Candidate, wanted: finding.Wanted, unit: str, staff: Staff, district: District) -> bool:
    tree, petition = district.organisation, found.petition
    if not rights.may_see(staff, petition, tree) or not wanted.stands_in(finding.said_by(petition, found.texts)):
        return False
    return not unit or any(tree.is_below(each, unit) for each in (petition.owner, *petition.assisting))
