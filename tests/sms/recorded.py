"""What each carrier answers, in the shapes of its own documentation; every carrier of the deployment stands here."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from chalicelib.domain.carriers import Trouble
from chalicelib.settings import Settings
from chalicelib.wiring import Wired

PHONE = "+8613800138001"
ACCOUNT = {
    "key_id": "LTAI-key", "key_secret": "a secret", "sign_name": "暖南", "application": "1400006666",
    "templates": {"follow_up.zh": "SMS_15305", "acknowledgement.zh": "SMS_15306"},
}  # fmt: skip
ACCESS = {"region_name": "us-east-1", "aws_access_key_id": "local", "aws_secret_access_key": "local"}


class Wiring(Wired):
    """The functions' own wiring of carriers, which reach a server of the test."""

    def __init__(self, address: str, patience: float = 8) -> None:
        named = dict.fromkeys(Settings.__dataclass_fields__, "")
        super().__init__(Settings(**{**named, "sms_simulator_url": f"{address}/phones/api/outbound"}))
        self.address, self.patience = address, Config(read_timeout=patience)
        self.__dict__["_carrier_accounts"] = {"aliyun": ACCOUNT, "tencent": ACCOUNT}

    def _client(self, service: str, **settings: Any) -> Any:
        settings["config"] = settings.get("config", Config()).merge(self.patience)
        return boto3.client(service, endpoint_url=self.address, **ACCESS, **settings)

    def carrier(self, name: str) -> Any:
        made = self._carrier(name)
        return replace(made, address=self.address) if hasattr(made, "address") else made


@dataclass(frozen=True)
class Recorded:
    """A carrier: the answer that takes a message with the id in it, and an answer for each code of its own."""

    name: str
    id: str
    taken: tuple[int, bytes]
    refusals: dict[str, tuple[Trouble, tuple[int, bytes]]]
    unknown: tuple[str, tuple[int, bytes]]
    can: tuple[bool, bool, bool]  # receives, receipts, templates

    def phone_in(self, path: str, body: bytes) -> str:
        """The phone that a request names."""
        if self.name == "sns":
            return parse_qs(body.decode())["PhoneNumber"][0]
        if self.name == "aliyun":
            return "+86" + parse_qs(urlsplit(path).query)["PhoneNumbers"][0]
        told = json.loads(body)
        found: str = told.get("phone") or told.get("DestinationPhoneNumber") or told["PhoneNumberSet"][0]
        return found


NO_NUMBER = "Invalid parameter: PhoneNumber Reason: +86 is not valid to publish to"


def _sns(code: str, status: int = 400, said: str = "…") -> tuple[int, bytes]:
    inner = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{said}</Message></Error><RequestId>1</RequestId>"
    return status, f'<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">{inner}</ErrorResponse>'.encode()


def _aws(code: str, status: int = 400, **fields: object) -> tuple[int, bytes]:
    return status, json.dumps({"__type": f"com.amazonaws.smsvoice#{code}", "Message": "…", **fields}).encode()


def _aliyun(code: str, status: int = 400) -> tuple[int, bytes]:
    return status, json.dumps({"Code": code, "Message": "…", "RequestId": "F655A8D5"}).encode()


def _tencent(code: str) -> tuple[int, bytes]:
    status = {"SerialNo": "", "PhoneNumber": PHONE, "Fee": 0, "SessionContext": "", "Code": code, "Message": "…", "IsoCode": "CN"}
    return 200, json.dumps({"Response": {"SendStatusSet": [status], "RequestId": "1"}}, ensure_ascii=False).encode()


def _tencent_whole(code: str) -> tuple[int, bytes]:
    return 200, json.dumps({"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "1"}}).encode()


def _simulator(code: str, status: int) -> tuple[int, bytes]:
    return status, json.dumps({"code": code}).encode()


_SNS_TAKEN = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
    "<MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult>"
    "<ResponseMetadata><RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata></PublishResponse>"
)
_TENCENT_TAKEN = {
    "SerialNo": "5000:1045710669157053657849499619", "PhoneNumber": PHONE, "Fee": 1, "SessionContext": "r", "Code": "Ok",
    "Message": "send success", "IsoCode": "CN",
}  # fmt: skip
T = Trouble
_NUMBER = {"Name": "DestinationPhoneNumber", "Message": "…"}
_ORIGINATION = {"Name": "OriginationIdentity", "Message": "it is no DestinationPhoneNumber"}
SNS = Recorded(
    "sns", "567910cd-659e-55d4-8ccb-5aaf14679dc0", (200, _SNS_TAKEN.encode()),
    {
        "Throttled": (T.THROTTLED, _sns("Throttled", 429)), "Throttling": (T.THROTTLED, _sns("Throttling")),
        "InvalidParameter": (T.REFUSED_NUMBER, _sns("InvalidParameter", said=NO_NUMBER)),
        "ParameterValueInvalid": (T.ACCOUNT, _sns("ParameterValueInvalid", said="Invalid parameter: MessageAttributes")),
        "InvalidParameterValue": (T.ACCOUNT, _sns("InvalidParameterValue")),
        "AuthorizationError": (T.ACCOUNT, _sns("AuthorizationError", 403)),
        "InvalidSecurity": (T.ACCOUNT, _sns("InvalidSecurity", 403)),
        "InternalError": (T.UNKNOWN, _sns("InternalError", 500)),
    },
    ("SomethingNew", _sns("SomethingNew")), (False, True, False),
)  # fmt: skip
END_USER_MESSAGING = Recorded(
    "aws", "862a8790-60c0-4430-9b2b-658bdexample", (200, b'{"MessageId": "862a8790-60c0-4430-9b2b-658bdexample"}'),
    {
        "ThrottlingException": (T.THROTTLED, _aws("ThrottlingException")),
        "INVALID_PARAMETER": (T.REFUSED_NUMBER, _aws("ValidationException", Reason="INVALID_PARAMETER", Fields=[_NUMBER])),
        "FIELD_VALIDATION_FAILED":
            (T.ACCOUNT, _aws("ValidationException", Reason="FIELD_VALIDATION_FAILED", Fields=[_ORIGINATION])),
        "CANNOT_PARSE": (T.ACCOUNT, _aws("ValidationException", Reason="CANNOT_PARSE")),
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION":
            (T.REFUSED_NUMBER, _aws("ConflictException", Reason="DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION")),
        "DESTINATION_PHONE_NUMBER_OPTED_OUT":
            (T.OPTED_OUT, _aws("ConflictException", Reason="DESTINATION_PHONE_NUMBER_OPTED_OUT")),
        "MAXIMUM_SIZE_EXCEEDED": (T.TEMPLATE_REFUSED, _aws("ValidationException", Reason="MAXIMUM_SIZE_EXCEEDED")),
        "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT":
            (T.ACCOUNT, _aws("ServiceQuotaExceededException", Reason="MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT")),
        "MESSAGE_TYPE_MISMATCH": (T.ACCOUNT, _aws("ConflictException", Reason="MESSAGE_TYPE_MISMATCH")),
        "ResourceNotFoundException": (T.ACCOUNT, _aws("ResourceNotFoundException", ResourceType="pool")),
        "INSUFFICIENT_ACCOUNT_REPUTATION": (T.ACCOUNT, _aws("AccessDeniedException", Reason="INSUFFICIENT_ACCOUNT_REPUTATION")),
        "InternalServerException": (T.UNKNOWN, _aws("InternalServerException", 500)),
    },
    ("SomethingNewException", _aws("SomethingNewException")), (True, True, False),
)  # fmt: skip
ALIYUN = Recorded(
    "aliyun", "9006197469364984^0",
    (200, b'{"Message": "OK", "RequestId": "F655A8D5", "Code": "OK", "BizId": "9006197469364984^0"}'),
    {
        "isv.BUSINESS_LIMIT_CONTROL": (T.THROTTLED, _aliyun("isv.BUSINESS_LIMIT_CONTROL")),
        "isv.MOBILE_NUMBER_ILLEGAL": (T.REFUSED_NUMBER, _aliyun("isv.MOBILE_NUMBER_ILLEGAL")),
        "isv.SMS_SIGNATURE_SCENE_ILLEGAL": (T.TEMPLATE_REFUSED, _aliyun("isv.SMS_SIGNATURE_SCENE_ILLEGAL")),
        "isv.BLACK_KEY_CONTROL_LIMIT": (T.OPTED_OUT, _aliyun("isv.BLACK_KEY_CONTROL_LIMIT")),
        "isv.DAY_LIMIT_CONTROL": (T.ACCOUNT, _aliyun("isv.DAY_LIMIT_CONTROL")),
        "isv.AMOUNT_NOT_ENOUGH": (T.ACCOUNT, _aliyun("isv.AMOUNT_NOT_ENOUGH", 200)),
        "InvalidTimeStamp.Expired": (T.ACCOUNT, _aliyun("InvalidTimeStamp.Expired")),
        "ServiceUnavailable": (T.UNKNOWN, _aliyun("ServiceUnavailable", 503)),
    },
    ("something.new", _aliyun("something.new")), (True, True, True),
)  # fmt: skip
TENCENT = Recorded(
    "tencent", "5000:1045710669157053657849499619",
    (200, json.dumps({"Response": {"SendStatusSet": [_TENCENT_TAKEN], "RequestId": "a0aabda6"}}).encode()),
    {
        "LimitExceeded.PhoneNumberThirtySecondLimit": (T.THROTTLED, _tencent("LimitExceeded.PhoneNumberThirtySecondLimit")),
        "LimitExceeded.AppMainlandChinaDailyLimit": (T.ACCOUNT, _tencent("LimitExceeded.AppMainlandChinaDailyLimit")),
        "RequestLimitExceeded.UinLimitExceeded": (T.THROTTLED, _tencent_whole("RequestLimitExceeded.UinLimitExceeded")),
        "AuthFailure.RequestLimitExceeded": (T.THROTTLED, _tencent_whole("AuthFailure.RequestLimitExceeded")),
        "InvalidParameterValue.IncorrectPhoneNumber": (T.REFUSED_NUMBER, _tencent("InvalidParameterValue.IncorrectPhoneNumber")),
        "UnsupportedOperation.UnsuportedRegion": (T.REFUSED_NUMBER, _tencent("UnsupportedOperation.UnsuportedRegion")),
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter":
            (T.TEMPLATE_REFUSED, _tencent("InvalidParameterValue.ProhibitedUseUrlInTemplateParameter")),
        "FailedOperation.PhoneNumberOnBlacklist": (T.OPTED_OUT, _tencent("FailedOperation.PhoneNumberOnBlacklist")),
        "AuthFailure.SecretIdNotFound": (T.ACCOUNT, _tencent_whole("AuthFailure.SecretIdNotFound")),
        "InternalError.RequestTimeException": (T.ACCOUNT, _tencent("InternalError.RequestTimeException")),
        "InternalError.Timeout": (T.UNKNOWN, _tencent("InternalError.Timeout")),
    },
    ("Something.New", _tencent("Something.New")), (True, True, True),
)  # fmt: skip
SIMULATOR = Recorded(
    "simulator", "17", (200, b'{"id": "17"}'),
    {
        "throttled": (T.THROTTLED, _simulator("throttled", 429)),
        "refused_number": (T.REFUSED_NUMBER, _simulator("refused_number", 400)),
        "template_refused": (T.TEMPLATE_REFUSED, _simulator("template_refused", 400)),
        "opted_out": (T.OPTED_OUT, _simulator("opted_out", 400)),
    },
    ("something_new", _simulator("something_new", 400)), (True, True, False),
)  # fmt: skip
EVERY = (SNS, END_USER_MESSAGING, ALIYUN, TENCENT, SIMULATOR)
