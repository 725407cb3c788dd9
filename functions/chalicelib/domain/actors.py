"""Who acts: a citizen, one of the staff, or the platform itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.domain.organisation import Organisation


class Role(StrEnum):
    """What a person may do; a staff role is held at a unit and reaches down its subtree."""

    CITIZEN = "citizen"
    GRID_WORKER = "grid_worker"
    OFFICER = "officer"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    SYSTEM = "system"


class Relation(StrEnum):
    """Where the owner of a petition lies, seen from the unit at which a role is held.

    BELOW lies under that unit, ABOVE over it. ASSISTING is that unit's, or one below it, when it helps the owner.
    """

    OWN = "own"
    BELOW = "below"
    ASSISTING = "assisting"
    ABOVE = "above"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role and the unit at which it is held."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a history entry names: the system, a petitioner, or staff by login; `name` is what they were called then."""

    role: Role
    id: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in person with all their roles."""

    login: str
    name: str
    roles: tuple[HeldRole, ...]

    def acting(self, role: Role) -> Actor:
        """Who a history names for what this person did in that role."""
        return Actor(role, self.login, self.name)

    def relations(
        self, owner: str, organisation: Organisation, assisting: frozenset[str] = frozenset()
    ) -> frozenset[tuple[Role, Relation]]:
        """Every role of this person with its relations to a petition's owner and to the units that assist it."""
        to_owner = {(held.role, _relation(held.unit, owner, organisation)) for held in self.roles}
        helping = {
            (held.role, Relation.ASSISTING)
            for held in self.roles
            if any(organisation.is_below(unit, held.unit) for unit in assisting)
        }
        return frozenset(to_owner | helping)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a command: `key` separates the idempotency keys of different callers."""

    key: str
    source: str


SYSTEM = Actor(Role.SYSTEM, "system")
PETITIONER = Actor(Role.CITIZEN, "petitioner")
VOLUNTEER = Actor(Role.CITIZEN, "volunteer")  # who speaks for a petitioner (帮办代办)


def _relation(unit: str, owner: str, organisation: Organisation) -> Relation:
    if unit == owner:
        return Relation.OWN
    if organisation.is_below(owner, unit):
        return Relation.BELOW
    return Relation.ABOVE if organisation.is_below(unit, owner) else Relation.ELSEWHERE
