"""Aliyun SMS (Dysmsapi 2017-05-25): approved templates, receipts and replies by HTTP callback."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, reference_in, segments_in
from chalicelib.sms import china
from chalicelib.sms.signatures import acs3, query_of
from chalicelib.sms.web import Answer, post

NAME: Final = "aliyun"
HOST: Final = "dysmsapi.aliyuncs.com"
# Source: "API错误码" and the common errors of the gateway, Aliyun SMS API reference (help.aliyun.com, document 101346).
# BLACK_KEY_CONTROL_LIMIT: newer pages say the number's holder complained or opted out, older ones that a variable holds a
# forbidden word. We take the first: going around somebody's wish is worse than a message that fails.
CODES: Final[Mapping[str, Trouble]] = {
    "isp.RAM_PERMISSION_DENY": Trouble.ACCOUNT,
    "isv.ACCOUNT_ABNORMAL": Trouble.ACCOUNT,
    "isv.ACCOUNT_NOT_EXISTS": Trouble.ACCOUNT,
    "isv.AMOUNT_NOT_ENOUGH": Trouble.ACCOUNT,
    "isv.DENY_IP_RANGE": Trouble.ACCOUNT,
    "isv.OUT_OF_SERVICE": Trouble.ACCOUNT,
    "isv.PRODUCT_UNSUBSCRIBE": Trouble.ACCOUNT,
    "isv.PRODUCT_UN_SUBSCRIPT": Trouble.ACCOUNT,
    "InvalidAccessKeyId.NotFound": Trouble.ACCOUNT,
    "InvalidTimeStamp.Expired": Trouble.ACCOUNT,
    "MissingAccessKeyId": Trouble.ACCOUNT,
    "SignatureDoesNotMatch": Trouble.ACCOUNT,
    "Forbidden.RAM": Trouble.ACCOUNT,  # not found in the pages above
    "isv.DAY_LIMIT_CONTROL": Trouble.ACCOUNT,
    "isv.MONTH_LIMIT_CONTROL": Trouble.ACCOUNT,
    "isv.BUSINESS_LIMIT_CONTROL": Trouble.THROTTLED,
    "Throttling": Trouble.THROTTLED,
    "Throttling.User": Trouble.THROTTLED,
    "isv.MOBILE_NUMBER_ILLEGAL": Trouble.REFUSED_NUMBER,
    "isv.MOBILE_COUNT_OVER_LIMIT": Trouble.REFUSED_NUMBER,
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": Trouble.TEMPLATE_REFUSED,
    "isv.EXTEND_CODE_ERROR": Trouble.TEMPLATE_REFUSED,
    "isv.INVALID_JSON_PARAM": Trouble.TEMPLATE_REFUSED,
    "isv.INVALID_PARAMETERS": Trouble.TEMPLATE_REFUSED,
    "isv.PARAM_LENGTH_LIMIT": Trouble.TEMPLATE_REFUSED,
    "isv.PARAM_NOT_SUPPORT_URL": Trouble.TEMPLATE_REFUSED,
    "isv.SIGN_NAME_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SIGN_STATE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_CONTENT_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_SIGNATURE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_SIGN_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_TEMPLATE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.TEMPLATE_MISSING_PARAMETERS": Trouble.TEMPLATE_REFUSED,
    "isv.TEMPLATE_PARAMS_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.UNSUPPORTED_CONTENT": Trouble.TEMPLATE_REFUSED,
    "isv.BLACK_KEY_CONTROL_LIMIT": Trouble.OPTED_OUT,
    "isv.CUSTOMER_REFUSED": Trouble.OPTED_OUT,
    "isp.GATEWAY_ERROR": Trouble.UNKNOWN,
    "isp.SYSTEM_ERROR": Trouble.UNKNOWN,
    "InternalError": Trouble.UNKNOWN,
    "ServiceUnavailable": Trouble.UNKNOWN,  # not in the pages above, so nothing tells that it never took the message
}
# Source: "SmsReport" and "回执错误码" (documents 101867 and 101347). They write MOBLLE_TERMINAL_ERROR so; both are read.
# Not in them but in the standards of the carriers below (CMPP, SGIP, SMGP): DELIVRD, REJECTD, UNDELIV. Found in neither, and
# kept because they name their meaning: REJECTED, UNDELIVERED, UNKNOWN.
STATES: Final[Mapping[str, MessageState]] = {
    "DELIVERED": MessageState.DELIVERED,
    "DELIVRD": MessageState.DELIVERED,
    "EXPIRED": MessageState.EXPIRED,
    "REQUEST_SUCCESS": MessageState.SENT,
    "CONTENT_ERROR": MessageState.FAILED,
    "CONTENT_KEYWORD": MessageState.FAILED,
    "INVALID_NUMBER": MessageState.FAILED,
    "IS_CLOSE": MessageState.FAILED,
    "IS_CLOSED": MessageState.FAILED,
    "MOBILE_ACCOUNT_ABNORMAL": MessageState.FAILED,
    "MOBILE_IN_BLACK": MessageState.FAILED,
    "MOBILE_NOT_ON_SERVICE": MessageState.FAILED,
    "MOBILE_SEND_LIMIT": MessageState.FAILED,
    "MOBILE_TERMINAL_ERROR": MessageState.FAILED,
    "MOBLLE_TERMINAL_ERROR": MessageState.FAILED,
    "NO_ROUTE": MessageState.FAILED,
    "PARAMS_ILLEGAL": MessageState.FAILED,
    "PORT_NOT_REGISTERED": MessageState.FAILED,
    "REJECTD": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
    "SIGNATURE_BLACKLIST": MessageState.FAILED,
    "SP_NOT_BY_INTER_SMS": MessageState.FAILED,
    "SP_UNKNOWN_ERROR": MessageState.FAILED,
    "UNDELIV": MessageState.FAILED,
    "UNDELIVERED": MessageState.FAILED,
    "UNKNOWN": MessageState.FAILED,
    "USER_REJECT": MessageState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Aliyun:
    """Sends approved templates by signed HTTPS requests."""

    account: china.Account
    now: Callable[[], datetime]
    address: str = f"https://{HOST}"
    name: str = NAME
    receives: bool = True
    receipts: bool = True
    templates: bool = True

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """Aliyun's BizId, or its error's code."""
        template = self.account.template(words.name, words.language)
        if template is None:
            return Sent(None, "template_missing", Trouble.TEMPLATE_REFUSED)
        query = query_of(
            {
                "OutId": reference,
                "PhoneNumbers": phone.removeprefix("+86").removeprefix("+"),
                "SignName": self.account.sign_name,
                "TemplateCode": template,
                "TemplateParam": json.dumps(dict(words.variables), ensure_ascii=False),
            }
        )
        headers = {
            "host": HOST,
            "x-acs-action": "SendSms",
            "x-acs-date": self.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        return post(self.address, f"/?{query}", acs3(self.account.key, "POST", query, headers, b""), b"", _read)


def _read(answer: Answer) -> Sent:
    code = str(answer.body.get("Code", f"http_{answer.status}"))
    if code == "OK" and answer.body.get("BizId"):
        return Sent(str(answer.body["BizId"]))
    return Sent(None, china.code_of(code), CODES.get(code, Trouble.UNKNOWN))


def receipt_of(entry: Mapping[str, Any], now: datetime) -> Receipt:
    """The receipt in an entry of SmsReport; carriers' codes are many, so `success` decides. Raises: CallbackBroken."""
    code, success = china.code_of(entry.get("err_code")), entry.get("success")
    state = MessageState.DELIVERED if success is True else china.state_beside(STATES, code, failed=success is False)
    at = china.moment_of(entry.get("report_time"), now)
    # Source: "SmsReport" (101867): `out_id` is the OutId of our request, `sms_size` the number of segments.
    ours = reference_in(entry.get("out_id"))
    return Receipt(NAME, china.id_of(entry.get("biz_id")), state, code, at, ours, segments_in(entry.get("sms_size")))


def reply_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Id, phone and words of an entry of SmsUp. Raises: CallbackBroken."""
    phone, words = china.id_of(entry.get("phone_number")), entry.get("content")
    if not isinstance(words, str):
        raise china.CallbackBroken
    given = entry.get("sequence_id")
    identity = china.id_of(given) if given else china.digest_of(phone, entry.get("send_time"), words)
    return identity, phone, words
