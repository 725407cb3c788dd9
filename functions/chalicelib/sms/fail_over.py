"""Several carriers behind one face: the first that is well and fit, in the order that the deployment chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.carriers import TREATMENTS, Circuit, Sent, Trouble, Words
from chalicelib.domain.ports import Carrier, Circuits
from chalicelib.domain.told_by_sms import kind_of

TRIES = 3  # of writing a circuit that another sender writes too; then that one's word stands


@dataclass(frozen=True, slots=True)
class FailOver:
    """Carriers in order. One that fails steadily is passed over for a while, by all senders."""

    carriers: Sequence[Carrier]
    circuits: Circuits
    now: Callable[[], datetime]
    opened: Callable[[str], None] = lambda _: None  # hears of each carrier that is passed over from now on

    @property
    def receives(self) -> bool:
        """True when a question would go by a carrier that can receive its answer: `_fit` prefers such a one."""
        can = [each.receives for each in self.carriers]
        if all(can) or not any(can):
            return any(can)  # whichever of them is well
        now = self.now()
        well = [each for each in self.carriers if self.circuits.read(each.name).lets_through(now)]
        return any(each.receives for each in well or self.carriers)

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """The answer of the first carrier that took it, or of the last one that was asked."""
        told = Sent(None, "all_passed_over", Trouble.THROTTLED)
        for carrier in self._fit(words):
            circuit = self.circuits.read(carrier.name)
            trial = circuit.open_until is not None
            if trial and not self._may_try(circuit):
                continue
            told = replace(carrier.send(phone, words, reference), provider=carrier.name)
            treatment = TREATMENTS[told.trouble]
            failed = told.provider_id is None and treatment.counts
            if failed or circuit != Circuit(carrier.name, version=circuit.version):  # else it was well and is
                self._note(carrier.name, failed=failed, trial=trial)
            if told.provider_id is not None or not treatment.elsewhere:
                return told
        return told

    def _fit(self, words: Words) -> Sequence[Carrier]:
        """A question that asks for a reply goes by a carrier that can receive, if the deployment has any."""
        able = [each for each in self.carriers if each.receives] if kind_of(words.name).asks else []
        return able or self.carriers

    def _may_try(self, circuit: Circuit) -> bool:
        """True for the one sender that may try a carrier whose pause is over."""
        now = self.now()
        return circuit.lets_through(now) and self.circuits.write(circuit, circuit.trial(now))

    def _note(self, name: str, *, failed: bool, trial: bool) -> None:
        for _ in range(TRIES):
            before = self.circuits.read(name)
            after = before.after(self.now(), failed=failed, trial=trial)
            if self.circuits.write(before, after):
                if after.openings > before.openings:
                    self.opened(name)
                return
