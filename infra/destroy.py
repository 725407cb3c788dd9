"""Deletes a stage's stack, and refuses while people's data would be lost unless told so."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra import stack

TABLES = ("MainTable", "ContactsTable", "ErasuresTable")
# Buckets, and where in them something lies only once people's data came in: the list of no bulletins is a deployment's own.
BUCKETS = {"BulletinsBucket": "bulletin-figures/", "PhotosBucket": ""}
KEY_KEPT_DAYS = 30  # Source: the longest that KMS waits before it deletes a key


def holds_data(target: stack.Target, made: dict[str, str]) -> list[str]:
    """Names of tables and buckets that hold more than what a deployment puts there itself."""
    dynamodb, s3 = target.client("dynamodb"), target.client("s3")
    full = [made[name] for name in TABLES if _first_own(dynamodb, made[name])]
    full += [
        made[name] for name, begin in BUCKETS.items() if s3.list_objects_v2(Bucket=made[name], Prefix=begin, MaxKeys=1).get("KeyCount")
    ]
    return full


def _first_own(dynamodb: Any, table: str) -> bool:
    """True when the table holds anything but the districts' configuration."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="NOT begins_with(pk, :configuration)",
        ExpressionAttributeValues={":configuration": {"S": "CONFIG"}},
        ProjectionExpression="pk",
    )
    return any(page["Items"] for page in pages)


def destroy(target: stack.Target, *, erase: bool) -> None:
    """The stack and all that it held are gone. Raises: SystemExit with a plain sentence while data would be lost."""
    made = stack.outputs(target)
    full = holds_data(target, made)
    if full and not erase:
        raise SystemExit(
            f"Nothing was destroyed: {', '.join(full)} still hold data. Say ERASE=yes to lose it for good."
        )
    for name in ("SiteBucket", "UploadsBucket", "ExportsBucket"):
        _empty(target, made[name])
    cloud = target.client("cloudformation")
    cloud.delete_stack(StackName=target.name)
    cloud.get_waiter("stack_delete_complete").wait(
        StackName=target.name, WaiterConfig={"Delay": 2, "MaxAttempts": 1800}
    )
    _erase_kept(target, made)


def _erase_kept(target: stack.Target, made: dict[str, str]) -> None:
    """What the template keeps when a stack is deleted is deleted one by one."""
    dynamodb, s3 = target.client("dynamodb"), target.client("s3")
    for name in TABLES:
        dynamodb.update_table(TableName=made[name], DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=made[name])
        dynamodb.delete_table(TableName=made[name])
    for bucket in (*(made[name] for name in BUCKETS), stack.code_bucket(target)):
        _empty(target, bucket)
        s3.delete_bucket(Bucket=bucket)
    target.client("secretsmanager").delete_secret(SecretId=made["Secret"])
    for key in ("ContactsKey", "StaffKey"):
        target.client("kms").schedule_key_deletion(KeyId=made[key], PendingWindowInDays=KEY_KEPT_DAYS)


def _empty(target: stack.Target, bucket: str) -> None:
    s3 = target.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        held = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in held]
        if objects:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--erase", action="store_true")
    asked = parser.parse_args()
    try:
        destroy(stack.Target(asked.stage), erase=asked.erase)
    except (ClientError, BotoCoreError) as error:
        print(error)
        return 1
    print(f"nuannan-{asked.stage} is gone. Its key waits {KEY_KEPT_DAYS} days for second thoughts.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
