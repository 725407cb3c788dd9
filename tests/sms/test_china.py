"""Aliyun and Tencent Cloud against a server that checks their signatures anew and answers their documented shapes."""

import hashlib
import hmac
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from chalicelib.domain.carriers import Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.sms import aliyun, callbacks, tencent
from chalicelib.sms.china import account_of

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SETTINGS = {
    "key_id": "LTAI-key", "key_secret": "a secret", "sign_name": "暖南", "application": "1400006666",
    "templates": {"follow_up.zh": "SMS_15305", "next_round.zh": "1110"},
}  # fmt: skip
WORDS = Words("…", "follow_up", "zh", {"number": "5778-5067-285-632", "link": "https://x/s/a?b=1&c"})
PHONE = "+8613800138001"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def mac(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()


def aliyun_signed(path: str, headers: dict, body: bytes) -> bool:
    """The signature as Aliyun's page tells it, from what arrived and not from what was meant."""
    told = dict(part.split("=", 1) for part in headers["authorization"].partition(" ")[2].split(","))
    names = told["SignedHeaders"].split(";")
    query = path.partition("?")[2]
    assert query.split("&") == sorted(query.split("&"))
    assert {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"} <= set(names)
    canonical = "\n".join(["POST", "/", query, "".join(f"{name}:{headers[name]}\n" for name in names), ";".join(names), sha(body)])
    meant = mac(b"a secret", "ACS3-HMAC-SHA256\n" + sha(canonical.encode())).hex()
    return told["Credential"] == "LTAI-key" and hmac.compare_digest(told["Signature"], meant)


def tencent_signed(path: str, headers: dict, body: bytes) -> bool:
    told = dict(part.strip().split("=", 1) for part in headers["authorization"].partition(" ")[2].split(","))
    moment = datetime.fromtimestamp(int(headers["x-tc-timestamp"]), UTC)
    scope = f"{moment:%Y-%m-%d}/sms/tc3_request"
    names = told["SignedHeaders"].split(";")
    lines = "".join(f"{name}:{headers[name].lower()}\n" for name in names)
    canonical = "\n".join(["POST", "/", "", lines, ";".join(names), sha(body)])
    key = mac(mac(mac(b"TC3a secret", f"{moment:%Y-%m-%d}"), "sms"), "tc3_request")
    meant = mac(key, f"TC3-HMAC-SHA256\n{headers['x-tc-timestamp']}\n{scope}\n{sha(canonical.encode())}").hex()
    return told["Credential"] == f"LTAI-key/{scope}" and hmac.compare_digest(told["Signature"], meant)


@contextmanager
def carrier(signed, status: int, answer: object):
    """A server that answers only what is rightly signed; it keeps what it was asked."""
    asked: list = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked.append((self.path, headers, body, signed(self.path, headers, body)))
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def by_aliyun(status: int, answer: object, words: Words = WORDS):
    with carrier(aliyun_signed, status, answer) as (address, asked):
        return aliyun.Aliyun(account_of(SETTINGS), lambda: NOW, address).send(PHONE, words, "reference-1"), asked


def by_tencent(status: int, answer: object, words: Words = WORDS):
    with carrier(tencent_signed, status, answer) as (address, asked):
        return tencent.Tencent(account_of(SETTINGS), lambda: NOW, address).send(PHONE, words, "reference-1"), asked


def test_aliyun_takes_a_signed_template_with_its_variables_by_name() -> None:
    sent, asked = by_aliyun(200, {"Message": "OK", "RequestId": "F655A8D5", "Code": "OK", "BizId": "9006197469364984^0"})
    assert sent.provider_id == "9006197469364984^0"
    ((path, headers, body, signed),) = asked
    assert signed
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    assert (query["PhoneNumbers"], query["SignName"], query["TemplateCode"]) == ("13800138001", "暖南", "SMS_15305")
    assert json.loads(query["TemplateParam"]) == dict(WORDS.variables)
    assert (query["OutId"], headers["x-acs-action"], body) == ("reference-1", "SendSms", b"")


def test_tencent_takes_a_signed_template_with_its_variables_in_order() -> None:
    status = {"SerialNo": "5000:1045710669157053657849499619", "PhoneNumber": PHONE, "Fee": 1, "Code": "Ok", "Message": "send success"}
    sent, asked = by_tencent(200, {"Response": {"SendStatusSet": [status], "RequestId": "a0aabda6"}})
    assert sent.provider_id == status["SerialNo"]
    ((_, headers, body, signed),) = asked
    assert signed
    told = json.loads(body)
    assert told["PhoneNumberSet"] == [PHONE] and told["SessionContext"] == "reference-1"
    assert told["TemplateParamSet"] == list(WORDS.variables.values()) and told["TemplateId"] == "SMS_15305"
    assert (headers["x-tc-version"], headers["x-tc-timestamp"]) == ("2021-01-11", str(int(NOW.timestamp())))


def refused_by_tencent(code: str) -> dict:
    return {"Response": {"SendStatusSet": [{"SerialNo": "", "Code": code, "Message": "…"}], "RequestId": "1"}}


@pytest.mark.parametrize(
    ("status", "code", "trouble"),
    [(400, "isv.BUSINESS_LIMIT_CONTROL", Trouble.THROTTLED), (400, "isv.MOBILE_NUMBER_ILLEGAL", Trouble.REFUSED_NUMBER),
     (400, "isv.SMS_TEMPLATE_ILLEGAL", Trouble.TEMPLATE_REFUSED), (200, "isv.AMOUNT_NOT_ENOUGH", Trouble.ACCOUNT),
     (404, "InvalidAccessKeyId.NotFound", Trouble.ACCOUNT), (503, "ServiceUnavailable", Trouble.UNKNOWN),
     (500, "something.new", Trouble.UNKNOWN)],
)  # fmt: skip
def test_aliyuns_refusals_are_told_by_their_class(status, code, trouble) -> None:
    sent, _ = by_aliyun(status, {"Code": code, "Message": "…", "RequestId": "1"})
    assert (sent.provider_id, sent.error, sent.trouble) == (None, code, trouble)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [(refused_by_tencent("LimitExceeded.PhoneNumberDailyLimit"), Trouble.THROTTLED),
     (refused_by_tencent("InvalidParameterValue.IncorrectPhoneNumber"), Trouble.REFUSED_NUMBER),
     (refused_by_tencent("FailedOperation.TemplateIncorrectOrUnapproved"), Trouble.TEMPLATE_REFUSED),
     (refused_by_tencent("FailedOperation.PhoneNumberInBlacklist"), Trouble.OPTED_OUT),
     ({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "…"}, "RequestId": "1"}}, Trouble.ACCOUNT),
     ({"Response": {"SendStatusSet": []}}, Trouble.UNKNOWN), ({"Response": 5}, Trouble.UNKNOWN), (b"<html>", Trouble.UNKNOWN), ([], Trouble.UNKNOWN)],
)  # fmt: skip
def test_tencents_refusals_are_told_by_their_class(answer, trouble) -> None:
    sent, _ = by_tencent(200, answer)
    assert (sent.provider_id, sent.trouble) == (None, trouble)


@pytest.mark.parametrize("send", [by_aliyun, by_tencent])
def test_message_without_an_approved_template_is_refused_and_nobody_is_asked(send) -> None:
    sent, asked = send(200, {}, Words("…", "explained", "zh", {}))
    assert (sent.error, sent.trouble, asked) == ("template_missing", Trouble.TEMPLATE_REFUSED, [])


def test_carrier_that_nobody_reaches_has_heard_of_nothing() -> None:
    sent = aliyun.Aliyun(account_of(SETTINGS), lambda: NOW, "http://127.0.0.1:1").send(PHONE, WORDS, "r")
    assert (sent.provider_id, sent.trouble) == (None, Trouble.UNREACHABLE)


ALIYUN_REPORT = {
    "phone_number": "13800138001", "send_time": "2026-11-24 09:59:50", "report_time": "2026-11-24 09:59:58", "success": True,
    "err_code": "DELIVERED", "err_msg": "用户接收成功", "sms_size": "1", "biz_id": "9006^0", "out_id": "reference-1",
}  # fmt: skip
ALIYUN_REPLY = {
    "phone_number": "13800138001", "content": "1。谢谢", "send_time": "2026-11-24 10:00:00", "dest_code": "1234", "sequence_id": 77,
}  # fmt: skip
TENCENT_REPORT = {
    "user_receive_time": "2026-11-24 09:59:58", "nationcode": "86", "mobile": "13800138001", "report_status": "FAIL",
    "errmsg": "MBBLACK", "description": "…", "sid": "5000:104",
}  # fmt: skip
TENCENT_REPLY = {"extend": "", "mobile": "13800138001", "nationcode": "86", "sign": "暖南", "text": "４", "time": 1764000000}


def came(name: str, body: object):
    return callbacks.by_http(name, json.dumps(body).encode(), NOW)


def test_callbacks_are_read_into_receipts_and_replies() -> None:
    told = came("aliyun", [ALIYUN_REPORT, ALIYUN_REPLY])
    assert [(each.state, each.code) for each in told.receipts] == [(MessageState.DELIVERED, "DELIVERED")]
    assert told.receipts[0].at == datetime(2026, 11, 24, 1, 59, 58, tzinfo=UTC)
    assert (told.receipts[0].reference, told.receipts[0].segments) == ("reference-1", 1)
    assert told.replies == [("aliyun", "77", "13800138001", "1。谢谢")]
    told = came("tencent", [TENCENT_REPORT])
    assert [(each.state, each.code, each.reference) for each in told.receipts] == [(MessageState.FAILED, "MBBLACK", "")]
    first, second = came("tencent", TENCENT_REPLY), came("tencent", dict(TENCENT_REPLY))
    assert first.replies == second.replies and first.replies[0][2:] == ("+8613800138001", "４")
    assert came("tencent", TENCENT_REPLY | {"time": 1764000001}).replies != first.replies


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
@pytest.mark.parametrize("body", [5, "x", [5], [{}] * 1001, {"biz_id": ""}, {"sid": None}, {"content": 5}, {"text": []}])
def test_broken_callback_is_counted_and_raises_nothing(name, body) -> None:
    told = came(name, body)
    assert (told.receipts, told.replies) == ([], []) and told.broken


def test_unknown_code_is_a_state_of_its_own_and_no_crash() -> None:
    (receipt,) = came("aliyun", ALIYUN_REPORT | {"success": False, "err_code": "ZZ:9"}).receipts
    assert receipt.code == "ZZ:9" and receipt.state not in (MessageState.DELIVERED, MessageState.EXPIRED)
