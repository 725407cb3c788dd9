"""`make redrive`: takes up again what ended in the dead-letter queues, and says what it did."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError

from infra import dead_letters, stack
from infra.dead_letters import Stage, Take
from infra.local import stage as local

MOST_NAMED = 20


def redrive(stage: Stage) -> dict[str, tuple[int, list[str]]]:
    """By queue: how many letters were done with, and what those that stay in it are about."""
    sqs = stage.client("sqs")
    takes: dict[str, Take] = {
        "StreamDeadLetters": dead_letters.StreamLetters(stage).take,
        "SmsDeadLetters": partial(dead_letters.sms_take, stage),
        "InboundDeadLetters": partial(dead_letters.inbound_take, stage),
        "PhotoDeadLetters": partial(dead_letters.photo_take, stage),
    }
    return {name: dead_letters.drain(sqs, stage.made[name], take) for name, take in takes.items()}


def count(stage: Stage, outcome: dict[str, tuple[int, list[str]]]) -> None:
    """Nothing; the figures stand beside those of the functions."""
    service = {"Name": "service", "Value": stage.target.name}
    stage.client("cloudwatch").put_metric_data(
        Namespace="Nuannan",
        MetricData=[
            {
                "MetricName": "DeadLettersRedriven",
                "Dimensions": [service, {"Name": "queue", "Value": name}],
                "Unit": "Count",
                "Value": done,
            }
            for name, (done, _) in outcome.items()
        ],
    )


def report(outcome: dict[str, tuple[int, list[str]]]) -> int:
    """The exit code: 1 when something is still poisoned."""
    for name, (done, kept) in outcome.items():
        print(f"{name}: {done} letters done with, {len(kept)} still poisoned and kept.")
        for what in kept[:MOST_NAMED]:
            print(f"  {what}")
        if len(kept) > MOST_NAMED:
            print(f"  and {len(kept) - MOST_NAMED} more")
    return 1 if any(kept for _, kept in outcome.values()) else 0


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default=local.STAGE)
    asked = parser.parse_args()
    endpoint = None
    if asked.stage == local.STAGE:
        fault = local.not_running()
        if fault:
            print(fault)
            return 1
        local.use_local_credentials()
        endpoint = local.ENDPOINT
    target = stack.Target(asked.stage, endpoint)
    try:
        stage = Stage(target, stack.outputs(target))
        outcome = redrive(stage)
        count(stage, outcome)
    except (ClientError, BotoCoreError) as error:
        print(error)
        return 1
    return report(outcome)


if __name__ == "__main__":
    sys.exit(main())
