"""One family of refusals, each with a stable `code` that is part of the API.

The words for people are in messages/errors.py. An error's own text is its code alone, so that printing one
never shows what a person typed. `details` is what the caller may be shown beside the code.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, Self


class NuannanError(Exception):
    """A refusal with a stable code."""

    code: ClassVar[str] = "internal"

    def __init__(self, details: Mapping[str, object] | None = None) -> None:
        super().__init__(self.code)
        self.details: dict[str, object] = dict(details or {})


class Fault(str):
    """A faulty field's code; `needs` holds what its text says besides, such as `limit` and `length`."""

    __slots__ = ("needs",)
    needs: dict[str, int]

    def __new__(cls, code: str, **needs: int) -> Self:
        """The code, which is equal to that without needs."""
        made = super().__new__(cls, code)
        made.needs = needs
        return made


def too_long(words: str, limit: int, code: str = "text_too_long") -> Fault:
    """What is wrong with words of more characters than `limit`, as they are counted."""
    return Fault(code, limit=limit, length=len(words))


class InvalidInput(NuannanError):
    """What was sent cannot be taken; `fields` names every faulty field with a code of its own.

    `details` holds what a field's text needs, such as `neighbour`, the district that a point lies in.
    """

    code = "invalid_input"

    def __init__(self, fields: Mapping[str, str], details: Mapping[str, object] | None = None) -> None:
        super().__init__(details)
        self.fields = {name: code if isinstance(code, Fault) else Fault(code) for name, code in fields.items()}


class PetitionNotFound(NuannanError):
    """There is no such petition for this caller, whether or not it exists for another."""

    code = "petition_not_found"


class PetitionHandedOn(NuannanError):
    """A unit of the caller's had the petition and handed it on; the details say how, when and to whom, and nothing since."""

    code = "petition_handed_on"


class ContactHidden(NuannanError):
    """Who it was is hidden from units; the command centre may ring."""

    code = "contact_hidden"


class ContactMissing(NuannanError):
    """The petitioner left no number, or it was erased."""

    code = "contact_missing"


class ActionNotAllowed(NuannanError):
    """The petition's status does not allow the action; `allowed` names what it does allow the caller."""

    code = "action_not_allowed"

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self.allowed = tuple(allowed)
        super().__init__({"allowed": list(self.allowed)})


class VersionConflict(NuannanError):
    """Somebody acted first; `first` in the details says who, by login and name, what and when."""

    code = "version_conflict"

    def __init__(self, by: str, action: str, at: datetime, name: str = "") -> None:
        self.by, self.action, self.at = by, action, at
        moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        super().__init__({"first": {"by": by, "by_name": name, "action": action, "at": moment}})


class ConfigurationConflict(NuannanError):
    """Somebody changed the configuration first; the details name them and the version that stands."""

    code = "configuration_conflict"

    def __init__(self, version: str, by: str) -> None:
        super().__init__({"version": version, "first": {"by": by}})


class PersonConflict(NuannanError):
    """Somebody changed the person first; the details name them and the version that stands."""

    code = "person_conflict"

    def __init__(self, version: str, by: str) -> None:
        super().__init__({"version": version, "first": {"by": by}})


class OwnRights(NuannanError):
    """Nobody changes what they may do themselves."""

    code = "own_rights"


class LastAdministrator(NuannanError):
    """Nobody else looks after the unit's people."""

    code = "last_administrator"


class BulletinConflict(NuannanError):
    """Somebody changed the draft first; the details name them and the version that stands."""

    code = "bulletin_conflict"

    def __init__(self, version: int, by: str) -> None:
        super().__init__({"version": version, "first": {"by": by}})


class CountersImpossible(NuannanError):
    """Counters stand where no petitions can bring them, so that no figures are told of them until they are mended."""

    code = "counters_impossible"


class BulletinIssued(NuannanError):
    """The bulletin is out and never changes; a revision can be ordered."""

    code = "bulletin_issued"


class IdempotencyMismatch(NuannanError):
    """The same key came before with another body."""

    code = "idempotency_mismatch"


class NotSignedIn(NuannanError):
    """The session is missing, over or withdrawn."""

    code = "not_signed_in"


class IssuerMissing(NuannanError):
    """There is no issuer here that staff could sign in through."""

    code = "issuer_missing"


class IssuerAway(NuannanError):
    """The district's issuer does not answer, or not as an issuer should."""

    code = "issuer_away"


class SignInRefused(NuannanError):
    """Login or password is wrong; which of them is never told."""

    code = "sign_in_refused"


class EnrolmentInvalid(NuannanError):
    """The invitation is over, was used, was replaced, or never was."""

    code = "enrolment_invalid"


class Forbidden(NuannanError):
    """The caller is known and may not do this."""

    code = "forbidden"


class RequestNotOurs(NuannanError):
    """The request lacks the header, token or origin that only our own pages send."""

    code = "request_not_ours"


class TooManyRequests(NuannanError):
    """The limit at the door is reached until `retry_after_seconds` have passed."""

    code = "too_many_requests"

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__({"retry_after_seconds": retry_after_seconds})


class LinkInvalid(NuannanError):
    """The link or visit is over, forged, or opens something else."""

    code = "link_invalid"


class ProofOver(NuannanError):
    """The code is over, used, tried too often, or was asked for by another browser: a new one is needed."""

    code = "proof_over"


class NotFound(NuannanError):
    """There is nothing at this address."""

    code = "not_found"


class MethodNotAllowed(NuannanError):
    """The address is there and knows only the `allowed` methods."""

    code = "method_not_allowed"

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self.allowed = tuple(allowed)
        super().__init__()


class BodyTooLarge(NuannanError):
    """The body is longer than the edge reads."""

    code = "body_too_large"


class BodyBroken(NuannanError):
    """The body cannot be read as what it says it is."""

    code = "body_broken"


class UnsupportedMedia(NuannanError):
    """The body is of a kind that this address does not read."""

    code = "unsupported_media"


class Busy(NuannanError):
    """Others held the same items through every retry; the same key may be tried again."""

    code = "busy"


class PhotoRefused(NuannanError):
    """What came in is no picture that may be shown; `reason` is the code that says why."""

    code = "photo_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__({"reason": reason})


class AlreadyReceived(NuannanError):
    """The reply was received and taken before; nothing is left to do."""

    code = "already_received"
