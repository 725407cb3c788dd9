"""What each request may hold: the same types check a body and make the OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import msgspec
from msgspec import Meta, Struct

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.photos import MOST

Text = Annotated[str, Meta(description="What troubles the person, in their words: 1 to 2,000 characters.")]
Number = Annotated[str, Meta(pattern=r"^\d{14}$", description="Receipt number: 13 digits and a check digit.")]


class Point(Struct):
    """Where the trouble is. The server alone converts GCJ-02."""

    longitude: Annotated[float, Meta(ge=-180, le=180)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    datum: Literal["wgs84", "gcj02"] = "wgs84"
    accuracy: float | None = None


class PetitionIn(Struct):
    """A petition as a citizen sends it."""

    text: Text
    consent: bool
    category: str | None = None
    kind: Literal["livelihood", "development", "enforcement"] | None = None
    point: Point | None = None
    community: str | None = None
    place_words: str | None = None
    phone: str | None = None
    name: str | None = None
    hide_identity: bool = False
    about_staff: bool = False
    about_unit: Annotated[
        str, Meta(max_length=64, description="The unit complained of; neither it nor one below it gets the petition.")
    ] | None = None
    answers: Annotated[
        dict[str, str], Meta(max_length=20, description="To the questions of the category, by name.")
    ] = msgspec.field(default_factory=dict)
    for_other: Annotated[
        bool, Meta(description="A volunteer speaks: phone and name are another person's, who owns the petition.")
    ] = False
    no_phone_reason: Annotated[
        str, Meta(description="Why there is no phone; needed when somebody else's `phone` is missing.")
    ] = ""
    consent_version: Annotated[
        str, Meta(max_length=32, description="Which words were shown and agreed to, as GET /api/form names them; without it the current ones.")
    ] = ""
    language: Literal["zh", "en"] = "zh"


class PhotoIn(Struct):
    """A photo that is to come. The same id is the same photo."""

    id: Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    type: Annotated[str, Meta(max_length=40, description="image/jpeg or image/png")]


class OwnPhotoIn(PhotoIn):
    """A photo of whoever sent the petition."""

    token: Annotated[str, Meta(min_length=1, max_length=200, description="What the receipt said photos are added with.")]


class MeTooIn(Struct):
    """Somebody with the same trouble."""

    token: Annotated[str, Meta(min_length=1, max_length=200, description="What the check named the petition by.")]


class ProxyIn(PetitionIn):
    """A petition that one of the staff sends for somebody; the consent is that person's."""


class RatingIn(Struct):
    """The answer: 1 satisfied, 2 basically satisfied, 3 resolved but dissatisfied, 4 not resolved."""

    digit: Annotated[int, Meta(ge=1, le=4)]
    comment: str = ""


class WordsIn(Struct):
    """Words added to a petition. The same words again change nothing."""

    words: str


class WithdrawalIn(Struct):
    """Taking a petition back."""

    reason: Annotated[str, Meta(description="At most 5,000 characters.")] = ""


class AppealIn(Struct):
    """Why the end is not accepted."""

    reason: Annotated[str, Meta(description="1 to 5,000 characters.")]


class ReopeningIn(Struct):
    """Taking a petition out of a merge."""

    reason: Annotated[str, Meta(description="At most 5,000 characters.")] = ""


class SignIn(Struct):
    """A person of the staff."""

    login: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(min_length=1, max_length=256)]
    code: Annotated[str, Meta(max_length=16, description="Six digits of the authenticator app.")]


class EnrolmentIn(Struct):
    """Somebody with an invitation."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]


class ConfirmationIn(Struct):
    """The new password, and a code that shows that the authenticator app is set up."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    ticket: Annotated[str, Meta(min_length=1, max_length=400)]
    password: Annotated[str, Meta(min_length=1, max_length=300)]
    code: Annotated[str, Meta(max_length=16)]


class ActionIn(Struct):
    """One action on a petition, with the version it saw."""

    action: Annotated[str, Meta(min_length=1, max_length=40)]
    version: Annotated[int, Meta(ge=1)]
    note: str = ""
    unit: str = ""
    units: Annotated[list[str], Meta(max_length=10)] = msgspec.field(default_factory=list)
    reason: str = ""
    days: Annotated[int, Meta(ge=1, le=366)] | None = None
    plan: str = ""
    review_date: str = ""
    lead: str = ""
    about_unit: Annotated[str, Meta(max_length=40)] = ""


class NoteIn(Struct):
    """What one of the staff tells the others, and the units that are to be told of it."""

    text: Annotated[str, Meta(description="1 to 2,000 characters.")]
    units: Annotated[list[str], Meta(max_length=20)] = msgspec.field(default_factory=list)


class CodeIn(Struct):
    """The phone that petitions were sent from."""

    phone: Annotated[str, Meta(max_length=40)]


class CodeTyped(Struct):
    """The code that was sent to it."""

    code: Annotated[str, Meta(max_length=40)]


class VisitIn(Struct):
    """One of one's own petitions."""

    number: Annotated[str, Meta(max_length=40)]


class StopIn(Struct):
    """A petition that the phone follows by SMS, and is to follow no more."""

    number: Annotated[str, Meta(max_length=40)]


class ClearingIn(Struct):
    """A decision on what everybody may read of a petition; the words count where it is published."""

    decision: Literal["publish", "refuse", "take_back", "photos"]
    version: Annotated[int, Meta(ge=1, description="The version whose words were read.")]
    words: Annotated[str, Meta(description="The petition's words as everybody may read them: 1 to 5,000 characters.")] = ""
    reply: Annotated[str, Meta(description="What the unit did, likewise; may be empty.")] = ""
    photos: Annotated[
        list[Annotated[str, Meta(max_length=64)]],
        Meta(max_length=sum(MOST.values()), description="`file` of every photo that everybody may see from now on; none takes them all back. It counts with `publish`, where without it they stay as they are, and with `photos`, which decides on them alone."),
    ] | None = None
    seen: Annotated[
        list[Annotated[str, Meta(max_length=64)]],
        Meta(max_length=sum(MOST.values()), description="`file` of every photo that was looked at, ticked or not: they wait no more. What is ticked counts as looked at."),
    ] = []


class ErasureIn(Struct):
    """The erasure of a petition's words and of who sent it."""

    version: Annotated[int, Meta(ge=1, description="The version that was looked at.")]


class OwnErasureIn(Struct):
    """The citizen's word that their words and number are to be erased: nothing brings them back."""

    confirmed: Literal[True]


class CaseIn(Struct):
    """A typical case, told without anybody's data."""

    title: str
    text: str


class DraftIn(Struct):
    """What a supervisor adds to a bulletin that is not issued yet."""

    unit: str
    period: Annotated[str, Meta(description="Such as 2026-11, 2026-W48, 2026-Q4 or 2026.")]
    version: Annotated[int, Meta(ge=0, description="The draft's that was read; 0 where there was none.")]
    remarks: str = ""
    cases: list[CaseIn] = msgspec.field(default_factory=list)
    thanks: list[str] = msgspec.field(default_factory=list)
    approve: Annotated[bool, Meta(description="It may be issued so.")] = False


class RevisionIn(Struct):
    """The order to correct an issued bulletin."""

    unit: str
    period: str
    why: Annotated[str, Meta(description="Why it is corrected; the revision says so.")]
    corrects: Annotated[int | None, Meta(description="The revision that was looked at, 0 for the first issue.")] = None
    remarks: Annotated[str | None, Meta(description="Left out: as it was issued. So with the cases and the thanks.")] = None
    cases: list[CaseIn] | None = None
    thanks: list[str] | None = None


class DecisionIn(Struct):
    """What somebody decided on a message of which nobody knew whether it went."""

    decision: Literal["sent", "again", "drop"]


class ToldIn(Struct):
    """What a citizen answered on the telephone."""

    version: Annotated[int, Meta(ge=1)]
    digit: Annotated[int, Meta(ge=1, le=4)]
    comment: str = ""


class SearchIn(Struct):
    """What somebody on the telephone can say."""

    phone: Annotated[str, Meta(min_length=1, max_length=40)]


Day = Annotated[str, Meta(max_length=10, description="A day of the district's, such as 2025-10-01; empty for any.")]


class FindIn(Struct):
    """What to find petitions by; each part that is empty is left out. The words are parted by blanks and must all stand there."""

    words: Annotated[str, Meta(max_length=200)] = ""
    unit: Annotated[str, Meta(max_length=40, description="The unit that owns it or helps, or one above.")] = ""
    since: Day = ""
    until: Day = ""
    cursor: Annotated[str, Meta(max_length=400)] | None = None


class ExportIn(Struct):
    """What a file is to hold: petitions of a unit and those below it, submitted on these days."""

    unit: Annotated[str, Meta(max_length=40)] = ""
    since: Day = ""
    until: Day = ""
    form: Literal["csv", "xlsx"] = "xlsx"


Version = Annotated[str, Meta(max_length=64, description="The version that was seen.")]
Rows = Annotated[list[dict[str, str]], Meta(max_length=1000)]


class RoleIn(Struct):
    """A role and the unit at which it is held."""

    role: Annotated[str, Meta(max_length=40)]
    unit: Annotated[str, Meta(max_length=60)]


class NewPersonIn(Struct):
    """Somebody new of the staff."""

    login: Annotated[str, Meta(max_length=40)]
    name_zh: Annotated[str, Meta(max_length=200)]
    name_en: Annotated[str, Meta(max_length=200)]
    roles: Annotated[list[RoleIn], Meta(max_length=100)]


class PersonIn(Struct):
    """How a person shall stand; `version` is what was seen."""

    version: Version
    name_zh: Annotated[str, Meta(max_length=200)]
    name_en: Annotated[str, Meta(max_length=200)]
    roles: Annotated[list[RoleIn], Meta(max_length=100)]


class PersonSeenIn(Struct):
    """As the person was seen."""

    version: Version


class RowsIn(Struct):
    """A document of a district's configuration as a whole; every row has all of its fields, empty where none is meant."""

    version: Version
    rows: Rows
    district: str = ""


class UnitsIn(Struct):
    """Units that are new or changed, and the codes of those that are gone; all others stay as they are."""

    version: Version
    rows: Annotated[list[dict[str, str | None]], Meta(max_length=1000)] = msgspec.field(default_factory=list)
    removed: Annotated[list[str], Meta(max_length=1000)] = msgspec.field(default_factory=list)
    district: str = ""


class DocumentIn(Struct):
    """Rows of a document that are new or changed, and the keys of those that are gone; all others stay as they are."""

    version: Version
    rows: Annotated[list[dict[str, Any]], Meta(max_length=1000)] = msgspec.field(default_factory=list)
    removed: Annotated[list[str], Meta(max_length=1000)] = msgspec.field(default_factory=list)
    district: str = ""


class SettingsIn(Struct):
    """A district's settings as a whole."""

    version: Version
    settings: dict[str, Any]
    district: str = ""


class TrialIn(Struct):
    """Rules to be tried on a page of past petitions, in place of those that count or `above` them; the cursor asks for the next page."""

    rows: Rows
    district: str = ""
    above: bool = False
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: str | None = None


Body = TypeVar("Body", bound=Struct)


def submission_fields(body: PetitionIn, correlation: str) -> dict[str, Any]:
    """The fields of a submission as the journey takes them."""
    point = (body.point.longitude, body.point.latitude, body.point.datum) if body.point else None
    return {**msgspec.structs.asdict(body), "point": point, "correlation": correlation}


def decode(kind: type[Body], sent: Mapping[str, Any]) -> Body:
    """The body, typed. Raises: InvalidInput with every faulty field at once."""
    types, required = _shape(kind)
    faults = {name: "unknown_field" for name in sent if name not in types}
    faults |= {name: f"{name}_missing" for name in required if sent.get(name) is None}
    values: dict[str, Any] = {}
    for name, value in sent.items():
        if name in faults or (value is None and name in required):
            continue
        try:
            values[name] = msgspec.convert(value, types[name])
        except msgspec.ValidationError as error:
            faults[name] = _fault(name, error)
    if faults:
        raise InvalidInput(faults)
    return kind(**values)


@lru_cache(maxsize=32)
def _shape(kind: type[Struct]) -> tuple[Mapping[str, Any], frozenset[str]]:
    """The types of a body's fields and the names of those that must come; dear to find out, and always the same."""
    types = get_type_hints(kind, include_extras=True)
    return types, frozenset(field.name for field in msgspec.structs.fields(kind) if field.required)


def _fault(name: str, error: msgspec.ValidationError) -> str:
    """The field's code; msgspec says what it got only when the type is wrong."""
    if name == "digit":
        return "digit_invalid"
    return (
        "out_of_range" if str(error).startswith("Expected") and ", got " not in str(error) else "wrong_type"
    )
