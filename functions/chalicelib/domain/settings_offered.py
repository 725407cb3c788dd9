"""Which settings a district may have beside those that it must have, so that the desk can offer what nobody has set yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from chalicelib.domain.bulletin_settings import LEVELS, OFFERED_LEVELS, REVIEW_DAYS
from chalicelib.domain.erasure import KEPT_DAYS, LEAST_KEPT_DAYS, LONGEST_KEPT_DAYS
from chalicelib.domain.periods import KINDS
from chalicelib.domain.rates import DEFAULT_WEIGHTS, RANKED
from chalicelib.domain.rules import LEAST_CONFIDENCE

CARRIERS: Final = ("sns", "aws", "aliyun", "tencent", "simulator")


@dataclass(frozen=True, slots=True)
class Offered:
    """One setting: of what kind it is, what counts without it, what may be chosen, and between which numbers it lies.

    `some` are some of the choices; `numbers` a whole number, `table` any number from 0, for each of them.
    """

    name: str
    kind: Literal["flag", "whole", "number", "unit", "some", "numbers", "table", "words"]
    without: bool | float | str | tuple[str, ...] | tuple[int, ...] | None = None
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


OFFERED: Final = (
    Offered("discipline_unit", "unit"),
    Offered("least_confidence", "number", LEAST_CONFIDENCE, least=0, most=1),
    Offered("bulletin_kinds", "some", ("month",), KINDS),
    Offered("bulletin_levels", "some", LEVELS, OFFERED_LEVELS),
    Offered("bulletin_review", "flag", without=False),
    Offered("bulletin_review_days", "whole", REVIEW_DAYS, least=0),
    Offered("ranking_weights", "numbers", DEFAULT_WEIGHTS, RANKED, least=0),
    Offered("kept_days", "whole", KEPT_DAYS, least=LEAST_KEPT_DAYS, most=LONGEST_KEPT_DAYS),
    Offered("areas_credit", "words"),
    Offered("sms_prices", "table", None, CARRIERS, least=0),
)
