"""`make reindex` on the real engine: petitions that stand under no words and in no list come to stand there, once."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.finding import unit_term
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Place, Ringing, RingWhy, Round, Status
from chalicelib.domain.photos import ClearedPhoto, Photo, PhotoState
from chalicelib.domain.publication import Publication, with_new_photo
from chalicelib.journey.calls import calls
from chalicelib.journey.find import Asked, find
from chalicelib.storage import keys
from chalicelib.storage.items import strings

from infra import reindex
from tests.storage.samples import NOW, following, petition, submitted

DISTRICT, STREET, COMMUNITY, OTHER = "370202", "370202001", "370202001001", "370202001014"
BOSS = Staff("boss", "Boss", (HeldRole(Role.DISPATCHER, DISTRICT),))


def stored(world, serial: int, **changes):
    turn = Round(1, COMMUNITY, NOW, NOW, NOW, closed_at=NOW, ringing=Ringing(RingWhy.LANDLINE, NOW))
    held = petition(
        serial, district=DISTRICT, owner=COMMUNITY, status=Status.CLOSED, rounds=(turn,), phone_key=None,
        place=Place("chosen", None, None, "", STREET, COMMUNITY), **changes,
    )  # fmt: skip
    world.petitions.commit(submitted(held, texts={1: "楼道灯坏了三天"}))
    return held


@pytest.fixture
def world(engine):
    """A stage from before: thirty petitions that nobody indexed, with places in the list of an earlier form."""
    made = engine.fresh()
    made.districts.current()
    for serial in range(1, 31):
        held = stored(made, serial)
        place = strings(pk=keys.petition(held.number), sk=keys.mark("ring"))
        names = {"ExpressionAttributeNames": {"#ringing": "ringing"}, "UpdateExpression": "REMOVE #ringing"}
        made._table.client.update_item(TableName=made.settings.table, Key=place, **names)
    return made


def run(world, **given) -> reindex.Done:
    return reindex.run(world.engine.client("dynamodb"), world.settings.table, 1e6, **given)


def found(world, words: str = "楼道灯坏") -> set[str]:
    numbers, cursor = set(), None
    while True:
        page = find(world, BOSS, Asked(words), cursor, "zh")
        numbers |= {str(each["number"]) for each in page.items}
        cursor = page.cursor
        if cursor is None:
            return numbers


def rung(world) -> set[str]:
    return {str(each["number"]) for each in calls(world, BOSS, DISTRICT, 100, None, "zh")[0]}


def numbers(many: int = 30) -> set[str]:
    return {petition(serial).number for serial in range(1, many + 1)}




def test_what_was_never_indexed_is_found_and_rung(world) -> None:
    assert (found(world), rung(world)) == (set(), set())
    assert run(world) == reindex.Done(30, 30, 30)
    assert (found(world), rung(world)) == (numbers(), numbers())


def test_a_second_run_writes_nothing(world) -> None:
    run(world)
    assert run(world) == reindex.Done(30, 0, 0)
    assert world._table.get(*keys.REINDEX) is None


def test_a_run_that_was_broken_off_is_gone_on_with(world, monkeypatch) -> None:
    monkeypatch.setattr(reindex, "PAGE", 40)
    honest, seen = reindex.renewed, []

    def breaks(ports, table, number):
        seen.append(number)
        if len(seen) > 12:
            raise LookupError("the machine went down")
        return honest(ports, table, number)

    monkeypatch.setattr(reindex, "renewed", breaks)
    with pytest.raises(LookupError):
        run(world)
    assert world._table.get(*keys.REINDEX) is not None
    monkeypatch.setattr(reindex, "renewed", honest)
    assert run(world).petitions < 30
    assert (found(world), rung(world)) == (numbers(), numbers())
    assert world._table.get(*keys.REINDEX) is None


def test_words_whose_writing_crashed_are_written(world) -> None:
    """What a petition stands under was written, and then the function died before it stood there."""
    run(world)
    number = petition(1).number
    for item in list(world._table.query(keys.term(DISTRICT, unit_term(COMMUNITY)))):
        if item["sk"]["S"].endswith(number):
            world._table.client.delete_item(TableName=world.settings.table, Key={"pk": item["pk"], "sk": item["sk"]})
    assert run(world) == reindex.Done(30, 1, 0)
    assert run(world) == reindex.Done(30, 0, 0)


def test_a_petition_in_a_part_of_the_districts_list_that_nobody_reads_is_listed(world) -> None:
    held = petition(40, district=DISTRICT, owner=COMMUNITY, phone_key=None, place=Place("chosen", None, None, "楼下", STREET, COMMUNITY))
    world.petitions.commit(submitted(held, place_name="楼下"))
    place = strings(pk=keys.petition(held.number), sk=keys.PETITION)
    moved = {"UpdateExpression": "SET district_key = :old", "ExpressionAttributeValues": {":old": {"S": keys.queue("district", DISTRICT, 3)}}}
    world._table.client.update_item(TableName=world.settings.table, Key=place, **moved)

    def listed() -> list[str]:
        return [each.number for each in world.petitions.queue("district", DISTRICT, 50, None).items]

    assert held.number not in listed()
    assert run(world).lists == 31
    assert held.number in listed()
    assert run(world) == reindex.Done(31, 0, 0)
    assert world._table.get(place["pk"]["S"], place["sk"]["S"])["place_name"] == {"S": "楼下"}
    assert world.petitions.get(held.number) == held


def test_a_place_in_a_list_that_is_left_goes(world) -> None:
    held = stored(world, 31)
    place = strings(pk=keys.petition(held.number), sk=keys.mark("ring"))
    stale = world._table.get(place["pk"]["S"], place["sk"]["S"])
    settled = following(held, status=Status.SETTLED)
    world.petitions.commit(settled)
    world._table.put(stale)
    assert held.number in rung(world)
    run(world)
    assert held.number not in rung(world)


def test_a_petition_that_moves_meanwhile_stands_where_it_is_then(world) -> None:
    held = stored(world, 31)
    terms, moved = world.terms, []

    def write(entry):
        if not moved:  # between what was read and what is written
            moved.append(world.petitions.commit(following(held, owner=OTHER, rounds=(replace(held.rounds[0], ringing=None),))))
        return terms.write(entry)

    ports = SimpleNamespace(petitions=world.petitions, districts=world.districts, terms=SimpleNamespace(write=write))
    reindex.renewed(ports, world._table, held.number)
    at = {unit: [item["sk"]["S"] for item in world._table.query(keys.term(DISTRICT, unit_term(unit)))] for unit in (OTHER, COMMUNITY)}
    assert any(each.endswith(held.number) for each in at[OTHER])
    assert not any(each.endswith(held.number) for each in at[COMMUNITY])
    assert held.number not in rung(world)


def test_what_was_published_or_on_hold_before_comes_into_its_lists_once(world) -> None:
    held = stored(world, 31)
    change = following(held, Action.PUBLISH, published_at=NOW, published_month="2025-09", status=Status.ON_HOLD)
    said = Publication(held.number, "2025-09", "楼道的灯坏了", "", NOW, "wang")
    world.petitions.commit(replace(change, publication=said))
    place = strings(pk=keys.petition(held.number), sk=keys.PUBLICATION)
    world._table.client.update_item(TableName=world.settings.table, Key=place, UpdateExpression="REMOVE owner_key, owner_sort")
    world._table.client.delete_item(TableName=world.settings.table, Key=strings(pk=keys.petition(held.number), sk=keys.mark("on_hold")))
    assert world.petitions.latest(DISTRICT, 9, None).items == []
    assert run(world).lists == 31
    assert [each.number for each in world.petitions.latest(DISTRICT, 9, None).items] == [held.number]
    assert [each.number for each in world.petitions.queue("on_hold", DISTRICT, 9, None).items] == [held.number]
    assert run(world) == reindex.Done(31, 0, 0)


def test_photos_that_came_before_they_were_noted_wait_once_and_those_that_were_judged_never_again(world) -> None:
    held = petition(40, district=DISTRICT, owner=COMMUNITY, place=Place("chosen", None, None, "", STREET, COMMUNITY))
    world.petitions.commit(submitted(held))
    for file, kind in (("a" * 43, "before"), ("b" * 43, "before"), ("c" * 43, "after"), ("d" * 43, "before")):
        photo = world.photos.reserve(Photo(held.number, kind, 0, file[:9], file, "x", NOW))
        if file[0] != "d":
            world.photos.settle(photo, PhotoState.READY)
    cleared = following(held, Action.CLEAR_PHOTOS, cleared_photos=(ClearedPhoto("before", "a" * 43),))
    world.petitions.commit(cleared)

    def listed() -> list[str]:
        return [each.number for each in world.petitions.queue("photos", DISTRICT, 9, None).items]

    assert listed() == []
    assert run(world).lists == 31
    assert (listed(), world.petitions.get(held.number)) == ([held.number], replace(cleared.after, new_photos=("b" * 43,)))
    assert run(world) == reindex.Done(31, 0, 0)
    world.petitions.commit(following(world.petitions.get(held.number), Action.HIDE_PHOTOS, new_photos=()))
    assert run(world) == reindex.Done(31, 0, 0)
    assert listed() == []


def test_a_photo_that_comes_meanwhile_is_not_taken_out_of_its_list(world) -> None:
    held = petition(40, district=DISTRICT, owner=COMMUNITY, place=Place("chosen", None, None, "", STREET, COMMUNITY))
    world.petitions.commit(submitted(held))
    photo = world.photos.reserve(Photo(held.number, "before", 0, "a", "a" * 43, "x", NOW))
    assert world.photos.noted(photo, held, with_new_photo(held, photo.file))
    assert not reindex.relisted(world._table, held), "what it was is no ground to write"
    assert [each.number for each in world.petitions.queue("photos", DISTRICT, 9, None).items] == [held.number]
