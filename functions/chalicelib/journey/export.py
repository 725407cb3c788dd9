"""A file of what somebody may see of a unit, for the days they name: asked for, made in the background, fetched, on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import IO, NamedTuple

from chalicelib.domain import finding, receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.ports import MOST_READ, Candidate, District, Export, ExportStep, Ports
from chalicelib.domain.questions import beside
from chalicelib.domain.rights import Right
from chalicelib.journey.acting import district_for
from chalicelib.journey.door import knock
from chalicelib.journey.duty import roles_on_duty
from chalicelib.journey.find import LIST, Asked, bounds, narrower, number_at

FORMS = ("csv", "xlsx")
MOST_ROWS = 50_000  # a year of the model district; some four minutes of one function


class Line(NamedTuple):
    """A petition as it stands in a file: what the desk shows of it, never a phone or a name."""

    number: str
    status: str
    category: str
    place: str
    unit: str
    submitted_at: str
    due_at: str
    settled_at: str
    round: int
    urgency: int
    channel: str
    text: str


Writer = Callable[[Iterator[Line], str, str], IO[bytes]]


def ask(ports: Ports, staff: Staff, asked: Asked, form: str, language: str) -> dict[str, object]:
    """The export as it waits. Raises: Forbidden for a unit beyond this person's, InvalidInput, TooManyRequests."""
    unit = asked.unit or rights.seat(staff, Right.EXPORT_PETITIONS) or ""
    district = district_for(ports, staff, Right.EXPORT_PETITIONS, unit)
    if form not in FORMS:
        raise InvalidInput({"form": "wrong_type"})
    bounds(asked, district)
    knock(ports, staff.login, "export", district.code)
    now = ports.clock.now()
    export = Export(
        f"{ports.ids.sequence(now)}{ports.ids.token()}", staff.login, district.code, unit, asked.since, asked.until, form, language, now
    )
    ports.exports.ask(export, _step(ports, export, "asked"))
    ports.exports.start(export)
    return shown(export, district, language)


def _step(ports: Ports, export: Export, action: str) -> ExportStep:
    return ExportStep(
        export.district, ports.clock.now(), export.login, action, export.id[:13], export.unit, export.since, export.until,
        export.form, export.rows,
    )  # fmt: skip


def shown(export: Export, district: District, language: str) -> dict[str, object]:
    """An export as its owner sees it."""
    held = asdict(export)
    named = {name: held[name] for name in ("id", "unit", "since", "until", "form", "state", "rows", "cut")}
    return named | {"unit_name": district.organisation.name(export.unit, language), "asked_at": export.asked_at.isoformat()}


def own(ports: Ports, staff: Staff, language: str) -> list[dict[str, object]]:
    """One's own exports of the last day, newest first. Raises: Forbidden without a role."""
    if not rights.may_anywhere(staff, Right.OWN_EXPORTS):
        raise Forbidden
    return [shown(each, ports.districts.of(each.district), language) for each in ports.exports.of(staff.login)]


def address(ports: Ports, staff: Staff, export: str) -> str:
    """Where the file is for the next five minutes; that it was fetched is on record. Raises: Forbidden, NotFound."""
    if not rights.may_anywhere(staff, Right.OWN_EXPORTS):
        raise Forbidden
    held = ports.exports.get(staff.login, export)
    if held is None or held.state != "ready":
        raise NotFound
    ports.exports.record(_step(ports, held, "fetched"))
    return ports.exports.address(held, f"petitions-{held.unit}-{held.asked_at:%Y%m%d-%H%M}.{held.form}")


def steps(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None, language: str
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """Who exported what of a district, newest first. Raises: Forbidden for somebody who does not answer for it."""
    district = district_for(ports, staff, Right.AUDIT_EXPORTS, unit)
    page = ports.exports.steps(district.code, limit, cursor)
    names = ("by", "action", "export", "unit", "since", "until", "form", "rows")
    rows: list[dict[str, object]] = [
        {name: getattr(each, name) for name in names}
        | {"unit_name": district.organisation.name(each.unit, language), "at": each.at.isoformat()}
        for each in page.items
    ]
    return rows, page.cursor


def make(ports: Ports, login: str, export: str, write: Writer) -> str:
    """How the export stands now. Made again, it stays as it is; who may not any more gets nothing."""
    held = ports.exports.get(login, export)
    if held is None or held.state != "waiting":
        return held.state if held else "gone"
    person = ports.people.person(login)
    district = ports.districts.of(held.unit)
    staff = Staff(login, "", roles_on_duty(ports, person)) if person and not person.disabled else Staff(login, "", ())
    if not rights.may(staff, Right.EXPORT_PETITIONS, held.unit, district.organisation):
        ports.exports.finish(replace(held, state="failed"))
        return "failed"
    lines = _Counted(_lines(ports, held, staff, district))
    with write(lines, held.form, held.language) as file:
        file.seek(0)
        ports.exports.store(held, file)
    made = replace(held, state="ready", rows=lines.count, cut=lines.count >= MOST_ROWS)
    ports.exports.finish(made)
    ports.exports.record(_step(ports, made, "made"))
    return "ready"


class _Counted:
    """Lines that count themselves as they are written, up to the most that a file takes."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self.count >= MOST_ROWS:
            raise StopIteration
        line = next(self._lines)
        self.count += 1
        return line


def _lines(ports: Ports, export: Export, staff: Staff, district: District) -> Iterator[Line]:
    """Every petition of the unit and of those below it in these days that the person may see, the newest first."""
    since, before = bounds(Asked(since=export.since, until=export.until), district)
    unit = narrower(export.unit, district)
    term = finding.unit_term(unit) if unit else finding.EVERY
    while True:
        page = ports.terms.postings(district.code, term, since, before, LIST)
        numbers = [number_at(place) for place in page.places]
        for start in range(0, len(numbers), MOST_READ):
            for each in ports.terms.read(numbers[start : start + MOST_READ]):
                if rights.may_see(staff, each.petition, district.organisation):
                    yield _line(each, district, export.language)
        if page.ended:
            return
        before = page.places[-1]


def _line(found: Candidate, district: District, language: str) -> Line:
    petition = found.petition
    return Line(
        receipt_number.shown(petition.number), str(petition.status), district.category_name(petition.category, language),
        beside(found.texts).place_words or district.organisation.in_language(petition.place.name, language), district.organisation.name(petition.owner, language),
        petition.submitted_at.isoformat(), petition.due_at.isoformat() if petition.due_at else "",
        petition.settled_at.isoformat() if petition.settled_at else "", len(petition.rounds), petition.urgency, petition.channel,
        found.texts.get(1, ""),
    )  # fmt: skip
