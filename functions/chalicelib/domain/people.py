"""Where one of the staff is listed, and what names exactly how they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.configuration import digest
from chalicelib.domain.organisation import Organisation

LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
LONGEST_NAME: Final = 60
MOST_ROLES: Final = 20
GUARDED: Final = ("city", "district")  # levels at which somebody always administers


def place_of(roles: Iterable[HeldRole], organisation: Organisation) -> str:
    """The unit among whose people somebody is listed: the district that all roles lie in, else what stands above them all.

    So whoever looks after a district's people finds exactly those that they may look after in one list.
    """
    lines = [organisation.ancestors(each.unit) for each in roles if each.unit in organisation]
    if not lines:
        return organisation.root.code
    above = next(unit for unit in lines[0] if all(unit in line for line in lines))
    return organisation.command_centre(above.code).code


def administered(roles: Iterable[HeldRole], organisation: Organisation) -> frozenset[str]:
    """The districts, or what stands above them, that somebody with these roles administers."""
    units = {held.unit for held in roles if held.role is Role.ADMIN}
    return frozenset(code for code in units if (unit := organisation.find(code)) and unit.level in GUARDED)


def version_of(names: tuple[str, str], roles: Sequence[HeldRole], *, disabled: bool) -> str:
    """What names exactly how somebody stands: who changes it says what they saw."""
    return digest("\n".join([*names, *told(roles), str(disabled)]))


def told(roles: Iterable[HeldRole]) -> list[str]:
    """Roles as a history says them, such as officer@370202001."""
    return [f"{each.role}@{each.unit}" for each in roles]


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Every field that differs, as before and after."""
    return {name: (before.get(name), now) for name, now in after.items() if before.get(name) != now}
