"""帮办代办: one of the staff submits for somebody, who owns the petition and is told by SMS."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain import rights
from chalicelib.domain.actors import Caller, Staff
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.journey.door import knock
from chalicelib.journey.submit import PROXY, Receipt, Submission, submit


def submit_for(ports: Ports, submission: Submission, staff: Staff, source: str, key: str) -> Receipt:
    """The receipt to hand over. The history says who submitted; the petition is the person's, not theirs.

    Raises: Forbidden without a role. InvalidInput, also without a phone and a reason why there is none.
    """
    if not rights.may_anywhere(staff, Right.SUBMIT_FOR_SOMEBODY):
        raise Forbidden
    knock(ports, f"staff:{staff.login}", "submit")
    by = staff.acting(staff.roles[0].role)
    caller = Caller(f"staff:{staff.login}", source)
    return submit(ports, replace(submission, channel=PROXY), caller, key, by)
