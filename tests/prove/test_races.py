"""Two people act on the same petition at once: one wins, the other is told who was first."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from chalicelib.domain.actors import Caller, HeldRole, Role, Staff
from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.entrypoints.http import refusal
from chalicelib.journey.handle import Command, act
from chalicelib.journey.submit import Submission, submit

RACES = 1_000
COMMUNITY = "370202001001"
WANG, LI = (Staff(login, login, (HeldRole(Role.OFFICER, COMMUNITY),)) for login in ("wang", "li"))


@pytest.mark.slow
def test_one_wins_and_the_other_is_told_who_was_first_when_two_act_at_once(engine) -> None:
    ports = engine.fresh()
    _ = ports.secrets, ports.contacts  # made once, before the threads ask for them
    said = Submission("楼道灯坏了", consent=True, community=COMMUNITY)
    start = Barrier(2)

    def acted(number: str, who: Staff, action: str):
        command = Command(number, action, 2, {"reason": "不是我们的"} if action == "send_back" else {})
        key = ports.ids.token()
        start.wait()
        for _ in range(50):
            try:
                return act(ports, command, who, key)
            except Busy:
                continue
            except VersionConflict as conflict:
                return conflict
        raise AssertionError("busy for ever")

    won = {"wang": 0, "li": 0}
    with ThreadPoolExecutor(2) as pool:
        for _ in range(RACES):
            number = submit(ports, said, Caller("device", ""), ports.ids.token()).number
            both = [
                pool.submit(acted, number, who, action) for who, action in ((WANG, "accept"), (LI, "send_back"))
            ]
            results = dict(zip(("wang", "li"), (each.result() for each in both), strict=True))
            won[winner_of(ports, number, results)] += 1
    assert sum(won.values()) == RACES
    assert min(won.values()) > 0, f"no race at all: {won}"


def winner_of(ports, number: str, results: dict) -> str:
    """Who won, after everything that must hold was seen to hold."""
    (winner,) = (login for login, told in results.items() if isinstance(told, dict))
    (refused,) = (told for told in results.values() if isinstance(told, VersionConflict))
    held, entries, _ = ports.petitions.whole(number)
    status = {"wang": "handling", "li": "submitted"}[winner]
    assert (held.version, str(held.status), held.last.by) == (3, status, winner)
    assert [each.by.id for each in entries] == ["petitioner", "system", winner]
    answered = refusal(refused, "zh")
    first = json.loads(answered.body)["first"]
    assert answered.status_code == 409
    assert (first["by"], first["action"]) == (winner, {"wang": "accept", "li": "send_back"}[winner])
    return winner
