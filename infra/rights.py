"""Writes infra/rights.md: who may do what, from the same table that the checks read."""

from __future__ import annotations

from pathlib import Path

from chalicelib.domain.actors import Role
from chalicelib.domain.rights import RULES, STAFF_ROLES, About, Right, Rule, relations
from chalicelib.entrypoints.openapi import PAGES, ROUTES

from infra.written import write

FILE = Path(__file__).with_suffix(".md")
COLUMNS = (Role.CITIZEN, *STAFF_ROLES, Role.SYSTEM)
HEAD = """# Rights

Made by `python -m infra.rights` from `functions/chalicelib/domain/rights.py` and the edges in `lifecycle.py`; a test holds
it fresh. A role is held at a unit. **own** is that unit's, or the citizen's own petition; **below** lies under that unit;
**assisting** is a petition with which that unit, or one below it, helps; **above** lies over it; the rest is elsewhere. Empty: may not.
Where a right is about nothing in particular, *yes* stands. Somebody with several roles has what each of them gives.
Whoever may not see a petition is told what is told of one that does not exist; only whose unit had it before learns, when they
open it, that it was handed on, when and to whom (decision 0053), and of a complaint about staff or a matter of law enforcement not even that.
"""


def document() -> str:
    """The whole file."""
    rights = [each for each in RULES if isinstance(each.right, Right)]
    actions = [each for each in RULES if not isinstance(each.right, Right)]
    parts = [
        HEAD,
        "## Beside a petition's life",
        _table("right", [(f"`{each.right}` ({each.about})", each) for each in rights]),
        "## In a petition's life",
        _table("action, from", [(f"`{each.right}`, {', '.join(each.statuses)}", each) for each in actions]),
        "## Routes",
        _routes(),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(first: str, rows: list[tuple[str, Rule]]) -> str:
    lines = [f"| {first} | {' | '.join(COLUMNS)} | because |", "|---" * (len(COLUMNS) + 2) + "|"]
    lines += [
        f"| {name} | {' | '.join(_cell(rule, role) for role in COLUMNS)} | {rule.why} |" for name, rule in rows
    ]
    return "\n".join(lines)


def _cell(rule: Rule, role: Role) -> str:
    given = [relation for relation in relations(rule.about, role) if (role, relation) in rule.who]
    if given and (rule.about is About.NOTHING or role is Role.SYSTEM):
        return "yes"
    return ", ".join(given)


def _routes() -> str:
    held = [(each.method, each.path, each.right) for each in ROUTES]
    held += [("page", path, right) for path, right in PAGES.items()]
    lines = ["| route | right |", "|---|---|"]
    return "\n".join([*lines, *(f"| {method} `{path}` | `{right}` |" for method, path, right in held)])


def main() -> int:
    """0 when written, or with --check when it is fresh."""
    return write(FILE, document, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
