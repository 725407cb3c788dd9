"""Tencent Cloud SMS (2021-01-11): approved templates, receipts and replies by HTTP callback."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt
from chalicelib.sms import china
from chalicelib.sms.signatures import tc3
from chalicelib.sms.web import Answer, post

NAME: Final = "tencent"
HOST: Final = "sms.tencentcloudapi.com"
# Source: the error codes of SendSms (cloud.tencent.com, documents 382/52075 and 382/59177) and of Tencent's own SDK; those of
# one number stand in SendStatusSet, the rest in Error. The longest beginning of a code that stands here decides, since their
# families share their meaning. The SDK writes UnsuportedRegion, the page UnsupportedRegion.
CODES: Final[Mapping[str, Trouble]] = {
    "AuthFailure": Trouble.ACCOUNT,
    "AuthFailure.RequestLimitExceeded": Trouble.THROTTLED,
    "FailedOperation.InsufficientBalanceInSmsPackage": Trouble.ACCOUNT,
    "FailedOperation.ContainSensitiveWord": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.FailResolvePacket": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.JsonParseFail": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.MarketingSendTimeConstraint": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.PhoneNumberInBlacklist": Trouble.OPTED_OUT,
    "FailedOperation.PhoneNumberOnBlacklist": Trouble.OPTED_OUT,
    "FailedOperation.SignatureIncorrectOrUnapproved": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateIncorrectOrUnapproved": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Trouble.TEMPLATE_REFUSED,
    "FailedOperation.TemplateUnapprovedOrNotExist": Trouble.TEMPLATE_REFUSED,
    "InternalError": Trouble.UNKNOWN,
    "InternalError.RequestTimeException": Trouble.ACCOUNT,
    "InternalError.SigFieldMissing": Trouble.ACCOUNT,
    "InternalError.SigVerificationFail": Trouble.ACCOUNT,
    "InvalidParameter.DirtyWordFound": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.ContentLengthLimit": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.IncorrectPhoneNumber": Trouble.REFUSED_NUMBER,
    "InvalidParameterValue.InvalidTemplateFormat": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.SdkAppIdNotExist": Trouble.ACCOUNT,
    "InvalidParameterValue.TemplateParameter": Trouble.TEMPLATE_REFUSED,
    "InvalidParameterValue.TemplateWithDirtyWords": Trouble.TEMPLATE_REFUSED,
    "IpInBlacklist": Trouble.ACCOUNT,
    "IpNotInWhitelist": Trouble.ACCOUNT,
    "LimitExceeded": Trouble.THROTTLED,
    "LimitExceeded.App": Trouble.ACCOUNT,  # the day's limits that the account was given
    "LimitExceeded.DailyLimit": Trouble.ACCOUNT,
    "MissingParameter.EmptyPhoneNumberSet": Trouble.REFUSED_NUMBER,
    "RequestLimitExceeded": Trouble.THROTTLED,
    "ResourceInsufficient": Trouble.ACCOUNT,
    "ResourceUnavailable": Trouble.UNKNOWN,  # common to all their services; nothing tells that it never took the message
    "ServiceUnavailable": Trouble.UNKNOWN,
    "UnauthorizedOperation": Trouble.ACCOUNT,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": Trouble.TEMPLATE_REFUSED,
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": Trouble.REFUSED_NUMBER,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": Trouble.TEMPLATE_REFUSED,
    "UnsupportedOperation.UnsuportedRegion": Trouble.REFUSED_NUMBER,
    "UnsupportedOperation.UnsupportedRegion": Trouble.REFUSED_NUMBER,
}
# Source: "短信下发状态通知" (382/43547) and the states of a sending (382/35462): DELIVRD to WTNFAIL. The rest are carriers'
# own and stand in no page of Tencent's that we could read; `report_status` decides beside them.
STATES: Final[Mapping[str, MessageState]] = {
    "DELIVRD": MessageState.DELIVERED,
    "EXPIRED": MessageState.EXPIRED,
    "COMFAIL": MessageState.FAILED,
    "DELETED": MessageState.FAILED,
    "REJECTD": MessageState.FAILED,
    "SUBFAIL": MessageState.FAILED,
    "UNDELIV": MessageState.FAILED,
    "UNKNOWN": MessageState.FAILED,
    "WTNFAIL": MessageState.FAILED,
    "BLACK": MessageState.FAILED,
    "BLKLIST": MessageState.FAILED,
    "KEYWORD": MessageState.FAILED,
    "MBBLACK": MessageState.FAILED,
    "NOROUTE": MessageState.FAILED,
    "REJECT": MessageState.FAILED,
    "REJECTED": MessageState.FAILED,
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
        return post(self.address, "/", headers, body, _read)


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
    """The receipt in an entry of the status callback, which brings no SessionContext (382/43547). Raises: CallbackBroken."""
    code, verdict = china.code_of(entry.get("errmsg")), entry.get("report_status")
    failed = verdict == "FAIL"
    state = MessageState.DELIVERED if verdict == "SUCCESS" else china.state_beside(STATES, code, failed=failed)
    at = china.moment_of(entry.get("user_receive_time"), now)
    return Receipt(NAME, china.id_of(entry.get("sid")), state, code, at)


def reply_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Id, phone and words of a reply callback, which brings no id of its own. Raises: CallbackBroken."""
    nation, mobile, words = str(entry.get("nationcode", "86")), china.id_of(entry.get("mobile")), entry.get("text")
    if not isinstance(words, str):
        raise china.CallbackBroken
    return china.digest_of(nation, mobile, entry.get("time"), words), f"+{nation}{mobile}", words
