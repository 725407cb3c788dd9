"""The status page: how the petition goes, what was just done, and the form of a reason again where one was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chalice.app import Response

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ports import Ports
from chalicelib.entrypoints.done import sealed, told
from chalicelib.entrypoints.visitor import VISIT_COOKIE, Visitor, field_words, switch
from chalicelib.journey import links, look
from chalicelib.messages.promises import promised
from chalicelib.messages.words import for_citizen, marked, say

_DONE: Final = {
    "photo": marked("We have your photo. It will be shown here in a moment."),
    "words": marked("We have what you added, and have told those who work on it."),
    "danger": marked("We have what you added. It sounds like danger to life: ring now. Do not wait for our answer."),
    "rated": marked("Thank you. Your answer has been counted."),
    "late": marked("We have kept your answer, but it came too late to count."),
    "withdrawn": marked("Your petition is withdrawn."),
    "erased": marked("Your words and your number have been erased. What was done stays on record, without you."),
    "appealed": marked("We have your appeal. The command centre will look at your petition again."),
    "reopened": marked("Your petition is being handled on its own again."),
}


def petition_of(visitor: Visitor) -> dict[str, object]:
    """The petition of this visit, in words. Raises: LinkInvalid, PetitionNotFound."""
    view = look.status_for_citizen(visitor.ports, visitor.visit, visitor.language)
    return for_citizen(view, visitor.language)


def status_page(visitor: Visitor) -> Response:
    """How the petition goes."""
    return _shown(visitor, petition_of(visitor), told(visitor, visitor.visit.number))


def after(
    visitor: Visitor, act: Callable[[Ports, links.Visit, str], object], name: str, done: str, cookies: tuple[str, ...] = ()
) -> Response:
    """The status, saying what was done, after an act of the citizen that brings a reason; or the form again, with the reason."""
    visit = visitor.visit
    visitor.check_csrf(VISIT_COOKIE)
    if visitor.only_language:
        return _shown(visitor, petition_of(visitor), form=name)
    try:
        act(visitor.ports, visit, visitor.fields.get("reason", ""))
    except InvalidInput as refusal:
        petition = petition_of(visitor)
        if not petition[f"can_{name}"]:
            raise
        return _shown(visitor, petition, form=name, wrong="\n".join(field_words(refusal, visitor.language).values()))
    return visitor.to(f"/p/status?done={sealed(visitor, done, visit.number)}&lang={visitor.language}", cookies)


def _shown(visitor: Visitor, petition: dict[str, object], done: str = "", form: str = "", wrong: str = "") -> Response:
    """`form` names the one that is open with the reason that was typed, and `wrong` says what is the matter with it."""
    return visitor.page(
        "status.html",
        400 if wrong else 200,
        petition=petition,
        notice=say(_DONE[done], visitor.language) if done in _DONE else "",
        promised=promised(petition, visitor.ports.clock.now(), visitor.language),
        photo_sent=done == "photo",
        danger=done == "danger",
        values={form: visitor.fields.get("reason", "")} if form else {},
        errors={form: wrong} if wrong else {},
        csrf=visitor.csrf(VISIT_COOKIE),
        switch=switch(f"{form}-form", f"/p/{form}") if form else None,
    )
