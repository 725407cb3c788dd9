"""A supervisor's part in a bulletin that is out: what it says, and the order to correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import BulletinConflict, InvalidInput, NotFound
from chalicelib.domain.figures import BulletinRecord, Case, Draft, Said
from chalicelib.domain.ports import Ports
from chalicelib.domain.text import clean
from chalicelib.journey.review import allowed, asked_period, drafted, keep, storable, texts


@dataclass(frozen=True, slots=True)
class Order:
    """Why a bulletin is corrected, and its words from then on; those that are None stay as they were issued.

    `corrects` is the revision that the supervisor saw, None where they saw none in particular.
    """

    unit: str
    period: str
    why: str
    corrects: int | None = None
    remarks: str | None = None
    cases: tuple[tuple[str, str], ...] | None = None
    thanks: tuple[str, ...] | None = None


def issued(ports: Ports, staff: Staff, unit: str, period: str) -> dict[str, object]:
    """What a bulletin says of a person's own in its last revision, and since when another one is ordered.

    Raises: Forbidden, InvalidInput, NotFound.
    """
    allowed(ports, staff, unit)
    record = _last(ports, unit, period)
    order = drafted(ports, unit, period, record.revision + 1)
    ordered = order.approved_at.isoformat() if order and order.approved_at else None
    return {"period": period, "revision": record.revision, **texts(_said(ports, record)), "ordered_at": ordered}


def revise(ports: Ports, staff: Staff, order: Order) -> dict[str, object]:
    """The order for the next revision of an issued bulletin, which the next run issues with what it changes.

    Raises: Forbidden, InvalidInput, NotFound, BulletinConflict.
    """
    allowed(ports, staff, order.unit)
    why = clean(order.why)
    if not why:
        raise InvalidInput({"why": "reason_missing"})
    record = _last(ports, order.unit, order.period)
    if order.corrects not in (None, record.revision):
        raise BulletinConflict(record.revision, "")
    was, now = _said(ports, record), ports.clock.now()
    said = Said(
        was.remarks if order.remarks is None else order.remarks,
        was.cases if order.cases is None else tuple(Case(*case) for case in order.cases),
        was.thanks if order.thanks is None else order.thanks,
    )
    said = storable(said, order.why)
    return keep(ports, Draft(order.unit, order.period, record.revision + 1, said, 1, staff.login, now, why, now))


def _last(ports: Ports, unit: str, period: str) -> BulletinRecord:
    kind = asked_period(period).kind
    records: Sequence[BulletinRecord] = ports.bulletins.issued(unit, kind, period)
    found = [each for each in records if each.period == period]
    if not found:
        raise NotFound
    return found[-1]


def _said(ports: Ports, record: BulletinRecord) -> Said:
    """What a person had added; nothing in a bulletin from before its figures were kept."""
    return ports.bulletins.figures(record.inputs).said if record.inputs else Said()
