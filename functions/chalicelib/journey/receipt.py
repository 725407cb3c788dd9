"""A carrier's report of a message: recorded once, however often and in whatever order it comes.

A message is found by the carrier's id, or, where nobody lived to write that down, by our own reference.
"""

from __future__ import annotations

from chalicelib.domain.errors import Busy
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.domain.receipts import Receipt, reached, received, taken
from chalicelib.journey import ring
from chalicelib.journey.acting import TRIES
from chalicelib.journey.settle import settle_sent

NOT_ARRIVED = frozenset({MessageState.FAILED, MessageState.EXPIRED})


def record(ports: Ports, receipt: Receipt) -> str:
    """What became of the receipt: moved, kept, repeated, unclear or unknown_reference. Raises: Busy, VersionConflict."""
    now = ports.clock.now()
    for _ in range(TRIES):
        message = ports.receipts.message_of(receipt.provider, receipt.provider_id)
        named = ports.receipts.named(receipt.reference) if message is None and receipt.reference else None
        if named is not None and named.in_doubt:
            settle_sent(ports, named, taken(named, receipt, now), now)
            continue  # whoever settled it, it is found by the carrier's id now
        after = received(message, receipt) if message else reached(named, receipt) if named else None
        standing = message or (named if after else None)
        if standing is None:
            new = ports.receipts.keep(receipt, now)
            # The sender may have settled meanwhile: then it has not seen this receipt, and we apply it.
            if ports.receipts.message_of(receipt.provider, receipt.provider_id) is None:
                return "unknown_reference" if new else "repeated"
            continue
        if after is not None and after.state in NOT_ARRIVED:
            ring.to_ring(ports, after, RingWhy.FAILED)  # before the receipt is on record: it comes again if this fails
        applied = ports.receipts.apply(receipt, standing, after, now)
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
