"""What may tell who somebody is, hidden before a person clears words for publication: a help, never the decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing that was hidden: what it seems to be, and the words that stood there."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Masked:
    """The words with what was found replaced, and what was found, in the order of the text."""

    text: str
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    pattern: str
    shown: str  # what stands in its place; the first group, where there is one, is kept before it


_DIGIT: Final = r"[0-9０-９]"
_APART: Final = r"[ \-–—－.·]?"  # people write numbers in groups
# Source: GB 11643 (18 signs, or 15 before 1999); 工信部 numbering plan (1 and ten digits; 0, area code, 7 or 8 digits);
# GA 36 (province sign, letter, 5 signs, 6 for new energy). Surnames: 百家姓, those of 1 % of people and the double ones.
_SURNAME: Final = (
    r"(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|"
    r"[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    r"钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文])"
)
_TITLE: Final = (
    r"(?:先生|女士|小姐|太太|大爷|大妈|大叔|大婶|阿姨|叔叔|奶奶|爷爷|师傅|老师|医生|大夫|经理|主任|书记|队长|科长|局长|所长|"
    r"律师|警官|老板|同志|姐|哥|嫂)"
)
_LATIN_NAME: Final = r"[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){0,2}"
# Read top to bottom: what is longer or more certain hides first, so that no shorter rule leaves half of it.
_ROWS: Final[Sequence[_Row]] = (
    _Row("email", r"(?i:[A-Za-z0-9._%+-]+(?:@|＠)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", "〔…@…〕"),
    _Row("id_number", rf"(?<!{_DIGIT})[1-9１-９](?:{_APART}{_DIGIT}){{16}}{_APART}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])", "〔ID〕"),
    _Row("bank_card", rf"(?<!{_DIGIT}){_DIGIT}(?:{_APART}{_DIGIT}){{15,18}}(?!{_DIGIT})", "〔№〕"),
    _Row("id_number", rf"(?<!{_DIGIT})[1-9]{_DIGIT}{{14}}(?!{_DIGIT})", "〔ID〕"),
    _Row("phone", rf"(?<!{_DIGIT})(?:(?:\+|00)?86{_APART})?[1１][3-9３-９](?:{_APART}{_DIGIT}){{9}}(?!{_DIGIT})", "〔☎〕"),
    _Row("phone", rf"(?<!{_DIGIT})[(（]?0{_DIGIT}{{2,3}}[)）]?{_APART}{_DIGIT}{{3,4}}{_APART}{_DIGIT}{{4}}(?!{_DIGIT})", "〔☎〕"),
    _Row("phone", rf"(?i:((?:电话|手机|联系方式|致电|拨打|tel(?:ephone)?|phone|call|mobile)(?:号码|号|是|为|[:： ])*){_DIGIT}(?:{_APART}{_DIGIT}){{6,10}}(?!{_DIGIT}))", "〔☎〕"),
    _Row("wechat", r"(?i:((?:微信号?|weixin|we ?chat|vx|薇信|QQ号?)(?: ?(?:号|id|is|是|为|加|:|：)){0,3} ?)(?!(?:群|公众号|小程序|支付|group|pay))[A-Za-z0-9][A-Za-z0-9_-]{4,19})", "〔ID〕"),
    _Row("plate", r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][ ·•.\-]?(?:[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])", "〔车牌 plate〕"),
    _Row("door", r"[0-9０-９一二三四五六七八九十甲乙丙丁A-Za-z]{1,5}(?:号楼|栋|幢|座|号院)(?:[ ,，]?[0-9０-９一二三四五六七八九十A-Za-z]{1,5}(?:单元|门|楼|层|室|户|号|房)){0,3}(?:[ ,，]?[0-9０-９]{3,4}(?![0-9０-９年天月元米块个]))?", "〔门牌 door〕"),
    _Row("door", r"[0-9０-９一二三四五六七八九十]{1,4}单元(?:[ ,，]?[0-9０-９一二三四五六七八九十]{1,5}(?:楼|层|室|户|号|房)?)?|(?<![0-9０-９])[0-9０-９]{1,4}[-－][0-9０-９]{1,3}[-－][0-9０-９]{3,4}(?![0-9０-９])", "〔门牌 door〕"),
    _Row("door", r"(?<![0-9０-９])[0-9０-９]{3,4}(?:室|户|房(?!价|租|产))", "〔门牌 door〕"),
    _Row("door", r"((?:路|街|巷|弄|里|胡同|大道|支路)) ?[0-9０-９]{1,5}(?:[-－之][0-9０-９]{1,3})?(?:号|弄)(?:甲|乙|丙)?(?!线|公交|站)", "〔门牌 door〕"),
    _Row("door", r"(?i:\b(?:flat|apartment|apt\.?|room|unit|house|building|block) (?:no\.? ?|number |#)?[0-9]{1,5}[A-Za-z]?\b|\b(?:No\.? ?)?[0-9]{1,5}[A-Za-z]?(?=,? (?:[A-Z][a-z]+ ){1,3}(?:Road|Rd|Street|St|Lane|Avenue|Ave)\b))", "〔门牌 door〕"),
    _Row("name", rf"((?:我叫|我是|姓名(?:是|为)?|名字(?:是|叫)|叫做|名叫|联系人|业主|户主|当事人|投诉人|患者|死者)[:：]? ?){_SURNAME}[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])", "某〔name〕"),
    _Row("name", rf"{_SURNAME}[\u4e00-\u9fff]{{0,2}}?(?={_TITLE})(?<!主任)", "某"),
    _Row("name", r"(?:(?<=^)|(?<=[^\u4e00-\u9fff])|(?<=[的和与跟找向被让给请叫是由为]))[老小](?:[王李张刘陈杨赵黄周吴徐孙胡朱郭罗梁宋郑谢韩唐冯董袁邓])(?![区街路巷])", "某"),
    _Row("name", rf"((?i:\b(?:my name is|i am called|name ?:|named|contact ?:)) ?){_LATIN_NAME}", "〔name〕"),
    _Row("name", rf"(\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? ){_LATIN_NAME}", "〔name〕"),
)  # fmt: skip


@lru_cache(maxsize=32)
def _compiled(row: _Row) -> re.Pattern[str]:
    return re.compile(row.pattern)


def masked(text: str) -> Masked:
    """The text without what seems to name, number or house somebody; whoever clears it reads it all the same.

    It leans to hiding: a word too many is put back by the person, one too few is published.
    """
    found: list[tuple[int, int, str, str]] = []
    for row in _ROWS:
        for match in _compiled(row).finditer(text):
            start = match.end(1) if match.lastindex else match.start()
            if start < match.end() and not any(start < end and begin < match.end() for begin, end, _, _ in found):
                found.append((start, match.end(), row.kind, row.shown))
    pieces, at, hidden = [], 0, []
    for start, end, kind, shown in sorted(found):
        pieces += [text[at:start], shown]
        hidden.append(Hidden(kind, text[start:end]))
        at = end
    return Masked("".join([*pieces, text[at:]]), tuple(hidden))
