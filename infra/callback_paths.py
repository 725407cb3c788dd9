"""Prints the secret paths at which carriers in China call back: receipts and replies. Told to the carrier's console alone."""

from __future__ import annotations

import argparse
import json
import sys

from botocore.exceptions import BotoCoreError, ClientError
from chalicelib.sms.callbacks import READERS
from chalicelib.wiring import KeyedSecrets, callback_mark

from infra import stack
from infra.local import stage as local


def paths(key: bytes, version: str) -> dict[str, str]:
    """The path of each carrier that calls back by HTTP, under a deployment's key and a version of it."""
    secrets = KeyedSecrets(key)
    return {carrier: f"/callbacks/{carrier}/{callback_mark(secrets, carrier, version)}" for carrier in READERS}


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m infra.callback_paths", description=__doc__)
    parser.add_argument("--stage", default=local.STAGE)
    asked = parser.parse_args()
    is_local = asked.stage == local.STAGE
    if is_local:
        local.use_local_credentials()
    target = stack.Target(asked.stage, local.ENDPOINT if is_local else None)
    try:
        made = stack.outputs(target)
        held = target.client("secretsmanager").get_secret_value(SecretId=made["Secret"])
        versions = made["CallbackKeys"].split(",")
    except (ClientError, BotoCoreError, KeyError) as error:
        print(error)
        return 1
    key = str(json.loads(held["SecretString"])["key"]).encode()
    for version in versions:
        print(f"Key {version}{', the newest' if version == versions[-1] else ', good until it is withdrawn'}")
        for carrier, path in paths(key, version).items():
            print(f"  {carrier:<12} {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
