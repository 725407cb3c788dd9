"""Wakes the sender: one queue message for each phone. It carries the phone's hash and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BATCH = 10  # Source: SendMessageBatch takes ten entries
LONGEST_DELAY_SECONDS = 900  # Source: SQS delays at most 15 minutes


@dataclass(frozen=True, slots=True)
class SqsWake:
    """The queue that the sender reads."""

    client: Any
    url: str

    def wake(self, phone_keys: Sequence[str], delay_seconds: int = 0) -> None:
        """Nothing; each phone's sender runs soon. Raises: OSError when the queue took only a part."""
        delay = min(max(delay_seconds, 0), LONGEST_DELAY_SECONDS)
        for start in range(0, len(phone_keys), BATCH):
            entries = [
                {"Id": str(place), "MessageBody": key, "DelaySeconds": delay}
                for place, key in enumerate(phone_keys[start : start + BATCH])
            ]
            answer = self.client.send_message_batch(QueueUrl=self.url, Entries=entries)
            if answer.get("Failed"):
                raise OSError("the queue refused a part of the batch")
