"""Clearing for publication (公开): the masked proposal, and a person's decision: publish, refuse, or take it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain import rights
from chalicelib.domain.actors import Actor, Staff
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.masking import Masked, masked
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.publication import Publication, is_public, may_be_published, taken_down
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
    within_reach,
)
from chalicelib.journey.add import added

DECISIONS: Final[Mapping[str, Action]] = {
    "publish": Action.PUBLISH, "refuse": Action.REFUSE_PUBLICATION, "take_back": Action.UNPUBLISH,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, with the version of the petition that they read; words only where they publish."""

    number: str
    version: int
    decision: str
    words: str = ""
    reply: str = ""


def proposal(ports: Ports, staff: Staff, number: str) -> dict[str, object]:
    """The petition's words with what was added, and its last closing note, as they are and masked; and what is public.

    Raises: PetitionNotFound for who may not clear it.
    """
    petition, entries, texts = found(ports.petitions.whole(number))
    within_reach(ports, staff, petition, Right.CLEAR)
    closings = [texts.get(each.version, "") for each in entries if each.action is Action.CLOSE and each.has_text]
    said = [texts.get(1, ""), *(str(each["text"]) for each in added(entries, texts))]
    words, reply = "\n".join(filter(None, said)), closings[-1] if closings else ""
    public = ports.petitions.publication(number)
    return {
        "number": number,
        "version": petition.version,
        "status": str(petition.status),
        "may_be_published": may_be_published(petition),
        "refused": petition.publication_refused_at is not None,
        "words": _proposed(words, masked(words)),
        "reply": _proposed(reply, masked(reply)),
        "public": {"words": public.words, "reply": public.reply, "at": public.at.isoformat()} if public else None,
    }


def _proposed(words: str, hidden: Masked) -> dict[str, object]:
    return {
        "original": words,
        "masked": hidden.text,
        "hidden": [{"kind": each.kind, "words": each.words} for each in hidden.hidden],
    }


def decide(ports: Ports, said: Decision, staff: Staff, key: str) -> dict[str, object]:
    """Number, version and whether it is public now; the same answer when the same key comes again.

    Raises: PetitionNotFound, ActionNotAllowed, VersionConflict, InvalidInput, IdempotencyMismatch, Busy.
    """
    now, action = ports.clock.now(), DECISIONS[said.decision]
    before, district = within_reach(ports, staff, ports.petitions.get(said.number), Right.CLEAR)
    body = json.dumps([said.number, said.version, said.decision, said.words, said.reply], ensure_ascii=False)
    seen = remember(ports.secrets, f"staff:{staff.login}", "clear", key, body, {}, now)
    remembered = ports.petitions.remembered(seen.scope)
    if remembered:
        return answer_again(remembered, seen)
    check_version(before, said.version)
    choices = allowed(before)
    if action not in choices:
        raise ActionNotAllowed(choices)
    publication = _publication(said, before, district, staff, now) if action is Action.PUBLISH else None
    after = _after(before, publication, now)
    by = Actor(rights.role_for(staff, Right.CLEAR, before, district.organisation), staff.login)
    step = stepped(before, after, action, by, now)
    answer: dict[str, object] = {
        "number": before.number, "version": step.after.version, "public": is_public(step.after),
    }  # fmt: skip
    change = replace(change_of(step), publication=publication, remembered=replace(seen, answer=answer))
    earlier = ports.petitions.commit(change)
    return answer if earlier is None else earlier


def allowed(petition: Petition) -> tuple[Action, ...]:
    """What may be decided of the petition as it stands. Words that stand may be replaced, or taken back at any time."""
    if petition.published_at is not None:
        return (Action.PUBLISH, Action.UNPUBLISH) if may_be_published(petition) else (Action.UNPUBLISH,)
    if not may_be_published(petition):
        return ()
    refused = petition.publication_refused_at is not None
    return (Action.PUBLISH,) if refused else (Action.PUBLISH, Action.REFUSE_PUBLICATION)


def _after(before: Petition, publication: Publication | None, now: datetime) -> Petition:
    """What is not public was decided on as well: it does not wait to be cleared again."""
    if publication is None:
        return replace(taken_down(before), publication_refused_at=now)
    return replace(
        before, published_at=publication.at, published_month=publication.month, publication_refused_at=None
    )


def _publication(said: Decision, petition: Petition, district: District, staff: Staff, now: datetime) -> Publication:
    words, reply = clean(said.words), clean(said.reply)
    faults = {} if words else {"words": "text_missing"}
    faults |= {
        name: "text_too_long" for name, told in (("words", words), ("reply", reply)) if len(told) > LONGEST_WORDS
    }
    if faults:
        raise InvalidInput(faults)
    month = period_of(petition.submitted_at, district.zone)
    return Publication(petition.number, month, words, reply, now, staff.login)
