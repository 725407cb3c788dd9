"""A main table that lives in this process, for calls one at a time (moto; never for concurrency)."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra import ROOT

DISTRICTS = sorted(path for path in (ROOT / "infra/districts").iterdir() if path.is_dir())


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A DynamoDB client with the table "main"."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        dynamodb = boto3.client("dynamodb")
        dynamodb.create_table(
            TableName="main",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "owner_key", "owner_sort")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "owner",
                    "KeySchema": [
                        {"AttributeName": "owner_key", "KeyType": "HASH"},
                        {"AttributeName": "owner_sort", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        yield dynamodb


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the first district's folder, free to be spoiled."""
    return Path(shutil.copytree(DISTRICTS[0], tmp_path / "district"))
