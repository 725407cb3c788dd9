"""Administrators look after people: within their reach, up to their own level, never for themselves, and never the last one."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import (
    Forbidden,
    InvalidInput,
    LastAdministrator,
    NotFound,
    OwnRights,
    PersonConflict,
)
from chalicelib.domain.ports import Person, Session
from chalicelib.domain.rights import STAFF_ROLES
from chalicelib.journey import people, staff
from chalicelib.journey.people import Said, Wanted, change, disable, enable, listed, take_on, version_of
from chalicelib.journey.sign_in import _key, recognise

from tests.fakes import FakePorts
from tests.fakes.district import BAY, DISTRICT, ELM, HILL, OAK
from tests.fakes.district import staff as somebody
from tests.fakes.two_districts import CITY, DOCKS, PORT, make_two

ADMIN, HILL_ADMIN, PORT_ADMIN, CITY_ADMIN = (somebody(Role.ADMIN, unit, f"boss-{unit.lower()}") for unit in (DISTRICT, HILL, PORT, CITY))

TOO_MANY = [{"role": str(role), "unit": unit} for role in STAFF_ROLES for unit in (DISTRICT, HILL, BAY, OAK, ELM)]


def said(*roles: tuple[str, str], name: str = "孙") -> Said:
    return Said(name, "Sun", [{"role": role, "unit": unit} for role, unit in roles])


@pytest.fixture
def staffed(world: FakePorts) -> FakePorts:
    make_two(world)
    take_on(world, ADMIN, "sun", said(("grid_worker", ELM)))
    take_on(world, PORT_ADMIN, "sea", said(("officer", DOCKS)))
    take_on(world, CITY_ADMIN, "both", said(("officer", HILL), ("officer", DOCKS)))
    return world


def held(world: FakePorts, login: str) -> Person:
    found = world.people.person(login)
    assert found is not None
    return found


def seen(world: FakePorts, login: str) -> str:
    return version_of(held(world, login))


def session(world: FakePorts, login: str) -> str:
    token = f"token-{login}"
    expires = world.clock.now().replace(year=2030)
    world.people.open_session(Session(_key(world, token), login, held(world, login).session_epoch, expires, world.clock.now()))
    return token


def logins(world: FakePorts, who: Staff, **wanted: str) -> list[str]:
    items, cursor = listed(world, who, Wanted(**wanted), 50, None, "en")
    assert cursor is None
    return [str(each["login"]) for each in items]


def test_each_administrator_finds_exactly_those_within_reach(staffed: FakePorts) -> None:
    assert logins(staffed, ADMIN) == ["sun"]
    assert logins(staffed, PORT_ADMIN) == ["sea"]
    assert logins(staffed, HILL_ADMIN) == ["sun"]
    assert logins(staffed, CITY_ADMIN) == ["both"]
    assert logins(staffed, CITY_ADMIN, unit=PORT) == ["sea"]
    assert logins(staffed, CITY_ADMIN, unit=DISTRICT) == ["sun"]
    for who, unit in ((ADMIN, PORT), (ADMIN, CITY), (HILL_ADMIN, BAY), (somebody(Role.SUPERVISOR, DISTRICT), DISTRICT), (ADMIN, "nowhere")):
        with pytest.raises(Forbidden):
            logins(staffed, who, unit=unit)


def test_who_holds_a_role_at_a_unit_that_is_gone_is_the_citys_to_mend(staffed: FakePorts) -> None:
    staffed.people.persons["sun"] = replace(held(staffed, "sun"), roles=(HeldRole(Role.OFFICER, "gone"),))
    assert logins(staffed, ADMIN) == []
    assert logins(staffed, CITY_ADMIN, unit=DISTRICT) == ["sun"]
    with pytest.raises(NotFound):
        change(staffed, ADMIN, "sun", seen(staffed, "sun"), said(("officer", ELM)))
    change(staffed, CITY_ADMIN, "sun", seen(staffed, "sun"), said(("officer", ELM)))
    assert logins(staffed, ADMIN) == ["sun"]


def test_people_are_found_by_words_role_state_and_place_a_page_at_a_time(staffed: FakePorts) -> None:
    for serial in range(5):
        take_on(staffed, ADMIN, f"p{serial}", said(("officer", OAK), name=f"周{serial}"))
    disable(staffed, ADMIN, "p3", seen(staffed, "p3"))
    assert logins(staffed, ADMIN, words="周4") == logins(staffed, ADMIN, words=" P4 ") == ["p4"]
    assert logins(staffed, ADMIN, role="grid_worker") == logins(staffed, ADMIN, unit=ELM) == ["sun"]
    assert logins(staffed, ADMIN, state="disabled") == ["p3"]
    assert logins(staffed, ADMIN, state="active", unit=OAK) == ["p0", "p1", "p2", "p4"]
    first, cursor = listed(staffed, ADMIN, Wanted(), 2, None, "en")
    second, _ = listed(staffed, ADMIN, Wanted(), 2, cursor, "en")
    assert [each["login"] for each in (*first, *second)] == ["p0", "p1", "p2", "p3"]


def test_roles_are_changed_with_a_history_and_can_be_put_back(staffed: FakePorts) -> None:
    before = seen(staffed, "sun")
    change(staffed, ADMIN, "sun", before, said(("officer", ELM), ("officer", OAK), ("officer", ELM)))
    assert held(staffed, "sun").roles == (HeldRole(Role.OFFICER, ELM), HeldRole(Role.OFFICER, OAK))
    told = staff.person(staffed, ADMIN, "sun", "en")
    last = told["history"][-1]  # type: ignore[index]
    assert (last["action"], last["by"]) == ("changed", ADMIN.login)
    assert last["fields"] == {"roles": [["grid_worker@C-elm"], ["officer@C-elm", "officer@C-oak"]]}
    change(staffed, ADMIN, "sun", str(told["version"]), said(("grid_worker", ELM)))
    assert seen(staffed, "sun") == before
    entries = len(staffed.people.entries)
    change(staffed, ADMIN, "sun", before, said(("grid_worker", ELM)))
    assert len(staffed.people.entries) == entries, "what changes nothing is no step"


def test_sessions_end_when_rights_shrink_and_go_on_when_they_grow(staffed: FakePorts) -> None:
    token = session(staffed, "sun")
    change(staffed, ADMIN, "sun", seen(staffed, "sun"), said(("grid_worker", ELM), ("officer", ELM)))
    known = recognise(staffed, token)
    assert known is not None
    assert len(known.roles) == 2
    change(staffed, ADMIN, "sun", seen(staffed, "sun"), said(("officer", ELM)))
    assert recognise(staffed, token) is None


def test_who_was_put_out_is_let_in_again_with_what_they_had(staffed: FakePorts) -> None:
    staffed.people.persons["sun"] = replace(held(staffed, "sun"), password_hash="hash", sealed_totp="sealed")
    token = session(staffed, "sun")
    disable(staffed, ADMIN, "sun", seen(staffed, "sun"))
    assert recognise(staffed, token) is None
    with pytest.raises(InvalidInput) as refused:
        staff.invite(staffed, ADMIN, "sun")
    assert refused.value.fields == {"login": "person_disabled"}
    enable(staffed, ADMIN, "sun", seen(staffed, "sun"))
    found = held(staffed, "sun")
    assert (found.disabled, found.password_hash, found.sealed_totp) == (False, "hash", "sealed")
    assert recognise(staffed, token) is None, "what was over stays over"
    assert [each.action for each in staffed.people.history("sun")] == ["added", "disabled", "enabled"]


@pytest.mark.parametrize("who", [PORT_ADMIN, somebody(Role.ADMIN, OAK), somebody(Role.ADMIN, BAY)])
def test_nobody_elsewhere_is_touched(staffed: FakePorts, who: Staff) -> None:
    version = seen(staffed, "sun")
    for deed in (
        lambda: change(staffed, who, "sun", version, said(("officer", who.roles[0].unit))),
        lambda: disable(staffed, who, "sun", version),
        lambda: enable(staffed, who, "sun", version),
        lambda: staff.person(staffed, who, "sun", "en"),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(NotFound):
        change(staffed, ADMIN, "both", seen(staffed, "both"), said(("officer", HILL)))


def test_nobody_is_raised_above_the_administrators_own_level(staffed: FakePorts) -> None:
    for role, unit in (("admin", DISTRICT), ("supervisor", DISTRICT), ("officer", BAY), ("grid_worker", DOCKS)):
        with pytest.raises(Forbidden):
            change(staffed, HILL_ADMIN, "sun", seen(staffed, "sun"), said(("grid_worker", ELM), (role, unit)))
        with pytest.raises(Forbidden):
            take_on(staffed, HILL_ADMIN, "new", said((role, unit)))
    change(staffed, HILL_ADMIN, "sun", seen(staffed, "sun"), said(("admin", HILL)))
    with pytest.raises(Forbidden):
        take_on(staffed, somebody(Role.SUPERVISOR, DISTRICT), "new", said(("officer", ELM)))


def test_nobody_changes_what_they_may_do_themselves(staffed: FakePorts) -> None:
    take_on(staffed, CITY_ADMIN, ADMIN.login, said(("admin", DISTRICT)))
    me = somebody(Role.ADMIN, DISTRICT, ADMIN.login)
    version = seen(staffed, me.login)
    for deed in (
        lambda: change(staffed, me, me.login, version, said(("admin", DISTRICT), ("dispatcher", DISTRICT))),
        lambda: disable(staffed, me, me.login, version),
        lambda: enable(staffed, me, me.login, version),
    ):
        with pytest.raises(OwnRights):
            deed()
    assert staff.person(staffed, me, me.login, "en")["own"] is True


def test_the_last_administrator_of_a_district_stays(staffed: FakePorts) -> None:
    take_on(staffed, CITY_ADMIN, "ann", said(("admin", PORT)))
    for deed in (
        lambda: disable(staffed, CITY_ADMIN, "ann", seen(staffed, "ann")),
        lambda: change(staffed, CITY_ADMIN, "ann", seen(staffed, "ann"), said(("officer", PORT))),
    ):
        with pytest.raises(LastAdministrator):
            deed()
    take_on(staffed, CITY_ADMIN, "ben", said(("admin", PORT)))
    disable(staffed, CITY_ADMIN, "ann", seen(staffed, "ann"))
    with pytest.raises(LastAdministrator):
        disable(staffed, CITY_ADMIN, "ben", seen(staffed, "ben"))
    enable(staffed, CITY_ADMIN, "ann", seen(staffed, "ann"))
    disable(staffed, CITY_ADMIN, "ben", seen(staffed, "ben"))


def test_the_second_of_two_is_told_who_was_first(staffed: FakePorts) -> None:
    version = seen(staffed, "sun")
    change(staffed, ADMIN, "sun", version, said(("officer", ELM)))
    with pytest.raises(PersonConflict) as refused:
        change(staffed, HILL_ADMIN, "sun", version, said(("officer", OAK)))
    assert refused.value.details == {"version": seen(staffed, "sun"), "first": {"by": ADMIN.login}}


@pytest.mark.parametrize(
    ("login", "changes", "fields"),
    [
        ("Sun", {}, {"login": "login_invalid"}),
        ("a#b", {"name_zh": " "}, {"login": "login_invalid", "name_zh": "name_missing"}),
        ("new", {"name_en": "x" * 61}, {"name_en": "name_too_long"}),
        ("new", {"roles": []}, {"roles": "roles_missing"}),
        ("new", {"roles": [{"role": "citizen", "unit": ELM}]}, {"roles": "role_unknown"}),
        ("new", {"roles": [{"role": "officer", "unit": "nowhere"}]}, {"roles": "role_unit_unknown"}),
        ("new", {"roles": TOO_MANY}, {"roles": "roles_too_many"}),
        ("sun", {}, {"login": "login_taken"}),
        ("sea", {}, {"login": "login_taken"}),
    ],
)  # fmt: skip
def test_a_person_is_refused_field_by_field(staffed: FakePorts, login: str, changes: dict, fields: dict) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_on(staffed, ADMIN, login, replace(said(("officer", ELM)), **changes))
    assert refused.value.fields == fields


def test_a_new_person_enrols_with_the_invitation(staffed: FakePorts) -> None:
    token = take_on(staffed, ADMIN, "new", said(("officer", ELM)))
    assert people.enrol.begin(staffed, token, "192.0.2.1").login == "new"
