"""The OpenAPI 3.1 description, made from the types that check the bodies and one table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from chalicelib.domain.lifecycle import Action
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import admin_answers as admin
from chalicelib.entrypoints import answers, schemas
from chalicelib.entrypoints.examples import EXAMPLES
from chalicelib.entrypoints.http import STATUSES


@dataclass(frozen=True, slots=True)
class Route:
    """One route as the description tells it; `right` is the row of domain/rights.py that it needs."""

    method: str
    path: str
    summary: str
    answers: type[msgspec.Struct]
    right: Right | Action
    body: type[msgspec.Struct] | None = None
    status: int = 200
    session: bool = False
    keyed: bool = False
    query: tuple[str, ...] = ()


QUEUE = ("unit", "street", "district", "assist", "decide", "unhappy", "clear", "photos", "limit", "cursor")
NOTICES = ("unit", "limit", "cursor")
BOARD = ("unit", "period")
PETITION = "/api/desk/petitions/{number}"
PERSON = "/api/desk/people/{login}"
EXPORTS = "/api/desk/exports"
ORGANISATION = "/api/desk/organisation"
DOCUMENT = f"{ORGANISATION}/documents/{{document}}"
ROUTES = (
    Route("GET", "/health", "Whether the platform can work", answers.Health, Right.PUBLIC),
    Route("GET", "/openapi.json", "This description", answers.Description, Right.PUBLIC),
    Route("POST", "/callbacks/{carrier}/{key}", "A carrier's receipts and replies", answers.CallbackTaken, Right.CARRIER_CALLBACK),
    Route("POST", "/callbacks/sns", "What SNS posts of our topics", answers.CallbackTaken, Right.CARRIER_CALLBACK),
    Route("GET", "/public/lately.json", "What was solved near somebody lately", answers.Lately, Right.PUBLIC, query=("area", "lang")),
    Route("GET", "/api/form", "What the form offers", answers.Form, Right.PUBLIC, query=("district",)),
    Route(
        "POST", "/api/petitions", "Submit a petition", answers.Receipt, Right.SUBMIT_PETITION, schemas.PetitionIn, 201, keyed=True
    ),
    Route("GET", "/api/form/words", "Which words speak for which category", answers.FormWords, Right.PUBLIC),
    Route("GET", "/api/form/map", "The streets as a drawing", answers.FormMap, Right.PUBLIC, query=("district",)),
    Route("POST", "/api/checks", "Look at a petition before it is sent", answers.Checked, Right.SUBMIT_PETITION, schemas.PetitionIn),
    Route("POST", "/api/me-too", "The same trouble: be counted, and follow", answers.Nothing, Right.FOLLOW_PETITION, schemas.MeTooIn),
    Route("POST", "/api/photos", "A place for a photo of one's own petition", answers.PhotoForm, Right.SUBMIT_PETITION, schemas.OwnPhotoIn),
    Route("GET", "/api/status", "How the petition of this visit goes", answers.Status, Right.SEE_PETITION),
    Route("POST", "/api/ratings", "Answer whether it is solved", answers.Rated, Action.ANSWER_HAPPY, schemas.RatingIn),
    Route("POST", "/api/words", "Add words to one's own petition", answers.Added, Action.COMMENT, schemas.WordsIn),
    Route("POST", "/api/withdrawals", "Take the petition back", answers.Moved, Action.WITHDRAW, schemas.WithdrawalIn),
    Route("POST", "/api/erasures", "Have one's words and number erased", answers.ErasedAnswer, Right.ERASE, schemas.OwnErasureIn),
    Route("POST", "/api/appeals", "Appeal, once and within 30 days", answers.Moved, Action.APPEAL, schemas.AppealIn),
    Route("POST", "/api/reopenings", "Take it out of a merge", answers.Moved, Action.REOPEN, schemas.ReopeningIn),
    Route("POST", "/api/codes", "Ask for a code that proves a phone", answers.CodeAsked, Right.PROVE_PHONE, schemas.CodeIn),
    Route("POST", "/api/codes/verification", "Type the code", answers.Mine, Right.PROVE_PHONE, schemas.CodeTyped),
    Route("GET", "/api/mine", "Petitions of the proved phone", answers.Mine, Right.SEE_PETITION),
    Route("POST", "/api/mine/stops", "Follow one by SMS no more", answers.Mine, Right.FOLLOW_PETITION, schemas.StopIn),
    Route("POST", "/api/mine/visits", "Open one of them", answers.VisitOpened, Right.SEE_PETITION, schemas.VisitIn),
    Route("POST", "/api/desk/session", "Sign in", answers.SignedIn, Right.SIGN_IN, schemas.SignIn),
    Route("GET", "/api/desk/ways", "By which ways staff sign in", answers.Ways, Right.PUBLIC),
    Route("DELETE", "/api/desk/session", "Sign out", answers.Nothing, Right.OWN_SESSION, session=True),
    Route("GET", "/api/desk/sessions", "Where this person is signed in", answers.Sessions, Right.OWN_SESSION, session=True),
    Route("DELETE", "/api/desk/sessions", "Sign out everywhere", answers.Nothing, Right.OWN_SESSION, session=True),
    Route("POST", "/api/desk/enrolment", "Begin to enrol", answers.Enrolment, Right.SIGN_IN, schemas.EnrolmentIn),
    Route("POST", "/api/desk/enrolment/confirmation", "Enrol", answers.Enrolled, Right.SIGN_IN, schemas.ConfirmationIn),
    Route("GET", PERSON, "One of the staff, for an administrator", answers.Person, Right.MANAGE_PEOPLE, session=True),
    Route("POST", f"{PERSON}/invitation", "Invite to enrol anew", answers.Invitation, Right.MANAGE_PEOPLE, session=True),
    Route("PUT", PERSON, "Change names and roles", answers.Nothing, Right.MANAGE_PEOPLE, schemas.PersonIn, session=True),
    Route("POST", f"{PERSON}/disabling", "Put somebody out at once", answers.Nothing, Right.MANAGE_PEOPLE, schemas.PersonSeenIn, session=True),
    Route("POST", f"{PERSON}/enabling", "Let somebody in again", answers.Nothing, Right.MANAGE_PEOPLE, schemas.PersonSeenIn, session=True),
    Route(
        "GET", "/api/desk/people", "Who works at a unit and below it", answers.People, Right.LIST_PEOPLE, session=True,
        query=("unit", "words", "role", "state", "limit", "cursor"),
    ),
    Route("POST", "/api/desk/people", "Take somebody on", answers.Invitation, Right.ADD_PERSON, schemas.NewPersonIn, 201, session=True),
    Route("GET", "/api/desk/me", "Who is signed in", answers.Me, Right.OWN_SESSION, session=True),
    Route("GET", "/api/desk/today", "The first screen in one call", answers.Today, Right.OWN_SESSION, session=True, query=QUEUE),
    Route(
        "POST", f"{PETITION}/contact", "Whom to ring, on record", answers.ContactShown, Right.REVEAL_CONTACT, session=True
    ),
    Route("GET", "/api/desk/reveals", "Who saw which number", answers.Reveals, Right.AUDIT_REVEALS, session=True, query=NOTICES),
    Route("GET", "/api/desk/calls", "Who is to be rung", answers.Calls, Right.LIST_CALLS, session=True, query=NOTICES),
    Route(
        "POST", f"{PETITION}/calls", "Enter what a citizen answered on the telephone", answers.Acted, Right.ENTER_ANSWER, schemas.ToldIn,
        session=True, keyed=True,
    ),
    Route("GET", f"{PETITION}/messages", "What became of a petition's SMS", answers.SmsList, Right.SEE_PETITION, session=True),
    Route(
        "POST", f"{PETITION}/messages/{{message}}/resending", "Send one again", answers.Sms, Right.SEND_AGAIN, session=True, keyed=True
    ),
    Route(
        "POST", f"{PETITION}/messages/{{message}}/decision", "Decide on one that may have gone", answers.Sms, Right.SEND_AGAIN, schemas.DecisionIn,
        session=True,
    ),
    Route("GET", "/api/desk/messages/undecided", "SMS on which a person decides", answers.UndecidedSms, Right.SEE_MESSAGES, session=True, query=NOTICES),
    Route("GET", "/api/desk/messages/figures", "A day's SMS in figures", answers.SmsFigures, Right.SEE_MESSAGES, session=True, query=("unit", "day")),
    Route("POST", "/api/desk/search", "Find by phone", answers.FoundPetitions, Right.SEARCH_PETITIONS, schemas.SearchIn, session=True),
    Route(
        "POST", "/api/desk/find", "Find by words, unit and day", answers.FoundByWords, Right.FIND_PETITIONS, schemas.FindIn, session=True
    ),
    Route("GET", EXPORTS, "One's own exports of a day", answers.OwnExports, Right.OWN_EXPORTS, session=True),
    Route("POST", EXPORTS, "Ask for a file of petitions", answers.ExportShown, Right.EXPORT_PETITIONS, schemas.ExportIn, 201, session=True),
    Route("POST", f"{EXPORTS}/{{export}}/address", "Fetch a file, on record", answers.ExportAddress, Right.OWN_EXPORTS, session=True),
    Route("GET", f"{EXPORTS}/steps", "Who exported what", answers.ExportSteps, Right.AUDIT_EXPORTS, session=True, query=NOTICES),
    Route("GET", "/api/desk/board", "A unit's month in figures", answers.Board, Right.SEE_BOARD, session=True, query=BOARD),
    Route("GET", "/api/desk/board/today", "A unit's day in figures", answers.BoardToday, Right.SEE_BOARD, session=True, query=("unit",)),
    Route("GET", "/api/desk/board/now", "What presses now", answers.BoardNow, Right.SEE_BOARD, session=True, query=("unit",)),
    Route("GET", "/api/desk/board/trend", "Six months in figures", answers.Trend, Right.SEE_BOARD, session=True, query=BOARD),
    Route(
        "GET", "/api/desk/bulletins", "A unit's bulletins and drafts", answers.Bulletins, Right.REVIEW_BULLETINS, session=True,
        query=("unit", "older"),
    ),
    Route(
        "GET", "/api/desk/bulletins/issued", "What somebody added to an issued one", answers.SaidInBulletin, Right.REVIEW_BULLETINS, session=True,
        query=("unit", "period"),
    ),
    Route(
        "PUT", "/api/desk/bulletins/draft", "Add to a bulletin, or let it be issued", answers.BulletinDraft, Right.REVIEW_BULLETINS,
        schemas.DraftIn, session=True,
    ),
    Route(
        "POST", "/api/desk/bulletins/revision", "Order a correction", answers.BulletinDraft, Right.REVIEW_BULLETINS, schemas.RevisionIn,
        session=True,
    ),
    Route(
        "GET", "/api/desk/board/returns", "Who sent back to whom", answers.SentBackRows, Right.SEE_BOARD, session=True, query=BOARD
    ),
    Route("GET", "/api/desk/units", "The tree of units", answers.Units, Right.READ_UNITS, session=True),
    Route("GET", "/api/desk/petitions", "A queue by deadline", answers.Queue, Right.LIST_QUEUE, session=True, query=QUEUE),
    Route(
        "GET", PETITION, "A petition with its history and open actions", answers.AtDesk, Right.SEE_PETITION, session=True
    ),
    Route(
        "POST", f"{PETITION}/photos", "A place for a photo of how it is now", answers.PhotoForm, Right.ADD_PHOTO, schemas.PhotoIn, session=True
    ),
    Route(
        "GET", f"{PETITION}/deadlines", "How the deadlines came about", answers.Deadlines, Right.SEE_PETITION, session=True
    ),
    Route(
        "POST", f"{PETITION}/notes", "Note something for other staff", answers.NoteShown, Right.WRITE_NOTE, schemas.NoteIn, 201, session=True,
        keyed=True,
    ),
    Route("GET", f"{PETITION}/publication", "What might be published of it", answers.Clearing, Right.CLEAR, session=True),
    Route(
        "POST", f"{PETITION}/publication", "Publish it, refuse to, take it back, or say which photos everybody may see", answers.Cleared, Right.CLEAR, schemas.ClearingIn,
        session=True, keyed=True,
    ),
    Route(
        "POST", f"{PETITION}/erasure", "Erase its words and its citizen's contact", answers.ErasedAnswer, Right.ERASE, schemas.ErasureIn,
        session=True, keyed=True,
    ),
    Route("GET", f"{PETITION}/placement", "Which rule placed it, and why", admin.PlacementTerms, Right.SEE_PETITION, session=True),
    Route(
        "POST", "/api/desk/petitions", "Submit a petition for somebody", answers.Receipt, Right.SUBMIT_FOR_SOMEBODY, schemas.ProxyIn, 201,
        session=True, keyed=True,
    ),
    Route("GET", ORGANISATION, "A district's documents", admin.OrganisationDocuments, Right.READ_ORGANISATION, session=True, query=("district",)),
    Route(
        "GET", f"{ORGANISATION}/history", "What was changed", admin.OrganisationHistory, Right.READ_ORGANISATION, session=True,
        query=("district", "limit", "cursor"),
    ),
    Route("GET", DOCUMENT, "One document's rows", admin.OrganisationDocument, Right.READ_ORGANISATION, session=True, query=("district",)),
    Route("PUT", DOCUMENT, "Change rows of a document", admin.OrganisationChanged, Right.CHANGE_ORGANISATION, schemas.DocumentIn, session=True),
    Route("PUT", f"{ORGANISATION}/units", "Change units", admin.OrganisationChanged, Right.CHANGE_ORGANISATION, schemas.UnitsIn, session=True),
    Route("PUT", f"{ORGANISATION}/rota", "Set the duty rota", admin.OrganisationChanged, Right.CHANGE_ORGANISATION, schemas.RowsIn, session=True),
    Route("PUT", f"{ORGANISATION}/settings", "Set the settings", admin.OrganisationChanged, Right.CHANGE_ORGANISATION, schemas.SettingsIn, session=True),
    Route("PUT", f"{ORGANISATION}/rules", "Set the assignment rules", admin.OrganisationChanged, Right.CHANGE_ORGANISATION, schemas.RowsIn, session=True),
    Route("POST", "/api/desk/rules/trial", "Try rules on past petitions", admin.Trial, Right.TRY_RULES, schemas.TrialIn, session=True),
    Route("GET", "/api/desk/notices", "What a unit was told", answers.Notices, Right.READ_NOTICES, session=True, query=NOTICES),
    Route(
        "POST", f"{PETITION}/actions", "Act on a petition", answers.Acted, Right.ACT, schemas.ActionIn, session=True, keyed=True
    ),
)  # fmt: skip
# What a browser itself goes to (forms without script, pages and files for everybody, the way to the issuer and back), and
# the right that it needs.
PAGES: Mapping[str, Right | Action] = {
    "/p/report": Right.SUBMIT_PETITION,
    "/p/me-too": Right.FOLLOW_PETITION,
    "/p/following": Right.FOLLOW_PETITION,
    "/p/following/stop": Right.FOLLOW_PETITION,
    "/p/follow": Right.FOLLOW_PETITION,
    "/p/follow/code": Right.FOLLOW_PETITION,
    "/p/follow/verification": Right.FOLLOW_PETITION,
    "/p/receipt": Right.SEE_PETITION,
    "/p/status": Right.SEE_PETITION,
    "/p/photo": Right.SEE_PETITION,
    "/p/words": Action.COMMENT,
    "/p/rate": Action.ANSWER_HAPPY,
    "/p/withdraw": Action.WITHDRAW,
    "/p/erase": Right.ERASE,
    "/p/appeal": Action.APPEAL,
    "/p/reopen": Action.REOPEN,
    "/p/my": Right.PROVE_PHONE,
    "/p/my/code": Right.PROVE_PHONE,
    "/p/my/verification": Right.PROVE_PHONE,
    "/p/my/petition": Right.SEE_PETITION,
    "/p/my/stop": Right.FOLLOW_PETITION,
    "/p/phone": Right.KEEP_ON_PHONE,
    "/p/phone/petition": Right.SEE_PETITION,
    "/p/phone/forget": Right.KEEP_ON_PHONE,
    "/s/{token}": Right.SEE_PETITION,
    "/public/petitions": Right.PUBLIC,
    "/public/petitions/{number}": Right.PUBLIC,
    "/public/petitions/{number}/feed": Right.PUBLIC,
    "/public/followed/{token}": Right.PUBLIC,
    "/public/petitions.csv": Right.PUBLIC,
    "/public/petitions.geojson": Right.PUBLIC,
    "/public/figures": Right.PUBLIC,
    "/public/data": Right.PUBLIC,
    "/public/feed": Right.PUBLIC,
    "/sitemap.xml": Right.PUBLIC,
    "/robots.txt": Right.PUBLIC,
    "/api/desk/bulletins/preview": Right.REVIEW_BULLETINS,
    "/api/desk/issuer": Right.SIGN_IN,
    "/api/desk/issuer/answer": Right.SIGN_IN,
}


def document() -> dict[str, Any]:
    """The whole description."""
    types = [route.body for route in ROUTES if route.body] + [route.answers for route in ROUTES]
    _, components = msgspec.json.schema_components(
        [*types, answers.Refused], ref_template="#/components/schemas/{name}"
    )
    for name, example in EXAMPLES.items():
        if name in components:
            components[name]["examples"] = [example]
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nuannan",
            "version": "0.1.0",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Refused": _refused(components["Refused"])},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    refusal = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}}
    made: dict[str, Any] = {
        "summary": route.summary,
        "responses": {
            str(route.status): {
                "description": "Done",
                "content": {"application/json": _shown(route.answers)},
            },
            "default": {"description": "Refused, with a stable code", **refusal},
        },
        "parameters": _parameters(route),
    }
    if route.session:
        made["security"] = [{"session": []}]
    if route.body:
        made["requestBody"] = {"required": True, "content": {"application/json": _shown(route.body)}}
    return made


def _shown(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "schema": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "example": EXAMPLES[kind.__name__],
    }


def _parameters(route: Route) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in route.query
    ]
    made += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    if route.method != "GET" and route.right is not Right.CARRIER_CALLBACK:
        made.append(_header("Nuannan-Request", "1"))
    if route.keyed:
        made.append(_header("Idempotency-Key", "[A-Za-z0-9_-]{16,128}"))
    if route.path in ("/api/petitions", "/api/me-too"):
        made.append(_header("Nuannan-Device", "[A-Za-z0-9_-]{22,128}"))
    return made


def _header(name: str, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": f"^{pattern}$"},
    }


def _refused(made: dict[str, Any]) -> dict[str, Any]:
    statuses = "With the status: " + ", ".join(f"{code} {STATUSES[code]}" for code in sorted(STATUSES)) + "."
    code = {"type": "string", "enum": sorted(STATUSES), "description": statuses}
    return {**made, "properties": {**made["properties"], "code": code}}
