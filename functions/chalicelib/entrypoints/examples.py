"""One example for each body that is sent and each answer that is given: invented, and valid by the same types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chalicelib.domain import consent
from chalicelib.entrypoints.admin_answers import ADMIN_EXAMPLES

_NUMBER: Final = {"number": "57785067285632", "number_shown": "5778-5067-285-632"}
_SENT, _DUE, _CLOSING = "2025-09-30T08:20:00+00:00", "2025-09-30T12:20:00+00:00", "2025-10-10T09:30:00+00:00"
_COMMUNITY: Final = {"owner": "370202001001", "owner_name": "云霄路社区"}
_SUBJECT: Final = {
    "category": "0102", "category_name": "城市建设和市政管理", "urgency": 2, "emergency": False, "place_name": "云霄路社区",
    "submitted_at": _SENT, "due_at": _CLOSING, "calendar_missing": False, "round_number": 1,
}  # fmt: skip
_EXPORT: Final = {
    "id": "1759220400000000000000a1b2c3d4", "unit": "370202001", "unit_name": "香港中路街道", "since": "2025-09-01",
    "until": "2025-09-30", "form": "xlsx", "asked_at": _SENT, "state": "waiting", "rows": 0, "cut": False,
}  # fmt: skip
_NOTE: Final = {
    "at": _SENT, "by": "chief", "by_name": "老林", "text": "物业说周五换灯，请跟一下。",
    "units": [{"unit": "370202001001", "unit_name": "云霄路社区"}],
}  # fmt: skip
_HELD: Final = {"role": "grid_worker", "unit": "370202001001", "unit_name": "云霄路社区", "level": "community"}
_SAID: Final[Mapping[str, Any]] = {
    "remarks": "本期响应较快。", "cases": [{"title": "楼道亮了", "text": "居民反映楼道灯不亮，社区当天更换。"}], "thanks": ["云霄路志愿服务队"],
}  # fmt: skip
_DRAFT: Final[Mapping[str, Any]] = {
    "period": "2025-10", "revision": 0, "version": 2, **_SAID, "why": "", "by": "centre", "at": "2025-11-01T02:10:00+00:00",
    "approved_at": "2025-11-01T02:10:00+00:00",
}  # fmt: skip
_COUNTED: Final = {
    "unit": "370202", "unit_name": "市南区", "level": "district", "own": False, "counts": {"received": 120, "closed": 96},
    "rates": {"on_time_rate": {"numerator": 20, "denominator": 22, "interval": [0.72, 0.97]}},
}  # fmt: skip
_LISTED: Final = {"status": "handling", "version": 3, "waits_for": "extension", "longitude": 120.38, "latitude": 36.06}
_PHOTO: Final = {
    "kind": "before", "state": "ready", "reason": "", "at": _SENT, "url": "/photos/q80Ab2/large.jpg?X-Amz-Expires=900",
    "small": "/photos/q80Ab2/small.jpg?X-Amz-Expires=900",
}  # fmt: skip
_STEP: Final = {
    "at": _SENT, "action": "assign", "unit_name": "云霄路社区", "round": 1, "text": "已派给云霄路社区。", "said": "", "own": False,
}  # fmt: skip

_SMS: Final = {
    **_NUMBER, "id": "1759220400000000000012ab34cd56", "name": "acknowledgement", "language": "zh", "round": 1, "state": "sent", "reason": "",
    "created_at": _SENT, "next_at": None, "provider": "aliyun", "segments": 2, "may_resend": True,
    "steps": [{"state": "sent", "at": _SENT, "reason": "", "provider": "aliyun", "by": ""}],
}  # fmt: skip

EXAMPLES: Final[dict[str, Any]] = {
    **ADMIN_EXAMPLES,
    "PetitionIn": {
        "text": "楼道的灯坏了三天，晚上看不见路。", "consent": True, "community": "370202001001", "phone": "13800138001",
    },
    "RatingIn": {"digit": 1, "comment": "修得很快，谢谢。"},
    "WithdrawalIn": {"reason": "已经自己修好了。"},
    "AppealIn": {"reason": "楼道灯是公共设施，不是邻里纠纷。"},
    "ReopeningIn": {"reason": "我家楼道的灯还没有修。"},
    "SignIn": {"login": "grid", "password": "k7mn-2q4d-x8vz", "code": "287082"},
    "EnrolmentIn": {"token": "grid.6Vt0c1n2Yw"},
    "ConfirmationIn": {
        "token": "grid.6Vt0c1n2Yw", "ticket": "q80Ab2", "password": "three plain words", "code": "287082",
    },
    "Ways": {"password": True, "issuer": False},
    "Sessions": {"sessions": [{"opened_at": _SENT, "expires_at": "2025-09-30T20:20:00+00:00", "current": True}]},
    "Enrolment": {
        "login": "grid", "name": "网格员小孙", "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "uri": "otpauth://totp/Nuannan:grid?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nuannan",
        "qr": "data:image/svg+xml;charset=utf-8,…", "ticket": "q80Ab2",
    },
    "Enrolled": {"login": "grid"},
    "Invitation": {"token": "grid.6Vt0c1n2Yw", "path": "/desk/enrol/#grid.6Vt0c1n2Yw", "hours": 72},
    "Person": {
        "login": "grid", "name": "网格员小孙", "name_zh": "网格员小孙", "name_en": "Grid worker Sun", "version": "0a1b2c3d4e5f6071",
        "own": False, "disabled": False, "enrolled": True, "invited_until": None, "roles": [_HELD],
        "history": [
            {"at": _SENT, "action": "enrolled", "by": "grid", "fields": {}},
            {
                "at": _SENT, "action": "changed", "by": "admin",
                "fields": {"roles": [["grid_worker@370202001002"], ["grid_worker@370202001001"]]},
            },
        ],
    },
    "People": {"items": [{"login": "grid", "name": "网格员小孙", "disabled": False, "roles": [_HELD]}], "cursor": None},
    "NewPersonIn": {
        "login": "sun", "name_zh": "孙", "name_en": "Sun", "roles": [{"role": "grid_worker", "unit": "370202001001"}],
    },
    "PersonIn": {
        "version": "0a1b2c3d4e5f6071", "name_zh": "孙", "name_en": "Sun", "roles": [{"role": "officer", "unit": "370202001001"}],
    },
    "PersonSeenIn": {"version": "0a1b2c3d4e5f6071"},
    "ActionIn": {"action": "close", "version": 3, "note": "灯泡已换，楼道亮了。"},
    "Health": {
        "status": "ok", "table": "ok", "stage": "prod", "version": "3f0c.zip", "now": "2025-09-30T08:20:00+00:00",
    },
    "CallbackTaken": {"code": 0, "msg": "OK", "result": 0, "errmsg": "OK"},
    "Description": {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {}},
    "Form": {
        "categories": [{"code": "01", "name": "城乡建设", "kind": "livelihood"}],
        "questions": [
            {
                "category": "04", "name": "when_worst", "kind": "choice", "required": False, "text": "什么时候最严重？",
                "choices": [{"code": "night", "name": "夜间"}],
            }
        ],
        "streets": [
            {
                "code": "370202001", "name": "香港中路街道",
                "communities": [{"code": "370202001001", "name": "云霄路社区"}],
            }
        ],
        "district": {"code": "370202", "name": "市南区"},
        "consent_version": consent.CURRENT, "response_hours": 4, "closing_days": [1, 2, 5],
    },
    "FormWords": {
        "categories": [{"code": "010204", "name": "城市公共设施", "words": {"路灯": 9, " lamp": 9}}],
        "least": 8, "most": 3,
    },
    "FormMap": {"frame": {"west": 120.32, "north": 36.11, "per_longitude": 8100.0, "per_latitude": 10025.0}, "credit": "© OpenStreetMap contributors, ODbL 1.0", "streets": [{"code": "370202001", "name": "香港中路街道", "path": "M0 0L90 0L90 80Z", "x": 60, "y": 30}], "tiles": None},
    "Checked": {
        "emergency": None, "place_name": "云霄路社区",
        "categories": [{"code": "010204", "name": "城乡建设 › 城市建设和市政管理 › 城市公共设施"}],
        "nearby": [
            {
                "token": "q80Ab2", "category_name": "城市公共设施", "place_name": "云霄路社区", "metres": 40, "days": 2,
                "supporters": 3, "photo": "/photos/q80Ab2/small.jpg?X-Amz-Expires=900",
                "words": "三单元门口的路灯坏了，晚上看不见台阶。", "language": "zh",
            }
        ],
    },
    "MeTooIn": {"token": "q80Ab2"},
    "PhotoIn": {"id": "3f0c9a52-photo-1", "type": "image/jpeg"},
    "OwnPhotoIn": {"token": "q80Ab2", "id": "3f0c9a52-photo-1", "type": "image/jpeg"},
    "PhotoForm": {"state": "awaited", "fields": {"key": "uploads/…", "policy": "…", "x-amz-signature": "…"}},
    "Receipt": {
        **_NUMBER, "unit_name": "云霄路社区", "place_note": "chosen", "response_due": _DUE, "deadline": _CLOSING,
        "emergency": None, "language": "zh", "photo_token": "q80Ab2",
    },
    "Status": {
        **_NUMBER, "status": "assigned", "status_text": "已派给承办单位，等待签收", "district_name": "市南区", "unit_name": "云霄路社区",
        "category_name": "城市公共设施", "place_name": "云霄路社区", "language": "zh", "place_language": "zh",
        "place_how": "chosen", "place_note": "", "steps": [_STEP], "submitted_at": _SENT,
        "response_due": _DUE, "deadline": _CLOSING, "working_days_left": 2, "can_withdraw": True, "can_rate": False,
        "review_at": None, "lapses_at": None, "if_unhappy": "", "may_appeal_later": False, "appeal_until": None, "round_after": "",
        "answered": None, "changes": [], "change_until": None,
        "can_appeal": False, "can_reopen": False, "reject_reason": "", "round": 1, "emergency": False, "has_phone": True, "phone": "138****5678",
        "text": "楼道的灯坏了三天，晚上看不见路。", "photos": [_PHOTO], "can_add_photo": True,
        "can_add_words": True, "added": [{"at": _SENT, "text": "三楼的灯也不亮了。"}], "can_erase": True, "erased_at": None,
        "lead": None, "way_to_words": "", "public": False,
    },
    "Rated": {"number": _NUMBER["number"], "status": "settled", "round": 1, "late": False},
    "WordsIn": {"words": "三楼的灯也不亮了。"},
    "Added": {"number": _NUMBER["number"], "status": "handling", "emergency": None},
    "Moved": {"number": _NUMBER["number"], "status": "withdrawn"},
    "CodeIn": {"phone": "13800138001"},
    "CodeAsked": {"digits": 6, "minutes": 5},
    "CodeTyped": {"code": "482913"},
    "Mine": {
        "items": [
            {
                **_NUMBER, "status": "closed", "status_text": "单位说已办结，正在请您评价", "category_name": "城市建设和市政管理",
                "place_name": "云霄路社区", "submitted_at": _SENT,
            }
        ],
        "followed": [
            {**_NUMBER, "status": "handling", "status_text": "办理中", "category_name": "环境保护", "street_name": "云南路街道"}
        ],
    },
    "VisitIn": {"number": _NUMBER["number"]},
    "StopIn": {"number": _NUMBER["number"]},
    "VisitOpened": {"number": _NUMBER["number"]},
    "Nothing": {},
    "SignedIn": {"login": "grid", "name": "网格员小孙", "roles": [{"role": "grid_worker", "unit": "370202001001"}]},
    "Me": {"login": "grid", "name": "网格员小孙", "roles": [_HELD], "may": ["list_queue", "see_petition"], "zone": "Asia/Shanghai"},
    "Units": {"units": [{"code": "370202", "name": "市南区", "level": "district", "parent": "3702"}]},
    "Queue": {
        "items": [{**_NUMBER, **_SUBJECT, **_COMMUNITY, **_LISTED}],
        "cursor": None, "now": _SENT,
    },
    "Today": {
        "me": {"login": "grid", "name": "网格员小孙", "roles": [_HELD], "may": ["list_queue", "see_petition"], "zone": "Asia/Shanghai"},
        "listing": "unit", "unit": "370202001001", "items": [{**_NUMBER, **_SUBJECT, **_COMMUNITY, **_LISTED}],
        "cursor": None, "now": _SENT,
    },
    "AtDesk": {
        "petition": {
            **_NUMBER, **_SUBJECT, **_COMMUNITY, "status": "handling", "kind": "livelihood", "place_how": "chosen",
            "longitude": None, "latitude": None, "gcj02": None, "district": "370202", "supervised": False, "has_phone": True, "contact_hidden": False, "about_staff": False,
            "about_unit": None, "channel": "web", "official_place": "云霄路社区", "no_phone_reason": "",
            "answers": [{"name": "when_worst", "text": "什么时候最严重？", "answer": "夜间"}],
            "reject_reason": "", "lead": None, "followers": 0, "appealed_at": None,
            "erased_at": None, "can_erase": False,
            "assists": [{"unit": "370202-cg", "unit_name": "城市管理局", "state": "asked", "round": 1}],
            "extension": {"days": 2, "state": "asked", "asked_at": _DUE}, "hold": None,
        },
        "text": "楼道的灯坏了三天，晚上看不见路。",
        "notes": [_NOTE],
        "phrases": [{"name": "路灯已修", "text": "{place}的路灯已修好。"}],
        "history": [
            {
                "version": 1, "at": _SENT, "action": "submit", "by": "petitioner", "by_name": "", "role": "citizen",
                "status_before": None, "status_after": "submitted", "owner_name": "市南区", "round": 0, "reason": "", "text": "",
            }
        ],
        "sms": [
            {"at": _SENT, "id": "1759220400000-1", "name": "acknowledgement", "round": 0, "state": "sent", "reason": "", "provider": "aliyun", "by": ""}
        ],
        "actions": [{"action": "progress", "needs": ["note"], "offers": []}],
        "photos": [_PHOTO], "supporters": 3, "version": 3, "now": _SENT,
    },
    "Lately": {
        "area": "370202001", "areas": [{"code": "", "name": "市南区", "streets": [{"code": "370202001", "name": "香港中路街道"}]}],
        "sentences": ["2025年8月1日（周五）以来，香港中路街道收到120件诉求，承办单位办结96件。"],
        "items": [{"href": "/public/petitions/57785067285632?lang=zh", "title": "城市建设 · 云霄路社区", "words": "楼道的灯坏了。"}],
        "bulletin": {"href": "/bulletins/370202/2025-08/index.html", "words": "2025年8月通报"},
    },
    "Clearing": {
        "number": _NUMBER["number"], "version": 9, "status": "settled", "may_be_published": True, "refused": False,
        "words": {
            "original": "5号楼2单元的灯坏了，我姓王。", "masked": "〔门牌 door〕的灯坏了，我姓王。",
            "hidden": [{"kind": "door", "words": "5号楼2单元"}],
        },
        "reply": {"original": "灯泡已换，楼道亮了。", "masked": "灯泡已换，楼道亮了。", "hidden": []},
        "public": None, "may_show_photos": True, "hide_identity": False, "waits": "clear",
        "photos": [{"file": "q80Ab2", "kind": "before", "slot": 1, "at": _SENT, "url": _PHOTO["url"], "cleared": False, "new": True}],
    },
    "ErasureIn": {"version": 9},
    "OwnErasureIn": {"confirmed": True},
    "ErasedAnswer": {"number": _NUMBER["number"], "status": "settled", "version": 10, "erased_at": _CLOSING},
    "ClearingIn": {"decision": "publish", "version": 9, "words": "楼道的灯坏了。", "reply": "灯泡已换，楼道亮了。", "photos": ["q80Ab2"], "seen": ["q80Ab2"]},
    "Cleared": {"number": _NUMBER["number"], "version": 10, "public": True},
    "Bulletins": {
        "unit": "370202", "unit_name": "市南区", "review": True, "due": ["2025-10"], "drafts": [_DRAFT],
        "issued": [{"period": "2025-09", "issue": 9, "issue_of_year": 9, "revision": 0, "issued_at": _DUE,
                    "href": "/bulletins/370202/2025-09/index.html"}],
        "older": False,
        "differs": [{"period": "2025-09", "measure": "answers", "measure_name": "评价", "before": 901, "after": 902}],
        "candidates": [{"number": _NUMBER["number"], "solved": True, "words": "楼道的灯坏了。", "reply": "灯泡已换，楼道亮了。"}],
    },
    "BulletinDraft": _DRAFT,
    "SaidInBulletin": {"period": "2025-09", "revision": 0, **_SAID, "ordered_at": None},
    "DraftIn": {"unit": "370202", "period": "2025-10", "version": 1, **_SAID, "approve": True},
    "RevisionIn": {"unit": "370202", "period": "2025-09", "why": "一件迟到的评价漏统计。", "corrects": 0, **_SAID},
    "Calls": {
        "items": [
            {
                **_NUMBER, **_SUBJECT, **_COMMUNITY, **_LISTED, "status": "closed", "waits_for": "", "why": "landline", "since": _DUE,
                "tries": 1, "last_try": _CLOSING,
            }
        ],
        "cursor": None, "now": _CLOSING,
    },
    "DecisionIn": {"decision": "again"},
    "Sms": _SMS,
    "SmsList": {"items": [_SMS], "now": _DUE},
    "UndecidedSms": {"items": [_SMS | {"state": "undecided", "reason": "no_answer"}], "oldest_at": _DUE, "cursor": None, "now": _CLOSING},
    "SmsFigures": {
        "unit": "370202", "day": "2025-09-30", "sent": 120, "segments": 251, "cost": "11.30", "delivered": 117, "answered": 31, "expired": 1, "undecided": 0, "unclear": 0,
        "by_carrier": {"aliyun": 120}, "segments_by_carrier": {"aliyun": 251}, "failed": {"refused_number": 2},
        "suppressed": {"opted_out": 3}, "now": _DUE,
    },
    "ToldIn": {"version": 5, "digit": 1, "comment": "灯亮了，谢谢。"},
    "SearchIn": {"phone": "13800138001"},
    "FoundPetitions": {"items": [{**_NUMBER, **_SUBJECT, **_COMMUNITY, **_LISTED}], "now": _SENT},
    "NoteIn": {"text": "物业说周五换灯，请跟一下。", "units": ["370202001001"]},
    "NoteShown": _NOTE,
    "FindIn": {"words": "楼道灯", "unit": "370202001", "since": "2025-09-01", "until": "2025-09-30"},
    "FoundByWords": {"items": [{**_NUMBER, **_SUBJECT, **_COMMUNITY, **_LISTED}], "cursor": None, "reached": None, "now": _SENT},
    "ExportIn": {"unit": "370202001", "since": "2025-09-01", "until": "2025-09-30", "form": "xlsx"},
    "ExportShown": _EXPORT,
    "OwnExports": {"exports": [_EXPORT | {"state": "ready", "rows": 3733}]},
    "ExportAddress": {"address": "https://….s3.amazonaws.com/exports/…"},
    "ExportSteps": {
        "items": [{
            "by": "chief", "action": "fetched", "export": "1759220400000", "unit": "370202001", "unit_name": "香港中路街道",
            "since": "2025-09-01", "until": "2025-09-30", "form": "xlsx", "rows": 3733, "at": _SENT,
        }],
        "cursor": None,
    },
    "ContactShown": {"phone": "13800138001", "name": "王先生"},
    "Reveals": {"items": [{**_NUMBER, "owner_name": "云霄路社区", "by": "grid", "by_name": "网格员小孙", "at": _DUE}], "cursor": None},
    "Board": {
        "unit": "370202", "unit_name": "市南区", "period": "2025-09", "whole": _COUNTED, "rows": [_COUNTED],
        "streets": [{"unit": "370202001", "unit_name": "香港中路街道", "path": "M0 0L90 0L90 80Z", "x": 60, "y": 30}], "areas_credit": "© OpenStreetMap contributors, ODbL 1.0", "now": _SENT,
    },
    "BoardToday": {
        "unit": "370202", "unit_name": "市南区", "day": "2025-09-30", "now": _SENT,
        "counts": {"received": 41, "closed": 38, "answered": 30, "overdue": 2, "unhappy": 1}, "to_decide": 3, "more": False,
    },
    "BoardNow": {"unit": "370202", "listing": "district", "overdue": 112, "emergencies": 1, "unhappy": 14, "more": False, "now": _SENT},
    "Trend": {"unit": "370202", "months": [{**_COUNTED, "period": "2025-09"}]},
    "SentBackRows": {
        "unit": "370202", "period": "2025-09",
        "rows": [{"unit": "370202001001", "unit_name": "云霄路社区", "to": "370202-cg", "to_name": "城市管理局", "times": 7, "upheld": True}],
    },
    "Acted": {"number": _NUMBER["number"], "status": "closed", "owner": "370202001001", "version": 4},
    "Deadlines": {
        "round": 1,
        "response": {"hours": 4, "due": _DUE},
        "closing": {
            "assigned": "2025-09-30T16:20:00+08:00", "working_days": 2, "extension_days": 0, "hours_end": "17:30",
            "calendar_missing": None, "day_zero": "2025-09-30", "counted": ["2025-10-09", "2025-10-10"],
            "holidays": ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"],
            "due": _CLOSING,
        },
        "on_hold": False,
    },
    "Notices": {
        "items": [
            {**_NUMBER, "action": "overdue", "at": _CLOSING, "bulletin": None},
            {"number": None, "number_shown": "", "action": "bulletin_waits", "at": _DUE,
             "bulletin": {"unit": "370202", "unit_name": "市南区", "period": "2025-10"}},
        ],
        "cursor": None,
    },
    "Refused": {
        "code": "invalid_input", "message": "请检查标出的各项。",
        "fields": {
            "phone": {"code": "phone_invalid", "message": "请填写正确的手机号码，或不填。"},
            "text": {"code": "text_too_long", "message": "写得太长了：最多2000字，现在是2345字，请缩短一些。", "limit": 2000, "length": 2345},
        },
    },
}  # fmt: skip
