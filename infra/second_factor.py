"""Second factors of the staff, for whoever may open them with the stage's own key: the demo staff of the local stage."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain import totp
from chalicelib.wiring import SealedStaffSecrets


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """The sealed second factors in a main table."""

    dynamodb: Any
    kms: Any
    table: str
    key: str

    def give(self, login: str) -> bytes:
        """The person's secret; a new one for a person that has none."""
        sealer, key = SealedStaffSecrets(self.kms, self.key), _key(login)
        held = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item", {})
        if "sealed_totp" in held:
            return sealer.open(login, held["sealed_totp"]["S"])
        secret = secrets.token_bytes(totp.SECRET_BYTES)
        self.dynamodb.update_item(
            TableName=self.table,
            Key=key,
            UpdateExpression="SET sealed_totp = :sealed, totp_step = :none",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":sealed": {"S": sealer.seal(login, secret)}, ":none": {"N": "0"}},
        )
        return secret

    def code(self, login: str, now: datetime) -> str:
        """A code that the person can sign in with for half a minute at least: of this step, or the next if this is used.

        Raises: KeyError when the person is not there or not enrolled.
        """
        held = self.dynamodb.get_item(TableName=self.table, Key=_key(login), ConsistentRead=True)["Item"]
        secret = SealedStaffSecrets(self.kms, self.key).open(login, held["sealed_totp"]["S"])
        used, present = int(held["totp_step"]["N"]), totp.step_of(now)
        return totp.code(secret, min(max(used + 1, present), present + totp.DRIFT_STEPS))


def _key(login: str) -> dict[str, Any]:
    return {"pk": {"S": f"PERSON#{login}"}, "sk": {"S": "PERSON"}}
