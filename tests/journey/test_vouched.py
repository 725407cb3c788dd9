"""Signing in through the issuer: bound to one browser, once, and only for those who work here."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from chalicelib.domain.errors import IssuerMissing, SignInRefused, TooManyRequests
from chalicelib.journey.sign_in import recognise
from chalicelib.journey.vouched import LONGEST, Vouched, begin, finish

from tests.fakes.small import CodeIsLogin
from tests.journey.test_sign_in import WANG


@pytest.fixture
def staffed(world):
    world.people.add(WANG)
    world.issuer = CodeIsLogin()
    return world


def enter(world, login="wang", begun=None, **changes):
    begun = begun or begin(world, "192.0.2.1")
    state = parse_qs(urlsplit(begun.address).query)["state"][0]
    return finish(world, replace(Vouched(login, state, begun.mark, "192.0.2.1"), **changes))


def test_person_is_recognised_when_the_issuer_vouches(staffed) -> None:
    opened = enter(staffed)
    assert recognise(staffed, opened.token).login == "wang"
    assert [entry.action for entry in staffed.people.history("wang")] == ["signed_in_by_issuer"]


@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"state": ""}, {"mark": ""}, {"mark": "forged"}, {"code": ""}, {"code": "x" * (LONGEST + 1)}],
)
def test_answer_is_refused_when_it_is_not_this_browsers(staffed, changes) -> None:
    with pytest.raises(SignInRefused):
        enter(staffed, **changes)
    assert staffed.people.opened == {}


def test_answer_is_refused_when_it_comes_again(staffed) -> None:
    begun = begin(staffed, "192.0.2.1")
    enter(staffed, begun=begun)
    with pytest.raises(SignInRefused):
        enter(staffed, begun=begun)
    assert len(staffed.people.opened) == 1


def test_answer_is_refused_when_ten_minutes_have_passed(staffed) -> None:
    begun = begin(staffed, "192.0.2.1")
    staffed.clock.move(minutes=10)
    with pytest.raises(SignInRefused):
        enter(staffed, begun=begun)


def test_nobody_comes_in_when_the_issuer_vouches_for_a_stranger(staffed) -> None:
    with pytest.raises(SignInRefused):
        enter(staffed, "li")


def test_person_is_refused_when_disabled_here(staffed) -> None:
    staffed.people.add(replace(WANG, disabled=True))
    with pytest.raises(SignInRefused):
        enter(staffed)
    assert [entry.action for entry in staffed.people.history("wang")] == ["refused"]


def test_issuer_is_missing_when_the_deployment_names_none(world) -> None:
    with pytest.raises(IssuerMissing):
        begin(world, "192.0.2.1")


def test_source_is_slowed_when_it_knocks_without_end(staffed) -> None:
    with pytest.raises(TooManyRequests):
        for _ in range(61):
            begin(staffed, "192.0.2.1")
