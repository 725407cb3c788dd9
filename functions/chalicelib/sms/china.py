"""What the carriers in China share: the settings of an account with its approved templates, and their callbacks."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import state_of
from chalicelib.sms.signatures import Key

CHINA: Final = timezone(timedelta(hours=8))  # their callbacks tell China's time without saying so
MOST_ENTRIES: Final = 1000
LONGEST_ID: Final = 128
_NO_CODE: Final = re.compile(r"[^A-Za-z0-9_.:-]+")


class CallbackBroken(ValueError):
    """What came is no callback of this carrier's."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account at a carrier. `templates` leads from message and language, "follow_up.zh", to the approved id."""

    key: Key
    sign_name: str
    templates: Mapping[str, str]
    application: str = ""
    region: str = ""

    def template(self, name: str, language: str) -> str | None:
        """The approved template of a message, in Chinese when there is none in the language."""
        return self.templates.get(f"{name}.{language}") or self.templates.get(f"{name}.zh")


def account_of(settings: Mapping[str, Any]) -> Account:
    """The account in the deployment's secret. Raises: KeyError naming what is missing."""
    return Account(
        key=Key(str(settings["key_id"]), str(settings["key_secret"])),
        sign_name=str(settings["sign_name"]),
        templates={str(name): str(value) for name, value in settings["templates"].items()},
        application=str(settings.get("application", "")),
        region=str(settings.get("region", "")),
    )


def entries_of(body: bytes) -> list[Mapping[str, Any]]:
    """The objects of a callback: one, or an array of them. Raises: CallbackBroken."""
    try:
        came = json.loads(body)
    except (ValueError, RecursionError):
        raise CallbackBroken from None
    entries = came if isinstance(came, list) else [came]
    if len(entries) > MOST_ENTRIES or not all(isinstance(each, dict) for each in entries):
        raise CallbackBroken
    return entries


def code_of(value: object) -> str:
    """A carrier's own code as we keep it: short, and of plain signs only."""
    return _NO_CODE.sub("_", str(value))[:64] or "none"


def state_beside(codes: Mapping[str, MessageState], code: str, *, failed: bool) -> MessageState:
    """What a carrier's code means; beside the verdict "failed" a code that nobody listed is a failure too."""
    state = state_of(codes, code)
    return MessageState.FAILED if failed and state is MessageState.UNCLEAR else state


def id_of(value: object) -> str:
    """A carrier's id of a message. Raises: CallbackBroken for none."""
    if not isinstance(value, str | int) or not 0 < len(str(value)) <= LONGEST_ID:
        raise CallbackBroken
    return str(value)


def moment_of(value: object, now: datetime) -> datetime:
    """The moment that a callback names in China's time, not later than now; now for none."""
    try:
        told = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return now
    return min(told.astimezone(UTC), now)


def digest_of(*parts: object) -> str:
    """An id for a reply to which the carrier gave none: the same reply is the same id."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:32]
