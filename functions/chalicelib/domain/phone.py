"""Phone numbers of mainland China: how people type them, how we keep them, how we show them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

SEPARATORS: Final = re.compile(r"[\s\-().\u2010-\u2015\u2212]+")
COUNTRY: Final = re.compile(r"(?:\+|00)?86(?=[01-9][0-9]{9,11}$)")
# Source: 电信网编号计划 (2017): mobile 1[3-9], area codes 10, 2x and three digits from 3 to 9.
MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_AREA: Final = r"(?:10|2[0-57-9])(?=[0-9]{8}$)|[3-9][0-9]{2}(?=[0-9]{7,8}$)"
LANDLINE: Final = re.compile(rf"0?({_AREA})([2-9][0-9]+)")
_KEPT_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164; only a mobile takes SMS."""

    number: str
    kind: Literal["mobile", "landline"]


def parse(text: str) -> Phone | None:
    """The number that a person typed, or None when it is no mainland Chinese number."""
    typed = SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    national = COUNTRY.sub("", typed, count=1)
    if MOBILE.fullmatch(national):
        return Phone(f"+86{national}", "mobile")
    landline = LANDLINE.fullmatch(national)
    # Without a country code a landline needs its leading 0: "532…" alone could be anything.
    if landline and (national.startswith("0") or national != typed):
        return Phone(f"+86{landline[1]}{landline[2]}", "landline")
    return None


def masked(number: str) -> str:
    """An E.164 number with its middle hidden: 138****5678 or 0532****2345; all stars for anything else."""
    phone = parse(number)
    if phone is None:
        return "****"
    national = phone.number.removeprefix("+86")
    landline = None if phone.kind == "mobile" else LANDLINE.fullmatch(national)
    head = f"0{landline[1]}" if landline else national[:3]
    return f"{head}****{national[-_KEPT_DIGITS:]}"
