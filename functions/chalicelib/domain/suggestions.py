"""Which categories a person's words may mean: by words of the categories' names, and everyday words for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chalicelib.domain.organisation import Category

MOST: Final = 3  # Source: design section 6, as many as the command centre gets
LEAST_WEIGHT: Final = 8  # below it the words say too little: one everyday word is enough, a stray pair of signs is not
EVERYDAY_WEIGHT: Final = 9
NAME_WEIGHT: Final = 6  # divided by how many categories share the word
SHORTEST_WORD: Final = 4  # that may go on: shorter Latin words stand alone, and of names ("and", "the") count for nothing

_SIGNS: Final = re.compile(r"[\u4e00-\u9fff]+")
_LATIN: Final = re.compile(r"[a-z0-9]+")
_OTHER: Final = re.compile(r"[^a-z0-9\u4e00-\u9fff]+")
_VAGUE: Final = re.compile(r"其他|管理|问题|工作|服务|\bother\b|management", re.IGNORECASE)
# What people call the things that the taxonomy names officially. Ours; by the category's Chinese name, so that a district
# that sorts otherwise loses nothing but the help.
_EVERYDAY: Final[Mapping[str, str]] = {
    "城市公共设施": "路灯 街灯 灯杆 灯不亮 井盖 窨井 护栏 公厕 长椅 健身器材 垃圾桶 streetlight lamp manhole bench railing",
    "居民服务设施": "菜市场 公共厕所 快递柜 充电桩 晾衣 market toilet charging",
    "小区管理": "小区 楼道 单元门 门禁 堆放 杂物 飞线 staircase stairwell corridor",
    "物业服务": "物业 物业费 业委会 保洁 保安 电梯 维修基金 property lift elevator",
    "环境卫生": "垃圾 清扫 脏乱 异味 恶臭 臭味 粪便 污水横流 rubbish garbage litter trash smell stink",
    "园林绿化": "树枝 树木 绿化带 草坪 修剪 枯树 tree branch grass hedge",
    "园林绿化环卫": "落叶 绿地 leaves",
    "公园管理": "公园 广场 广场舞 park playground",
    "城管执法": "占道 摆摊 流动摊贩 小广告 占用人行道 店外经营 hawker vendor sidewalk pavement",
    "公共汽车": "公交 公交车 公交站 bus",
    "地铁城铁": "地铁 metro subway",
    "冬季采暖": "暖气 供暖 供热 不热 采暖费 heating radiator",
    "燃气供应": "燃气 煤气 天然气 gas",
    "自来水供应": "停水 自来水 水压 水管 漏水 爆管 tap pipe leak",
    "电力供应": "停电 断电 跳闸 电线 电缆 变压器 electricity outage cable blackout",
    "基础设施": "路面 坑洼 坑 破损 塌陷 下水道 排水 积水 堵塞 人行道 修路 pothole road drain sewer flood sidewalk",
    "违章建筑": "违建 违章 私搭 乱建 搭建 加盖 illegal shed",
    "容积挡光": "采光 挡光 日照 遮挡 daylight",
    "房屋拆迁": "拆迁 demolition",
    "安置补偿": "补偿款 安置房 compensation",
    "拖欠工程款": "工程款",
    "修缮装修": "装修 屋顶漏 外墙 脱落 roof wall renovation",
    "房产证登记、办理": "房产证 不动产证 deed",
    "房屋租赁": "租房 房东 押金 中介 rent landlord tenant deposit",
    "房地产开发管理": "开发商 烂尾 交房 延期交房 developer",
    "住房公积金": "公积金",
    "噪音污染": "噪音 噪声 扰民 太吵 吵闹 施工声 喇叭 音响 noise noisy loud loudspeaker",
    "大气污染": "油烟 烟味 粉尘 扬尘 废气 冒烟 烧烤 smoke dust fumes barbecue",
    "水污染": "污水 排污 河道 黑臭 sewage polluted",
    "固体污染": "建筑垃圾 渣土 debris rubble",
    "出租车管理": "出租车 打车 拒载 绕路 taxi",
    "网约车问题": "网约车 滴滴",
    "设施维护": "红绿灯 信号灯 路牌 traffic light signpost",
    "快递市场管理": "快递 包裹 parcel courier",
    "交通安全管理": "停车 乱停 违停 堵车 拥堵 占道停车 电动车 超速 闯红灯 斑马线 parking parked congestion speeding crossing",
    "消防安全": "消防 通道 消防栓 灭火器 充电 fire extinguisher hydrant",
    "治安案件": "打架 偷 小偷 盗窃 斗殴 theft stolen fight",
    "户籍管理": "户口 落户 迁户 household registration",
    "身份证管理": "身份证",
    "商品质量": "假货 质量差 退货 退款 refund fake faulty",
    "物价监督": "涨价 乱收费 价格 收费 price overcharged",
    "食品安全": "餐馆 饭店 外卖 过期 变质 吃坏 食品 restaurant food expired takeaway",
    "特种设备管理": "电梯 锅炉 lift elevator boiler",
    "医疗技术和服务": "医院 看病 挂号 医生 hospital doctor clinic",
    "医疗收费": "医药费 检查费",
    "乱收费": "补课费 学费 tuition",
    "校外机构管理": "培训班 补习 培训机构 tutoring",
    "校园安全": "学校 校园 霸凌 校门 school bullying",
    "招生录取": "入学 学区 招生 enrolment admission",
    "工资福利": "工资 拖欠工资 欠薪 加班 wages salary unpaid overtime",
    "通信保障": "信号差 没信号 网络 宽带 signal broadband internet",
    "城镇低保": "低保",
    "殡葬管理": "墓地 殡仪",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks for a category: each word that its name or everyday talk has for it, with its weight."""

    category: Category
    weights: Mapping[str, int]


def plain(text: str) -> str:
    """The text as words are looked for in it: small letters, one blank for anything that is neither letter nor sign."""
    return f" {_OTHER.sub(' ', text.lower())} "


@lru_cache(maxsize=4)
def signs(categories: tuple[Category, ...]) -> tuple[Sign, ...]:
    """What speaks for each category below the first level."""
    below = [each for each in categories if not each.is_first_level]
    named = {each.code: _name_words(each) for each in below}
    shared = Counter(word for words in named.values() for word in words)
    return tuple(Sign(each, _weights(each, named[each.code], shared)) for each in below)


def _weights(category: Category, words: frozenset[str], shared: Mapping[str, int]) -> dict[str, int]:
    made = {word: NAME_WEIGHT // shared[word] for word in sorted(words) if NAME_WEIGHT // shared[word]}
    everyday = _EVERYDAY.get(category.name_zh, "").split()
    return made | {_written(word): EVERYDAY_WEIGHT for word in everyday}


def _written(word: str) -> str:
    """The word as it stands in a plain text: "lamp" begins "lamps", but "gas" does not begin "gasp"."""
    if not word.isascii():
        return word
    return f" {word}" if len(word) >= SHORTEST_WORD else f" {word} "


def _name_words(category: Category) -> frozenset[str]:
    chinese = (run[at : at + 2] for run in _SIGNS.findall(_VAGUE.sub(" ", category.name_zh)) for at in range(len(run) - 1))
    latin = (f" {word}" for word in _LATIN.findall(_VAGUE.sub(" ", category.name_en).lower()) if len(word) >= SHORTEST_WORD)
    return frozenset((*chinese, *latin))


def suggested(text: str, known: Iterable[Sign]) -> tuple[Category, ...]:
    """At most MOST categories that the text may mean, the likeliest first; of equal ones the first in the list."""
    read = plain(text)
    scored = [(sum(weight for word, weight in each.weights.items() if word in read), each.category) for each in known]
    likely = sorted((each for each in scored if each[0] >= LEAST_WEIGHT), key=lambda each: -each[0])
    return tuple(category for _, category in likely[:MOST])
