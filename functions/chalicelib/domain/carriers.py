"""What a carrier of SMS can do, how it refuses, and what follows from each refusal: data that the sender reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Trouble(StrEnum):
    """Why a carrier did not take a message; each carrier's own codes are mapped to these."""

    THROTTLED = "throttled"
    REFUSED_NUMBER = "refused_number"
    TEMPLATE_REFUSED = "template_refused"
    OPTED_OUT = "opted_out"
    ACCOUNT = "account"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What follows: try again later, ask another carrier at once, count it against the carrier; how pauses grow."""

    retry: bool
    elsewhere: bool
    counts: bool
    growth: int = 4


# Source: design section 9, retry by error class.
TREATMENTS: Final[Mapping[Trouble, Treatment]] = {
    Trouble.THROTTLED: Treatment(True, True, False, 2),  # it asks for time, or told this phone enough: it is well
    Trouble.REFUSED_NUMBER: Treatment(False, False, False),  # no carrier reaches a number that is none
    Trouble.TEMPLATE_REFUSED: Treatment(False, True, False),  # another carrier may have approved the words
    Trouble.OPTED_OUT: Treatment(False, False, False),  # going around somebody's wish is no service
    Trouble.ACCOUNT: Treatment(True, True, True),  # key, balance or right: an engineer mends it
    Trouble.UNREACHABLE: Treatment(True, True, True),  # it never heard of the message
    Trouble.UNKNOWN: Treatment(True, False, True),  # it may have taken it: another carrier could double it
}


@dataclass(frozen=True, slots=True)
class Words:
    """A message ready to go: its text, and for carriers that demand templates its name and filled variables."""

    text: str
    name: str = ""
    language: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a carrier answered: its id, or its own code (`error`) and what that means."""

    provider_id: str | None
    error: str = ""
    trouble: Trouble = Trouble.UNKNOWN
    provider: str = ""


OPENS_AFTER: Final = 5  # failures in a row
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
TRIAL_LASTS: Final = timedelta(seconds=30)  # over the longest call of a carrier


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a carrier has been doing. While it is open the carrier is passed over; then one message tries it."""

    carrier: str
    failures: int = 0
    openings: int = 0
    open_until: datetime | None = None
    version: int = 0

    def lets_through(self, now: datetime) -> bool:
        """True unless the carrier is to be passed over."""
        return self.open_until is None or now >= self.open_until

    def trial(self, now: datetime) -> Circuit:
        """The circuit while one message tries the carrier again: all others go on passing it over."""
        return replace(self, open_until=now + TRIAL_LASTS, version=self.version + 1)

    def after(self, now: datetime, *, failed: bool, trial: bool) -> Circuit:
        """The circuit after one more message. A trial that fails opens it again, for twice as long."""
        if not failed:
            return Circuit(self.carrier, version=self.version + 1)
        counted = replace(self, failures=self.failures + 1, version=self.version + 1)
        opens = trial or (self.open_until is None and counted.failures >= OPENS_AFTER)
        if not opens:
            return counted
        pause = min(FIRST_PAUSE * 2**self.openings, LONGEST_PAUSE)
        return replace(counted, openings=self.openings + 1, open_until=now + pause)
