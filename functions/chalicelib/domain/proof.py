"""Proving a phone by a code: what is kept of one attempt to prove it, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Source: design section 11. Six digits, three tries and five codes a day leave 15 guesses in a million a day for a number.
CODE_LASTS = timedelta(minutes=5)
CODE_DIGITS = 6
MOST_TRIES = 3
PROVED_LASTS = timedelta(minutes=30)
CAPPED = "codes of the day"  # the reason of one that the district's day had no room for
MESSAGE = "code"  # the name of the SMS that brings it
FOLLOW_MESSAGE = "follow_code"  # of one that lets a phone follow a petition, and opens nothing
CODES = frozenset({MESSAGE, FOLLOW_MESSAGE})


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that one browser asked for. The code itself is kept nowhere: it is made of the key when it is needed.

    It is `armed` by the sender alone, so that a code which was never sent cannot be guessed. `follows` is the petition that
    it lets the phone follow; it opens no petitions then.
    """

    key: str
    phone_key: str
    ends_at: datetime
    tries: int = 0
    armed: bool = False
    follows: str = ""
