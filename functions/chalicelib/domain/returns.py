"""Who sends petitions back to whom: a unit said "not ours", and the command centre gave it to another, or to it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.tally import period_of

Returns = Mapping[tuple[str, str], int]  # who sent back, who was given it then -> how often


@dataclass(frozen=True, slots=True)
class Returned:
    """One sending back that was decided by naming a unit; in the month of that decision, by the district's clock."""

    period: str
    sender: str
    owner: str


def returned(before: Petition, after: Petition, zone: ZoneInfo) -> tuple[Returned, ...]:
    """The sendings back that a step decides by naming a unit; rejecting or merging the petition names none."""
    if after.status is not Status.ASSIGNED:
        return ()
    judged = zip(before.sent_back, after.sent_back, strict=False)
    period = period_of(after.last.at, zone)
    return tuple(
        Returned(period, now.unit, after.owner) for then, now in judged if then.upheld is None and now.upheld is not None
    )
