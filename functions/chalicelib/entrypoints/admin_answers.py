"""What the routes of administration and of placement answer, with an example of each; see answers.py."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from chalicelib.entrypoints.answers import Moment, Number


class _Exact(Struct, forbid_unknown_fields=True):
    """An answer that holds what it names and nothing else."""


class NearMissTerms(_Exact):
    """A rule of which all but one condition hold."""

    rule: str
    failed: str
    unit: str | None
    unit_name: str


class SuggestedUnit(_Exact):
    """A unit that the dispatcher may choose, and why."""

    unit: str
    unit_name: str
    reason: str
    rule: str


class AtSubmission(_Exact):
    """The rule that placed it then."""

    rule: str
    rules_changed_since: bool


class HotOther(_Exact):
    """Another petition of the category at the place."""

    number: Number
    number_shown: str
    status: str
    submitted_at: Moment


class HotSpot(_Exact):
    """How many others of its category its place had in so many days, `more` when there were even more; those that one may see."""

    days: int
    count: int
    more: bool
    others: list[HotOther]


class PlacementTerms(_Exact):
    """What the rules say of a petition. `unit` null is the command centre; suggestions while it waits there."""

    number: Number
    at_submission: AtSubmission
    rule: str
    unit: str | None
    unit_name: str
    held: list[str]
    came_close: list[NearMissTerms]
    suggestions: list[SuggestedUnit]
    hot_spot: HotSpot | None


class SiteDistrict(_Exact):
    """The district whose settings hold the limits of the whole site."""

    code: str
    name: str


class OfferedSetting(_Exact):
    """A setting that a district may have: its kind, what counts without it, what may be chosen, and between which numbers."""

    name: str
    kind: str
    without: Any
    choices: list[str]
    least: float | None
    most: float | None


class OrganisationDocuments(_Exact):
    """A district's documents that can be changed, with the version that a change must name.

    Limits as they are where nothing is set; those of the whole site only in the district that sets them.
    """

    district: str
    version: str
    settings: dict[str, Any]
    units: list[dict[str, str | None]]
    rules: list[dict[str, str]]
    rota: list[dict[str, str]]
    open_categories: list[str]
    offered: list[OfferedSetting]
    limits: dict[str, int]
    site_limits: dict[str, int]
    site_district: SiteDistrict


class OrganisationDocument(_Exact):
    """The rows of one document, with the version that a change must name."""

    district: str
    version: str
    rows: list[dict[str, Any]]


class OrganisationChanged(_Exact):
    """What a change did, row by row, and the version that stands now."""

    district: str
    version: str
    added: list[str]
    changed: list[str]
    removed: list[str]
    open_categories: list[str]


class HistoryRow(_Exact):
    """One change: who, when, what; `fields` says before and after."""

    district: str
    at: Moment
    by: str
    version_before: str
    version: str
    added: list[str]
    changed: list[str]
    removed: list[str]
    fields: dict[str, dict[str, list[Any]]]


class OrganisationHistory(_Exact):
    """A page of changes, newest first; `cursor` is null on the last."""

    items: list[HistoryRow]
    cursor: str | None


class TrialSide(_Exact):
    """Where one rule set puts a petition."""

    unit: str
    unit_name: str
    rule: str


class TrialChange(_Exact):
    """A petition that the tried rules place otherwise."""

    number: Number
    number_shown: str
    status: str
    category: str
    submitted_at: Moment
    before: TrialSide
    after: TrialSide


class Trial(_Exact):
    """What tried rules change of one page of past petitions; `cursor` is null when all were looked at."""

    looked_at: int
    changes: list[TrialChange]
    cursor: str | None
    open_categories: list[str]


_RULE: Final = {
    "name": "lifts", "category": "", "area": "", "channel": "", "kind": "", "urgency": "", "least_confidence": "",
    "words": "电梯困人|电梯故障", "unit": "370202-sj",
}  # fmt: skip
_UNIT: Final = {
    "code": "370202014004-03", "parent": "370202014004", "level": "grid", "name_zh": "澳门路第三网格",
    "name_en": "Aomen Road Grid 3",
}  # fmt: skip
_COVER: Final = {"absent": "zhuhai", "covering": "grid", "from": "2026-10-01", "to": "2026-10-08"}
_PHRASE: Final = {
    "name": "路灯已修", "category": "0102", "text_zh": "{place}的路灯已修好。", "text_en": "The lamp at {place} works again.",
}  # fmt: skip
_SETTINGS: Final = {
    "code": "370202", "name_zh": "市南区", "name_en": "Shinan District", "zone": "Asia/Shanghai",
    "hours_start": "09:00", "hours_end": "17:30", "response_hours": 4, "closing_days": {"1": 1, "2": 2, "5": 5},
    "discipline_unit": "370202-jw",
}  # fmt: skip
_NUMBER: Final = "57785067285632"
_VERSION: Final = {"district": "370202", "version": "5f0c1d2e3a4b5c6d"}
_WHAT: Final[dict[str, Any]] = {"added": [], "changed": ["rules/lifts"], "removed": []}

ADMIN_EXAMPLES: Final[dict[str, Any]] = {
    "ProxyIn": {
        "text": "邻居老人不会用手机，楼道的灯坏了三天。", "consent": True, "community": "370202001001",
        "no_phone_reason": "老人没有手机，由社区代为告知。",
    },
    "RowsIn": {**_VERSION, "rows": [_RULE]},
    "UnitsIn": {**_VERSION, "rows": [_UNIT], "removed": []},
    "SettingsIn": {**_VERSION, "settings": _SETTINGS},
    "TrialIn": {"rows": [_RULE], "district": "370202", "above": False, "limit": 50, "cursor": None},
    "PlacementTerms": {
        "number": _NUMBER, "at_submission": {"rule": "one_step", "rules_changed_since": False}, "rule": "one_step",
        "unit": "370202001001", "unit_name": "云霄路社区", "held": [],
        "came_close": [{"rule": "beaches", "failed": "area", "unit": "370202-cg", "unit_name": "城市管理局"}],
        "suggestions": [
            {"unit": "370202-cg", "unit_name": "城市管理局", "reason": "department_of_category", "rule": ""}
        ],
        "hot_spot": {
            "days": 30, "count": 4, "more": False,
            "others": [{"number": _NUMBER, "number_shown": "5778-5067-285-632", "status": "handling", "submitted_at": "2026-09-30T08:20:00+00:00"}],
        },
    },
    "OrganisationDocuments": {
        **_VERSION, "settings": _SETTINGS, "units": [_UNIT], "rules": [_RULE], "rota": [_COVER],
        "open_categories": ["02"], "offered": [{"name": "kept_days", "kind": "whole", "without": 1095, "choices": [], "least": 31, "most": 36500}],
        "limits": {"limit_reveal": 60}, "site_limits": {"limit_submit": 120},
        "site_district": {"code": "370202", "name": "市南区"},
    },
    "DocumentIn": {**_VERSION, "rows": [_PHRASE], "removed": []},
    "OrganisationDocument": {**_VERSION, "rows": [_PHRASE]},
    "OrganisationChanged": {**_VERSION, **_WHAT, "open_categories": ["02"]},
    "OrganisationHistory": {
        "items": [
            {
                **_VERSION, **_WHAT, "at": "2026-10-01T01:00:00+00:00", "by": "admin",
                "version_before": "0a1b2c3d4e5f6071",
                "fields": {"rules/lifts": {"words": ["电梯困人", "电梯困人|电梯故障"]}},
            }
        ],
        "cursor": None,
    },
    "Trial": {
        "looked_at": 50,
        "changes": [
            {
                "number": _NUMBER, "number_shown": "5778-5067-285-632", "status": "settled", "category": "0102",
                "submitted_at": "2026-09-30T08:20:00+00:00",
                "before": {"unit": "370202001001", "unit_name": "云霄路社区", "rule": "one_step"},
                "after": {"unit": "370202-sj", "unit_name": "市场监督管理局", "rule": "lifts"},
            }
        ],
        "cursor": None,
        "open_categories": ["02"],
    },
}  # fmt: skip
