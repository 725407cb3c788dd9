"""Pictures of a map that somebody else serves: from where, in which datum, and what has to stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

DATUMS: Final = ("wgs84", "gcj02")
PLACEHOLDERS: Final = ["{x}", "{y}", "{z}"]
LONGEST_URL, LONGEST_ATTRIBUTION = 500, 100
LEAST_ZOOM, MOST_ZOOM = 10, 22  # below the least a district is a dot; no server draws above the most
# One host by its name and nothing that a content policy, a style or markup could read otherwise: no user, quote, blank or semicolon.
_URL: Final = re.compile(r"https://((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?::[1-9][0-9]{0,4})?)/([A-Za-z0-9._~/?&=%+{}:-]*)")
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where the pictures come from; `host` is the only one that a page may ask for them."""

    url: str
    host: str
    datum: str
    attribution: str
    max_zoom: int


def tiles_from(url: str, datum: str, attribution: str, max_zoom: str) -> Tiles | None:
    """The pictures as they are set; None where no address is: then nobody else is asked for any.

    Raises: ValueError with everything that is wrong, each beginning with the name of the setting.
    """
    if not url:
        return None
    reasons = []
    found = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
    if found is None:
        reasons.append(f"MapTileUrl must be https://host/… with one host by its name, without user or fragment, of at most {LONGEST_URL} signs")
    elif sorted(_PLACEHOLDER.findall(found[2])) != PLACEHOLDERS or set("{}") & set(_PLACEHOLDER.sub("", found[2])):
        reasons.append("MapTileUrl must hold {z}, {x} and {y}, each once and in its path or query, and no other placeholder")
    if datum not in DATUMS:
        reasons.append(f"MapTileDatum must be one of {', '.join(DATUMS)}")
    if not attribution.strip() or len(attribution) > LONGEST_ATTRIBUTION or not attribution.isprintable():
        reasons.append(f"MapTileAttribution must say in 1 to {LONGEST_ATTRIBUTION} signs whose pictures they are")
    if not (max_zoom.isascii() and max_zoom.isdecimal() and LEAST_ZOOM <= int(max_zoom[:3]) <= MOST_ZOOM and len(max_zoom) == 2):  # noqa: PLR2004 (digits)
        reasons.append(f"MapTileMaxZoom must be a whole number from {LEAST_ZOOM} to {MOST_ZOOM}")
    if reasons or found is None:
        raise ValueError("; ".join(reasons))
    return Tiles(url, found[1], datum, attribution.strip(), int(max_zoom))
