"""The duty rota: who covers whom, from when to when. Who covers holds the roles of the absent one meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from chalicelib.domain.actors import HeldRole, Role


@dataclass(frozen=True, slots=True)
class Cover:
    """One row of a district's rota: from `starts` on and before `ends`."""

    absent: str
    covering: str
    starts: datetime
    ends: datetime
    district: str = ""

    def runs(self, now: datetime) -> bool:
        """True while the absent one is covered."""
        return self.starts <= now < self.ends


def moment(written: str, zone: tzinfo, *, ends: bool) -> datetime:
    """A day ("2026-10-01", whole at both ends) or a moment ("2026-10-01T12:00") as said in a rota.

    Raises: ValueError.
    """
    if "T" not in written:
        day = date.fromisoformat(written)
        if day == date.max:
            raise ValueError("no day follows")
        return datetime.combine(day + timedelta(days=int(ends)), time(), zone)
    said = datetime.fromisoformat(written)
    return said if said.tzinfo else said.replace(tzinfo=zone)


def roles_now(
    login: str,
    own: tuple[HeldRole, ...],
    covers: Iterable[Cover],
    now: datetime,
    roles_of: Callable[[Cover], tuple[HeldRole, ...]],
) -> tuple[HeldRole, ...]:
    """A person's own roles, then those of everybody whom they cover now, also through one whom they cover.

    `roles_of` answers what a row hands on. A chain stays within one district's rota, so that no district can take
    up what another one handed on. The right to change the configuration is no duty and stays with its holder.
    """
    running = [each for each in covers if each.runs(now)]
    held = dict.fromkeys(own)
    waiting = [each for each in running if each.covering == login]
    seen = {(login, each.district) for each in waiting}
    while waiting:
        cover = waiting.pop(0)
        if (cover.absent, cover.district) not in seen:
            seen.add((cover.absent, cover.district))
            held |= dict.fromkeys(role for role in roles_of(cover) if role.role is not Role.ADMIN)
            waiting += [
                each
                for each in running
                if (each.covering, each.district) == (cover.absent, cover.district)
            ]
    return tuple(held)
