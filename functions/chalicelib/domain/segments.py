"""How many segments of the network a text takes: what a carrier counts and charges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Source: 3GPP TS 23.038, section 6.2.1: the default alphabet, and its extension table, whose signs take two places.
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
# Source: 3GPP TS 23.040, section 9.2.3.24: 140 octets, of which a chain's header takes 6.
_LAST_OF_ONE: Final = 0xFFFF  # a sign behind it is a surrogate pair
_ALONE: Final = {"GSM-7": 160, "UCS-2": 70}
_IN_CHAIN: Final = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes on the air."""

    encoding: str
    places: int
    count: int


def segments(text: str) -> Segments:
    """The encoding that the text needs, the places that it fills, and in how many segments it goes.

    A sign of two places is never cut in two, so the segments of a chain are filled one by one.
    """
    plain = all(sign in _BASIC or sign in _EXTENDED for sign in text)
    widths = [_gsm_width(sign) if plain else _ucs_width(sign) for sign in text]
    encoding, places = "GSM-7" if plain else "UCS-2", sum(widths)
    if places <= _ALONE[encoding]:
        return Segments(encoding, places, 1)
    return Segments(encoding, places, _chained(widths, _IN_CHAIN[encoding]))


def _gsm_width(sign: str) -> int:
    return 2 if sign in _EXTENDED else 1


def _ucs_width(sign: str) -> int:
    return 2 if ord(sign) > _LAST_OF_ONE else 1


def _chained(widths: list[int], room: int) -> int:
    count, filled = 1, 0
    for width in widths:
        if filled + width > room:
            count, filled = count + 1, 0
        filled += width
    return count
