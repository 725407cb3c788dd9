"""Limits at the door, counted for a hashed source and a window of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.domain.errors import TooManyRequests
from chalicelib.domain.ports import Ports

# What may be done how often from one source in a window. A whole housing estate can share one mobile address,
# so these stop floods, not neighbours.
LIMITS = {
    "submit": (120, timedelta(hours=1)),
    # Telling a phone of what is sent under its number; the petition itself is always taken.
    "submit_phone": (20, timedelta(days=1)),
    "sign_in": (60, timedelta(minutes=15)),
    "sign_in_login": (10, timedelta(minutes=15)),
    "sign_in_login_hour": (20, timedelta(hours=1)),
    "sign_in_login_day": (60, timedelta(days=1)),
    "search": (120, timedelta(hours=1)),
    "export": (20, timedelta(days=1)),  # of one person: a file of everything each hour of work, and some
    "reveal": (60, timedelta(hours=1)),  # of one person: nobody rings more people than that
    "photo": (600, timedelta(hours=1)),
    "words": (120, timedelta(hours=1)),
    # Source: design section 11: five codes a day for a number; the others stop code-bombing and SMS-pumping.
    "code_phone": (5, timedelta(days=1)),
    "code": (30, timedelta(hours=1)),
    "code_day": (100, timedelta(days=1)),
    "code_district": (2000, timedelta(days=1)),
    "code_try": (90, timedelta(hours=1)),
    # Codes to phones that may never have had to do with us: fewer, so that nobody pumps them, and apart from those above.
    "follow_code_district": (500, timedelta(days=1)),
    # Of one petition, by SMS: each is told once when it is answered. Others follow by RSS, which costs nothing.
    "subscribers": (1000, timedelta(days=180)),
    "check": (240, timedelta(hours=1)),
    "me_too": (60, timedelta(hours=1)),
    "rate": (120, timedelta(hours=1)),
}
# Each district sets these for itself. The others are counted before anybody knows which district it is about, so they are
# the whole site's, and the settings of its first district hold them.
OF_DISTRICT: Final = frozenset({"submit_phone", "code_district", "follow_code_district", "subscribers", "search", "export", "reveal"})


def knock(ports: Ports, source: str, what: str, district: str = "") -> None:
    """Nothing. `district` is the one it is about, or a unit in it, for what each sets for itself.

    Raises: TooManyRequests with the seconds until the window ends.
    """
    limit, window = LIMITS[what]
    held = ports.districts.of(district) if what in OF_DISTRICT else ports.districts.current()
    limit = int(str(held.settings.get(f"limit_{what}", limit)))
    now = ports.clock.now()
    length = int(window.total_seconds())
    start = int(now.timestamp()) // length * length
    key = ports.secrets.digest("door", f"{what}\n{source}\n{start}")
    if not ports.door.knock(key, datetime.fromtimestamp(start + length, UTC), limit):
        raise TooManyRequests(start + length - int(now.timestamp()))


def is_over(ports: Ports, source: str, what: str, district: str) -> bool:
    """True when the limit is reached, for what is done all the same and only made less of."""
    try:
        knock(ports, source, what, district)
    except TooManyRequests:
        return True
    return False
