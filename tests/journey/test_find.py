"""Finding petitions by words, place, unit and day: for everybody, and only what they may see."""

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.journey import find as journey
from chalicelib.journey.find import Asked, find, index, index_changed

from tests.fakes import FakePorts
from tests.fakes.district import BAY, DISPATCHER, DISTRICT, ELM, HILL, OAK, PIER, SUPERVISOR, staff
from tests.journey.steps import do, petition, report


def reported(world: FakePorts, text: str, **fields) -> str:
    """A petition that the index has taken in, as the stream brings it."""
    number = report(world, text=text, **fields).number
    index_changed(world, None, petition(world, number))
    world.clock.move(minutes=1)
    return number


def found(world: FakePorts, who: Staff = DISPATCHER, **asked: str) -> list[str]:
    """Numbers of everything that is found, page after page."""
    numbers, cursor = [], None
    while True:
        page = find(world, who, Asked(**asked), cursor, "zh")
        numbers += [str(each["number"]) for each in page.items]
        cursor = page.cursor
        if cursor is None:
            return numbers


def test_petitions_are_found_by_what_they_say_and_where_newest_first(world: FakePorts) -> None:
    lamp = reported(world, "三号楼道灯坏了")
    water = reported(world, "厨房漏水，楼道也湿了", place_words="东门旁")
    assert found(world, words="楼道") == [water, lamp]
    assert found(world, words="楼道灯") == [lamp]
    assert found(world, words="东门 漏水") == [water]
    assert found(world, words="停电") == []
    assert found(world) == [water, lamp]


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.OFFICER, Role.DISPATCHER, Role.SUPERVISOR])
def test_a_person_finds_only_what_they_may_see(world: FakePorts, role: Role) -> None:
    elm, oak, pier = (reported(world, "楼道灯坏了", community=each) for each in (ELM, OAK, PIER))
    assert found(world, staff(role, ELM), words="楼道灯") == [elm]
    assert found(world, staff(role, HILL), words="楼道灯") == [oak, elm]
    assert found(world, staff(role, DISTRICT), words="楼道灯") == [pier, oak, elm]
    assert found(world, staff(role, PIER), unit=ELM) == []


def test_who_looks_after_people_finds_no_petition(world: FakePorts) -> None:
    with pytest.raises(Forbidden):
        find(world, staff(Role.ADMIN, DISTRICT), Asked("楼道"), None, "zh")


def test_somebody_with_two_seats_finds_what_both_may_see(world: FakePorts) -> None:
    elm, pier = (reported(world, "楼道灯坏了", community=each) for each in (ELM, PIER))
    both = Staff("w", "W", (HeldRole(Role.OFFICER, ELM), HeldRole(Role.OFFICER, BAY), HeldRole(Role.ADMIN, DISTRICT)))
    assert found(world, both, words="楼道灯") == [pier, elm]


def test_a_petition_is_found_by_who_has_it_now_and_by_who_helps(world: FakePorts) -> None:
    number = reported(world, "楼道灯坏了")
    for action, details in (("accept", {}), ("assist", {"unit": PIER, "note": "x"}), ("transfer", {"unit": OAK, "note": "x", "reason": "x"})):
        before = petition(world, number)
        do(world, number, action, **details)
        index_changed(world, before, petition(world, number))
    assert found(world, unit=OAK) == found(world, unit=PIER) == found(world, unit=HILL) == [number]
    assert found(world, unit=ELM) == found(world, staff(Role.OFFICER, ELM), words="楼道灯") == []
    assert found(world, staff(Role.OFFICER, PIER), words="楼道灯") == [number]


def test_the_days_are_the_districts_own_and_both_taken_in(world: FakePorts) -> None:
    world.clock.move(hours=14, minutes=30)  # 23:30 in Asia/Shanghai on 29 September
    late = reported(world, "楼道灯坏了")
    world.clock.move(hours=1)
    early = reported(world, "楼道灯坏了")
    assert found(world, since="2025-09-29", until="2025-09-29") == [late]
    assert found(world, since="2025-09-30") == [early]
    assert found(world, words="楼道", until="2025-09-30") == [early, late]
    assert found(world, until="2025-09-28") == []


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (Asked("灯"), {"words": "words_too_short"}), (Asked(unit="nobody"), {"unit": "unit_unknown"}),
        (Asked(since="yesterday", until="2025-13-01"), {"since": "date_invalid", "until": "date_invalid"}),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said_field_by_field(world: FakePorts, asked: Asked, fault: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        find(world, DISPATCHER, asked, None, "zh")
    assert refused.value.fields == fault


def test_words_that_were_erased_are_found_no_more_even_before_the_index_hears_of_it(world: FakePorts) -> None:
    number = reported(world, "楼道灯坏了", place_words="东门旁")
    for version in (0, 1):
        del world.memory.texts[number, version]
    assert found(world, words="楼道") == found(world, words="东门") == []
    assert index(world, number)
    assert not world.terms.held[number].terms & {"w:楼道", "w:灯坏", "w:东门"}
    assert found(world, unit=ELM) == [number]  # its facts stay


def test_pages_lead_to_everything_however_rare_the_words_are_together(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "LIST", 4)
    monkeypatch.setattr(journey, "MOST_READ", 3)
    sought = []
    for serial in range(30):
        words = "楼道停电" if serial in (2, 3, 29) else "楼道灯坏了" if serial % 2 else "小区停电了"
        number = reported(world, words)
        sought = [number, *sought] if words == "楼道停电" else sought
    assert found(world, words="楼道 停电") == sought
    assert len(found(world, words="停电")) == 17


def test_a_request_reads_two_lists_at_most_and_the_petitions_once(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    reported(world, "三号楼道灯坏了三天没人来修")
    asked: list[str] = []
    for name in ("postings", "read"):
        call = getattr(world.terms, name)
        monkeypatch.setattr(world.terms, name, lambda *given, name=name, call=call: (asked.append(name), call(*given))[1])
    find(world, staff(Role.OFFICER, ELM), Asked("三号楼道灯坏了 没人来修"), None, "zh")
    assert asked == ["postings", "postings", "read"]
    assert found(world, SUPERVISOR, words="没人来修")
