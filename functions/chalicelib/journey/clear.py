"""Clearing for publication (公开): the masked proposal, and a person's decision: publish, refuse, or take it back.

Photos are cleared by the same person, with the text or without it: neighbours see them before any text is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain import rights
from chalicelib.domain.actors import Actor, Staff
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, too_long
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.marks import marks
from chalicelib.domain.masking import Masked, masked
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import ClearedPhoto, Photo, PhotoState
from chalicelib.domain.ports import Change, District, Ports
from chalicelib.domain.publication import (
    Publication,
    is_public,
    may_be_published,
    may_show_photos,
    taken_down,
)
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
PHOTOS: Final = "photos"  # the decision on photos alone
WAITS: Final = ("clear", "photos")  # the lists in which a petition waits for such a decision; it never stands in both


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, with the version of the petition that they read; words only where they publish.

    `photos` are the files of all that everybody may see from now on; None leaves them as they are. They count where
    somebody publishes, and where they decide on photos alone. `seen` are those that were looked at, ticked or not.
    """

    number: str
    version: int
    decision: str
    words: str = ""
    reply: str = ""
    photos: Sequence[str] | None = None
    seen: Sequence[str] = ()


def proposal(ports: Ports, staff: Staff, number: str) -> dict[str, object]:
    """The petition's words with what was added, and its last closing note, as they are and masked; its photos; what is public.

    Raises: PetitionNotFound for who may not clear it.
    """
    (petition, entries, texts, _), placed, _ = found(ports.petitions.seen(number))
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
        "may_show_photos": may_show_photos(petition),
        "hide_identity": petition.hide_identity,
        "waits": next((name for name in WAITS if name in marks(petition)), ""),
        "photos": [
            {
                "file": each.file,
                "kind": each.kind,
                "slot": each.slot,
                "at": each.at.isoformat(),
                "url": ports.photo_files.address(each.file, "large"),
                "cleared": _as_cleared(each) in petition.cleared_photos,
                "new": each.file in (petition.new_photos or ()),
            }
            for each in _ready(placed)
        ],
    }


def _ready(placed: Sequence[Photo]) -> list[Photo]:
    return [each for each in placed if each.state is PhotoState.READY]


def _as_cleared(photo: Photo) -> ClearedPhoto:
    return ClearedPhoto(photo.kind, photo.file)


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
    now = ports.clock.now()
    before, district = within_reach(ports, staff, ports.petitions.get(said.number), Right.CLEAR)
    seen = remember(ports.secrets, f"staff:{staff.login}", "clear", key, _canonical(said), {}, now)
    remembered = ports.petitions.remembered(seen.scope)
    if remembered:
        return answer_again(remembered, seen)
    check_version(before, said.version)
    by = staff.acting(rights.role_for(staff, Right.CLEAR, before, district.organisation))
    change = Change(before, before, (), {})
    if said.decision != PHOTOS:
        change = _of_text(said, before, district, by, now)
    if said.decision in (PHOTOS, "publish"):
        change = _with_photos(ports, said, change, by, now)
    answer = _told(change.after)
    if change.after is before:
        return answer
    earlier = ports.petitions.commit(replace(change, remembered=replace(seen, answer=answer)))
    return answer if earlier is None else earlier


def _canonical(said: Decision) -> str:
    photos = [] if said.photos is None else [sorted(set(said.photos))]
    photos += [sorted(set(said.seen))] if said.seen else []
    return json.dumps([said.number, said.version, said.decision, said.words, said.reply, *photos], ensure_ascii=False)


def _told(petition: Petition) -> dict[str, object]:
    return {"number": petition.number, "version": petition.version, "public": is_public(petition)}


def _of_text(said: Decision, before: Petition, district: District, by: Actor, now: datetime) -> Change:
    """The decision on the text as one step. Raises: ActionNotAllowed, InvalidInput."""
    action, choices = DECISIONS[said.decision], allowed(before)
    if action not in choices:
        raise ActionNotAllowed(choices)
    publication = _publication(said, before, district, by, now) if action is Action.PUBLISH else None
    step = stepped(before, _after(before, action, publication, now), action, by, now)
    return replace(change_of(step), publication=publication)


def _with_photos(ports: Ports, said: Decision, change: Change, by: Actor, now: datetime) -> Change:
    """The change with the photos as they were ticked, in a step of its own; as it is when they stand so already.

    A photo that is ready stays as it is until an erasure, which moves the version: what was looked at is what is shown.
    Raises: InvalidInput for what is no ready photo of this petition, ActionNotAllowed where none may be shown.
    """
    petition = change.after
    if said.photos is None:
        if said.decision == PHOTOS:
            raise InvalidInput({"photos": "photos_missing"})
        return change
    wanted, looked_at = set(said.photos), {*said.photos, *said.seen}
    ready = _ready(ports.photos.of(petition.number)) if looked_at else []
    if not wanted <= {each.file for each in ready}:
        raise InvalidInput({"photos": "photo_unknown"})
    ticked = [each for each in ready if each.file in wanted]
    cleared = tuple(_as_cleared(each) for each in ticked)
    new = _still_new(petition, looked_at, ready)
    if (cleared, new) == (petition.cleared_photos, petition.new_photos):
        return change
    if cleared and not may_show_photos(petition):
        raise ActionNotAllowed(allowed(petition))
    action = Action.CLEAR_PHOTOS if cleared else Action.HIDE_PHOTOS
    which = " ".join(f"{each.kind}-{each.slot}" for each in ticked)
    step = stepped(petition, replace(petition, cleared_photos=cleared, new_photos=new), action, by, now, reason=which)
    return replace(change, after=step.after, entries=(*change.entries, *change_of(step).entries))


def _still_new(petition: Petition, looked_at: set[str], ready: Sequence[Photo]) -> tuple[str, ...] | None:
    """The photos that nobody has judged: what came after the screen was opened is still among them."""
    if petition.new_photos is None and not any(each.file in looked_at for each in ready):
        return None
    return tuple(file for file in petition.new_photos or () if file not in looked_at)


def allowed(petition: Petition) -> tuple[Action, ...]:
    """What may be decided of the petition as it stands. Words that stand may be replaced, or taken back at any time."""
    if petition.published_at is not None:
        return (Action.PUBLISH, Action.UNPUBLISH) if may_be_published(petition) else (Action.UNPUBLISH,)
    if not may_be_published(petition):
        return ()
    refused = petition.publication_refused_at is not None
    return (Action.PUBLISH,) if refused else (Action.PUBLISH, Action.REFUSE_PUBLICATION)


def _after(before: Petition, action: Action, publication: Publication | None, now: datetime) -> Petition:
    """What is not public was decided on as well: it does not wait to be cleared again."""
    if publication is None:
        hidden = taken_down(before) if action is Action.UNPUBLISH else before
        return replace(hidden, publication_refused_at=now)
    return replace(
        before, published_at=publication.at, published_month=publication.month, publication_refused_at=None
    )


def _publication(said: Decision, petition: Petition, district: District, by: Actor, now: datetime) -> Publication:
    words, reply = clean(said.words), clean(said.reply)
    faults = {} if words else {"words": "text_missing"}
    faults |= {
        name: too_long(told, LONGEST_WORDS) for name, told in (("words", words), ("reply", reply)) if len(told) > LONGEST_WORDS
    }
    if faults:
        raise InvalidInput(faults)
    month = period_of(petition.submitted_at, district.zone)
    return Publication(petition.number, month, words, reply, now, by.id)
