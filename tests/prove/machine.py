"""Random lives: legal and illegal actions by random people, at once, under faults; the laws are looked at after each."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Busy,
    InvalidInput,
    NuannanError,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.journey.appeal import appeal, reopen
from chalicelib.journey.handle import Command, act
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.sweep import sweep
from chalicelib.journey.withdraw import withdraw
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.fakes import FakePorts
from tests.fakes.district import ELM, OAK, PIER
from tests.journey.steps import RATINGS, answers, deliver, report
from tests.prove import expected
from tests.prove.faults import Crash
from tests.prove.laws import Laws
from tests.prove.wishes import fault_of, wish
from tests.prove.worlds import RealPorts, faulty

MOST = 4
SEED = st.integers(0, 2**32)
BROKEN = (Crash, ClientError, BotoCoreError)
steps: Counter[str] = Counter()


class Life(RuleBasedStateMachine):
    """One small district with up to four petitions.

    A rule draws one number and takes everything else from it: what threads make of a race must not change what
    hypothesis draws next.
    """

    made = staticmethod(FakePorts)  # the world; a test puts its own here
    @initialize()
    def begin(self) -> None:
        self.world, self.numbers, self.turn = self.made(), [], 0
        self.laws = Laws(5 if isinstance(self.world, RealPorts) else 1)
        self.file(ELM)

    def file(self, community: str | None, **fields: object) -> None:
        serial = len(self.numbers) + 1
        place = {"community": community} if community else {"community": None, "place_words": "路口"}
        number = report(self.world, phone=f"138{serial:08d}", **place, **fields).number
        self.numbers.append(number)

    @precondition(lambda self: len(self.numbers) < MOST)
    @rule(community=st.sampled_from([ELM, OAK, PIER, None]), text=st.sampled_from(["灯坏了", "着火了,救命"]))
    def submitted(self, community, text) -> None:
        self.file(community, text=text)

    def chance(self, seed: int) -> random.Random:
        self.turn += 1
        return random.Random(f"{seed} {self.turn}")

    @rule(seed=SEED)
    def acted(self, seed) -> None:
        """Actions of the staff, legal or not, on the version that stands or on an old one."""
        chance = self.chance(seed)
        for _ in range(chance.randint(1, 4)):
            self.act(chance, fault_of(chance))
            self.laws_hold()

    def act(self, chance: random.Random, fault) -> None:
        command, who = self.wish(chance)
        before = self.world.petitions.get(command.number)
        key = self.world.ids.token()
        told = self.commanded(command, who, key, fault)
        steps["acted" if isinstance(told, dict) else f"refused: {type(told).__name__}"] += 1
        held = self.world.petitions.get(command.number)
        if isinstance(told, dict):
            steps[f"did {command.action}"] += 1
            assert held.version == before.version + 1 == told["version"]
            assert told == {**told, "status": str(held.status), "owner": held.owner, "number": command.number}
            self.check_right(before, command.action, who)
            assert self.commanded(command, who, key, None) == told
            assert self.world.petitions.get(command.number) == held
        else:
            assert held == before
            self.check_refusal(before, command, who, told)

    def wish(self, chance: random.Random, number: str = "") -> tuple[Command, Staff]:
        living = [each for each, petition in self.laws.seen.items() if petition.status in OPEN]
        number = number or chance.choice(living if living and chance.random() < 0.9 else self.numbers)
        return wish(self.world, chance, number, self.numbers)

    def commanded(self, command: Command, who, key: str, fault) -> dict | NuannanError:
        """The answer, the same key being sent again for as long as something breaks."""
        kind, at = fault or (None, 0)
        for _ in range(50):
            try:
                with faulty(self.world, kind, at):
                    return act(self.world, command, who, key)
            except (*BROKEN, Busy):
                kind = None
            except NuannanError as refused:
                return refused
        raise AssertionError("broken for ever")

    def check_right(self, before: Petition, action: str, who) -> None:
        (held,) = who.roles
        assert (str(before.status), action) in expected.BY_STAFF, (before.status, action)
        assert expected.may(str(held.role), held.unit, before.owner, before.assisting, action), (who.login, action)

    def check_refusal(self, before: Petition, command: Command, who, refused: NuannanError) -> None:
        (held,) = who.roles
        reached = expected.sees(str(held.role), held.unit, before.owner, before.assisting)
        if not reached and isinstance(refused, VersionConflict):  # it went out of sight while this person looked at it
            entries = self.world.petitions.whole(command.number)[1]
            seen, first = entries[command.version - 1], entries[command.version]
            assert (refused.by, refused.action) == (first.by.id, str(first.action))
            assert expected.sees(str(held.role), held.unit, seen.owner_after, before.assisting)
        elif not reached:
            assert isinstance(refused, PetitionNotFound)
        elif command.version != before.version:
            assert isinstance(refused, VersionConflict)
            assert (refused.by, refused.action) == (before.last.by, before.last.action)
        elif isinstance(refused, ActionNotAllowed):
            free = command.action in expected.FREE and (str(before.status), command.action) in expected.BY_STAFF
            right = expected.may(str(held.role), held.unit, before.owner, before.assisting, command.action)
            assert not (free and right), command
        else:
            assert isinstance(refused, InvalidInput), refused

    @rule(seed=SEED)
    def raced(self, seed) -> None:
        """Two actions on one version at once: one winner, and the loser is told who was first."""
        chance = self.chance(seed)
        command, one = self.wish(chance)
        other, two = self.wish(chance, command.number)
        before = self.world.petitions.get(command.number)
        other = replace(other, version=before.version)
        command = replace(command, version=before.version)
        if "assist" in command.action + other.action and command.action != other.action:
            other = replace(other, action=command.action)
        tasks = [(command, one), (other, two)]
        told = self.at_once([lambda task=task: self.commanded(*task, self.world.ids.token(), None) for task in tasks])
        winners = [who for (_, who), answer in zip(tasks, told, strict=True) if isinstance(answer, dict)]
        held = self.world.petitions.get(command.number)
        assert held.version == before.version + len(winners)
        assert len(winners) <= 1
        for answer in told:
            if isinstance(answer, VersionConflict) and winners:
                assert answer.by in (winners[0].login, before.last.by) or answer.action == "join"
        steps[f"raced: {len(winners)} won"] += 1

    @rule(seed=SEED)
    def spoke(self, seed) -> None:
        """The citizen answers, withdraws, appeals or reopens."""
        chance = self.chance(seed)
        number, digit, fault = chance.choice(self.numbers), chance.randint(0, 3), fault_of(chance)
        held, visit = self.world.petitions.get(number), Visit(number, DEVICE)
        doable = {
            Status.CLOSED: "answer", Status.SETTLED: chance.choice(["answer", "appeal"]),
            Status.REJECTED: "appeal", Status.MERGED: "reopen",
        }.get(held.status, "withdraw" if chance.random() < (0.5 if held.followers else 0.03) else "answer")  # fmt: skip
        said = {
            "answer": lambda: answers(self.world, number, RATINGS[digit]), "reopen": lambda: reopen(self.world, visit, "x"),
            "withdraw": lambda: withdraw(self.world, visit, "x"), "appeal": lambda: appeal(self.world, visit, "x"),
        }  # fmt: skip
        steps[f"{doable}: {self.tried(said[doable], fault)}"] += 1
        held = self.world.petitions.get(number)
        self.tried(said[doable], None)
        assert self.world.petitions.get(number) == held, "said again, it changes nothing"

    def at_once(self, work: list) -> list:
        """What came of both: in threads on the real tables; in memory the second acts just before the first commits."""
        if isinstance(self.world, RealPorts):
            with ThreadPoolExecutor(2) as pool:
                return [each.result() for each in [pool.submit(each) for each in work]]
        commit, later = self.world.petitions.commit, []

        def meanwhile(change):
            self.world.petitions.commit = commit
            later.append(work[1]())
            return commit(change)

        self.world.petitions.commit = meanwhile
        first = work[0]()
        self.world.petitions.commit = commit
        return [first, *(later or [work[1]()])]

    def tried(self, work, fault) -> str:
        kind, at = fault or (None, 0)
        for _ in range(50):
            try:
                with faulty(self.world, kind, at):
                    work()
                return "done"
            except (*BROKEN, Busy):
                kind = None
            except NuannanError as refused:
                return type(refused).__name__
        raise AssertionError("broken for ever")

    @rule(seed=SEED)
    def swept(self, seed) -> None:
        """The sweep, perhaps cut off and run again, perhaps two at once."""
        chance = self.chance(seed)
        if chance.random() < 0.5:
            self.at_once([lambda: self.tried(lambda: sweep(self.world), None)] * 2)
        self.tried(lambda: sweep(self.world), fault_of(chance))
        self.laws.expand_fan_outs()
        assert self.world.petitions.due_fan_outs(9) == []
        versions = [self.world.petitions.get(number).version for number in self.numbers]
        assert sweep(self.world).petitions == 0
        assert versions == [self.world.petitions.get(number).version for number in self.numbers]
        steps["swept"] += 1

    @rule(serial=st.integers(1, MOST))
    def delivered(self, serial) -> None:
        self.tried(lambda: deliver(self.world, f"138{serial:08d}"), None)

    @rule(hours=st.sampled_from([0.1, 1, 3, 4, 8, 24, 49, 120, 200]))
    def waited(self, hours) -> None:
        if self.world.clock.now().year == 2025 and self.world.clock.now().month < 12:  # within the wall calendar
            self.world.clock.move(hours=hours)

    @rule(seed=SEED)
    def counted(self, seed) -> None:
        self.laws.count(self.world, self.chance(seed).choice(self.numbers))

    @invariant()
    def laws_hold(self) -> None:
        if getattr(self, "numbers", None):
            self.world.clock.move(milliseconds=1)  # two steps of one moment would be one place in a phone's line
            self.laws.check(self.world, self.numbers)
            steps["looked at"] += 1

    def teardown(self) -> None:
        if getattr(self, "numbers", None):
            self.laws.check_lists(self.world, self.numbers)
            self.laws.check_counters(self.world, self.numbers)
