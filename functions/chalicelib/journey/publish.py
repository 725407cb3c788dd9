"""Issues bulletins from the counters: once, numbered, never changed; late where they must be, never twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.bulletin import SUMS, File, Pages
from chalicelib.domain.bulletin_settings import wishes
from chalicelib.domain.errors import CountersImpossible
from chalicelib.domain.figures import BulletinRecord, Draft, Figures, Said
from chalicelib.domain.periods import Period
from chalicelib.domain.ports import District, Notice, Ports
from chalicelib.journey.due import Beginnings, bulletin_kinds, issuers, missing
from chalicelib.journey.figures import corrected, figures

BULLETIN_WAITS: Final = "bulletin_waits"  # what a notice of a draft says
Broken = MutableMapping[str, Exception]  # by the bulletin's name, why it could not be made
# What one bulletin's own figures and words bring about. Trouble with the table or the bucket is everybody's and passes through.
ITS_OWN = (CountersImpossible, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def publish_due(ports: Ports, pages: Pages, broken: Broken | None = None) -> list[str] | None:
    """Names of the bulletins issued now: whatever is over and was not issued, for each district, then for the city.

    None while sweep or tally have not passed a period's end: whoever calls asks again, and nothing is issued half.
    One that cannot be made is named in `broken` and tried again by the next run; all others are issued.
    """
    broken = {} if broken is None else broken
    beginnings = Beginnings(ports)
    made: list[BulletinRecord] = []
    finished: list[BulletinRecord] = []
    passed_all = True
    for district, units in issuers(ports):
        finished += _finish(ports, pages, units, broken)
        _correct(ports, pages, units, made, broken)
        passed_all = _publish_all(ports, pages, district, units, beginnings, made, broken)
        if not passed_all:
            break
    if made or finished:
        # Before any of them is complete: whatever a crash leaves out of the lists, the next run finds and lists.
        _store(ports, pages.index(_all_records(ports, finished), ports.districts.current()))
        for record in (*finished, *made):
            ports.bulletins.complete(record)
    return [_name(record) for record in made] if passed_all else None


def _name(each: BulletinRecord | Draft) -> str:
    return f"{each.unit}/{each.period}" + (f"/r{each.revision}" if each.revision else "")


@contextmanager
def _apart(name: str, broken: Broken) -> Iterator[None]:
    """What fails within is named, and stops nothing but itself."""
    try:
        yield
    except ITS_OWN as fault:
        broken[name] = fault


def _all_records(ports: Ports, finished: Sequence[BulletinRecord]) -> list[BulletinRecord]:
    """Every bulletin of every unit: the newest period first, in it the units in their order, the last revision first."""
    now = {(each.unit, each.period, each.revision): each for each in finished}
    units = [(unit, district) for district, held in issuers(ports) for unit in held]
    records = [
        now.get((record.unit, record.period, record.revision), record)
        for unit, district in units
        for kind in bulletin_kinds(district)
        for record in reversed(ports.bulletins.issued(unit, kind))
    ]
    return sorted(records, key=lambda each: periods.parse(each.period).following, reverse=True)


def _publish_all(
    ports: Ports,
    pages: Pages,
    district: District,
    units: Sequence[str],
    beginnings: Beginnings,
    made: list[BulletinRecord],
    broken: Broken,
) -> bool:
    """False while sweep or tally have not passed a period's end; `made` gains what was issued in any case."""
    for kind in bulletin_kinds(district):
        for unit in units:
            for period in missing(ports, unit, kind, district.day(ports.clock.now()), beginnings):
                if not passed(ports, period, district):
                    return False
                draft = _draft(ports, unit, period.code)
                if _awaits_review(ports, unit, period, draft):
                    break  # those after it wait too, or its number would go to a later one
                with _apart(name := f"{unit}/{period.code}", broken):
                    record = _issue(ports, unit, period, draft, pages)
                    made += [record] if record else []
                if name in broken:
                    break  # as above
    return True


def passed(ports: Ports, period: Period, district: District) -> bool:
    """True when nothing that was due before the period's end waits for the sweep, and all of it has been counted.

    Source: design section 10. The first call with the sweep past sends the marks that the later ones wait for.
    """
    end, mark = period.end(district.zone), period.counters[-1]
    if any(ports.petitions.due(end, 1, part)[0] for part in range(ports.petitions.due_parts)):
        return False
    if ports.tally.pulses_missing(mark) is None:
        ports.tally.send_pulses(mark, ports.clock.now())
    return ports.tally.pulses_missing(mark) == 0


def _issue(ports: Ports, unit: str, period: Period, draft: Draft | None, pages: Pages) -> BulletinRecord | None:
    """The figures first, then the record that makes them count, then the files.

    Of two firings at once one writes the record, and its figures alone become files. A crash leaves a record that
    the next run completes from the same figures.
    """
    made, (issue, of_year) = drafted(ports, unit, period, draft)
    return _recorded(ports, pages, made, issue, of_year)


def drafted(ports: Ports, unit: str, period: Period, draft: Draft | None) -> tuple[Figures, tuple[int, int]]:
    """What a bulletin would say if it were issued now, and under which number. Raises: CountersImpossible."""
    number = _next_number(ports.bulletins.last(unit, period.kind), period)
    said, zone = draft.said if draft else Said(), ports.districts.of(unit).zone
    return figures(ports, unit, period, period.end(zone), number, said), number


def _next_number(last: BulletinRecord | None, period: Period) -> tuple[int, int]:
    """总期 and 期: revisions keep the number of what they correct, and no gap of years begins the count anew."""
    if last is None:
        return 1, 1
    same_year = last.period[:4] == period.year
    return last.issue + 1, last.issue_of_year + 1 if same_year else 1


def _draft(ports: Ports, unit: str, period: str) -> Draft | None:
    drafts = ports.bulletins.drafts(unit)
    return next((each for each in drafts if (each.period, each.revision) == (period, 0)), None)


def reviewed(district: District) -> bool:
    """True where a supervisor looks at a bulletin before it is issued."""
    return wishes(district.settings).review


def _awaits_review(ports: Ports, unit: str, period: Period, draft: Draft | None) -> bool:
    """True while a supervisor has not approved. The draft that they find is made here; they are told, at the unit and above."""
    if not reviewed(ports.districts.of(unit)) or (draft and draft.approved_at):
        return False
    if draft is None:
        now, name = ports.clock.now(), f"{unit}/{period.code}"
        centre = ports.districts.of(unit).organisation.command_centre(unit).code
        told = [Notice(each, "", 1, BULLETIN_WAITS, now, bulletin=name) for each in dict.fromkeys((unit, centre))]
        ports.bulletins.keep_draft(Draft(unit, period.code, 0, Said(), 1, "", now), None, told)
    return True


def _recorded(ports: Ports, pages: Pages, made: Figures, issue: int, of_year: int) -> BulletinRecord | None:
    """The record, whose files are stored and which is not complete yet; None when somebody else was first."""
    files, digest = sealed(pages.bulletin(made, ports.districts.of(made.unit)))
    inputs = ports.bulletins.keep_figures(made)
    now = ports.clock.now()
    record = BulletinRecord(
        made.unit, made.period, issue, of_year, now, digest, made.revision, inputs, complete=False
    )
    if not ports.bulletins.record(record):
        return None
    _store(ports, files)
    return record


def sealed(files: Sequence[File]) -> tuple[list[File], str]:
    """The files with a list of their SHA-256 beside them, as `sha256sum -c` reads it, and the SHA-256 of that list, hex."""
    folder = files[0].path.rpartition("/")[0]
    lines = (f"{hashlib.sha256(file.body).hexdigest()}  {file.path.removeprefix(folder + '/')}\n" for file in files)
    body = "".join(lines).encode()
    return [*files, File(f"{folder}/{SUMS}", body, "text/plain; charset=utf-8")], hashlib.sha256(body).hexdigest()


def _finish(ports: Ports, pages: Pages, units: Sequence[str], broken: Broken) -> list[BulletinRecord]:
    """Bulletins whose record a crash left without all of its files, or unlisted; they have their files now."""
    found = []
    for unit in units:
        for kind in bulletin_kinds(ports.districts.of(unit)):
            year = ports.districts.of(unit).day(ports.clock.now()).year - 1
            for record in ports.bulletins.issued(unit, kind, f"{year:04d}"):
                if record.complete:
                    continue
                with _apart(_name(record), broken):
                    files, digest = sealed(pages.bulletin(ports.bulletins.figures(record.inputs), ports.districts.of(unit)))
                    _store(ports, files)
                    found.append(replace(record, digest=digest))
    return found


def _correct(ports: Ports, pages: Pages, units: Sequence[str], made: list[BulletinRecord], broken: Broken) -> None:
    """Nothing; `made` gains the revisions that supervisors ordered and that are issued now."""
    for unit in units:
        for order in ports.bulletins.drafts(unit):
            if order.revision and order.approved_at:
                with _apart(_name(order), broken):
                    record = _revise(ports, pages, order)
                    made += [record] if record else []


def _revise(ports: Ports, pages: Pages, order: Draft) -> BulletinRecord | None:
    kind = periods.parse(order.period).kind
    records = [
        each for each in ports.bulletins.issued(order.unit, kind, order.period) if each.period == order.period
    ]
    if not records or records[-1].revision + 1 != order.revision:
        return None
    made = corrected(ports, records[-1], order)
    return _recorded(ports, pages, made, records[-1].issue, records[-1].issue_of_year)


def interim(ports: Ports, period: str, pages: Pages) -> list[str]:
    """The paths of each district's page about a period that still runs: unnumbered, and written over each time."""
    paths = []
    for district in ports.districts.all():
        span = periods.parse(period)
        made = figures(ports, district.code, span, ports.clock.now(), (None, None), Said())
        files, _ = sealed(pages.bulletin(made, district))
        _store(ports, files)
        paths.append(files[0].path)
    return paths


def _store(ports: Ports, files: Sequence[File]) -> None:
    for file in files:
        ports.bulletins.store(file.path, file.body, file.content_type)
