"""Clearing for publication (公开): the masked proposal, a person's decision, and taking it back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from chalicelib.domain import rights
from chalicelib.domain.actors import Actor, Staff
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, PetitionNotFound
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.masking import masked
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.publication import Publication, is_public, may_be_published
from chalicelib.domain.rights import Right
from chalicelib.domain.tally import period_of
from chalicelib.domain.text import clean
from chalicelib.journey.acting import (
    LONGEST_WORDS,
    answer_again,
    change_of,
    check_version,
    found,
    remember,
    stepped,
)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What somebody cleared, with the version of the petition that they read."""

    number: str
    version: int
    words: str
    reply: str = ""


def proposal(ports: Ports, staff: Staff, number: str) -> dict[str, object]:
    """The petition's words and its last closing note, masked, with what was hidden, and what is public now.

    Raises: PetitionNotFound for who may not clear it.
    """
    petition, _ = _within_reach(ports, staff, number)
    whole = ports.petitions.whole(number)
    entries, texts = (whole[1], whole[2]) if whole else ([], {})
    closings = [texts.get(each.version, "") for each in entries if each.action is Action.CLOSE and each.has_text]
    words, reply = masked(texts.get(1, "")), masked(closings[-1] if closings else "")
    public = ports.petitions.publication(number)
    return {
        "number": number,
        "version": petition.version,
        "may_be_published": may_be_published(petition),
        "words": words.text,
        "reply": reply.text,
        "hidden": [{"kind": each.kind, "words": each.words} for each in (*words.hidden, *reply.hidden)],
        "public": {"words": public.words, "reply": public.reply} if public else None,
    }


def publish(ports: Ports, cleared: Cleared, staff: Staff, key: str) -> dict[str, object]:
    """Number, version and that it is public; the same answer when the same key comes again.

    Raises: PetitionNotFound, ActionNotAllowed, VersionConflict, InvalidInput, IdempotencyMismatch, Busy.
    """
    return _decide(ports, cleared, staff, key, Action.PUBLISH)


def unpublish(ports: Ports, number: str, version: int, staff: Staff, key: str) -> dict[str, object]:
    """Number, version and that it is not public any more: the cleared words are gone.

    Raises: as `publish`.
    """
    return _decide(ports, Cleared(number, version, ""), staff, key, Action.UNPUBLISH)


def _decide(ports: Ports, cleared: Cleared, staff: Staff, key: str, action: Action) -> dict[str, object]:
    now = ports.clock.now()
    before, district = _within_reach(ports, staff, cleared.number)
    said = json.dumps([cleared.number, cleared.version, cleared.words, cleared.reply], ensure_ascii=False)
    seen = remember(ports.secrets, f"staff:{staff.login}", str(action), key, said, {}, now)
    remembered = ports.petitions.remembered(seen.scope)
    if remembered:
        return answer_again(remembered, seen)
    check_version(before, cleared.version)
    publication = _publication(ports, cleared, before, staff) if action is Action.PUBLISH else None
    if publication is None and before.published_at is None:
        raise ActionNotAllowed((Action.PUBLISH,))
    month = publication.month if publication else ""
    after = replace(before, published_at=now if publication else None, published_month=month)
    by = Actor(rights.role_for(staff, Right.CLEAR, before, district.organisation), staff.login)
    step = stepped(before, after, action, by, now)
    answer: dict[str, object] = {
        "number": before.number, "version": step.after.version, "public": is_public(step.after),
    }  # fmt: skip
    change = replace(change_of(step), publication=publication, remembered=replace(seen, answer=answer))
    earlier = ports.petitions.commit(change)
    return answer if earlier is None else earlier


def _publication(ports: Ports, cleared: Cleared, petition: Petition, staff: Staff) -> Publication:
    if not may_be_published(petition):
        raise ActionNotAllowed(())
    words, reply = clean(cleared.words), clean(cleared.reply)
    faults = {} if words else {"words": "text_missing"}
    faults |= {
        name: "text_too_long" for name, said in (("words", words), ("reply", reply)) if len(said) > LONGEST_WORDS
    }
    if faults:
        raise InvalidInput(faults)
    month = period_of(petition.submitted_at, ports.districts.of(petition.district).zone)
    return Publication(petition.number, month, words, reply, ports.clock.now(), staff.login)


def _within_reach(ports: Ports, staff: Staff, number: str) -> tuple[Petition, District]:
    """The petition that this person may clear, with its district. Raises: PetitionNotFound."""
    petition = found(ports.petitions.get(number))
    district = ports.districts.of(petition.district)
    if not rights.may_clear(staff, petition, district.organisation):
        raise PetitionNotFound
    return petition, district
