"""Petitions, changes and messages for the contract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain import receipt_number
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.history import entry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Contact, Message, OpenFollowUp, Remembered
from chalicelib.domain.petition import Kind, LastAction, Petition, Place, Round, Status
from chalicelib.domain.ports import Change

NOW = datetime(2025, 9, 29, 1, 2, 3, 456000, tzinfo=UTC)
PHONE = "f" * 32


def petition(serial: int = 1, **changes) -> Petition:
    held = Petition(
        number=receipt_number.make(f"{serial:013d}"),
        status=Status.ASSIGNED,
        version=1,
        kind=Kind.LIVELIHOOD,
        category="01",
        urgency=2,
        channel="web",
        place=Place("chosen", 120.31, 36.06, "楼下", "S-hill", "C-elm"),
        district="D",
        owner="C-elm",
        submitted_at=NOW,
        language="zh",
        last=LastAction("petitioner", Action.SUBMIT, NOW),
        rounds=(Round(1, "C-elm", NOW, NOW + timedelta(hours=4), NOW + timedelta(days=9)),),
        phone_key=PHONE,
    )
    return replace(held, **changes)


def submitted(held: Petition, key: str = "", **changes) -> Change:
    made = entry(None, held, Action.SUBMIT, PETITIONER, has_text=True)
    remembered = Remembered(key, "body", {"number": held.number}, NOW + timedelta(days=30)) if key else None
    return replace(Change(None, held, (made,), {1: "灯坏了\n😀"}, remembered=remembered), **changes)


def following(before: Petition, action: Action = Action.ACCEPT, by: str = "wang", **changes) -> Change:
    """The next version of a petition."""
    now = before.last.at + timedelta(minutes=1)
    after = replace(before, version=before.version + 1, last=LastAction(by, action, now), **changes)
    return Change(before, after, (entry(before, after, action, PETITIONER, has_text=False),), {})


def message(serial: int = 1, phone_key: str = PHONE, **changes) -> Message:
    held = Message(
        id=f"{serial:08d}",
        phone_key=phone_key,
        number=petition().number,
        name="follow_up",
        variables={"number": "1234", "unit": "C-elm"},
        language="zh",
        created_at=NOW,
        not_before=NOW,
        round=1,
    )
    return replace(held, **changes)


def question(asked_by: Message, **changes) -> OpenFollowUp:
    held = OpenFollowUp(asked_by.phone_key, asked_by.number, asked_by.round, asked_by.id, NOW)
    return replace(held, **changes)


def contact(held: Petition) -> Contact:
    return Contact(held.number, "+8613800138001", "王女士")
