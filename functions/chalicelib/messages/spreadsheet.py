"""What keeps a cell of a table from being run: spreadsheets take text that begins like a formula for one."""

from __future__ import annotations

from typing import Final, TypeVar

STARTS_A_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")  # Source: OWASP, CSV Injection; Excel reads the wide signs alike
BLANKS: Final = " \u3000\ufeff"
Value = TypeVar("Value")


def safe(value: Value) -> Value | str:
    """The value; text that could begin a formula, also behind blanks, starts with an apostrophe."""
    if isinstance(value, str) and value.lstrip(BLANKS)[:1] in STARTS_A_FORMULA and value.strip(BLANKS):
        return f"'{value}"
    return value
