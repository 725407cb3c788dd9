"""Erasing: words, photos and the contact go, facts and counters stay, wherever it stops and whoever acts meanwhile."""

import copy
from dataclasses import replace

import pytest
from chalicelib.domain.erasure import ASKED, KEPT_DAYS, Erasure
from chalicelib.domain.errors import (
    ActionNotAllowed,
    ContactMissing,
    Forbidden,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.petition import Status
from chalicelib.domain.proof import PROVED_LASTS
from chalicelib.journey import (
    clear,
    erase,
    find,
    look,
    mine,
    night,
    note,
    photos,
    public,
    reveal,
    search,
)
from chalicelib.journey.count import count
from chalicelib.journey.links import DEVICE, LINK, Visit, lasting
from chalicelib.journey.photos import arrive
from chalicelib.journey.settle import settle_sent
from chalicelib.journey.sweep import sweep

from tests.fakes import ports
from tests.fakes.district import DISPATCHER, DISTRICT, ELM_OFFICER, SUPERVISOR
from tests.journey.steps import (
    HAPPY,
    actions,
    answers,
    asked,
    closed,
    deliver,
    do,
    lines,
    petition,
    phone_key,
    report,
    says,
)

SAID = "五楼漏水，请找王女士"


def settled(world, **fields) -> str:
    """A petition that is over, with words everywhere and two pictures."""
    number = asked(world, text=SAID, place_words="五号楼二单元", name="王女士", **fields)
    note.write(world, DISPATCHER, number, "王女士很着急", (), "note-of-a-dispatcher", "zh")
    answers(world, number, HAPPY)
    return number


def picture(world, number: str) -> str:
    """A citizen's photo that is shown; its file."""
    token = photos.token(world, number)
    form = photos.begin(world, token, f"photo-{number}", "image/jpeg")
    key = form["fields"]["key"]
    world.photo_files.originals[key] = b"PICTURE of a door"
    assert arrive(world, key) == "ready"
    return key


def work(world):
    return erase.work(world, world.clock.now().replace(year=2100))


def counted(world, number: str):
    count(world, petition(world, number))
    return copy.deepcopy(world.tally.cells)


def nothing_left(world, number: str) -> None:
    """Fails where a word, a number or a picture of the petition is anywhere in the stores."""
    memory = world.memory
    assert not [each for each in memory.texts if each[0] == number]
    assert not [each for each in memory.notes if each.number == number]
    assert number not in memory.contacts
    assert number not in memory.publications
    assert not [each for each in world.photos.held if each[0] == number]
    assert not world.photo_files.pictures
    assert not world.photo_files.originals
    assert not [m for line in memory.messages.values() for m in line.values() if m.number == number]
    assert not [each for each in memory.follow_ups.values() if each.number == number]
    assert not [each for each in world.terms.held[number].terms if each.startswith("w:漏")] if number in world.terms.held else True
    assert "五" not in repr(memory.remembered)
    assert "王女士" not in repr(memory)


def test_everything_said_is_gone_and_every_fact_stays_when_a_citizen_asks(world) -> None:
    number = report(world, text=SAID, place_words="五号楼二单元", name="王女士").number
    picture(world, number)
    do(world, number, "accept")
    do(world, number, "close", note="王女士家已修好")
    deliver(world)
    answers(world, number, HAPPY)
    note.write(world, DISPATCHER, number, "王女士很着急", (), "note-of-a-dispatcher", "zh")
    find.index(world, number)
    before, history = petition(world, number), actions(world, number)
    counters = counted(world, number)
    told = erase.ask(world, Visit(number, DEVICE))
    assert told["erased_at"] == world.clock.now().isoformat()
    work(world)
    nothing_left(world, number)
    after = petition(world, number)
    assert actions(world, number) == [*history, "erase"]
    assert (after.status, after.rounds, after.category, after.owner) == (before.status, before.rounds, before.category, before.owner)
    assert (after.phone_key, after.device_key, after.erased_at) == (None, "", world.clock.now())
    assert counted(world, number) == counters


def test_readers_see_nothing_from_the_moment_of_the_transaction(world) -> None:
    number = settled(world)
    find.index(world, number)
    erase.ask(world, Visit(number, DEVICE))  # and no worker has run
    shown = look.petition_for_staff(world, DISPATCHER, number)
    assert (shown["text"], shown["notes"], shown["petition"]["has_phone"]) == ("", [], False)
    assert shown["petition"]["erased_at"] == world.clock.now().isoformat()
    assert {each["text"] for each in shown["history"]} == {""}
    assert look.status_for_citizen(world, Visit(number, DEVICE), "zh")["text"] is None
    assert find.find(world, DISPATCHER, find.Asked("漏水"), None, "zh").items == []
    assert search.search(world, DISPATCHER, "13800138001", "zh") == []
    assert mine.mine(world, lasting(world, "proved", phone_key(world), PROVED_LASTS), "zh") == []
    with pytest.raises(ContactMissing):
        reveal.ask(world, DISPATCHER, number, "session")


def test_nothing_is_erased_by_a_link_or_by_somebody_else(world) -> None:
    number = settled(world)
    with pytest.raises(Forbidden):
        erase.ask(world, Visit(number, LINK))
    with pytest.raises(PetitionNotFound):
        erase.at_desk(world, DISPATCHER, number, petition(world, number).version, "key-of-a-dispatcher")
    assert petition(world, number).erased_at is None


def test_erasing_twice_is_one_erasure(world) -> None:
    number = settled(world)
    first = erase.ask(world, Visit(number, DEVICE))
    world.clock.move(hours=2)
    assert erase.ask(world, Visit(number, DEVICE)) == first
    assert actions(world, number).count("erase") == 1


def test_a_supervisor_erases_what_they_looked_at(world) -> None:
    number = settled(world)
    seen = petition(world, number).version
    with pytest.raises(VersionConflict):
        erase.at_desk(world, SUPERVISOR, number, seen - 1, "key-of-a-supervisor-1")
    told = [erase.at_desk(world, SUPERVISOR, number, seen, "key-of-a-supervisor-2") for _ in range(2)]
    assert told[0] == told[1]
    *_, last = world.petitions.whole(number)[1]
    assert (last.by.id, last.reason) == (SUPERVISOR.login, "desk")


@pytest.mark.parametrize("accepted", [False, True])
def test_what_is_open_is_withdrawn_with_it(world, accepted) -> None:
    number = report(world).number
    if accepted:
        do(world, number, "accept")
    assert erase.ask(world, Visit(number, DEVICE))["status"] == "withdrawn"
    assert actions(world, number)[-2:] == ["withdraw", "erase"]
    work(world)
    nothing_left(world, number)
    assert lines(world) == []


def test_what_waits_for_an_answer_goes_on_without_its_citizen(world) -> None:
    number = asked(world)
    erase.ask(world, Visit(number, DEVICE))
    work(world)
    assert says(world, "还是不行，王女士") == "unknown_phone"
    nothing_left(world, number)
    assert petition(world, number).status is Status.CLOSED
    assert world.outbox.open_follow_up(phone_key(world)) is None


def test_a_public_petition_is_taken_down_and_never_cleared_again(world) -> None:
    number = settled(world)
    seen = petition(world, number).version
    clear.decide(world, clear.Decision(number, seen, "publish", "漏水"), DISPATCHER, "key-of-a-dispatcher-1")
    assert world.petitions.cleared([number])
    erase.ask(world, Visit(number, DEVICE))
    assert world.petitions.cleared([number]) == []
    with pytest.raises(PetitionNotFound):
        public.petition(world, number, "zh")
    with pytest.raises(ActionNotAllowed):
        clear.decide(
            world, clear.Decision(number, petition(world, number).version, "publish", "漏水"), DISPATCHER, "key-of-a-dispatcher-2"
        )  # fmt: skip
    assert world.petitions.queue("clear", DISTRICT, 9, None).items == []


class Stopped(BaseException):
    """A crash."""


@pytest.mark.parametrize("port", ["contacts.forget", "photo_files.forget", "photo_files.drop", "erasures.sweep_out", "terms.write", "erasures.advance"])
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_stops_anywhere_is_made_good_by_the_next(world, monkeypatch, port, after) -> None:
    number = report(world, text=SAID, name="王女士").number
    picture(world, number)
    find.index(world, number)
    erase.ask(world, Visit(number, DEVICE))
    owner = getattr(world, port.partition(".")[0])
    name = port.partition(".")[2]
    real = getattr(owner, name)

    def stops(*given):
        if after:
            real(*given)
        raise Stopped

    monkeypatch.setattr(owner, name, stops)
    with pytest.raises(Stopped):
        work(world)
    monkeypatch.setattr(owner, name, real)
    work(world)
    nothing_left(world, number)
    world.clock.move(hours=2)
    work(world)
    assert world.memory.removals == {}


def test_a_picture_that_was_being_made_is_dropped(world, monkeypatch) -> None:
    number = report(world).number
    form = photos.begin(world, photos.token(world, number), "photo-1", "image/jpeg")
    key = form["fields"]["key"]
    world.photo_files.originals[key] = b"PICTURE of a door"
    develop = world.darkroom.develop

    def meanwhile(original):
        made = develop(original)
        erase.ask(world, Visit(number, DEVICE))
        work(world)
        return made

    monkeypatch.setattr(world.darkroom, "develop", meanwhile)
    assert arrive(world, key) == "unknown"
    nothing_left(world, number)


def test_a_picture_that_comes_in_afterwards_is_dropped(world) -> None:
    number = report(world).number
    key = photos.begin(world, photos.token(world, number), "photo-1", "image/jpeg")["fields"]["key"]
    erase.ask(world, Visit(number, DEVICE))
    work(world)
    world.photo_files.originals[key] = b"PICTURE of a door"
    assert arrive(world, key) == "unknown"
    nothing_left(world, number)


def test_who_acts_at_the_same_time_gives_one_winner_and_no_words(world, monkeypatch) -> None:
    number = report(world).number
    do(world, number, "accept")
    opened = world.petitions.opened

    def overtaken(wanted):
        found = opened(wanted)
        monkeypatch.setattr(world.petitions, "opened", opened)
        do(world, number, "progress", note="王女士家")
        return found

    monkeypatch.setattr(world.petitions, "opened", overtaken)
    assert erase.ask(world, Visit(number, DEVICE))["status"] == "withdrawn"
    assert actions(world, number)[-3:] == ["progress", "withdraw", "erase"]
    work(world)
    nothing_left(world, number)


def test_what_a_sender_wrote_in_flight_goes_with_the_second_look(world) -> None:
    number = closed(world)
    [*_, message] = world.outbox.messages_of(phone_key(world))
    erase.ask(world, Visit(number, DEVICE))
    work(world)
    world.memory.write_message(message)  # a sender that had read it before
    settle_sent(world, message, replace(message, provider="x", provider_id="1"), world.clock.now())
    note.write(world, DISPATCHER, number, "王女士", (), "note-in-flight", "zh")
    world.memory.notes[-1] = replace(world.memory.notes[-1], at=petition(world, number).erased_at)
    world.clock.move(hours=2)
    work(world)
    nothing_left(world, number)
    assert "follow_up" not in actions(world, number)


def test_words_are_erased_when_their_time_is_over_and_not_before() -> None:
    world = ports(kept_days=40)
    number, going = settled(world), report(world, phone="13800138002").number
    world.clock.move(days=39)
    assert work(world).expired == 0
    world.clock.move(days=2)
    assert work(world).expired == 1
    work(world)
    assert actions(world, number)[-1] == "erase"
    assert petition(world, going).erased_at is None
    assert work(world).expired == 0


def test_words_stay_three_years_where_a_district_says_nothing(world) -> None:
    settled(world)
    world.clock.move(days=KEPT_DAYS - 1)
    assert work(world).expired == 0
    world.clock.move(days=2)
    assert work(world).expired == 1


def test_what_is_said_after_an_erasure_is_erased_in_its_turn(world) -> None:
    number = asked(world)
    erase.ask(world, Visit(number, DEVICE))
    note.write(world, DISPATCHER, number, "后来的话", (), "note-afterwards", "zh")
    world.clock.move(days=8)
    answers(world, number, HAPPY)
    with pytest.raises(ActionNotAllowed):
        note.write(world, DISPATCHER, number, "再后来", (), "note-after-the-end", "zh")
    world.clock.move(days=KEPT_DAYS + 1)
    assert work(world).expired == 1
    nothing_left(world, number)


def test_a_run_stops_when_its_time_is_over_and_says_so(world) -> None:
    number = settled(world)
    erase.ask(world, Visit(number, DEVICE))
    assert erase.work(world, world.clock.now()).more
    assert world.memory.removals


def test_the_list_names_nobody(world) -> None:
    number = settled(world)
    erase.ask(world, Visit(number, DEVICE))
    [entry] = world.erasures.listed()
    assert entry == Erasure(erase.list_key(world, number), petition(world, number).version, world.clock.now(), ASKED)
    assert number not in repr(entry)


@pytest.mark.parametrize("younger", [False, True])
def test_a_restored_backup_is_erased_again(world, younger) -> None:
    number = settled(world)
    find.index(world, number)
    kept = copy.deepcopy(world.memory.__dict__ | {"lock": None, "listed": None, "photos": None})
    contact = world.memory.contacts[number]
    at = world.clock.now()
    erase.ask(world, Visit(number, DEVICE))
    [entry] = world.erasures.listed()
    world.clock.move(days=3)
    if younger:
        work(world)
        world.memory.contacts[number] = contact
    else:
        for name in ("petitions", "history", "texts", "notes", "messages", "follow_ups", "contacts"):
            held = getattr(world.memory, name)
            held.clear()
            held.extend(kept[name]) if isinstance(held, list) else held.update(kept[name])
    assert erase.again(world, number, entry) is not younger
    assert petition(world, number).erased_at == at
    assert erase.again(world, number, world.erasures.listed()[0]) is False
    nothing_left(world, number)
    assert actions(world, number).count("erase") == 1


def test_an_erased_petition_does_not_come_back_when_its_lead_is_withdrawn(world) -> None:
    lead, number = report(world, phone="13800138002").number, report(world).number
    do(world, number, "merge", DISPATCHER, lead=lead)
    erase.ask(world, Visit(number, DEVICE))
    erase.ask(world, Visit(lead, DEVICE))
    sweep(world)
    assert petition(world, number).status is Status.MERGED


def test_the_nights_recount_finds_no_drift_of_an_erased_petition(world) -> None:
    number = settled(world)
    counted(world, number)
    erase.ask(world, Visit(number, DEVICE))
    work(world)
    counted(world, number)
    world.clock.move(days=1)
    run = night.recount_night(world, world.clock.now().replace(year=2100))
    assert run.finished
    assert {each.drift for each in run.found} == {0}


def test_a_unit_cannot_erase(world) -> None:
    number = settled(world)
    with pytest.raises(PetitionNotFound):
        erase.at_desk(world, ELM_OFFICER, number, petition(world, number).version, "key-of-an-officer-1")
