"""One contract for every carrier: taken, refused by its documented codes, silent, broken; and asked once in all cases."""

import json
from functools import lru_cache
from itertools import product

import botocore.loaders
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.sms import aliyun, end_user_messaging, sns, tencent, web

from tests.sms.carrier_server import CUTS, HANGS, carrier_server
from tests.sms.recorded import EVERY, PHONE, Recorded, Wiring

WORDS = Words("您好,诉求 5778 已办结", "follow_up", "zh", {"number": "5778-5067-285-632", "link": "https://x/s/a"})
CASES = [pytest.param(each, code, id=f"{each.name} {code}") for each in EVERY for code in each.refusals]
BROKEN = (b"", b"<html>Bad Gateway</html>", b"[]", b"{", b"null", b"{}", b"\xff\xfe", b"[" * 100_000)


def every(function):
    return pytest.mark.parametrize("recorded", EVERY, ids=lambda each: each.name)(function)


@pytest.fixture(scope="module")
def one_server():
    with carrier_server() as held:
        yield held


@pytest.fixture
def server(one_server):
    one_server.answer = (200, b"{}")
    one_server.asked.clear()
    return one_server


@lru_cache
def carrier_of(address: str, name: str):
    return Wiring(address).carrier(name)


def send(server, recorded: Recorded) -> Sent:
    return carrier_of(server.address, recorded.name).send(PHONE, WORDS, "reference-1")


@every
def test_message_that_a_carrier_took_has_the_carriers_id(server, recorded) -> None:
    server.answer = recorded.taken
    assert send(server, recorded).provider_id == recorded.id
    ((path, _, body),) = server.asked
    assert recorded.phone_in(path, body) == PHONE


@every
def test_carrier_says_what_it_can(server, recorded) -> None:
    carrier = carrier_of(server.address, recorded.name)
    assert (carrier.receives, carrier.receipts, carrier.templates) == recorded.can
    assert carrier.name == recorded.name


@pytest.mark.parametrize(("recorded", "code"), CASES)
def test_refusal_is_told_by_its_class_with_the_carriers_own_code(server, recorded, code) -> None:
    trouble, server.answer = recorded.refusals[code]
    sent = send(server, recorded)
    assert (sent.provider_id, sent.error, sent.trouble) == (None, code, trouble)
    assert len(server.asked) == 1


@every
def test_every_carrier_has_an_answer_for_the_classes_that_matter(recorded) -> None:
    classes = {trouble for trouble, _ in recorded.refusals.values()}
    assert {Trouble.THROTTLED, Trouble.REFUSED_NUMBER} <= classes
    assert Trouble.TEMPLATE_REFUSED in classes or not recorded.can[2]


@every
def test_code_that_nobody_listed_is_told_and_is_no_crash(server, recorded) -> None:
    code, server.answer = recorded.unknown
    sent = send(server, recorded)
    assert (sent.provider_id, sent.error) == (None, code)
    assert sent.trouble is Trouble.UNKNOWN
    assert len(server.asked) == 1


@every
@pytest.mark.parametrize("silence", [HANGS, CUTS])
def test_carrier_that_took_it_and_said_nothing_may_have_sent_it_and_is_not_asked_again(server, recorded, silence, monkeypatch) -> None:
    monkeypatch.setattr(web, "TIMEOUT_SECONDS", 1)
    server.answer = silence
    sent = Wiring(server.address, patience=1).carrier(recorded.name).send(PHONE, WORDS, "reference-1")
    assert (sent.provider_id, sent.error, sent.trouble) == (None, "no_answer", Trouble.UNKNOWN)
    assert len(server.asked) == 1, "a second request would be a second SMS"


@every
def test_carrier_that_nobody_reaches_has_heard_of_nothing(recorded) -> None:
    carrier = Wiring("http://127.0.0.1:1").carrier(recorded.name)
    sent = carrier.send(PHONE, WORDS, "reference-1")
    assert (sent.provider_id, sent.error, sent.trouble) == (None, "unreachable", Trouble.UNREACHABLE)


@every
def test_broken_answer_is_no_crash_and_no_success(server, recorded) -> None:
    for asked, (status, content) in enumerate(product((200, 502), BROKEN), 1):
        server.answer = (status, content)
        sent = send(server, recorded)
        assert (sent.provider_id, sent.trouble) == (None, Trouble.UNKNOWN), content[:9]
        assert sent.error
        assert len(server.asked) == asked


def stubbed(name: str):
    """A carrier of AWS whose requests and answers botocore's own model of the service checks."""
    held: list[Stubber] = []

    class Stubbed(Wiring):
        def _client(self, service, **settings):
            assert settings["config"].retries["total_max_attempts"] == 1
            client = super()._client(service, **settings)
            held.append(Stubber(client))
            held[0].activate()
            return client

    return Stubbed("http://127.0.0.1:1").carrier(name), held[0]


def test_sns_asks_in_the_shape_of_its_model() -> None:
    carrier, stub = stubbed("sns")
    kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
    stub.add_response("publish", {"MessageId": "m-1"}, {"PhoneNumber": PHONE, "Message": WORDS.text, "MessageAttributes": kind})
    assert carrier.send(PHONE, WORDS, "r") == Sent("m-1")
    stub.add_client_error("publish", "ThrottledException", http_status_code=429)
    assert carrier.send(PHONE, WORDS, "r").provider_id is None
    stub.assert_no_pending_responses()


def test_end_user_messaging_asks_in_the_shape_of_its_model() -> None:
    carrier, stub = stubbed("aws")
    wanted = {
        "DestinationPhoneNumber": PHONE, "MessageBody": WORDS.text, "MessageType": "TRANSACTIONAL", "Context": {"reference": "r-1"},
    }  # fmt: skip
    stub.add_response("send_text_message", {"MessageId": "m-1"}, wanted)
    assert carrier.send(PHONE, WORDS, "r-1") == Sent("m-1")
    named = end_user_messaging.EndUserMessaging(carrier.client, "pool-1", "events")
    stub.add_response("send_text_message", {"MessageId": "m-2"}, wanted | {"OriginationIdentity": "pool-1", "ConfigurationSetName": "events"})
    assert named.send(PHONE, WORDS, "r-1") == Sent("m-2")
    stub.assert_no_pending_responses()


def model(service: str):
    return botocore.loaders.Loader().load_service_model(service, "service-2")


def test_codes_of_end_user_messaging_are_those_of_its_model() -> None:
    told = model("pinpoint-sms-voice-v2")
    errors = {each["shape"] for each in told["operations"]["SendTextMessage"]["errors"]}
    named = set(end_user_messaging.CODES)
    assert named <= errors
    assert errors - named == {"ThrottlingException", "AccessDeniedException"}, "common to all of AWS, so in aws.COMMON"
    reasons = {value for name, shape in told["shapes"].items() if name.endswith("ExceptionReason") for value in shape["enum"]}
    assert set(end_user_messaging.REASONS) <= reasons
    events = {each for each in told["shapes"]["EventType"]["enum"] if each.startswith("TEXT_")} - {"TEXT_ALL"}
    assert set(end_user_messaging.STATES) == events


def test_codes_of_sns_hold_all_that_its_model_names_for_a_message_to_a_phone() -> None:
    told = model("sns")
    codes = {told["shapes"][each["shape"]].get("error", {}).get("code") for each in told["operations"]["Publish"]["errors"]}
    of_others = {"PlatformApplicationDisabled"} | {each for each in codes if str(each).startswith("KMS")}
    assert codes - of_others <= set(sns.CODES)


def test_no_code_of_a_carrier_means_that_it_took_the_message() -> None:
    for codes in (sns.CODES, end_user_messaging.CODES, end_user_messaging.REASONS, aliyun.CODES, tencent.CODES):
        assert codes and set(codes.values()) <= set(Trouble)
        assert Trouble.UNREACHABLE not in codes.values(), "who answered was reached, and may have taken it"


def test_answer_in_which_tencent_names_two_messages_is_broken(server) -> None:
    one = {"SerialNo": "1", "Code": "Ok"}
    server.answer = (200, json.dumps({"Response": {"SendStatusSet": [one, one]}}).encode())
    sent = Wiring(server.address).carrier("tencent").send(PHONE, WORDS, "r")
    assert (sent.provider_id, sent.error, sent.trouble) == (None, "answer_broken", Trouble.UNKNOWN)


def test_config_of_the_carriers_of_aws_gives_up_before_the_sender_is_stopped() -> None:
    from chalicelib.sms.aws import ONCE

    assert ONCE.connect_timeout + ONCE.read_timeout < 60 / 2
    assert Config().merge(ONCE).retries["total_max_attempts"] == 1
