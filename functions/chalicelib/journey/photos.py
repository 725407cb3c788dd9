"""A photo's way: a place and a signed form for it, the picture that is made of what came in, and who may see it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.actors import PETITIONER, Staff
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Busy,
    InvalidInput,
    LinkInvalid,
    PhotoRefused,
)
from chalicelib.domain.petition import OPEN, Petition
from chalicelib.domain.photos import (
    AFTER,
    BEFORE,
    MOST,
    TYPES,
    Photo,
    PhotoKind,
    PhotoState,
    UploadPlace,
    came,
)
from chalicelib.domain.ports import Ports
from chalicelib.domain.publication import with_new_photo
from chalicelib.domain.rights import Right
from chalicelib.journey.acting import TRIES, found, within_reach
from chalicelib.journey.links import held, lasting

TOKEN_LASTS = timedelta(days=7)  # as long as a phone may be without a network
LONGEST_ID = 64
_BY_PAGE = "page-"


def token(ports: Ports, number: str) -> str:
    """What lets whoever sent a petition add photos to it, and nothing else."""
    return lasting(ports, "photos", number, TOKEN_LASTS)


def begin(ports: Ports, brought: str, photo_id: str, content_type: str) -> dict[str, object]:
    """A place for the citizen's photo and the form that fills it; the same place for the same id.

    Raises: LinkInvalid, ActionNotAllowed, InvalidInput.
    """
    number = held(ports, "photos", brought)
    if number is None:
        raise LinkInvalid
    return begin_own(ports, number, photo_id, content_type)


def begin_own(ports: Ports, number: str, photo_id: str, content_type: str, back: str = "") -> dict[str, object]:
    """As `begin`, for who is known to have sent the petition. Raises: PetitionNotFound, ActionNotAllowed, InvalidInput."""
    petition = found(ports.petitions.get(number))
    if petition.status not in OPEN:
        raise ActionNotAllowed
    return _begin(ports, petition, BEFORE, photo_id, content_type, PETITIONER.id, back)


def begin_page(ports: Ports, number: str, content_type: str, back: str, *, after: bool) -> dict[str, object]:
    """As `begin_own`, for a button that can be pressed again and again: it gives the place that its form still lasts for.

    `after` is for a button on the page that a sent photo leads to: what was sent may be on its way to that place.
    """
    waiting = [] if after else [
        each for each in ports.photos.of(number) if each.id.startswith(_BY_PAGE) and each.awaited(ports.clock.now())
    ]
    photo_id = waiting[-1].id if waiting else _BY_PAGE + ports.ids.token()[:40]
    return begin_own(ports, number, photo_id, content_type, back)


def begin_after(ports: Ports, staff: Staff, number: str, photo_id: str, content_type: str) -> dict[str, object]:
    """A place for a photo of how it is now, by whoever works on it. Raises: PetitionNotFound, ActionNotAllowed, InvalidInput."""
    petition, _ = within_reach(ports, staff, ports.petitions.get(number), Right.ADD_PHOTO)
    if petition.status not in OPEN:
        raise ActionNotAllowed
    return _begin(ports, petition, AFTER, photo_id, content_type, staff.login, "")


def has_room(ports: Ports, placed: list[Photo]) -> bool:
    """True when one more of the citizen's photos finds a place."""
    now = ports.clock.now()
    return sum(each.kind == BEFORE and not each.gives_way(now) for each in placed) < MOST[BEFORE]


def _begin(
    ports: Ports, petition: Petition, kind: PhotoKind, photo_id: str, content_type: str, by: str, back: str
) -> dict[str, object]:
    if content_type not in TYPES:
        raise InvalidInput({"type": "photo_type_unknown"})
    if not photo_id or len(photo_id) > LONGEST_ID:
        raise InvalidInput({"id": "wrong_type"})
    # The file's name is nobody's to guess: it is all that stands between a stranger and an address to forge.
    asked = Photo(petition.number, kind, 0, photo_id, ports.ids.token()[:43], by, ports.clock.now())
    placed = ports.photos.reserve(asked)
    if placed is None:
        raise InvalidInput({"photos": "photos_too_many"})
    wanted = placed.state is PhotoState.AWAITED
    fields = ports.photo_files.form(placed, content_type, back) if wanted else {}
    return {"state": str(placed.state), "fields": fields}


def arrive(ports: Ports, key: str) -> str:
    """What became of what came in: ready, refused, gone (done before), late or unknown. The original is deleted in each case.

    Whoever kept a form may send again while it lasts: a picture that is shown already stays as it is.
    """
    place = came(key)
    photo = ports.photos.find(place) if place else None
    if place is None or photo is None:
        _dropped(ports, key, place.file if place else "")
        return "unknown"
    if photo.state is PhotoState.READY:
        ports.photo_files.forget(key)
        return "late"
    original = ports.photo_files.original(key)
    if original is None:
        return "gone"
    try:
        made = ports.darkroom.develop(original)
    except PhotoRefused as refused:
        _settled(ports, place, PhotoState.REFUSED, refused.reason)
        ports.photo_files.forget(key)
        return "refused"
    ports.photo_files.keep(photo.file, made)
    if not _ready(ports, place):
        _dropped(ports, key, photo.file)  # erased, or another's place, since the picture was begun
        return "unknown"
    ports.photo_files.forget(key)
    return "ready"


def _settled(ports: Ports, place: UploadPlace, state: PhotoState, reason: str = "") -> bool:
    """True when the place says what became of its photo, whoever said so; False when it is that photo's no more.

    Raises: Busy when others moved it each time.
    """
    for _ in range(TRIES):
        photo = ports.photos.find(place)
        if photo is None or photo.state is PhotoState.READY:
            return photo is not None
        if ports.photos.settle(photo, state, reason):
            return True
    raise Busy


def _ready(ports: Ports, place: UploadPlace) -> bool:
    """As `_settled`, of a picture that can be shown. A petition notes its citizen's, so that somebody is asked to judge them.

    Both are written at once, each as it was read: a command that ends the petition meanwhile is never overtaken.
    """
    petition = ports.petitions.get(place.number) if place.kind == BEFORE else None
    if petition is None:
        return _settled(ports, place, PhotoState.READY)
    for _ in range(TRIES):
        photo = ports.photos.find(place)
        if photo is None or photo.state is PhotoState.READY:
            return photo is not None
        if ports.photos.noted(photo, petition, with_new_photo(petition, photo.file)):
            return True
        petition = found(ports.petitions.get(place.number))
    raise Busy


def _dropped(ports: Ports, key: str, file: str) -> None:
    """Nothing; of what belongs to no place neither the original nor a picture is left."""
    ports.photo_files.forget(key)
    if file:
        ports.photo_files.drop(file)


def shown(ports: Ports, placed: list[Photo]) -> list[dict[str, object]]:
    """The photos of a petition, for who may see it, with addresses that are good for a while.

    Refused ones say why; what nothing came for while its form lasted is not shown.
    """
    return [
        {
            "kind": each.kind,
            "state": str(each.state),
            "reason": each.reason,
            "at": each.at.isoformat(),
            "url": ports.photo_files.address(each.file, "large") if each.state is PhotoState.READY else "",
            "small": ports.photo_files.address(each.file, "small") if each.state is PhotoState.READY else "",
        }
        for each in placed
        if each.state is not PhotoState.AWAITED or each.awaited(ports.clock.now())
    ]
