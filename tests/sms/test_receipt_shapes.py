"""What AWS tells of messages and replies, in the shapes of its own documentation, and everything that is none."""

import base64
import gzip
import json
from datetime import UTC, datetime

import pytest
from chalicelib.domain.outbox import MessageState
from chalicelib.sms import callbacks, sns

S = MessageState
# Source: "SMS example log", AWS End User Messaging SMS User Guide.
EVENT = {
    "eventType": "TEXT_DELIVERED", "eventVersion": "1.0", "eventTimestamp": 1686975103470, "isFinal": True,
    "originationPhoneNumber": "+12065550152", "destinationPhoneNumber": "+14255550156", "isInternationalSend": False,
    "mcc": "310", "mnc": "800", "messageId": "862a8790-60c0-4430-9b2b-658bdexample", "messageRequestTimestamp": 1686975103170,
    "messageEncoding": "GSM", "messageType": "TRANSACTIONAL", "messageStatus": "DELIVERED",
    "messageStatusDescription": "Message has been accepted by phone", "context": {"reference": "r-1"},
    "totalMessageParts": 1, "totalMessagePrice": 0.09582, "totalCarrierFee": 0.0,
}  # fmt: skip
# Source: "Example of a two-way SMS message payload", the same guide.
REPLY = {
    "originationNumber": "+14255550182", "destinationNumber": "+12125550101", "messageKeyword": "JOIN", "messageBody": "1。谢谢",
    "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84",
    "previousPublishedMessageId": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}  # fmt: skip
# Source: "Example log for successful SMS delivery", Amazon SNS Developer Guide.
DELIVERY = {
    "notification": {"messageId": "34d9b400-c6dd-5444-820d-fbeb0f1f54cf", "timestamp": "2016-06-28 00:40:34.558"},
    "delivery": {
        "phoneCarrier": "My Phone Carrier", "mnc": 270, "numberOfMessageParts": 1, "destination": "+1XXX5550100",
        "priceInUSD": 0.00645, "smsType": "Transactional", "mcc": 310,
        "providerResponse": "Message has been accepted by phone carrier", "dwellTimeMs": 599, "dwellTimeMsUntilDeviceAck": 1344,
    },
    "status": "SUCCESS",
}  # fmt: skip
AT = 1597126137813


def event(**changes: object):
    return callbacks.by_topic(json.dumps(EVENT | changes))


def packed(*messages: object, kind: str = "DATA_MESSAGE") -> str:
    """A batch as CloudWatch Logs hands it to its subscriber."""
    events = [{"id": str(place), "timestamp": AT, "message": each if isinstance(each, str) else json.dumps(each)}
              for place, each in enumerate(messages)]  # fmt: skip
    batch = {"messageType": kind, "owner": "111122223333", "logGroup": "sns/us-east-1/111122223333/DirectPublishToPhoneNumber",
             "logStream": "x", "subscriptionFilters": ["receipts"], "logEvents": events}  # fmt: skip
    return base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()


def delivery(response: str, status: str = "FAILURE"):
    told = DELIVERY | {"delivery": {"providerResponse": response}, "status": status}
    (receipt,) = callbacks.by_log(packed(told)).receipts
    return receipt


def test_event_of_a_delivered_message_is_its_receipt() -> None:
    came = event()
    (receipt,) = came.receipts
    assert (receipt.provider, receipt.provider_id) == ("aws", EVENT["messageId"])
    assert (receipt.state, receipt.code) == (S.DELIVERED, "TEXT_DELIVERED")
    assert receipt.at == datetime(2023, 6, 17, 4, 11, 43, 470_000, tzinfo=UTC)
    assert (receipt.reference, receipt.segments) == ("r-1", 1)
    assert (came.replies, came.broken) == ([], 0)


@pytest.mark.parametrize(
    ("kind", "final", "state"),
    [("TEXT_SUCCESSFUL", False, S.SENT), ("TEXT_SUCCESSFUL", True, S.DELIVERED), ("TEXT_QUEUED", False, S.SENT),
     ("TEXT_PENDING", False, S.SENT), ("TEXT_TTL_EXPIRED", True, S.EXPIRED), ("TEXT_UNREACHABLE", True, S.FAILED),
     ("TEXT_CARRIER_BLOCKED", True, S.FAILED), ("TEXT_PROTECT_BLOCKED", True, S.FAILED), ("TEXT_UNKNOWN", True, S.UNCLEAR),
     ("TEXT_NEW", True, S.UNCLEAR)],
)  # fmt: skip
def test_event_says_where_the_message_stands(kind, final, state) -> None:
    (receipt,) = event(eventType=kind, isFinal=final).receipts
    assert (receipt.state, receipt.code) == (state, kind)


@pytest.mark.parametrize("context", [None, 5, "r-1", [], {}, {"reference": 5}, {"reference": "r" * 129}])
@pytest.mark.parametrize("parts", [None, "many", -1, 10**9, [], True])
def test_event_whose_context_is_none_of_ours_names_nothing(context, parts) -> None:
    (receipt,) = event(context=context, totalMessageParts=parts).receipts
    assert (receipt.reference, receipt.segments, receipt.state) == ("", 0, S.DELIVERED)


def test_two_way_message_is_a_reply() -> None:
    came = callbacks.by_topic(json.dumps(REPLY))
    assert came.replies == [("aws", REPLY["inboundMessageId"], "+14255550182", "1。谢谢")]
    assert (came.receipts, came.broken) == ([], 0)


@pytest.mark.parametrize("missing", ["eventType", "eventTimestamp", "messageId"])
def test_event_without_what_makes_it_one_is_broken(missing) -> None:
    came = callbacks.by_topic(json.dumps({name: value for name, value in EVENT.items() if name != missing}))
    assert (came.receipts, came.broken) == ([], 1)


@pytest.mark.parametrize("missing", ["originationNumber", "messageBody"])
def test_reply_without_its_phone_or_words_is_broken(missing) -> None:
    came = callbacks.by_topic(json.dumps({name: value for name, value in REPLY.items() if name != missing}))
    assert (came.replies, came.receipts, came.broken) == ([], [], 1)


@pytest.mark.parametrize(
    "message", ["", "no JSON", "[]", "5", "null", "[" * 100_000, json.dumps(EVENT | {"eventTimestamp": 10**30}),
                json.dumps(EVENT | {"eventTimestamp": "yesterday"}), json.dumps({"Type": "AlarmName"})],
)  # fmt: skip
def test_what_is_neither_is_counted_and_raises_nothing(message) -> None:
    came = callbacks.by_topic(message)
    assert (came.receipts, came.replies, came.broken) == ([], [], 1)


def test_log_of_a_delivery_is_its_receipt() -> None:
    (receipt,) = callbacks.by_log(packed(DELIVERY)).receipts
    assert (receipt.provider, receipt.provider_id) == ("sns", DELIVERY["notification"]["messageId"])
    assert (receipt.state, receipt.code) == (S.DELIVERED, "Message has been accepted by phone carrier")
    assert receipt.at == datetime.fromtimestamp(AT / 1000, UTC)


@pytest.mark.parametrize(
    "reason",
    ["Blocked as spam by phone carrier", "Destination is on a blocked list", "Destination is blacklisted", "Invalid phone number",
     "Message body is invalid", "Phone carrier has blocked this message", "Phone carrier is currently unreachable/unavailable",
     "Phone has blocked SMS", "Phone is on a blocked list", "Phone is blacklisted", "Phone number is opted out",
     "This delivery would exceed max price", "Unknown error attempting to reach phone"],
)  # fmt: skip
def test_every_reason_of_the_guide_is_known(reason) -> None:
    assert reason in sns.STATES
    assert (delivery(reason).state, delivery(reason).code) == (S.FAILED, reason)
    assert delivery("Phone is currently unreachable/unavailable").state is S.EXPIRED


def test_words_of_a_carriers_own_stand_by_the_verdict_of_sns() -> None:
    assert (delivery("Kaput").state, delivery("Kaput").code) == (S.FAILED, "FAILURE")
    assert delivery("Angekommen", "SUCCESS").state is S.DELIVERED
    assert delivery("?", "MAYBE").state is S.UNCLEAR


def test_no_phone_number_of_a_log_gets_further() -> None:
    said = "Invalid phone number +8613800138001"
    (receipt,) = callbacks.by_log(packed(DELIVERY | {"delivery": {"providerResponse": said}, "status": "FAILURE"})).receipts
    assert "138" not in repr(receipt)


def test_batch_keeps_its_good_events_when_others_are_broken() -> None:
    came = callbacks.by_log(packed(DELIVERY, "no JSON", {}, [], "[" * 100_000, DELIVERY))
    assert (len(came.receipts), came.broken) == (2, 4)


def test_control_message_of_the_log_is_no_receipt() -> None:
    came = callbacks.by_log(packed(DELIVERY, kind="CONTROL_MESSAGE"))
    assert (came.receipts, came.broken) == ([], 0)


@pytest.mark.parametrize(
    "data", ["", "!", base64.b64encode(b"plain").decode(), base64.b64encode(gzip.compress(b"[]", mtime=0)).decode(),
             base64.b64encode(gzip.compress(b'{"messageType": "DATA_MESSAGE", "logEvents": 5}', mtime=0)).decode(),
             base64.b64encode(gzip.compress(b'{"messageType": "DATA_MESSAGE", "logEvents": [5]}', mtime=0)).decode(),
             base64.b64encode(gzip.compress(b"[" * 100_000, mtime=0)).decode(),
             base64.b64encode(gzip.compress(b" " * (9 * 1024 * 1024), mtime=0)).decode()],
)  # fmt: skip
def test_what_is_no_batch_is_counted_and_raises_nothing(data) -> None:
    came = callbacks.by_log(data)
    assert came.receipts == []
    assert came.broken == 1
