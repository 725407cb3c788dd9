"""`make code LOGIN=grid`: the code that an authenticator app of the local stage's demo staff would show now."""

from __future__ import annotations

import argparse
import sys
import time

from infra import stack
from infra.local import stage
from infra.second_factor import SecondFactors


def factors() -> SecondFactors:
    """The second factors of the running stage."""
    stage.use_local_credentials()
    target, made = stack.Target(stage.STAGE, stage.ENDPOINT), stage.outputs()
    return SecondFactors(target.client("dynamodb"), target.client("kms"), made["MainTable"], made["StaffKey"])


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("login")
    asked = parser.parse_args()
    fault = stage.not_running()
    if fault:
        print(fault)
        return 1
    try:
        held = factors()
        while held.used_up(asked.login, stage.now()):
            time.sleep(1)  # at most one step of half a minute
        print(held.code(asked.login, stage.now()))
    except KeyError:
        print(f"Nobody has the login {asked.login}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
