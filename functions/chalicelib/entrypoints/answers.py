"""What each route answers: the types that make the OpenAPI description, and the examples that it shows.

The lives in tests/ hold every answer of the running platform to these types. Nothing here is imported by a view.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

Number = Annotated[str, Meta(pattern=r"^\d{14}$")]
Moment = Annotated[str, Meta(description="ISO 8601 with its offset.")]


class _Exact(Struct, forbid_unknown_fields=True):
    """An answer that holds what it names and nothing else."""


class Health(_Exact):
    """Whether the platform can work."""

    status: Literal["ok", "no_district", "table_away"]
    table: Literal["ok", "away"]
    stage: str
    version: str
    now: Moment


class CallbackTaken(_Exact):
    """What a carrier is told so that it does not come again: Aliyun reads the first two, Tencent Cloud the others."""

    code: int
    msg: str
    result: int
    errmsg: str


class Named(_Exact):
    """Something with a code and its name in the caller's language."""

    code: str
    name: str


class CategoryChoice(_Exact):
    """A category that the form offers."""

    code: str
    name: str
    kind: Literal["livelihood", "development", "enforcement"]


class StreetChoice(_Exact):
    """A street with its communities."""

    code: str
    name: str
    communities: list[Named]


class Asked(_Exact):
    """A question that a category, and all below it, asks besides."""

    category: str
    name: str
    kind: Literal["text", "number", "choice", "date"]
    required: bool
    text: str
    choices: list[Named]


class Form(_Exact):
    """What the form offers."""

    categories: list[CategoryChoice]
    questions: list[Asked]
    streets: list[StreetChoice]
    district: Named
    consent_version: str
    response_hours: int
    closing_days: list[int]


class PhotoShown(_Exact):
    """A photo: `before` is the citizen's, `after` the unit's. Its addresses are good for a quarter of an hour."""

    kind: Literal["before", "after"]
    state: Literal["awaited", "ready", "refused"]
    reason: str
    at: Moment
    url: str
    small: str
    words: Annotated[str, Meta(description="Why it was refused; for citizens only.")] = ""


class PhotoForm(_Exact):
    """The fields of a form that is sent to /uploads with the photo as its last field, `file`; none once it has come in."""

    state: Literal["awaited", "ready", "refused"]
    fields: dict[str, str]


class SpokenFor(_Exact):
    """A category with the words that speak for it, each with its weight. A Latin word stands after a blank, a short one between two."""

    code: str
    name: str
    words: dict[str, int]


class FormWords(_Exact):
    """What a page needs to suggest categories: those whose words in the text weigh `least` or more, at most `most`."""

    categories: list[SpokenFor]
    least: int
    most: int


class FormStreet(_Exact):
    """A street's outline as an SVG path in a drawing 1000 wide, and where its name may stand."""

    code: str
    name: str
    path: str
    x: int
    y: int


class MapFrame(_Exact):
    """Where the drawing lies on the ground, in WGS-84: its north-western corner, and its units for each degree."""

    west: float
    north: float
    per_longitude: float
    per_latitude: float


class MapTiles(_Exact):
    """Pictures under a map, from the one host that a page may ask; `datum` is that of the map which they make."""

    url: str
    host: str
    datum: Literal["wgs84", "gcj02"]
    attribution: str
    max_zoom: int


class FormMap(_Exact):
    """The streets of the site, or of the district that was named, as one drawing; no frame where there are no areas.

    `tiles` is null where this site asks nobody else for pictures.
    """

    frame: MapFrame | None
    credit: Annotated[str, Meta(description="Whose the outlines are; it stands beside every map of them.")]
    streets: list[FormStreet]
    tiles: MapTiles | None


class MapPoint(_Exact):
    """A point as map apps in China draw it: in GCJ-02."""

    longitude: float
    latitude: float


class NearPetition(_Exact):
    """An open petition close by, as anybody may see it. `metres` is null when only the community is the same: whether the place is, we do not know."""

    token: str
    category_name: str
    place_name: str
    metres: int | None
    days: int
    supporters: int
    photo: Annotated[
        str, Meta(description="Address of a small picture of the trouble that a person cleared, good for a quarter of an hour; empty without one.")
    ]
    words: Annotated[str, Meta(description="The beginning of the words that a person cleared for everybody; empty where none are public.")]
    language: Annotated[str, Meta(description="Of these words; empty where it is not known.")]


class Checked(_Exact):
    """What to look at before sending: nothing was written."""

    emergency: Literal["110", "119", "120"] | None
    place_name: str
    categories: list[Named]
    nearby: list[NearPetition]


class Receipt(_Exact):
    """What the citizen is told at once."""

    number: Number
    number_shown: str
    unit_name: str
    place_note: str
    response_due: Moment | None
    deadline: Moment | None
    emergency: Literal["110", "119", "120"] | None
    language: Literal["zh", "en"]
    photo_token: Annotated[str, Meta(description="The token that photos of the trouble are added with.")]


class Step(_Exact):
    """One step of a petition in a citizen's words."""

    at: Moment
    action: str
    unit_name: str
    round: int
    text: str
    said: str
    own: Annotated[bool, Meta(description="`said` is the citizen's own, in the petition's language; only on the device that sent it.")]


class LeadEnd(_Exact):
    """How a merged petition's lead was closed, rejected or explained, in the words of staff; what may name somebody is hidden."""

    at: Moment
    action: Literal["close", "reject", "settle"]
    unit_name: str
    reject_reason: str
    text: str
    said: str


class LeadTold(_Exact):
    """The petition that a merged one is handled with: of a confidential one nothing but its status."""

    status: str
    status_text: str
    unit_name: Annotated[str, Meta(description="Who has it; empty once it is over.")]
    deadline: Moment | None
    review_at: Moment | None
    end: Annotated[LeadEnd | None, Meta(description="Null while it goes on.")]


class AddedWords(_Exact):
    """Words that a petition's citizen added."""

    at: Moment
    text: str


class Status(_Exact):
    """How a petition goes, for its citizen. `text` is null outside the device that sent it."""

    number: Number
    number_shown: str
    status: str
    status_text: str
    district_name: str
    unit_name: str
    category_name: Annotated[str, Meta(description="Empty where it is not known, and by a link to what no neighbour may learn of.")]
    place_name: Annotated[str, Meta(description="As it was told on the device that sent it, else the official place.")]
    language: Annotated[Literal["zh", "en"], Meta(description="Of the petition's own words.")]
    place_language: Annotated[Literal["zh", "en"], Meta(description="Of place_name.")]
    place_how: str
    place_note: str
    steps: list[Step]
    submitted_at: Moment
    response_due: Moment | None
    deadline: Moment | None
    working_days_left: int | None
    review_at: Annotated[Moment | None, Meta(description="When a matter on hold is looked at again; its plan stands with the step grant_hold.")]
    lapses_at: Annotated[Moment | None, Meta(description="When silence ends what waits for an answer; null while nothing is asked.")]
    if_unhappy: Annotated[
        Literal["", "up", "to_command_centre", "stays"], Meta(description="Where an unhappy answer would lead: one level up, to the command centre, or it stays there.")
    ]
    may_appeal_later: Annotated[bool, Meta(description="True while an answer is waited for and the one appeal is not used.")]
    appeal_until: Annotated[Moment | None, Meta(description="Until when what is over may be appealed; null where it may not be.")]
    round_after: Annotated[
        Literal["", "unhappy", "appeal", "other"], Meta(description="What opened the round that runs; empty in the first, and while none runs.")
    ]
    can_withdraw: bool
    can_rate: bool
    answered: Annotated[int | None, Meta(description="The digit of the answer that stands and may still be changed; null when none may.")]
    changes: Annotated[list[int], Meta(description="The digits that it may be changed to.")]
    change_until: Moment | None
    can_appeal: bool
    can_reopen: bool
    reject_reason: str
    round: int
    emergency: bool
    has_phone: Annotated[bool, Meta(description="False when its citizen left no number, so nobody is told or asked by phone.")]
    phone: Annotated[str, Meta(description="On the device that sent it, as long as it may read its words: the number that was typed, masked; else empty.")]
    text: str | None
    photos: list[PhotoShown]
    can_add_photo: bool
    can_add_words: bool
    added: Annotated[list[AddedWords], Meta(description="What its citizen added, oldest first; empty outside the device that sent it.")]
    can_erase: bool
    erased_at: Moment | None
    lead: Annotated[LeadTold | None, Meta(description="Null unless it is merged.")]
    way_to_words: Annotated[
        Literal["", "code", "device", "desk"],
        Meta(description="Outside the device scope: how its citizen comes to their words, by a code, on the device that sent it, or at the desk."),
    ]
    public: Annotated[bool, Meta(description="Everybody may read what was cleared of it.")]


class Rated(_Exact):
    """The petition after the citizen's answer."""

    number: Number
    status: str
    round: int
    late: Annotated[bool, Meta(description="True for one that came after silence had ended it: it is kept and does not count.")]


class Added(_Exact):
    """The petition after words were added."""

    number: Number
    status: str
    emergency: Annotated[Literal["110", "119", "120"] | None, Meta(description="Whom to ring at once, when the words tell of danger to life.")]


class Moved(_Exact):
    """The petition after its citizen withdrew, appealed or took it out of a merge."""

    number: Number
    status: str


class ErasedAnswer(_Exact):
    """The petition after its words and its citizen's contact were erased; null where there was nothing to erase."""

    number: Number
    status: str
    version: int
    erased_at: Moment | None


class CodeAsked(_Exact):
    """How long a code is and holds. The same for every number: whether one was sent is not told."""

    digits: int
    minutes: int


class OwnPetition(_Exact):
    """One of one's own petitions."""

    number: Number
    number_shown: str
    status: str
    status_text: str
    category_name: str
    place_name: str
    submitted_at: Moment


class FollowedPetition(_Exact):
    """A public petition of somebody else that the phone follows by SMS."""

    number: Number
    number_shown: str
    status: str
    status_text: str
    category_name: str
    street_name: str


class Mine(_Exact):
    """The petitions of a phone whose holder proved it, and what it follows by SMS, each the newest first."""

    items: list[OwnPetition]
    followed: list[FollowedPetition]


class VisitOpened(_Exact):
    """Which petition the browser sees now."""

    number: Number


class Nothing(_Exact):
    """Done; there is nothing to tell."""


class Held(_Exact):
    """A role and the unit at which it is held."""

    role: str
    unit: str


class SignedIn(_Exact):
    """Who has signed in; the session is in the cookie."""

    login: str
    name: str
    roles: list[Held]


class OpenSession(_Exact):
    """A session that holds now."""

    opened_at: Moment | None
    expires_at: Moment
    current: bool


class Ways(_Exact):
    """By which ways staff may sign in."""

    password: bool
    issuer: bool


class Sessions(_Exact):
    """Where a person is signed in, newest first."""

    sessions: list[OpenSession]


class Enrolment(_Exact):
    """A second factor to set up; `qr` is the same as `uri`, as a picture."""

    login: str
    name: str
    secret: str
    uri: str
    qr: str
    ticket: str


class Enrolled(_Exact):
    """Who may sign in now."""

    login: str


class Invitation(_Exact):
    """What an administrator hands over; shown once."""

    token: str
    path: str
    hours: int


class HeldAt(_Exact):
    """A role and the unit at which it is held, with its name."""

    role: str
    unit: str
    unit_name: str
    level: str


class Me(_Exact):
    """Who is signed in; `may` names the rights that some role of theirs gives, so that a page offers no others.

    `zone` is the clock of their district, as IANA names it.
    """

    login: str
    name: str
    roles: list[HeldAt]
    may: list[str]
    zone: str


class PersonStep(_Exact):
    """What happened to a person; `fields` says before and after."""

    at: Moment
    action: str
    by: str
    fields: dict[str, list[Any]]


class Person(_Exact):
    """One of the staff."""

    login: str
    name: str
    name_zh: str
    name_en: str
    version: str
    own: bool
    disabled: bool
    enrolled: bool
    invited_until: Moment | None
    roles: list[HeldAt]
    history: list[PersonStep]


class PersonRow(_Exact):
    """One of the staff in a list."""

    login: str
    name: str
    disabled: bool
    roles: list[HeldAt]


class People(_Exact):
    """Of the next people those that are wanted; a page may hold few of them and more may follow."""

    items: list[PersonRow]
    cursor: str | None


class UnitRow(_Exact):
    """A unit of the tree."""

    code: str
    name: str
    level: str
    parent: str | None


class Units(_Exact):
    """The tree of units."""

    units: list[UnitRow]


class Queued(_Exact):
    """A petition as lists show it."""

    number: Number
    number_shown: str
    status: str
    category: str
    category_name: str
    urgency: int
    emergency: bool
    place_name: str
    owner: str
    owner_name: str
    submitted_at: Moment
    due_at: Moment | None
    version: int
    round_number: int
    calendar_missing: bool
    waits_for: Literal["", "extension", "hold", "sent_back"]
    longitude: float | None
    latitude: float | None


class Queue(_Exact):
    """A page of a queue by deadline; `cursor` is null on the last."""

    items: list[Queued]
    cursor: str | None
    now: Moment


class Today(_Exact):
    """The desk's first screen in one call: who is signed in, and the list that was asked for or is theirs.

    `listing` and `unit` are empty for somebody whose roles list no petitions.
    """

    me: Me
    listing: Literal["", "unit", "street", "district", "assist", "decide", "unhappy", "clear", "photos"]
    unit: str
    items: list[Queued]
    cursor: str | None
    now: Moment


class ContactShown(_Exact):
    """Whom to ring. The reading is on record."""

    phone: str
    name: str


class RevealRow(_Exact):
    """One reading of a petitioner's number."""

    number: Number
    number_shown: str
    owner_name: str
    by: str
    by_name: str
    at: Moment


class Reveals(_Exact):
    """Who saw which number, newest first; `cursor` is null on the last page."""

    items: list[RevealRow]
    cursor: str | None


class Call(Queued):
    """Somebody to be rung: why, since when, and how often in vain."""

    why: Literal["no_phone", "landline", "opted_out", "failed", "limit", "unclear", "silent"]
    since: Moment
    tries: int
    last_try: Moment | None


class Calls(_Exact):
    """A page of those to be rung, the longest waiting first; `cursor` is null on the last."""

    items: list[Call]
    cursor: str | None
    now: Moment


class SmsStep(_Exact):
    """A step of a message: `reason` is a code, `by` who of the staff decided it."""

    state: str
    at: Moment
    reason: str
    provider: str
    by: str


class Sms(_Exact):
    """A message without its words and its phone; `next_at` is when it is tried next."""

    number: Number
    number_shown: str
    id: str
    name: str
    language: Literal["zh", "en"]
    round: int
    state: Literal["waiting", "claimed", "sent", "delivered", "failed", "expired", "suppressed", "undecided", "unclear"]
    reason: str
    created_at: Moment
    next_at: Moment | None
    provider: str
    segments: int
    steps: list[SmsStep]
    may_resend: bool


class SmsList(_Exact):
    """A petition's messages, the oldest first."""

    items: list[Sms]
    now: Moment


class UndecidedSms(_Exact):
    """Messages on which a person decides, the longest waiting first: since `oldest_at`, null when none waits."""

    items: list[Sms]
    oldest_at: Moment | None
    cursor: str | None
    now: Moment


class SmsFigures(_Exact):
    """What became of a district's messages on a day, by the moment of each step; `cost` in yuan where all prices are known.

    `answered` counts the citizens' answers of the day by SMS or by the link in one.
    """

    unit: str
    day: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    sent: int
    segments: int
    cost: str | None
    delivered: int
    answered: int
    expired: int
    undecided: int
    unclear: int
    by_carrier: dict[str, int]
    segments_by_carrier: dict[str, int]
    failed: dict[str, int]
    suppressed: dict[str, int]
    now: Moment


class FoundPetitions(_Exact):
    """Petitions of a phone, open or over, the newest first."""

    items: list[Queued]
    now: Moment


class FoundByWords(_Exact):
    """A part of what was found, the newest first. `cursor` goes on from `reached`, up to which all was looked at; null at the end."""

    items: list[Queued]
    cursor: str | None
    reached: Moment | None
    now: Moment


class ExportShown(_Exact):
    """A file of petitions: `cut` says that there were more than a file takes. It is gone a day after it was asked for."""

    id: str
    unit: str
    unit_name: str
    since: str
    until: str
    form: Literal["csv", "xlsx"]
    asked_at: Moment
    state: Literal["waiting", "ready", "failed"]
    rows: int
    cut: bool


class OwnExports(_Exact):
    """What this person asked for within a day, newest first."""

    exports: list[ExportShown]


class ExportAddress(_Exact):
    """Where the file is for five minutes."""

    address: str


class ExportRow(_Exact):
    """A step of somebody's export."""

    by: str
    action: Literal["asked", "made", "fetched"]
    export: str
    unit: str
    unit_name: str
    since: str
    until: str
    form: str
    rows: int
    at: Moment


class ExportSteps(_Exact):
    """Who exported what, newest first; `cursor` is null on the last page."""

    items: list[ExportRow]
    cursor: str | None


class RateShown(_Exact):
    """A rate with what it was counted from; the interval where fewer than 30 stand behind it."""

    numerator: int
    denominator: int
    interval: list[float] | None


class CountedRow(_Exact):
    """What was counted of a unit in a month; `own` without what lies below it."""

    unit: str
    unit_name: str
    level: str
    own: bool
    counts: dict[str, int]
    rates: dict[str, RateShown]


class StreetShape(_Exact):
    """A street in a drawing 1000 units wide, north up; x and y are where its name may stand."""

    unit: str
    unit_name: str
    path: str
    x: int
    y: int


class Board(_Exact):
    """A unit's month: as a whole, alone, and of each unit directly below it."""

    unit: str
    unit_name: str
    period: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}$")]
    whole: CountedRow
    rows: list[CountedRow]
    streets: list[StreetShape]
    areas_credit: Annotated[str, Meta(description="Whose the outlines are; it stands beside every map of them.")]
    now: Moment


class DayCounts(_Exact):
    """What happened today. `overdue`: closing deadlines that passed; `unhappy`: answers that were."""

    received: int
    closed: int
    answered: int
    overdue: int
    unhappy: int


class BoardToday(_Exact):
    """A unit's running day, with everything below it; `to_decide` of a district alone. `more`: at least so many to decide."""

    unit: str
    unit_name: str
    day: str
    counts: DayCounts
    to_decide: int | None
    more: bool
    now: Moment


class BoardNow(_Exact):
    """What presses in a unit's own list at this moment; `unhappy` of a district alone. `more`: at least so many."""

    unit: str
    listing: Literal["district", "street", "unit"]
    overdue: int
    emergencies: int
    unhappy: int | None
    more: bool
    now: Moment


class CountedMonth(CountedRow):
    """What was counted of a unit in one of several months."""

    period: str


class Trend(_Exact):
    """A unit's month and the five before it, oldest first."""

    unit: str
    months: list[CountedMonth]


class ReturnRow(_Exact):
    """How often a unit's petitions went to another after it had sent them back; `upheld` is false where it got them again."""

    unit: str
    unit_name: str
    to: str
    to_name: str
    times: int
    upheld: bool


class SentBackRows(_Exact):
    """Who of a unit's sent back to whom in a month, the most frequent first."""

    unit: str
    period: str
    rows: list[ReturnRow]


class Assisting(_Exact):
    """A unit that helps the owner."""

    unit: str
    unit_name: str
    state: Literal["asked", "accepted", "done", "released"]
    round: int


class ExtensionState(_Exact):
    """The round's extension."""

    days: int
    state: Literal["asked", "granted", "refused"]
    asked_at: Moment


class HoldState(_Exact):
    """The round's hold."""

    review_at: Moment
    state: Literal["asked", "granted"]
    days_left: int | None


class Answered(_Exact):
    """What a person answered to a category's question, in words."""

    name: str
    text: str
    answer: str


class Facts(_Exact):
    """Everything about a petition that is no free text and no contact."""

    number: Number
    number_shown: str
    status: str
    kind: str
    category: str
    category_name: str
    urgency: int
    emergency: bool
    owner: str
    owner_name: str
    place_name: str
    place_how: str
    longitude: float | None
    latitude: float | None
    gcj02: MapPoint | None
    district: str
    submitted_at: Moment
    due_at: Moment | None
    calendar_missing: bool
    round_number: int
    supervised: bool
    has_phone: bool
    contact_hidden: bool
    about_staff: bool
    about_unit: str | None
    channel: str
    official_place: str
    no_phone_reason: str
    answers: list[Answered]
    reject_reason: str
    lead: str | None
    followers: int
    appealed_at: Moment | None
    erased_at: Moment | None
    can_erase: bool
    assists: list[Assisting]
    extension: ExtensionState | None
    hold: HoldState | None


class Entry(_Exact):
    """An entry of the history; `by_name` is what they were called then, empty in entries of earlier releases."""

    version: int
    at: Moment
    action: str
    by: str
    by_name: str
    role: str
    status_before: str | None
    status_after: str
    owner_name: str
    round: int
    reason: str
    text: str


class Allowed(_Exact):
    """An action that is open now, the details that it needs and those that it may bring."""

    action: str
    needs: list[str]
    offers: list[str]


class MentionedUnit(_Exact):
    """A unit that a note names."""

    unit: str
    unit_name: str


class PhraseShown(_Exact):
    """A standard answer that fits, in the petition's language; {number}, {place}, {unit} and {category} are its own."""

    name: str
    text: str


class NoteShown(_Exact):
    """What one of the staff told the others, and which units were told of it. No citizen reads it."""

    at: Moment
    by: str
    by_name: str
    text: str
    units: list[MentionedUnit]


class SmsLine(SmsStep):
    """A state that one of the petition's messages took: which message, in which round."""

    id: str
    name: str
    round: int


class AtDesk(_Exact):
    """A petition with its words, its history, what became of its messages, and the actions open to this person."""

    petition: Facts
    text: str
    phrases: list[PhraseShown]
    notes: list[NoteShown]
    history: list[Entry]
    sms: list[SmsLine]
    actions: list[Allowed]
    photos: list[PhotoShown]
    supporters: int
    version: int
    now: Moment


class Acted(_Exact):
    """The petition after an action."""

    number: Number
    status: str
    owner: str
    version: int


class LatelyArea(_Exact):
    """A district with its streets; the site's own district has an empty code."""

    code: str
    name: str
    streets: list[Named]


class LatelyItem(_Exact):
    """A petition whose citizen calls it solved."""

    href: str
    title: str
    words: str


class LatelyBulletin(_Exact):
    """The district's newest bulletin of a month."""

    href: str
    words: str


class Lately(_Exact):
    """What came and what was solved in an area since the first of the last month, in sentences."""

    area: str
    areas: list[LatelyArea]
    sentences: list[str]
    items: list[LatelyItem]
    bulletin: LatelyBulletin | None


class HiddenWords(_Exact):
    """Words that seem to tell who somebody is, or where they live."""

    kind: str
    words: str


class Proposed(_Exact):
    """Words as they were said, and as they might be published."""

    original: str
    masked: str
    hidden: list[HiddenWords]


class PublicWords(_Exact):
    """What everybody reads now."""

    words: str
    reply: str
    at: Moment


class PhotoToClear(_Exact):
    """A photo as a person judges it, large: `cleared` says whether everybody may see it now. Its address is good for a quarter of an hour."""

    file: str
    kind: Literal["before", "after"]
    slot: Annotated[int, Meta(description="Its place among those of its kind; history names a cleared photo by kind and place.")]
    at: Moment
    url: str
    cleared: bool
    new: Annotated[bool, Meta(description="Nobody has judged it yet, with a tick or without.")]


class Clearing(_Exact):
    """What a person decides on who clears a petition for everybody."""

    number: Number
    version: int
    status: str
    may_be_published: bool
    refused: bool
    words: Proposed
    reply: Proposed
    public: PublicWords | None
    may_show_photos: bool
    hide_identity: Annotated[bool, Meta(description="Whoever sent it keeps their name from units: a photo could tell it.")]
    waits: Annotated[Literal["", "clear", "photos"], Meta(description="In which list it waits for a decision: for its text, or for its photos.")]
    photos: list[PhotoToClear]


class Cleared(_Exact):
    """The petition after the decision."""

    number: Number
    version: int
    public: bool


class TypicalCase(_Exact):
    """A typical case of a bulletin."""

    title: str
    text: str


class BulletinDraft(_Exact):
    """What a supervisor added to a bulletin, or the order to correct one (`revision` above 0)."""

    period: str
    revision: int
    version: int
    remarks: str
    cases: list[TypicalCase]
    thanks: list[str]
    why: str
    by: str
    at: Moment
    approved_at: Moment | None


class SaidInBulletin(_Exact):
    """What somebody added to an issued bulletin, in its last revision. `ordered_at`: another one is on its way."""

    period: str
    revision: int
    remarks: str
    cases: list[TypicalCase]
    thanks: list[str]
    ordered_at: Moment | None


class IssuedBulletin(_Exact):
    """A bulletin that is out."""

    period: str
    issue: int
    issue_of_year: int
    revision: int
    issued_at: Moment
    href: str


class Difference(_Exact):
    """A figure of the newest bulletin that would be another one today."""

    period: str
    measure: str
    measure_name: str
    before: int
    after: int


class CaseCandidate(_Exact):
    """A petition that was cleared for everybody."""

    number: Number
    solved: bool
    words: str
    reply: str


class Bulletins(_Exact):
    """A unit's bulletins, drafts, and what a supervisor decides on."""

    unit: str
    unit_name: str
    review: bool
    due: list[str]
    drafts: list[BulletinDraft]
    issued: list[IssuedBulletin]
    older: bool
    differs: list[Difference]
    candidates: list[CaseCandidate]


class ResponseTerms(_Exact):
    """How the response deadline came about."""

    hours: int
    due: Moment


class ClosingTerms(_Exact):
    """How the closing deadline came about, day by day. `calendar_missing` names a year that is not loaded."""

    assigned: Moment
    working_days: int
    extension_days: int
    hours_end: str
    calendar_missing: int | None
    day_zero: str | None
    counted: list[str]
    holidays: list[str]
    due: Moment | None


class Deadlines(_Exact):
    """How the deadlines of the running round came about; only `round` before the first assignment."""

    round: int | None
    response: ResponseTerms | None = None
    closing: ClosingTerms | None = None
    on_hold: bool | None = None


class NoticeBulletin(_Exact):
    """The bulletin whose draft waits for a supervisor."""

    unit: str
    unit_name: str
    period: str


class NoticeRow(_Exact):
    """What a unit was told: of a petition, or of a bulletin whose draft waits for a supervisor."""

    number: Number | None
    number_shown: str
    action: str
    at: Moment
    bulletin: NoticeBulletin | None


class Notices(_Exact):
    """A page of notices, newest first; `cursor` is null on the last."""

    items: list[NoticeRow]
    cursor: str | None


class Faulty(_Exact):
    """What is wrong with one field; of words that are too long also how many characters fit, and how many there are."""

    code: str
    message: str
    limit: int | UnsetType = UNSET
    length: int | UnsetType = UNSET


class Refused(Struct):
    """The one shape of every refusal; some codes bring details beside it, such as `first`, `allowed` or `handed_on`."""

    code: str
    message: str
    fields: dict[str, Faulty]


class Description(Struct):
    """An OpenAPI description."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
