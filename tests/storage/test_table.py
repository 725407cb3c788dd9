"""What DynamoDB says under load and the local engine never does: conflicts, throttling, a batch taken in part."""

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from chalicelib.domain.errors import Busy
from chalicelib.storage.table import TRIES, Refused, Table

CONFLICT, FINE = {"Code": "TransactionConflict"}, {"Code": "None"}
OLD = {"pk": {"S": "P#1"}}


@pytest.fixture
def stubbed():
    client = boto3.client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stubber:
        yield Table(client, "main"), stubber
        stubber.assert_no_pending_responses()


def cancelled(stubber: Stubber, *reasons: dict) -> None:
    stubber.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": list(reasons)},
    )


ACTION = [{"Delete": {"TableName": "main", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}}]


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_transaction_is_tried_again_when_it_only_met_another(stubbed, reason) -> None:
    table, stubber = stubbed
    cancelled(stubber, FINE, {"Code": reason})
    stubber.add_client_error("transact_write_items", "TransactionInProgressException")
    stubber.add_response("transact_write_items", {})
    table.write(ACTION)


def test_caller_is_told_to_come_again_when_every_try_met_another(stubbed) -> None:
    table, stubber = stubbed
    for _ in range(TRIES):
        cancelled(stubber, CONFLICT)
    with pytest.raises(Busy):
        table.write(ACTION)


def test_refusal_names_the_old_items_when_a_condition_failed_beside_a_conflict(stubbed) -> None:
    table, stubber = stubbed
    cancelled(stubber, CONFLICT, {"Code": "ConditionalCheckFailed", "Item": OLD}, FINE)
    with pytest.raises(Refused) as refused:
        table.write(ACTION)
    assert refused.value.failed == (None, OLD, None)


@pytest.mark.parametrize("code", ["ValidationError", "ItemCollectionSizeLimitExceeded"])
def test_error_goes_through_when_trying_again_cannot_help(stubbed, code) -> None:
    table, stubber = stubbed
    cancelled(stubber, CONFLICT, {"Code": code})
    with pytest.raises(ClientError):
        table.write(ACTION)


def test_error_goes_through_when_the_call_itself_was_refused(stubbed) -> None:
    table, stubber = stubbed
    stubber.add_client_error("transact_write_items", "AccessDeniedException")
    with pytest.raises(ClientError):
        table.write(ACTION)


def test_query_reads_on_when_a_page_is_not_the_last(stubbed) -> None:
    table, stubber = stubbed
    stubber.add_response("query", {"Items": [OLD], "LastEvaluatedKey": OLD})
    stubber.add_response("query", {"Items": [], "LastEvaluatedKey": OLD})
    stubber.add_response("query", {"Items": [OLD]})
    assert list(table.query("P#1")) == [OLD, OLD]
