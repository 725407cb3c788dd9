"""Tencent Cloud SMS (2021-01-11): approved templates, receipts and replies by HTTP callback."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, state_of
from chalicelib.sms import china
from chalicelib.sms.signatures import tc3
from chalicelib.sms.web import Answer, post

NAME: Final = "tencent"
HOST: Final = "sms.tencentcloudapi.com"
# Source: the error codes of SendSms, Tencent Cloud SMS API; those of one number stand in SendStatusSet, the rest in Error.
# The longest beginning of a code that stands here decides, since their families share their meaning.
CODES: Final[Mapping[str, Trouble]] = {
    "AuthFailure": Trouble.ACCOUNT,
    "FailedOperation.InsufficientBalanceInSmsPackage": Trouble.ACCOUNT,
    "FailedOperation.ContainSensitiveWord": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.PhoneNumberInBlacklist": Trouble.OPTED_OUT,
    "FailedOperation.SignatureIncorrectOrUnapproved": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateIncorrectOrUnapproved": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateUnapprovedOrNotExist": Trouble.TEMPLATE_REFUSED,
    "InternalError": Trouble.UNKNOWN,
    "InvalidParameterValue.IncorrectPhoneNumber": Trouble.REFUSED_NUMBER,
    "InvalidParameterValue.TemplateParameter": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.ContentLengthLimit": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.SdkAppIdNotExist": Trouble.ACCOUNT,
    "LimitExceeded": Trouble.THROTTLED,
    "RequestLimitExceeded": Trouble.THROTTLED,
    "ResourceUnavailable": Trouble.UNREACHABLE,
    "UnauthorizedOperation": Trouble.ACCOUNT,
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": Trouble.REFUSED_NUMBER,
    "UnsupportedOperation.UnsupportedRegion": Trouble.REFUSED_NUMBER,
}
# Source: "SMS Sending Status Notification" and "Error Codes for SMS Receipt Status", Tencent Cloud SMS documentation.
STATES: Final[Mapping[str, MessageState]] = {
    "DELIVRD": MessageState.DELIVERED,
    "EXPIRED": MessageState.EXPIRED,
    "BLACK": MessageState.FAILED,
    "BLKLIST": MessageState.FAILED,
    "DELETED": MessageState.FAILED,
    "KEYWORD": MessageState.FAILED,
    "MBBLACK": MessageState.FAILED,
    "NOROUTE": MessageState.FAILED,
    "REJECT": MessageState.FAILED,
    "REJECTD": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
    "UNDELIV": MessageState.FAILED,
    "UNKNOWN": MessageState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Tencent:
    """Sends approved templates by signed HTTPS requests."""

    account: china.Account
    now: Callable[[], datetime]
    address: str = f"https://{HOST}"
    name: str = NAME
    receives: bool = True
    receipts: bool = True
    templates: bool = True

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """Tencent's SerialNo, or its error's code. Its templates have numbered places, in our variables' order."""
        template = self.account.template(words.name, words.language)
        if template is None:
            return Sent(None, "template_missing", Trouble.TEMPLATE_REFUSED)
        body = json.dumps(
            {
                "PhoneNumberSet": [phone],
                "SmsSdkAppId": self.account.application,
                "SignName": self.account.sign_name,
                "TemplateId": template,
                "TemplateParamSet": list(words.variables.values()),
                "SessionContext": reference,
            }
        ).encode()
        headers = tc3(self.account.key, "sms", "SendSms", HOST, body, self.now())
        headers |= {"X-TC-Version": "2021-01-11", "X-TC-Region": self.account.region or "ap-guangzhou"}
        answer = post(self.address, "/", headers, body)
        return _read(answer) if isinstance(answer, Answer) else answer


def _read(answer: Answer) -> Sent:
    told = answer.body.get("Response")
    if not isinstance(told, dict):
        return Sent(None, f"http_{answer.status}", Trouble.UNKNOWN)
    try:
        if "Error" in told:
            return _refused(str(told["Error"]["Code"]))
        (status,) = told["SendStatusSet"]
        code, serial = str(status["Code"]), str(status.get("SerialNo") or "")
    except (KeyError, TypeError, ValueError):
        return Sent(None, "answer_broken", Trouble.UNKNOWN)
    return Sent(serial) if code == "Ok" and serial else _refused(code)


def _refused(code: str) -> Sent:
    known = max((each for each in CODES if code.startswith(each)), key=len, default=None)
    return Sent(None, china.code_of(code), CODES[known] if known else Trouble.UNKNOWN)


def receipt_of(entry: Mapping[str, Any], now: datetime) -> Receipt:
    """The receipt in an entry of the status callback. Raises: CallbackBroken."""
    code = china.code_of(entry.get("errmsg"))
    state = MessageState.DELIVERED if entry.get("report_status") == "SUCCESS" else state_of(STATES, code)
    at = china.moment_of(entry.get("user_receive_time"), now)
    return Receipt(NAME, china.id_of(entry.get("sid")), state, code, at)


def reply_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Id, phone and words of a reply callback, which brings no id of its own. Raises: CallbackBroken."""
    nation, mobile, words = str(entry.get("nationcode", "86")), china.id_of(entry.get("mobile")), entry.get("text")
    if not isinstance(words, str):
        raise china.CallbackBroken
    return china.digest_of(nation, mobile, entry.get("time"), words), f"+{nation}{mobile}", words
