"""Me too: somebody has the same trouble, is counted with the petition, and sees on their own phone how it goes."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.actors import Caller
from chalicelib.domain.errors import LinkInvalid
from chalicelib.domain.petition import OPEN
from chalicelib.domain.ports import Ports
from chalicelib.journey import near
from chalicelib.journey.look import QUIET_ACTIONS

FOLLOWED_FOR = timedelta(days=90)
MOST_FOLLOWED = 10


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


def read_follow(ports: Ports, held: str) -> list[str]:
    """The numbers in a cookie of ours; none for any other or one that is over."""
    payload = ports.secrets.verify("follow", held) if held else None
    if payload is None:
        return []
    expires, *numbers = payload.split(".")
    return numbers if int(expires) > ports.clock.now().timestamp() else []


def followed(ports: Ports, held: str, language: str) -> list[dict[str, object]]:
    """How each petition goes that the browser follows, the newest first: its steps, and nobody's words."""
    shown = []
    for number in reversed(read_follow(ports, held)):
        whole = ports.petitions.whole(number)
        if whole is None or whole[0].confidential:
            continue
        petition, entries, _ = whole
        district = ports.districts.of(petition.district)
        named = district.organisation.name
        steps = [
            {"at": each.at.isoformat(), "action": str(each.action), "unit_name": named(each.owner_after, language)}
            for each in entries
            if each.action not in QUIET_ACTIONS
        ]
        shown.append(
            {
                "category_name": district.category_name(petition.category, language),
                "place_name": petition.place.name,
                "status": str(petition.status),
                "submitted_at": petition.submitted_at.isoformat(),
                "supporters": ports.supporters.count(number),
                "steps": steps,
            }
        )
    return shown
