"""The tally, the door, the staff, the bulletins and the contacts."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import LastAdministrator
from chalicelib.domain.figures import BulletinRecord, Draft, Figures, Said, UnitRow
from chalicelib.domain.ports import Marker, Notice, Person, PersonEntry, Session, Standing
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, SMS, Cell

from tests.fakes import FakePorts
from tests.storage.samples import NOW, contact, petition, submitted

DISTRICT, STREET = "370202", "370202001"  # of the shipped district: their counters are spread
MARKER = Marker(1, {"2025-09": {STREET: {"received": 1}}}, {STREET: (STREET, DISTRICT)}, 1)
MOVES = {
    Cell("2025-09", STREET, OWN): Counter({"received": 1, "category.01": 1}),
    Cell("2025-09", DISTRICT, ALL): Counter({"received": 1}),
}


def test_counters_and_marker_move_together_when_nobody_was_first(stores) -> None:
    assert stores.tally.marker("1") is None
    assert stores.tally.move("1", None, MARKER, MOVES)
    assert stores.tally.marker("1") == MARKER
    assert stores.tally.read(["2025-09"], [DISTRICT, STREET]) == MOVES


def test_markers_of_many_petitions_come_together(stores) -> None:
    for number in ("1", "2"):
        assert stores.tally.move(number, None, MARKER, {})
    assert stores.tally.marked(["1", "2", "3"]) == {"1": MARKER, "2": MARKER}
    assert stores.tally.marked([]) == {}


def test_day_lists_each_petition_once_however_often_it_was_added(stores) -> None:
    numbers = [f"{serial:014d}" for serial in range(40)]
    for number in (*numbers, *numbers[:5]):
        stores.days.add(number, ["2025-09-29"])
    stores.days.add(numbers[0], ["2025-09-30", "2025-10-01"])
    stores.days.add(numbers[1], [])
    assert sorted(stores.days.petitions("2025-09-29")) == numbers
    assert list(stores.days.petitions("2025-10-01")) == [numbers[0]]
    assert list(stores.days.petitions("2025-10-02")) == []


def test_night_knows_what_it_has_behind_it(stores) -> None:
    assert stores.days.done("2025-09-30") == frozenset()
    for task in ("2025-09-29", "2025-09 D", "2025-09-29"):
        stores.days.finish("2025-09-30", task)
    assert stores.days.done("2025-09-30") == {"2025-09-29", "2025-09 D"}
    assert stores.days.done("2025-10-01") == frozenset()


def test_counters_stay_when_another_moved_the_marker(stores) -> None:
    stores.tally.move("1", None, MARKER, MOVES)
    assert not stores.tally.move("1", None, MARKER, MOVES)
    after = replace(MARKER, version=2, turn=2)
    less = {Cell("2025-09", STREET, OWN): Counter({"received": -1})}
    assert stores.tally.move("1", MARKER, after, less)
    assert not stores.tally.move("1", MARKER, after, less)
    found = stores.tally.read(["2025-09"], [STREET])
    assert +found[Cell("2025-09", STREET, OWN)] == Counter({"category.01": 1})


def test_counters_add_up_when_they_are_spread_over_many_petitions(stores) -> None:
    def moved(number: int) -> bool:
        return stores.tally.move(str(number), None, MARKER, MOVES)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(moved, range(60)))
    found = stores.tally.read(["2025-09", "2025-10"], [DISTRICT, STREET, "nobody"])
    assert found[Cell("2025-09", DISTRICT, ALL)] == Counter({"received": 60})
    assert found[Cell("2025-09", STREET, OWN)]["category.01"] == 60


def test_counters_of_a_unit_read_together_are_those_asked_for_alone(stores) -> None:
    kept = {
        Cell("2025-09", DISTRICT, scope): Counter({"received": place})
        for place, scope in enumerate((ALL, ALL_DEEP, OWN, OWN_DEEP), start=1)
    }
    for number in range(20):
        assert stores.tally.move(str(number), None, MARKER, kept)
    stores.tally.move("20", None, MARKER, MOVES)
    asked = (OWN, ALL)
    found = stores.tally.read(["2025-09", "2025-10"], [DISTRICT, "nobody"], asked, together=True)
    assert found == {Cell("2025-09", DISTRICT, ALL): Counter({"received": 21}), Cell("2025-09", DISTRICT, OWN): Counter({"received": 60})}
    for scopes in (asked, (OWN, ALL, ALL_DEEP), (OWN_DEEP,)):
        assert stores.tally.read(["2025-09"], [DISTRICT], scopes, together=True) == stores.tally.read(["2025-09"], [DISTRICT], scopes)


def test_counter_is_mended_once_though_two_saw_the_same_lack(stores) -> None:
    for number in range(20):
        assert stores.tally.move(str(number), None, MARKER, MOVES)
    cell = Cell("2025-09", DISTRICT, ALL)
    was, by = {"received": 20, "late": 0}, {"received": -3, "late": 2}
    with ThreadPoolExecutor(4) as pool:
        mended = list(pool.map(lambda _: stores.tally.mend(cell, was, by), range(4)))
    assert sum(mended) == 1
    assert stores.tally.read(["2025-09"], [DISTRICT])[cell] == Counter({"received": 17, "late": 2})
    assert not stores.tally.mend(cell, was, by)
    fresh = Cell("2025-09", "nobody", OWN)
    assert stores.tally.mend(fresh, {"received": 0}, {"received": 1})
    assert stores.tally.read(["2025-09"], ["nobody"])[fresh] == Counter({"received": 1})


def test_counters_that_are_being_built_are_read_only_after_the_switch(stores) -> None:
    assert stores.tally.move("1", None, MARKER, MOVES)
    new = stores.tally.begin()
    (old, building) = stores.tally.kept()
    assert old.marker("1") == MARKER
    assert building.marker("1") is None
    assert building.move("2", None, MARKER, MOVES)
    assert stores.tally.marker("2") is None
    assert stores.tally.read(["2025-09"], [STREET])[Cell("2025-09", STREET, OWN)]["category.01"] == 1
    assert new.switch()
    assert not new.switch()
    assert (stores.tally.marker("1"), stores.tally.marker("2")) == (None, MARKER)
    assert len(stores.tally.kept()) == 1
    assert stores.tally.mend(Cell("2025-09", STREET, OWN), {"category.01": 1}, {"category.01": 2})
    assert stores.tally.read(["2025-09"], [STREET])[Cell("2025-09", STREET, OWN)]["category.01"] == 3


def test_marker_moves_alone_when_no_counter_does(stores) -> None:
    assert stores.tally.move("1", None, MARKER, {})
    assert stores.tally.read(["2025-09"], [STREET]) == {}


def test_knocks_are_refused_when_the_limit_is_reached(stores) -> None:
    ends = NOW + timedelta(hours=1)
    assert [stores.door.knock("k", ends, 3) for _ in range(5)] == [True, True, True, False, False]
    assert stores.door.knock("other", ends, 3)


def test_exactly_the_limit_gets_through_when_many_knock_at_once(stores) -> None:
    with ThreadPoolExecutor(8) as pool:
        through = list(pool.map(lambda _: stores.door.knock("k", NOW + timedelta(hours=1), 10), range(40)))
    assert sum(through) == 10


def test_person_is_found_when_hired(stores, hire) -> None:
    roles = (HeldRole(Role.OFFICER, STREET), HeldRole(Role.GRID_WORKER, f"{STREET}001"))
    hire(Person("wang", "王", "Wang", roles, "hash", disabled=False, session_epoch=1))
    found = stores.people.person("wang")
    assert (found.login, found.name_zh, found.name_en, found.roles) == ("wang", "王", "Wang", roles)
    assert (found.disabled, found.session_epoch) == (False, 1)
    assert stores.people.person("li") is None


def test_session_is_over_when_closed(stores) -> None:
    session = Session("k" * 32, "wang", 1, NOW + timedelta(hours=12))
    stores.people.open_session(session)
    assert stores.people.session(session.key) == session
    stores.people.close_session(session.key)
    assert stores.people.session(session.key) is None
    stores.people.close_session(session.key)


def test_person_changes_once_and_every_step_is_in_the_history(stores, hire) -> None:
    hire(Person("wang", "王", "Wang", (HeldRole(Role.OFFICER, STREET),), "hash", disabled=False, session_epoch=1))
    people = stores.people
    told = [PersonEntry("wang", NOW + timedelta(minutes=n), action, "admin") for n, action in enumerate("abcde")]
    assert people.invite("wang", "k1", NOW, told[0])
    assert not people.enrol("wang", "k2", "h", "s", told[1])
    assert people.person("wang").enrolment_ends == NOW
    assert people.enrol("wang", "k1", "h", "s", told[1])
    assert not people.enrol("wang", "k1", "h2", "s2", told[1])
    found = people.person("wang")
    assert (found.password_hash, found.sealed_totp, found.enrolment_key, found.session_epoch) == ("h", "s", "", 3)
    assert [people.accept_step("wang", step) for step in (7, 7, 6, 8)] == [True, False, False, True]
    people.end_sessions("wang", told[2])
    held = people.person("wang")
    out = replace(held, disabled=True, session_epoch=held.session_epoch + 1)
    assert people.change(held, out, Standing(STREET), told[3])
    people.record(told[4])
    assert (people.person("wang").disabled, people.person("wang").session_epoch) == (True, 5)
    assert people.history("wang") == told
    nobody = PersonEntry("li", NOW, "x", "admin")
    assert not any((people.invite("li", "k", NOW, nobody), people.accept_step("li", 1)))


def taken_on(stores, login: str, place: str, admin_of: str = "", **changes) -> Person:
    roles = (HeldRole(Role.ADMIN, admin_of) if admin_of else HeldRole(Role.OFFICER, STREET),)
    person = Person(login, login, login, roles, "", disabled=False, session_epoch=1, enrolment_key="k", enrolment_ends=NOW)
    standing = Standing(place, gained=frozenset({admin_of} if admin_of else ()))
    assert stores.people.take_on(replace(person, **changes), standing, PersonEntry(login, NOW, "added", "boss", {"name_zh": (None, login)}))
    return stores.people.person(login)


def test_people_are_listed_where_they_stand_a_page_at_a_time(stores) -> None:
    for login in ("d", "b", "a", "c"):
        taken_on(stores, login, "here")
    moved = taken_on(stores, "e", "there")
    assert stores.people.change(moved, replace(moved, name_en="E"), Standing("here"), PersonEntry("e", NOW, "changed", "boss"))
    first = stores.people.listed("here", 3, None)
    rest = stores.people.listed("here", 3, first.cursor)
    assert [each.login for each in (*first.items, *rest.items)] == ["a", "b", "c", "d", "e"]
    assert (rest.cursor, stores.people.listed("there", 3, None).items) == (None, [])
    assert first.items[0] == stores.people.person("a")


def test_a_login_is_taken_once_and_a_change_is_of_what_was_seen(stores) -> None:
    seen = taken_on(stores, "wang", "here")
    assert (seen.password_hash, seen.enrolment_key, seen.enrolment_ends) == ("void", "k", NOW)
    entry = PersonEntry("wang", NOW + timedelta(seconds=1), "changed", "boss", {"name_zh": ("wang", "王")})
    assert not stores.people.take_on(seen, Standing("here"), entry)
    assert stores.people.change(seen, replace(seen, name_zh="王"), Standing("here"), entry)
    assert not stores.people.change(seen, replace(seen, name_zh="汪"), Standing("here"), entry)
    assert [(each.action, each.fields) for each in stores.people.history("wang")] == [
        ("added", {"name_zh": (None, "wang")}), ("changed", {"name_zh": ("wang", "王")}),
    ]  # fmt: skip
    assert stores.people.person("wang").session_epoch == 1


def test_a_units_last_administrator_stays_whoever_goes_first(stores) -> None:
    ann, ben = (taken_on(stores, login, "here", "here") for login in ("ann", "ben"))
    gone = Standing("here", lost=frozenset({"here"}))
    out = lambda person: replace(person, disabled=True, session_epoch=2)  # noqa: E731
    assert stores.people.change(ann, out(ann), gone, PersonEntry("ann", NOW, "disabled", "boss"))
    with pytest.raises(LastAdministrator):
        stores.people.change(ben, out(ben), gone, PersonEntry("ben", NOW, "disabled", "boss"))
    assert not stores.people.person("ben").disabled
    assert stores.people.change(ben, out(ben), replace(gone, forced=True), PersonEntry("ben", NOW, "disabled", "engineer"))
    assert stores.people.person("ben").disabled


def test_sessions_of_a_person_are_listed_until_closed(stores) -> None:
    held = [Session(f"k{n}" * 16, "wang", 1, NOW + timedelta(hours=12), NOW) for n in range(3)]
    for session in held:
        stores.people.open_session(session)
    stores.people.close_session(held[1].key)
    assert sorted(each.key for each in stores.people.sessions("wang")) == [held[0].key, held[2].key]
    assert stores.people.sessions("li") == []


def test_bulletin_is_recorded_once_when_two_issue_it(stores) -> None:
    later = BulletinRecord(STREET, "2025-10", 2, 2, NOW, "digest")
    first = BulletinRecord(STREET, "2025-09", 1, 1, NOW, "digest")
    assert stores.bulletins.record(later)
    assert stores.bulletins.record(first)
    assert not stores.bulletins.record(replace(first, digest="other"))
    assert stores.bulletins.issued(STREET) == [first, later]
    assert stores.bulletins.issued(DISTRICT) == []


def test_revisions_and_other_periods_stand_beside_the_months_and_files_complete_a_record(stores) -> None:
    first = BulletinRecord(STREET, "2025-09", 1, 1, NOW, "digest", complete=False)
    revision, quarter = replace(first, revision=1), replace(first, period="2025-Q3")
    assert all(stores.bulletins.record(each) for each in (revision, quarter, first))
    stores.bulletins.complete(first)
    assert stores.bulletins.issued(STREET) == [replace(first, complete=True), revision]
    assert stores.bulletins.issued(STREET, "quarter") == [quarter]
    assert stores.bulletins.issued(STREET, "month", "2025-10") == []
    assert [stores.bulletins.last(STREET, kind) for kind in ("month", "quarter", "week")] == [revision, quarter, None]


def test_file_of_a_bulletin_lies_in_the_bucket_with_its_own_digest(engine) -> None:
    world = engine.fresh()
    world.bulletins.store("D/2025-09/index.html", "暖".encode(), "text/html; charset=utf-8")
    held = world.engine.client("s3").get_object(Bucket=world.settings.bulletins_bucket, Key="bulletins/D/2025-09/index.html")
    assert held["Metadata"] == {"sha256": hashlib.sha256(held["Body"].read()).hexdigest()}
    assert held["ContentType"] == "text/html; charset=utf-8"


def test_figures_are_read_again_as_they_were_kept(stores) -> None:
    rows = (UnitRow(STREET, own=True, measures={"received": 2}),)
    figures = Figures(STREET, "2025-09", NOW, {"received": 2}, rows, 1, 1)
    name = stores.bulletins.keep_figures(figures)
    assert stores.bulletins.keep_figures(figures) == name
    assert stores.bulletins.figures(name) == figures


def test_draft_is_kept_only_by_whoever_saw_its_last_version(stores) -> None:
    draft = Draft(STREET, "2025-09", 0, Said(), 1, "wang", NOW)
    assert stores.bulletins.keep_draft(draft, None)
    assert not stores.bulletins.keep_draft(draft, None)
    later = replace(draft, said=Said("more"), version=2)
    assert stores.bulletins.keep_draft(later, 1)
    assert not stores.bulletins.keep_draft(later, 1)
    assert stores.bulletins.drafts(STREET) == [later]


def test_draft_and_what_units_are_told_of_it_are_written_together_or_not(stores) -> None:
    draft = Draft(STREET, "2025-09", 0, Said(), 1, "", NOW)
    told = [Notice(unit, "", 1, "bulletin_waits", NOW, bulletin=f"{STREET}/2025-09") for unit in (STREET, "D")]
    assert stores.bulletins.keep_draft(draft, None, told)
    assert not stores.bulletins.keep_draft(draft, None, [replace(told[0], at=NOW + timedelta(hours=1))])
    assert stores.petitions.notices(STREET, 10, None).items == [told[0]]
    assert stores.petitions.notices("D", 10, None).items == [told[1]]


def test_contact_opens_for_its_own_petition_only_when_sealed(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held, contact=contact(held)))
    assert stores.contacts.open(held.number) == contact(held)
    assert stores.contacts.open(petition(2).number) is None


def test_contact_keeps_what_was_given_when_there_is_a_name_only(stores) -> None:
    held = petition()
    named = replace(contact(held), phone=None)
    stores.petitions.commit(submitted(held, contact=named))
    assert stores.contacts.open(held.number) == named


def test_marks_are_missing_until_each_has_arrived_when_they_were_sent(stores) -> None:
    if isinstance(stores, FakePorts):
        stores.tally.at_once = False
    assert stores.tally.pulses_missing("2025-09") is None
    stores.tally.send_pulses("2025-09", NOW)
    assert stores.tally.pulses_missing("2025-09") == 256
    for part in (*range(256), 0, 7):
        stores.tally.pulse_arrived("2025-09", part)
    stores.tally.send_pulses("2025-09", NOW)
    assert stores.tally.pulses_missing("2025-09") == 0
    assert stores.tally.pulses_missing("2025-10") is None


def test_counts_are_added_once_for_a_mark_however_often_they_come(stores) -> None:
    cell = Cell("2025-09-29", "D", SMS)
    assert stores.tally.count_once("m#sent", cell, Counter({"sent.sns": 1, "segments.sns": 2}))
    assert not stores.tally.count_once("m#sent", cell, Counter({"sent.sns": 1}))
    assert stores.tally.count_once("n#sent", cell, Counter({"sent.sns": 1}))
    assert stores.tally.read(["2025-09-29"], ["D"], [SMS]) == {cell: Counter({"sent.sns": 2, "segments.sns": 2})}
    assert stores.tally.read(["2025-09-29"], ["D"]) == {}
