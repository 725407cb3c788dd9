"""A phone follows a petition by SMS no more: at its holder's word, by SMS or on the page, or because its time is over.

Whoever ends a subscription only says from when its number is to be forgotten; the worker of erasures, which alone may
delete a contact, does it.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.outbox import Message
from chalicelib.domain.ports import Ports
from chalicelib.domain.subscription import CONFIRMED_WITHIN, ENDED, Subscription, SubscriptionState

AT_ONCE = 100


def stop(ports: Ports, phone_key: str, number: str) -> None:
    """Nothing; the phone is told no more of this petition, and its number is forgotten within minutes."""
    now = ports.clock.now()
    for held in ports.subscriptions.of_phone(phone_key):
        standing: Subscription | None = held
        # A step of its petition may be told at the same time, and moves it.
        while standing and standing.number == number and standing.state is SubscriptionState.STANDING:
            if ports.subscriptions.move(standing, standing.ended(now)):
                break
            standing = ports.subscriptions.get(held.number, held.id)


def all_ended(ports: Ports, phone_key: str, *, confirmed: bool) -> list[tuple[Subscription, Subscription]]:
    """What the phone follows, each before and after its end, to be written with its holder's SMS; the oldest first.

    `confirmed` keeps the number for as long as the answer to that SMS may take, and no longer.
    """
    now = ports.clock.now()
    forget_at = now + CONFIRMED_WITHIN if confirmed else now
    return [(held, held.ended(forget_at)) for held in ports.subscriptions.of_phone(phone_key)]


def forget_due(ports: Ports, until: datetime) -> tuple[int, bool]:
    """How many numbers were forgotten, and whether time ran out first. It may stop anywhere, run twice, or two at once."""
    forgotten = 0
    for held in ports.subscriptions.due(ports.clock.now(), AT_ONCE):
        if ports.clock.now() >= until:
            return forgotten, True
        forgotten += forget(ports, held)
    return forgotten, False


def forget(ports: Ports, held: Subscription) -> bool:
    """True when number and subscription are gone; False when another moved it: its petition rose again, perhaps."""
    gone = held.ended(held.forget_at)
    if gone != held and not ports.subscriptions.move(held, gone):
        return False
    ports.contacts.forget(gone.id)
    ports.subscriptions.drop(gone)
    return True


def confirmation(ports: Ports, ended: Subscription) -> Message:
    """What the holder of a phone without petitions is answered who wants no more messages."""
    now = ports.clock.now()
    return Message(
        id=ports.ids.sequence(now), phone_key=ended.phone_key, number=ended.number, name="follow_stopped", variables={},
        language=ended.language, created_at=now, not_before=now, district=ended.district, subscription=ended.id,
    )  # fmt: skip


def is_over(ports: Ports, message: Message) -> bool:
    """True for what is to be told of a petition that the phone does not follow any more; the last word still goes."""
    held = ports.subscriptions.get(message.number, message.subscription)
    if held is None or held.forget_at <= ports.clock.now():
        return True
    return held.state is not SubscriptionState.STANDING and message.name != ENDED
