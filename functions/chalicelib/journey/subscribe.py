"""Following somebody else's public petition by SMS: the phone is proved by a code of its own, then told sparsely.

The pages' function seals the number when the code is asked for, and never reads it. A number whose code nobody typed is
forgotten after ten minutes.
"""

from __future__ import annotations

from chalicelib.domain.errors import InvalidInput, PetitionNotFound, ProofOver
from chalicelib.domain.outbox import Contact, Message
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import FOLLOW_MESSAGE
from chalicelib.domain.receipt_number import is_valid
from chalicelib.domain.subscription import (
    MOST_FOLLOWED,
    PROVED_WITHIN,
    Subscription,
    SubscriptionState,
    may_be_followed,
)
from chalicelib.journey import prove, public
from chalicelib.journey.door import is_over


def offered(ports: Ports, number: str, language: str) -> dict[str, object]:
    """The public petition as everybody may read it, and whether it may be followed. Raises: PetitionNotFound."""
    shown = public.petition(ports, number, language)
    petition = ports.petitions.get(number)
    return shown | {"may_be_followed": petition is not None and may_be_followed(petition)}


def ask(ports: Ports, number: str, phone: str, source: str, language: str, correlation: str = "") -> str:
    """The token that binds the code to the browser that asked; the same is done for every number.

    Raises: PetitionNotFound for one that nobody may follow, InvalidInput, TooManyRequests.
    """
    petition = ports.petitions.get(number) if is_valid(number) else None
    if petition is None or not may_be_followed(petition):
        raise PetitionNotFound
    token, challenge, read = prove.challenged(ports, phone, source, number)
    now = ports.clock.now()
    held = Subscription(
        challenge.key, number, challenge.phone_key, petition.district, language, now, now + PROVED_WITHIN
    )  # fmt: skip
    message = Message(
        id=ports.ids.sequence(now), phone_key=challenge.phone_key, number="", name=FOLLOW_MESSAGE,
        variables={"challenge": challenge.key, "follows": number}, language=language, created_at=now, not_before=now, correlation=correlation,
        district=petition.district, subscription=held.id,
    )  # fmt: skip
    ports.subscriptions.begin(challenge, message, held, Contact(held.id, read, None))
    return token


def confirm(ports: Ports, token: str, code: str, source: str) -> str:
    """The number of the petition that the phone follows now, once however often it is asked.

    Raises: InvalidInput, ProofOver, TooManyRequests.
    """
    challenge = prove.answered(ports, token, code, source, follows=True)
    held = ports.subscriptions.get(challenge.follows, challenge.key)
    petition = ports.petitions.get(challenge.follows)
    if held is None or held.state is not SubscriptionState.ASKED:
        raise ProofOver
    if petition is None or not may_be_followed(petition):
        raise InvalidInput({"phone": "answered_already"})
    standing = ports.subscriptions.of_phone(held.phone_key)
    if held.number in [each.number for each in standing]:
        return held.number
    if ports.outbox.wishes(held.phone_key).opted_out_at is not None:
        raise InvalidInput({"phone": "phone_wants_no_sms"})
    if len(standing) >= MOST_FOLLOWED:
        raise InvalidInput({"phone": "follows_enough"})
    if is_over(ports, held.number, "subscribers", held.district):
        raise InvalidInput({"phone": "followed_by_enough"})
    if not ports.subscriptions.move(held, held.standing(ports.clock.now())):
        raise ProofOver
    return held.number
