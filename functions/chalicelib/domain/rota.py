"""The duty rota: who covers whom, from when to when. Who covers holds the roles of the absent one meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from chalicelib.domain.actors import HeldRole, Role


@dataclass(frozen=True, slots=True)
class Cover:
    """One row of the rota: from `starts` on and before `ends`."""

    absent: str
    covering: str
    starts: datetime
    ends: datetime

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
    roles_of: Callable[[str], tuple[HeldRole, ...]],
) -> tuple[HeldRole, ...]:
    """A person's own roles, then those of everybody whom they cover now, also through one whom they cover.

    The right to change the configuration is no duty and stays with its holder.
    """
    running = [each for each in covers if each.runs(now)]
    held = dict.fromkeys(own)
    seen, waiting = {login}, [login]
    while waiting:
        covering = waiting.pop(0)
        for absent in [each.absent for each in running if each.covering == covering]:
            if absent not in seen:
                seen.add(absent)
                waiting.append(absent)
                held |= dict.fromkeys(role for role in roles_of(absent) if role.role is not Role.ADMIN)
    return tuple(held)
