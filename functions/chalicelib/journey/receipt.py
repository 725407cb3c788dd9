"""A carrier's report of a message: recorded once, however often and in whatever order it comes."""

from __future__ import annotations

from chalicelib.domain.errors import Busy
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.domain.receipts import Receipt, received
from chalicelib.journey import ring
from chalicelib.journey.acting import TRIES

NOT_ARRIVED = frozenset({MessageState.FAILED, MessageState.EXPIRED})


def record(ports: Ports, receipt: Receipt) -> str:
    """What became of the receipt: moved, kept, repeated, unclear or unknown_reference. Raises: Busy."""
    now = ports.clock.now()
    for _ in range(TRIES):
        message = ports.receipts.message_of(receipt.provider, receipt.provider_id)
        if message is None:
            new = ports.receipts.keep(receipt, now)
            # The sender may have settled meanwhile: then it has not seen this receipt, and we apply it.
            if ports.receipts.message_of(receipt.provider, receipt.provider_id) is None:
                return "unknown_reference" if new else "repeated"
            continue
        after = received(message, receipt)
        if after is not None and after.state in NOT_ARRIVED:
            ring.to_ring(ports, after, RingWhy.FAILED)  # before the receipt is on record: it comes again if this fails
        applied = ports.receipts.apply(receipt, message, after, now)
        if applied is False:
            return "repeated"
        if applied:
            return _outcome(receipt, moved=after is not None)
    raise Busy


def _outcome(receipt: Receipt, *, moved: bool) -> str:
    if receipt.state is MessageState.UNCLEAR:
        return "unclear"
    return "moved" if moved else "kept"


def catch_up(ports: Ports, provider: str, provider_id: str) -> None:
    """Nothing; what the carrier reported before we had written that it took the message is applied now."""
    for receipt in ports.receipts.early(provider, provider_id):
        record(ports, receipt)
