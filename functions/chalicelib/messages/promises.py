"""By when what comes next is promised, in one wording: on the receipt, and beside what a page says was just done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.messages.words import day, marked, say, time_of_day

# By the status that a promise holds in: which moment of the status view, and the words before it.
_PROMISES: Final = {
    "assigned": (("response_due", marked("The unit must take it on by")), ("deadline", marked("It must be done by"))),
    "handling": (("deadline", marked("It must be done by")),),
    "on_hold": (("review_at", marked("It is looked at again on")),),
}


def promised(view: Mapping[str, Any], now: datetime, language: str) -> list[dict[str, str]]:
    """Each promise that is still ahead: its words, its moment, and that as it is said. None of what is past or waits for no unit."""
    return [
        {"text": say(words, language), "at": view[name], "said": (day if name == "review_at" else time_of_day)(view[name], language)}
        for name, words in _PROMISES.get(view["status"], ())
        if view[name] and datetime.fromisoformat(view[name]) > now
    ]
