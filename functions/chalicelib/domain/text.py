"""What a person typed, made storable without changing what it says."""

import re
import unicodedata
from typing import Final

_NEW_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")
# Cc without the newline; lone surrogates, which no UTF-8 can hold; marks that reverse or hide text.
# The joiners and selectors that emoji are made of stay.
STRIPPED: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text in NFC, without control characters (but line feeds) and blank ends; `len` counts it."""
    lines = _NEW_LINES.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", STRIPPED.sub("", lines)).strip()
