"""Writes a petition's life as a page, from the tables that the functions run by: `python -m infra.lifecycle`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.lifecycle import (
    ASSISTANT,
    CONDITIONS,
    DISPATCHER,
    EDGES,
    OFFERS,
    PETITIONER,
    SUPERVISOR,
    SYSTEM,
    UNIT,
    Edge,
    Who,
)
from chalicelib.domain.petition import Status

from infra import ROOT

PAGE = ROOT / "infra/lifecycle.md"
NAMED: tuple[tuple[str, Who], ...] = (
    ("the unit", UNIT),
    ("assisting unit", ASSISTANT),
    ("dispatcher", DISPATCHER),
    ("supervisor", SUPERVISOR),
    ("petitioner", PETITIONER),
    ("the platform", SYSTEM),
)
HEAD = """# A petition's life

Written by `python -m infra.lifecycle` from `EDGES`, `OFFERS` and `CONDITIONS` of
`functions/chalicelib/domain/lifecycle.py`; a test keeps it fresh. Whatever is not in these tables is refused.
A detail in brackets may come with the action, the others must.

"""
WHO_IS_WHO = """## Who is who

| here | roles, and where the petition's owner lies seen from the unit at which the role is held |
|---|---|
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *(_section(status) for status in Status), WHO_IS_WHO]
    parts += [f"| {name} | {_roles(who)} |\n" for name, who in NAMED]
    return "".join(parts)


def _section(status: Status) -> str:
    rows = [_row(edge) for edge in EDGES if edge.status is status]
    return "\n".join(
        [f"## {status}", "", "| action | to | who | demands | only when | why |", "|---|---|---|---|---|---|", *rows, "", ""]
    )


def _row(edge: Edge) -> str:
    to = "" if edge.to is edge.status else str(edge.to)
    details = ", ".join([*edge.demands, *(f"[{each}]" for each in OFFERS.get(edge.action, ()))])
    only = CONDITIONS.get(edge.action, "")
    return f"| {edge.action} | {to} | {_who(edge.who)} | {details} | {only} | {edge.why} |"


def _who(who: Who) -> str:
    """The names of the groups that make it up. Raises: ValueError when they do not, so that no right goes unsaid."""
    names = [name for name, group in NAMED if group <= who]
    if frozenset().union(*(group for _, group in NAMED if group <= who)) != who:
        raise ValueError(f"no names for {sorted(who)}")
    return ", ".join(names)


def _roles(who: Iterable[tuple[Role, Relation]]) -> str:
    return ", ".join(sorted(f"{role} ({relation})" for role, relation in who))


def main() -> int:
    """The exit code."""
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
