"""What a person typed: made storable without changing what it says, and read for danger to life."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

EmergencyNumber = Literal["110", "119", "120"]

_NEW_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")
# Cc without the newline; lone surrogates, which no UTF-8 can hold; marks that reverse or hide text.
# The joiners and selectors that emoji are made of stay.
STRIPPED: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text in NFC, without control characters (but line feeds) and blank ends; `len` counts it."""
    lines = _NEW_LINES.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", STRIPPED.sub("", lines)).strip()


@dataclass(frozen=True, slots=True)
class Emergency:
    """A danger to life that the words tell of, and whom to ring."""

    kind: str
    number: EmergencyNumber
    words: str


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    number: EmergencyNumber
    words: str
    may_be_feared: bool  # "怕着火" is no fire; "怕她自杀" is danger all the same


def _row(kind: str, number: EmergencyNumber, words: str, *, may_be_feared: bool) -> _Row:
    within_a_clause = words.replace(".{", r"[^，。；！？,.;!?\n]{")
    return _Row(kind, number, within_a_clause, may_be_feared)


@lru_cache(maxsize=16)
def _pattern(words: str) -> re.Pattern[str]:
    """Compiled when a text is first read: it takes 7 ms, which functions that read none would pay at each start."""
    return re.compile(words, re.IGNORECASE)


# Source: 119 fire and rescue, 120 ambulance, 110 police (应急管理部, 国家卫生健康委, 公安部 public guidance).
# Read top to bottom, first match wins: what kills soonest stands first.
DANGERS: Final[Sequence[_Row]] = (
    _row(
        "suicide",
        "110",
        r"(?:想|要|企图|准备|打算|试图)(?:自杀|轻生|跳楼|跳海|跳河|割腕|寻死)|不想活了|活不下去了?|"
        r"(?:正在|有人(?:要)?|站在.{0,8})(?:自杀|轻生|跳楼|跳海|跳河)|自杀了|跳楼了|跳海了|服毒|喝(?:了)?农药|"
        r"\bsuicid(?:e|al)\b|\bkill (?:my|him|her|them)sel(?:f|ves)\b|\b(?:want|going) to die\b|"
        r"\bend (?:my|his|her) life\b|\bjump(?:ing)? off\b.{0,20}\b(?:roof|building|bridge)\b",
        may_be_feared=False,
    ),
    _row(
        "injury",
        "120",
        r"昏迷|昏倒|晕倒|休克|没有?呼吸|停止呼吸|没有?心跳|心脏骤停|流血不止|血流不止|触电(?:了|倒地)|有人触电|"
        r"有生命危险|奄奄一息|倒地不起|不省人事|抽搐|中毒了|煤气中毒|一氧化碳中毒|(?:摔|砸|撞|烧|烫|压|受)(?:成)?重伤|"
        r"(?:有人|老人|孩子|小孩|学生|工人|行人).{0,8}(?:砸伤|撞伤|摔伤|烧伤|受伤|坠楼|摔下|掉下去)|"
        r"\bunconscious\b|\bnot breathing\b|\bheart attack\b|\bbleeding (?:heavily|badly|to death)\b|"
        r"\belectrocuted\b|\b(?:badly|seriously|severely) (?:injured|hurt)\b|\bcollapsed and\b|\bis dying\b|"
        r"\b(?:someone|somebody|a (?:man|woman|child|worker)) (?:is|was|got|has been) (?:injured|hurt)\b",
        may_be_feared=False,
    ),
    _row(
        "trapped",
        "119",
        r"(?:有人|老人|孩子|小孩|居民|业主|我|人员|学生|乘客).{0,10}(?:被困|困在|卡在)|(?:困在|被困|关在)电梯|"
        r"电梯.{0,6}(?:困人|困住|被困|关人)|(?:被|掩)埋(?:了|在)|落水|溺水|"
        r"掉(?:进|到|入)(?:了)?(?:海|河|井|水|下水道|窨井)|"
        r"\btrapped\b|\bstuck in (?:the|a|an) (?:lift|elevator)\b|\bdrowning\b|"
        r"\bfell into the (?:sea|water|manhole)\b",
        may_be_feared=True,
    ),
    _row(
        "fire",
        "119",
        r"着火|起火|失火|着大火|火势|火灾|冒浓烟|浓烟|明火|爆炸|"
        r"\b(?:is|are|caught|catching|on) fire\b|\b(?:house|building|flat|car|roof|kitchen) is burning\b|"
        r"\bthick smoke\b|\bflames\b|\bexploded\b|\bexplosion\b|\ba fire (?:has )?(?:broke|broken|started)\b",
        may_be_feared=True,
    ),
    _row(
        "gas",
        "119",
        r"(?:煤气|燃气|天然气|液化气|瓦斯|管道气)(?:管道|管|罐|阀门|表|灶)?(?:正在|在|严重|一直|又)?(?:大量)?(?:泄漏|泄露|漏气|外泄|漏)|"
        r"漏(?:煤气|燃气|天然气)|(?:闻到|有|很大的?|浓烈的?|一股)(?:很?[浓重大]的?)?(?:煤气|燃气|天然气|瓦斯)味|"
        r"\bgas (?:is |pipe is )?leak(?:s|ing|age)?\b|\bsmell(?:s|ing)?(?: of)? gas\b|\bleaking gas\b",
        may_be_feared=True,
    ),
    _row(
        "collapse",
        "119",
        r"(?:房|楼|墙|屋顶|天花板|阳台|脚手架|路面|地面|桥|塔吊).{0,6}(?:坍塌|倒塌|塌了|塌陷了|垮塌)|"
        r"\b(?:roof|wall|house|building|ceiling|scaffold(?:ing)?) (?:has |have )?(?:collapsed|caved in)\b",
        may_be_feared=True,
    ),
    _row(
        "violence",
        "110",
        r"(?:持刀|拿着?刀|砍人|行凶|杀人|绑架|劫持|抢劫)|正在(?:被)?(?:打人|殴打|家暴|打架)|救命啊|"
        r"\bstabb(?:ed|ing)\b|\bwith a knife\b|\bkidnapp?ed\b|\bhas a gun\b|"
        r"\bis being beaten\b|\bbeing robbed\b",
        may_be_feared=True,
    ),
)

# Said before the words, in the same clause: a fear, a rule, a memory. Then nothing burns now.
FEARED: Final = (
    r"(?:一旦|万一|如果|若是?|要是|假如|容易|可能|怕|担心|害怕|避免|防止|以免|预防|杜绝|引发|引起|造成|导致|存在|潜在|禁止|严禁|"
    r"会不会|发生过|去年|前年|上次|之前|以前|曾经?|当时|上个?月|上周|前几?天|没有|无|不会|不是|演练|演习|"
    r"极?易|随时|有时|经常|频繁|多次|每天|天天|每次|常年|重大|近期|[0-9]年|[0-9]月|[0-9](?:日|号(?!楼|院|门|单元|线|店|车|房|室|库|厂|井|梯|地|桥|口|岗|馆|小区))|"
    r"\b(?:if|in case|might|may|could|would|risk of|danger of|afraid|worried|prevent|"
    r"cause|no|last (?:year|month|week)))"
    r"[^，。；！？,.;!?\n]{0,12}$"
)
# Said right after the words: they name a thing, not an event.
NAMED: Final = (
    r"^(?:等?(?:重大|安全|消防)*隐患|风险|危险性|报警|警报|探测|险|保险|演练|演习|应急预案|预案|防范|预防|"
    r"后|以后|之后|过|的?时候|事故(?:调查|责任|赔偿)|怎么办|罪|案|物品|物资|性|声|功能|十?多年|具|[ ]?(?:hazard|risk|alarm|drill|insurance|detector|prevention)s?\b)"
)


def emergency(text: str) -> Emergency | None:
    """The first danger to life that the text reports as happening now, with the number to ring; else None.

    It leans to silence about fears, rules and memories, or the queue would be headed by petitions about
    fire lanes; the form says 110/119/120 to everybody anyway.
    """
    for row in DANGERS:
        for found in _pattern(row.words).finditer(text):
            if not (row.may_be_feared and _is_no_event(text, found)):
                return Emergency(row.kind, row.number, found[0])
    return None


def _is_no_event(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 24) : found.start()]
    return bool(_pattern(FEARED).search(before) or _pattern(NAMED).match(text[found.end() :]))
