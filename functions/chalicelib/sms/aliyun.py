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
from chalicelib.domain.receipts import Receipt, state_of
from chalicelib.sms import china
from chalicelib.sms.signatures import acs3, query_of
from chalicelib.sms.web import Answer, post

NAME: Final = "aliyun"
HOST: Final = "dysmsapi.aliyuncs.com"
# Source: the error codes of SendSms, Aliyun SMS API reference.
CODES: Final[Mapping[str, Trouble]] = {
    "isp.RAM_PERMISSION_DENY": Trouble.ACCOUNT,
    "isv.ACCOUNT_ABNORMAL": Trouble.ACCOUNT,
    "isv.ACCOUNT_NOT_EXISTS": Trouble.ACCOUNT,
    "isv.AMOUNT_NOT_ENOUGH": Trouble.ACCOUNT,
    "isv.OUT_OF_SERVICE": Trouble.ACCOUNT,
    "isv.PRODUCT_UN_SUBSCRIPT": Trouble.ACCOUNT,
    "InvalidAccessKeyId.NotFound": Trouble.ACCOUNT,
    "SignatureDoesNotMatch": Trouble.ACCOUNT,
    "Forbidden.RAM": Trouble.ACCOUNT,
    "isv.BUSINESS_LIMIT_CONTROL": Trouble.THROTTLED,
    "isv.DAY_LIMIT_CONTROL": Trouble.THROTTLED,
    "isv.MONTH_LIMIT_CONTROL": Trouble.THROTTLED,
    "Throttling": Trouble.THROTTLED,
    "Throttling.User": Trouble.THROTTLED,
    "isv.MOBILE_NUMBER_ILLEGAL": Trouble.REFUSED_NUMBER,
    "isv.MOBILE_COUNT_OVER_LIMIT": Trouble.REFUSED_NUMBER,
    "isv.BLACK_KEY_CONTROL_LIMIT": Trouble.TEMPLATE_REFUSED,
    "isv.INVALID_PARAMETERS": Trouble.TEMPLATE_REFUSED,
    "isv.PARAM_LENGTH_LIMIT": Trouble.TEMPLATE_REFUSED,
    "isv.PARAM_NOT_SUPPORT_URL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_SIGNATURE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_SIGN_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_TEMPLATE_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.TEMPLATE_MISSING_PARAMETERS": Trouble.TEMPLATE_REFUSED,
    "isv.TEMPLATE_PARAMS_ILLEGAL": Trouble.TEMPLATE_REFUSED,
    "isv.SMS_OPT_OUT": Trouble.OPTED_OUT,
    "isp.SYSTEM_ERROR": Trouble.UNKNOWN,
    "ServiceUnavailable": Trouble.UNREACHABLE,
}
# Source: "SmsReport" and the carriers' receipt codes, Aliyun SMS API reference.
STATES: Final[Mapping[str, MessageState]] = {
    "DELIVERED": MessageState.DELIVERED,
    "DELIVRD": MessageState.DELIVERED,
    "EXPIRED": MessageState.EXPIRED,
    "MOBILE_NOT_ON_SERVICE": MessageState.FAILED,
    "MOBILE_IN_BLACK": MessageState.FAILED,
    "MOBILE_SEND_LIMIT": MessageState.FAILED,
    "MOBILE_ACCOUNT_ABNORMAL": MessageState.FAILED,
    "MOBILE_TERMINAL_ERROR": MessageState.FAILED,
    "CONTENT_KEYWORD": MessageState.FAILED,
    "CONTENT_ERROR": MessageState.FAILED,
    "INVALID_NUMBER": MessageState.FAILED,
    "NO_ROUTE": MessageState.FAILED,
    "REJECTD": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
    "REQUEST_SUCCESS": MessageState.SENT,
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
        answer = post(self.address, f"/?{query}", acs3(self.account.key, "POST", query, headers, b""), b"")
        return _read(answer) if isinstance(answer, Answer) else answer


def _read(answer: Answer) -> Sent:
    code = str(answer.body.get("Code", f"http_{answer.status}"))
    if code == "OK" and answer.body.get("BizId"):
        return Sent(str(answer.body["BizId"]))
    return Sent(None, china.code_of(code), CODES.get(code, Trouble.UNKNOWN))


def receipt_of(entry: Mapping[str, Any], now: datetime) -> Receipt:
    """The receipt in an entry of SmsReport. Raises: CallbackBroken."""
    code = china.code_of(entry.get("err_code"))
    state = MessageState.DELIVERED if entry.get("success") is True else state_of(STATES, code)
    at = china.moment_of(entry.get("report_time"), now)
    return Receipt(NAME, china.id_of(entry.get("biz_id")), state, code, at)


def reply_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Id, phone and words of an entry of SmsUp. Raises: CallbackBroken."""
    phone, words = china.id_of(entry.get("phone_number")), entry.get("content")
    if not isinstance(words, str):
        raise china.CallbackBroken
    given = entry.get("sequence_id")
    identity = china.id_of(given) if given else china.digest_of(phone, entry.get("send_time"), words)
    return identity, phone, words
