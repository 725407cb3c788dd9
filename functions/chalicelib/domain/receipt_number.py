"""Receipt numbers: 13 random digits and a check digit, said and shown as 4-4-3-3."""

import re
import unicodedata
from typing import Final

_GROUPS: Final = (4, 4, 3, 3)
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_DRAWN: Final = re.compile(r"[0-9]{13}")
_NUMBER: Final = re.compile(r"[0-9]{14}")


def make(digits13: str) -> str:
    """The 14 digits of a receipt number: the 13 drawn and their check digit.

    Raises: ValueError for anything but 13 ASCII digits.
    """
    if not _DRAWN.fullmatch(digits13):
        raise ValueError("a receipt number is made from exactly 13 digits")
    return digits13 + str((11 - _product(digits13)) % 10)


def is_valid(number: str) -> bool:
    """True for 14 ASCII digits whose last one is the check digit of the others."""
    return bool(_NUMBER.fullmatch(number)) and (_product(number[:-1]) + int(number[-1])) % 10 == 1


def shown(number: str) -> str:
    """The number in the groups that people read aloud: 1234-5678-901-234."""
    groups, start = [], 0
    for size in _GROUPS:
        groups.append(number[start : start + size])
        start += size
    return "-".join(groups)


def parse(text: str) -> str | None:
    """The 14 digits of a typed number (spaces, hyphens, full-width digits allowed), or None if it is none."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    return digits if is_valid(digits) else None


def _product(digits: str) -> int:
    """The running product of the hybrid system. Source: ISO 7064:2003, MOD 11,10."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return product
