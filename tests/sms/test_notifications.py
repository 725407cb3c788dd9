"""What guards the public route of SNS: nothing is believed but what our topic's own certificate signed, in time."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.domain.receipts import NotificationRefused
from chalicelib.sms.certificates import CertificateBroken, public_key
from chalicelib.sms.notifications import Verifier

from tests.sms.sns_signer import CERTIFICATE, TOPIC, certificate, fetch, signature, signed_by_sns

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def stamp(moment: datetime = NOW) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def read(told: object, fetched=fetch, now: datetime = NOW):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Verifier(frozenset({TOPIC}), fetched).read(body, now)


@pytest.mark.parametrize("changes", [{}, {"Subject": "a subject"}])
def test_notification_is_believed_when_sns_signed_it(changes) -> None:
    assert read(signed_by_sns("hello", stamp(), **changes)).message == "hello"


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"Message": "another"}, "signature_wrong"), ({"Subject": "added"}, "signature_wrong"), ({"Signature": "AAAA"}, "signature_wrong"),
     ({"Signature": "not base64!"}, "signature_broken"), ({"SignatureVersion": "3"}, "signature_version"),
     ({"SignatureVersion": "1"}, "signature_version"), ({"SignatureVersion": ""}, "signature_version"), ({"TopicArn": TOPIC + "x"}, "topic_unknown"),
     ({"Timestamp": "yesterday"}, "time_broken"), ({"Type": "Other"}, "body_broken"), ({"Message": 5}, "body_broken")],
)  # fmt: skip
def test_notification_is_refused_when_it_was_changed_on_the_way(changed, code) -> None:
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp()) | changed)
    assert refused.value.args == (code,)


def test_notification_is_refused_when_sns_itself_signed_it_by_sha1_and_no_certificate_is_fetched_for_it() -> None:
    asked: list[str] = []
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp(), SignatureVersion="1"), lambda each: asked.append(each) or certificate())
    assert (refused.value.args, asked) == (("signature_version",), [])


@pytest.mark.parametrize(
    "url",
    ["http://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem", CERTIFICATE.replace("amazonaws.com", "amazonaws.com.evil.example"),
     CERTIFICATE.replace("sns.", "sns.evil.example/sns."), CERTIFICATE.replace("https://", "https://user@"), CERTIFICATE.replace(".com/", ".com:8443/"),
     CERTIFICATE + "?x=1", CERTIFICATE + "#x", CERTIFICATE.replace("SimpleNotificationService", "bucket/SimpleNotificationService"),
     "https://s3.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem", "", "https://["],
)  # fmt: skip
def test_certificate_of_somebody_else_is_never_fetched(url) -> None:
    asked: list[str] = []
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp(), SigningCertURL=url), lambda each: asked.append(each) or certificate())
    assert (refused.value.args, asked) == (("certificate_foreign",), [])


def test_certificate_of_china_is_believed() -> None:
    url = CERTIFICATE.replace("us-east-1.amazonaws.com", "cn-north-1.amazonaws.com.cn")
    assert read(signed_by_sns("hello", stamp(), SigningCertURL=url), lambda _: certificate()).message == "hello"


@pytest.mark.parametrize("away", [timedelta(days=30, seconds=1), timedelta(minutes=-16)])
def test_notification_is_refused_when_its_time_is_wrong(away) -> None:
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp(NOW - away)))
    assert refused.value.args == ("time_wrong",)
    assert read(signed_by_sns("hello", stamp(NOW - timedelta(days=23)))).message == "hello"  # SNS repeats itself so long


@pytest.mark.parametrize(
    ("begins", "ends"), [(datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)), (datetime(2027, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))]
)
def test_notification_is_refused_when_the_certificate_did_not_hold_as_it_was_signed(begins, ends) -> None:
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp()), lambda _: certificate(2048, begins, ends))
    assert refused.value.args == ("signature_wrong",)


def test_notification_that_comes_again_is_believed_by_the_certificate_of_the_day_on_which_it_was_signed() -> None:
    began, ended = datetime(2026, 1, 1, tzinfo=UTC), NOW - timedelta(days=3)
    told = signed_by_sns("hello", stamp(NOW - timedelta(days=10)))
    assert read(told, lambda _: certificate(2048, began, ended)).message == "hello"


@pytest.mark.parametrize("pem", [b"", b"no certificate", certificate(1024), certificate()[:400] + b"\n-----END CERTIFICATE-----\n"])
def test_notification_is_refused_when_the_certificate_is_broken_or_weak(pem) -> None:
    with pytest.raises(CertificateBroken):
        public_key(pem)
    with pytest.raises(NotificationRefused) as refused:
        read(signed_by_sns("hello", stamp(), 1024 if pem == certificate(1024) else 2048), lambda _: pem)
    assert refused.value.args == ("certificate_broken",)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"Type": 5}'])
def test_notification_is_refused_when_it_is_none(body) -> None:
    with pytest.raises(NotificationRefused) as refused:
        read(body)
    assert refused.value.args == ("body_broken",)


@pytest.mark.parametrize(("url", "believed"), [("https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=x", True), ("https://evil.example/", False)])
def test_subscription_is_confirmed_at_sns_alone(url, believed) -> None:
    told = signed_by_sns("hello", stamp()) | {"Type": "SubscriptionConfirmation", "SubscribeURL": url, "Token": "x"}
    told |= {"Signature": signature(told)}
    if believed:
        assert read(told).confirm == url
        return
    with pytest.raises(NotificationRefused) as refused:
        read(told)
    assert refused.value.args == ("address_foreign",)
