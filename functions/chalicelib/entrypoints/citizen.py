"""The citizen's JSON API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.actors import VOLUNTEER, Caller
from chalicelib.domain.errors import LinkInvalid
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.http import (
    answer,
    cookie,
    correlation_of,
    device_of,
    json_body,
    key_of,
    language_of,
    set_cookie,
    source_of,
    tagged,
    view,
)
from chalicelib.entrypoints.visitor import MINE_COOKIE, erased_cookies, kept_cookie
from chalicelib.journey import (
    add,
    appeal,
    check,
    door,
    erase,
    follow,
    form,
    links,
    look,
    photos,
    submit,
    withdraw,
)
from chalicelib.journey import answer as answering
from chalicelib.messages import words
from chalicelib.wiring import ports

VISIT = "__Host-petition"
FOLLOWED = "__Host-follow"
WORDS_KEPT = "public, max-age=300, stale-while-revalidate=86400"  # as long as any public page; older ones serve while new ones come
citizen = Blueprint(__name__)
_view = view(lambda: citizen.current_request)


def _visit(request: Request) -> links.Visit:
    visit = links.read_visit(ports(), cookie(request, VISIT))
    if visit is None:
        raise LinkInvalid
    return visit


@citizen.route("/api/form", methods=["GET"])
@_view
def get_form(request: Request) -> Response:
    """The choices of the form."""
    language = language_of(request)
    query: Mapping[str, str] = request.query_params or {}
    return answer(form.form(ports(), language, query.get("district", "")), language=language)


@citizen.route("/api/form/words", methods=["GET"])
@_view
def get_form_words(request: Request) -> Response:
    """Which words speak for which category, in the language of the address: a front that keeps them knows of no other."""
    query: Mapping[str, str] = request.query_params or {}
    language = "en" if query.get("lang") == "en" else "zh"
    found = form.words(ports(), language)
    made = answer(found, language=language)
    made.headers["Cache-Control"] = WORDS_KEPT
    return tagged(request, made, found)


@citizen.route("/api/form/map", methods=["GET"])
@_view
def get_form_map(request: Request) -> Response:
    """The streets as a drawing, and whose pictures may lie under it."""
    language = language_of(request)
    query: Mapping[str, str] = request.query_params or {}
    wired = ports()
    tiles = asdict(wired.map_tiles) if wired.map_tiles else None
    return answer(form.street_map(wired, language, query.get("district", "")) | {"tiles": tiles}, language=language)


@citizen.route("/api/checks", methods=["POST"])
@_view
def post_check(request: Request) -> Response:
    """What a person looks at before they send."""
    body, wired = schemas.decode(schemas.PetitionIn, json_body(request)), ports()
    door.knock(wired, source_of(request), "check")
    submission = submit.submission_from(schemas.submission_fields(body, ""))
    submission = replace(submission, channel=submit.PROXY) if body.for_other else submission
    return answer(check.check(wired, submission), language=body.language)


@citizen.route("/api/me-too", methods=["POST"])
@_view
def post_me_too(request: Request) -> Response:
    """Counted with a petition, which this browser follows from now on."""
    body, wired = schemas.decode(schemas.MeTooIn, json_body(request)), ports()
    device = device_of(request)
    door.knock(wired, source_of(request), "me_too")
    number = follow.me_too(wired, body.token, Caller(wired.secrets.digest("device", device), source_of(request)))
    kept = follow.follow_cookie(wired, cookie(request, FOLLOWED) or "", number)
    return answer({}, 200, (set_cookie(FOLLOWED, kept, int(follow.FOLLOWED_FOR.total_seconds())),))


@citizen.route("/api/petitions", methods=["POST"])
@_view
def post_petition(request: Request) -> Response:
    """A new petition, or the same receipt for the same key."""
    body = schemas.decode(schemas.PetitionIn, json_body(request))
    key, device, wired = key_of(request), device_of(request), ports()
    door.knock(wired, source_of(request), "submit")
    fields = schemas.submission_fields(body, correlation_of(request))
    caller = Caller(wired.secrets.digest("device", device), source_of(request))
    submission = submit.submission_from(fields)
    if body.for_other:
        # It is another person's now: this device may not look at it, and may still send the photos it took.
        receipt = submit.submit(wired, replace(submission, channel=submit.PROXY), caller, key, VOLUNTEER)
        opened: tuple[str, ...] = ()
    else:
        receipt = submit.submit(wired, submission, caller, key)
        seen = set_cookie(VISIT, links.visit_cookie(wired, receipt.number, links.DEVICE, submission.phone or ""))
        opened = (seen, kept_cookie(wired, cookie(request, MINE_COOKIE) or "", receipt.number))
    told = asdict(receipt) | {"photo_token": photos.token(wired, receipt.number)}
    return answer(told, 201, opened, receipt.language)


@citizen.route("/api/photos", methods=["POST"])
@_view
def post_photo(request: Request) -> Response:
    """A place for a photo of a petition that this device sent, and the form that fills it."""
    body, wired = schemas.decode(schemas.OwnPhotoIn, json_body(request)), ports()
    door.knock(wired, source_of(request), "photo")
    return answer(photos.begin(wired, body.token, body.id, body.type))


@citizen.route("/api/status", methods=["GET"])
@_view
def get_status(request: Request) -> Response:
    """How the visit's petition goes."""
    language = language_of(request)
    seen = look.status_for_citizen(ports(), _visit(request), language)
    return answer(words.for_citizen(seen, language), language=language)


@citizen.route("/api/ratings", methods=["POST"])
@_view
def post_rating(request: Request) -> Response:
    """The citizen's answer."""
    body = schemas.decode(schemas.RatingIn, json_body(request))
    door.knock(ports(), source_of(request), "rate")
    return answer(answering.answer_by_link(ports(), _visit(request), body.digit, body.comment))


@citizen.route("/api/words", methods=["POST"])
@_view
def post_words(request: Request) -> Response:
    """Words added to the visit's petition."""
    body = schemas.decode(schemas.WordsIn, json_body(request))
    door.knock(ports(), source_of(request), "words")
    return answer(add.add(ports(), _visit(request), body.words))


@citizen.route("/api/withdrawals", methods=["POST"])
@_view
def post_withdrawal(request: Request) -> Response:
    """The petition taken back."""
    body = schemas.decode(schemas.WithdrawalIn, json_body(request))
    return answer(withdraw.withdraw(ports(), _visit(request), body.reason))


@citizen.route("/api/erasures", methods=["POST"])
@_view
def post_erasure(request: Request) -> Response:
    """The citizen's words and number erased."""
    schemas.decode(schemas.OwnErasureIn, json_body(request))
    wired, visit = ports(), _visit(request)
    gone = erased_cookies(wired, cookie(request, MINE_COOKIE) or "", visit.number)
    return answer(erase.ask(wired, visit), cookies=gone)


@citizen.route("/api/appeals", methods=["POST"])
@_view
def post_appeal(request: Request) -> Response:
    """The petition before the command centre once more."""
    body = schemas.decode(schemas.AppealIn, json_body(request))
    return answer(appeal.appeal(ports(), _visit(request), body.reason))


@citizen.route("/api/reopenings", methods=["POST"])
@_view
def post_reopening(request: Request) -> Response:
    """A merged petition on its own again."""
    body = schemas.decode(schemas.ReopeningIn, json_body(request))
    return answer(appeal.reopen(ports(), _visit(request), body.reason))
