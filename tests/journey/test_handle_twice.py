"""Two at once, or the same one twice: one winner, one answer, and nothing told to strangers."""

import pytest
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, PetitionNotFound, VersionConflict
from chalicelib.domain.petition import Status

from tests.fakes.district import BAY_OFFICER, DISPATCHER, ELM_OFFICER, GRID_WORKER, OAK
from tests.journey.steps import do, petition, report


def test_loser_is_told_who_was_first_when_two_act_on_one_version(world) -> None:
    number = report(world).number
    do(world, number, "accept", GRID_WORKER, version=2)
    with pytest.raises(VersionConflict) as refused:
        do(world, number, "send_back", ELM_OFFICER, version=2, reason="x")
    first = refused.value.details["first"]
    assert first == {"by": GRID_WORKER.login, "by_name": GRID_WORKER.name, "action": "accept", "at": "2025-09-29T01:00:00Z"}
    assert petition(world, number).status is Status.HANDLING


def test_loser_is_told_who_was_first_when_that_moved_it_out_of_sight(world) -> None:
    number = report(world).number
    do(world, number, "send_back", GRID_WORKER, version=2, reason="x")
    world.clock.move(minutes=1)
    do(world, number, "assign", DISPATCHER, unit=OAK)
    with pytest.raises(VersionConflict) as refused:
        do(world, number, "accept", ELM_OFFICER, version=2)
    assert (refused.value.by, refused.value.action) == (GRID_WORKER.login, "send_back")
    for version in (1, 3, 4, 9):
        with pytest.raises(PetitionNotFound):
            do(world, number, "accept", BAY_OFFICER, version=version)
    for version in (3, 4):  # these lay with others when they were written
        with pytest.raises(PetitionNotFound):
            do(world, number, "accept", ELM_OFFICER, version=version)


def test_answer_is_the_same_when_the_key_comes_again(world) -> None:
    number = report(world).number
    told = do(world, number, "accept", key="k" * 20, version=2)
    do(world, number, "progress", note="x")
    assert do(world, number, "accept", key="k" * 20, version=2) == told
    assert petition(world, number).version == 4


def test_answer_is_the_same_when_the_action_moved_it_out_of_sight(world) -> None:
    number = report(world).number
    told = do(world, number, "transfer", key="k" * 20, version=2, unit=OAK, reason="x")
    assert do(world, number, "transfer", key="k" * 20, version=2, unit=OAK, reason="x") == told


@pytest.mark.parametrize("version", [2, 3])
def test_action_is_refused_when_its_key_came_with_another_body(world, version) -> None:
    number = report(world).number
    do(world, number, "accept", key="k" * 20, version=2)
    with pytest.raises(IdempotencyMismatch):
        do(world, number, "progress", key="k" * 20, version=version, note="x")


def test_anothers_key_answers_nothing_when_used_by_a_stranger(world) -> None:
    number = report(world).number
    do(world, number, "accept", GRID_WORKER, key="k" * 20, version=2)
    with pytest.raises(VersionConflict):
        do(world, number, "accept", ELM_OFFICER, key="k" * 20, version=2)
    with pytest.raises(PetitionNotFound):
        do(world, number, "accept", BAY_OFFICER, key="k" * 20, version=2)


def test_refusal_is_not_remembered_when_the_key_comes_again_mended(world) -> None:
    number = report(world).number
    with pytest.raises(InvalidInput):
        do(world, number, "send_back", key="k" * 20)
    assert do(world, number, "send_back", key="k" * 20, reason="x")["status"] == "submitted"
