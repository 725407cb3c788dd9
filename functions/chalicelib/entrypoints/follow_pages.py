"""What this browser follows, and following a public petition by SMS, in steps that need no script: the phone, the code, done.

A GET follows nothing, and stops nothing. The page for everybody depends on nobody, so that a front may keep it; it leads here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.domain.errors import InvalidInput, PetitionNotFound, ProofOver
from chalicelib.domain.proof import CODE_LASTS
from chalicelib.entrypoints.done import sealed, told
from chalicelib.entrypoints.forms import csrf_token
from chalicelib.entrypoints.http import correlation_of, set_cookie
from chalicelib.entrypoints.visitor import (
    DEVICE_COOKIE,
    FOLLOW_COOKIE,
    FORM_ENCODED,
    YEAR_SECONDS,
    Visitor,
    ending_cookie,
    field_words,
    page,
)
from chalicelib.journey import follow, subscribe
from chalicelib.messages import errors, public_words
from chalicelib.messages.words import for_follower, marked, other, say

ASKED: Final = "__Host-follow-code"
SENT_TO: Final = "__Host-follow-code-to"
_JOINED: Final = marked("We have counted you in. You can check its progress here.")
_STOPPED: Final = marked("You no longer follow it on this phone. You are still counted as having the same problem.")
follow_pages = Blueprint(__name__)
_page = page(lambda: follow_pages.current_request)


def _if_public(view: Callable[[Visitor], Response]) -> Callable[[Visitor], Response]:
    """A view that says of a petition which is not public what its public page says."""

    @wraps(view)
    def answered(visitor: Visitor) -> Response:
        try:
            return view(visitor)
        except PetitionNotFound as gone:
            language = visitor.language
            link = {"href": f"/public/petitions?lang={language}", "words": public_words.title(language)}
            sentences = [errors.text(gone.code, language)]
            return visitor.page("notice.html", 404, heading=public_words.not_here(language), sentences=sentences, link=link)

    return answered


@follow_pages.route("/p/following", methods=["GET"])
@_page
def following(visitor: Visitor) -> Response:
    """How the petitions go that this browser follows."""
    query: Mapping[str, str] = visitor.request.query_params or {}
    held = visitor.cookie(FOLLOW_COOKIE)
    # The address is where joining leads to, by script too; the cookie itself tells that it was just now.
    joined = query.get("done") == "joined" and follow.joined_lately(visitor.ports, held)
    return _listed(visitor, held, _JOINED if joined else "")


def _listed(visitor: Visitor, held: str, done: str, cookies: tuple[str, ...] = ()) -> Response:
    found = follow.followed(visitor.ports, held, visitor.language)
    return visitor.page(
        "following.html",
        cookies=cookies,
        alternate=f"/p/following?lang={other(visitor.language)}",
        petitions=[for_follower(each, visitor.language) for each in found],
        notice=say(done, visitor.language) if done else "",
        csrf=csrf_token(visitor.ports, held),
    )


@follow_pages.route("/p/following/stop", methods=["POST"], content_types=FORM_ENCODED)
@_page
def stop(visitor: Visitor) -> Response:
    """What this browser follows, without one of them, saying so itself. A second press, or a reload, changes nothing."""
    held, gone = visitor.cookie(FOLLOW_COOKIE), ""
    if held:
        visitor.check_csrf(FOLLOW_COOKIE)
        gone = follow.without(visitor.ports, held, visitor.fields.get("feed", ""))
    kept = set_cookie(FOLLOW_COOKIE, gone, int(follow.FOLLOWED_FOR.total_seconds()) if gone else 0)
    return _listed(visitor, gone, _STOPPED, (kept,))


@follow_pages.route("/p/follow", methods=["GET"])
@_page
@_if_public
def form(visitor: Visitor) -> Response:
    """The question for the phone, or for the code that was asked for, or that it is done."""
    query: Mapping[str, str] = visitor.request.query_params or {}
    number = query.get("number", "")
    step = told(visitor, number) or ("code" if query.get("step") == "code" and visitor.cookie(ASKED) else "phone")
    return _shown(visitor, number, step)


@follow_pages.route("/p/follow/code", methods=["POST"], content_types=FORM_ENCODED)
@_page
@_if_public
def ask(visitor: Visitor) -> Response:
    """The question for the code, or for the phone again."""
    visitor.check_csrf(DEVICE_COOKIE)
    number, phone = visitor.fields.get("number", ""), visitor.fields.get("phone", "")
    correlation = correlation_of(visitor.request)
    try:
        token = subscribe.ask(visitor.ports, number, phone, visitor.source, visitor.language, correlation)
    except InvalidInput as refusal:
        return _shown(visitor, number, "phone", field_words(refusal, visitor.language))
    asked = set_cookie(ASKED, token, int(CODE_LASTS.total_seconds()))
    return visitor.to(f"/p/follow?step=code&number={number}&lang={visitor.language}", (asked, ending_cookie(SENT_TO, phone)))


@follow_pages.route("/p/follow/verification", methods=["POST"], content_types=FORM_ENCODED)
@_page
@_if_public
def verify(visitor: Visitor) -> Response:
    """That it is done, or the question for the code again, or for the phone when the code is over or nothing is to be followed."""
    visitor.check_csrf(DEVICE_COOKIE)
    try:
        number = subscribe.confirm(visitor.ports, visitor.cookie(ASKED), visitor.fields.get("code", ""), visitor.source)
    except InvalidInput as refusal:
        wrong = field_words(refusal, visitor.language)
        return _shown(visitor, visitor.fields.get("number", ""), "code" if "code" in wrong else "phone", wrong)
    except ProofOver as over:
        wrong = {"phone": errors.text(over.code, visitor.language)}
        return _shown(visitor, visitor.fields.get("number", ""), "phone", wrong)
    done = sealed(visitor, "done", number)
    return visitor.to(f"/p/follow?done={done}&number={number}&lang={visitor.language}", (set_cookie(ASKED, "", 0),))


def _shown(visitor: Visitor, number: str, step: str, wrong: dict[str, str] | None = None) -> Response:
    device = visitor.device or visitor.ports.ids.token()
    petition = subscribe.offered(visitor.ports, number, visitor.language)
    if step == "phone" and not petition["may_be_followed"]:
        step = "over"
    return visitor.page(
        "follow.html",
        400 if wrong else 200,
        (set_cookie(DEVICE_COOKIE, device, YEAR_SECONDS),),
        petition=petition,
        alternate=f"/p/follow?step={step}&number={number}&lang={other(visitor.language)}",
        step=step,
        values=visitor.fields,
        ending=visitor.ending(SENT_TO),
        errors=wrong or {},
        csrf=csrf_token(visitor.ports, device),
    )
