"""Bugs to plant, one at a time: `python -m tests.prove.planted NAME …` runs the suite with one in a module's source.

Each is what somebody could write on a bad day. The run ends at the first test that notices. With `nothing` for a name
nothing is planted: then no test may notice, or a catch would be none.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import sys
from dataclasses import dataclass

import pytest

from infra import ROOT

SUITE = (
    "tests/journey", "tests/sms", "tests/prove/test_faults.py", "tests/prove/test_replies.py", "tests/prove/test_drain.py",
    "tests/prove/test_verdict.py", "tests/storage", "tests/domain",
)  # fmt: skip

NOTHING = "nothing"


@dataclass(frozen=True)
class Bug:
    """A module's words, each once in its source, and what they become."""

    module: str
    changes: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """The module with the bug in it. Raises: AssertionError when its words are there no more, or twice."""
        words = (ROOT / "functions" / (self.module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        for before, after in self.changes:
            assert words.count(before) == 1, (self.module, before, words.count(before))
            words = words.replace(before, after)
        return words


def _bug(module: str, *changes: str) -> Bug:
    return Bug(f"chalicelib.{module}", tuple(zip(changes[::2], changes[1::2], strict=True)))


BUGS: dict[str, Bug] = {
    "a dropped condition: a phone is asked two things at once": _bug(
        "storage.outbox", '"attribute_not_exists(pk) OR quiet_until < :now OR message_id = :same"', '"attribute_not_exists(pk) OR :now <> :same"'
    ),
    "a dropped condition: a receipt overwrites what the sender just wrote": _bug(
        "storage.receipts", "self.table.put_if_state(message_item(after), before)",
        "self.table.put_always(message_item(after))",
    ),
    "the carrier is asked before the claim is written": _bug(
        "journey.send",
        "    if not ports.outbox.claim(message, claimed, question, now):\n", "    deliver(line, claimed, now)\n    if not ports.outbox.claim(message, claimed, question, now):\n",
        "    deliver(line, claimed, now)\n\n\ndef ", "\n\ndef ",
    ),
    "replies are remembered for one hour": _bug("storage.outbox", "seconds(now + KEPT)", "seconds(now + KEPT / 720)"),
    "a reply's id is not written with its answer": _bug("journey.reply", '"sms", inbound=key, round', '"sms", round'),
    "a receipt moves a message backwards": _bug("domain.receipts", "told <= standing", "told == standing"),
    "a reply is matched to the newest petition": _bug(
        "journey.reply",
        "answer(ports, asked.number, Given", "answer(ports, keywords.petitions_of(ports, asked.phone_key)[-1].number, Given",
        ", round=asked.round))", "))",
    ),
    "digits belong to the next question at once": _bug("domain.outbox", "    hours=24\n)", "    hours=0\n)"),
    "what a crash left claimed is sent again, whatever it is": _bug(
        "journey.fit", "message.state is MessageState.CLAIMED and not may_repeat(message)", "message.state is MessageState.CLAIMED and not message"
    ),
    "what may have gone is tried again, whatever it is": _bug(
        "journey.deliver", "sent.trouble is Trouble.UNKNOWN and not may_repeat(claimed)", "sent.trouble is Trouble.UNKNOWN and not claimed"
    ),
    "another carrier is asked after a lost answer": _bug("domain.carriers", "Trouble.UNKNOWN: Treatment(True, False, True)", "Trouble.UNKNOWN: Treatment(True, True, True)"),
    "what may have gone is sent at every attempt": _bug("journey.fit", ".harmless and message.unsure == 0", ".harmless"),
    "what a carrier has no time for is given up": _bug("journey.deliver", "MOST_ATTEMPTS = 40", "MOST_ATTEMPTS = 4"),
    "two senders work on one phone": _bug(
        "journey.send", "    if not ports.outbox.take_lease(phone_key, holder, now, now + LEASE_LASTS):\n        return now + LEASE_LASTS\n",
        "    ports.outbox.take_lease(phone_key, holder, now, now + LEASE_LASTS)\n",
    ),
    "a sender that stood still sends what another took up": _bug("journey.deliver", "ports.clock.now() >= claimed.claimed_until", "claimed.claimed_until is None"),
    "botocore repeats an SMS whose answer was lost": _bug("sms.aws", '"total_max_attempts": 1', '"total_max_attempts": 3'),
    "a receipt that came early is forgotten": _bug("journey.deliver", "    receipt.catch_up(ports, sent.provider, sent.provider_id)\n", ""),
    "the message is written beside the transaction, when there is time": _bug(
        "storage.petitions", "        actions += [self.table.put_if_new(message_item(self._caused(message))) for message in change.messages]\n", ""
    ),
    "a sentence after a digit is an answer": _bug("domain.replies", "    return _keyword(written, words) or _digit(written)", "    return _keyword(written, words) or (Reading('answer', written[0]) if written[0] in '1234' else None) or _digit(written)"),
    "every sender tries a carrier after its pause": _bug("sms.fail_over", "circuit.lets_through(now) and self.circuits.write(circuit, circuit.trial(now))", "circuit.lets_through(now)"),
    "the same answer by link counts twice": _bug("journey.answer", "held.rating is given.rating and given.inbound", "held.rating is None and given.inbound"),
    "a claim lasts from its run's beginning": _bug("journey.send", "            now = ports.clock.now()  # a claim lasts", "            # a claim lasts"),
    "a run goes on past its lease": _bug("journey.send", "            if now >= until:\n                break\n", ""),
    "a message behind one that is tried again goes first": _bug("journey.send", "held = held or line.failed", "held = held or False"),
}  # fmt: skip


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with a bug in it."""

    def __init__(self, bug: Bug) -> None:
        self.bug = bug

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == self.bug.module else None

    def exec_module(self, module) -> None:
        exec(compile(self.bug.source, f"<{self.bug.module}, with a bug>", "exec"), module.__dict__)


def main(name: str, files: list[str]) -> int:
    """pytest's exit code: 1 when a test noticed, 0 when none did."""
    sys.path[:0] = [str(ROOT / "functions"), str(ROOT)]
    own = ""
    if name != NOTHING:
        sys.meta_path.insert(0, Planted(BUGS[name]))
        own = f"tests/{BUGS[name].module.split('.')[1]}"  # whose tests probably notice first
    ordered = sorted(files or SUITE, key=lambda each: each != own)
    return int(pytest.main(["-x", "-q", "--tb=line", "-rf", "--rootdir", str(ROOT), *ordered]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
