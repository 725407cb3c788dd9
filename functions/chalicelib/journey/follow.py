"""Me too: somebody has the same trouble, is counted with the petition, and sees on their own phone how it goes."""

from __future__ import annotations

import hmac
import re
from datetime import timedelta
from typing import Final

from chalicelib.domain.actors import Caller
from chalicelib.domain.errors import LinkInvalid
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import OPEN
from chalicelib.domain.ports import Ports
from chalicelib.domain.subscription import may_be_followed
from chalicelib.journey import near
from chalicelib.journey.citizen_steps import QUIET_ACTIONS

FOLLOWED_FOR = timedelta(days=90)
SAID_FOR = timedelta(minutes=10)
MOST_FOLLOWED = 10
_TOKEN: Final = re.compile(r"[0-9a-f]{44}")


def me_too(ports: Ports, brought: str, caller: Caller) -> str:
    """The number of the petition that this browser is counted with, once however often it says so.

    Raises: LinkInvalid for a token that is not ours or over, and for a petition that nobody can join any more.
    """
    number = near.read_token(ports, brought)
    petition = ports.petitions.get(number) if number else None
    if petition is None or petition.confidential or petition.status not in OPEN:
        raise LinkInvalid
    ports.supporters.add(petition.number, caller.key)
    return petition.number


def follow_cookie(ports: Ports, held: str, number: str) -> str:
    """The value of the cookie that keeps what a browser follows, with one petition more; the oldest make room."""
    numbers = [each for each in read_follow(ports, held) if each != number]
    expires = int((ports.clock.now() + FOLLOWED_FOR).timestamp())
    return ports.secrets.sign("follow", ".".join([str(expires), *[*numbers, number][-MOST_FOLLOWED:]]))


def joined_lately(ports: Ports, held: str) -> bool:
    """True for ten minutes after this browser joined a petition: the cookie's end tells when."""
    payload = ports.secrets.verify("follow", held) if held else None
    expires = int((payload or "0").partition(".")[0])
    return expires > (ports.clock.now() + FOLLOWED_FOR - SAID_FOR).timestamp()


def read_follow(ports: Ports, held: str) -> list[str]:
    """The numbers in a cookie of ours; none for any other or one that is over."""
    return _read(ports, held)[1]


def without(ports: Ports, held: str, token: str) -> str:
    """The cookie's value without the petition of a feed's token; empty when none is left. Raises: LinkInvalid for another token.

    Whoever joined stays counted: that they have the same trouble is as true as before.
    """
    number = _number(ports, token)
    if number is None:
        raise LinkInvalid
    expires, numbers = _read(ports, held)
    left = [each for each in numbers if each != number]
    return ports.secrets.sign("follow", ".".join([expires, *left])) if left else ""


def _read(ports: Ports, held: str) -> tuple[str, list[str]]:
    payload = ports.secrets.verify("follow", held) if held else None
    expires, *numbers = payload.split(".") if payload else ("0",)
    return expires, numbers if int(expires) > ports.clock.now().timestamp() else []


def followed(ports: Ports, held: str, language: str) -> list[dict[str, object]]:
    """How each petition goes that the browser follows, the newest first: its steps, nobody's words, and a feed's token.

    `public_number` is that of one that may be followed by SMS, and empty for any other, whose number is nobody's to know.
    """
    found = ((number, steps(ports, number, language)) for number in reversed(read_follow(ports, held)))
    return [shown | {"feed": feed_token(ports, number)} for number, shown in found if shown is not None]


def feed_token(ports: Ports, number: str) -> str:
    """What a feed reader, which has no cookie, follows one petition by. It opens its steps, and does not tell the number.

    The seal is a keyed hash of the number and hides it under a second one. Source: RFC 5297, a synthetic initial value.
    """
    seal = ports.secrets.digest("feed", number)
    return f"{seal}{int(number) ^ _pad(ports, seal):012x}"


def _pad(ports: Ports, seal: str) -> int:
    return int(ports.secrets.digest("feed_pad", seal)[:12], 16)


def _number(ports: Ports, token: str) -> str | None:
    """The number in a feed's token of ours; None for any other."""
    if not _TOKEN.fullmatch(token):
        return None
    seal, hidden = token[:-12], int(token[-12:], 16)
    number = f"{hidden ^ _pad(ports, seal):014d}"
    return number if hmac.compare_digest(ports.secrets.digest("feed", number), seal) else None


def feed(ports: Ports, token: str, language: str) -> dict[str, object]:
    """How the petition of a feed's token goes. Raises: LinkInvalid for another token, and for what nobody may follow."""
    number = _number(ports, token)
    shown = steps(ports, number, language) if number else None
    if shown is None:
        raise LinkInvalid
    return shown


def steps(ports: Ports, number: str, language: str) -> dict[str, object] | None:
    """How a petition goes, for whoever has the same trouble: its steps and nobody's words; None for what is not for everybody."""
    whole = ports.petitions.whole(number)
    if whole is None or whole[0].confidential:
        return None
    petition, entries, _ = whole
    district = ports.districts.of(petition.district)
    named = district.organisation.name
    return {
        "category_name": district.category_name(petition.category, language),
        "place_name": district.organisation.in_language(petition.place.name, language),
        "status": str(petition.status),
        "submitted_at": petition.submitted_at.isoformat(),
        "supporters": ports.supporters.count(number),
        "public_number": number if may_be_followed(petition) else "",
        "steps": [
            {"at": each.at.isoformat(), "action": str(each.action), "unit_name": named(each.owner_after, language)}
            for each in entries
            if each.action not in QUIET_ACTIONS and each.action is not Action.ERASE
        ],
    }
