"""Telling a fire from a fire lane."""

import time

import pytest
from chalicelib.domain.danger import emergency

from tests.domain.danger_sentences import CALLS, CALLS_BESIDES, EVERY_DAY, EVERY_DAY_BESIDES

EMERGENCIES = [
    ("楼下车棚着火了，快来人", "fire", "119"),
    ("三楼起火，冒浓烟", "fire", "119"),
    ("隔壁饭店失火了！", "fire", "119"),
    ("刚才听到爆炸", "fire", "119"),
    ("单元里闻到很浓的煤气味", "gas", "119"),
    ("天然气泄漏，没人管", "gas", "119"),
    ("楼道里燃气管道漏气了", "gas", "119"),
    ("我家一直有煤气味", "gas", "119"),
    ("电梯困人了，老人在里面", "trapped", "119"),
    ("我被困在电梯里", "trapped", "119"),
    ("孩子掉进窨井了", "trapped", "119"),
    ("海边有人落水", "trapped", "119"),
    ("院墙突然倒塌", "collapse", "119"),
    ("有老人晕倒在路边", "injury", "120"),
    ("工地有人被砸伤了", "injury", "120"),
    ("邻居流血不止", "injury", "120"),
    ("有人触电", "injury", "120"),
    ("一家三口煤气中毒", "injury", "120"),
    ("有人要跳楼", "suicide", "110"),
    ("我不想活了", "suicide", "110"),
    ("怕她想自杀", "suicide", "110"),
    ("楼下有人持刀", "violence", "110"),
    ("邻居正在被家暴", "violence", "110"),
    ("The kitchen is on fire", "fire", "119"),
    ("I smell gas in the stairwell", "gas", "119"),
    ("GAS LEAK in block 3", "gas", "119"),
    ("An old man is trapped", "trapped", "119"),
    ("We are stuck in the lift", "trapped", "119"),
    ("A woman is unconscious", "injury", "120"),
    ("a worker was injured", "injury", "120"),
    ("my son wants to kill himself", "suicide", "110"),
    ("someone was stabbed", "violence", "110"),
    ("以前报过一次。现在车棚着火了", "fire", "119"),
    ("3号楼着火了", "fire", "119"),
    ("12号院墙突然倒塌", "collapse", "119"),
    ("香港路5号门口起火", "fire", "119"),
]


@pytest.mark.parametrize(("text", "kind", "number"), EMERGENCIES)
def test_emergency_names_the_number_when_life_is_in_danger_now(text: str, kind: str, number: str) -> None:
    found = emergency(text)
    assert found is not None
    assert (found.kind, found.number) == (kind, number)
    assert found.words in text


NO_EMERGENCIES = [
    "",
    "消防通道被占",
    "消防通道被私家车占用，消防车进不来",
    "灭火器过期了",
    "消火栓没有水",
    "楼道堆放杂物，存在火灾隐患",
    "电动车飞线充电，容易着火",
    "一旦着火后果不堪设想",
    "万一发生火灾怎么跑",
    "怕引起火灾",
    "担心燃气泄漏，请来检查",
    "去年着火烧坏的墙皮一直没修",
    "11月3号着火烧坏的墙皮一直没修",
    "着火后留下的垃圾没人清",
    "火灾报警器一直响误报",
    "火锅店油烟扰民",
    "火车站附近乱停车",
    "煤气费收得太高",
    "天然气什么时候通",
    "燃气公司态度差",
    "煤气罐乱放",
    "电梯经常坏",
    "电梯老化，怕被困",
    "路面塌陷需要修补",
    "人行道砖松动，容易摔倒",
    "无障碍通道被堵",
    "生意火爆，排队占道",
    "急！工资没发",
    "困难家庭申请补助",
    "受伤赔偿什么时候到账",
    "没有发生爆炸",
    "希望搞一次消防演练",
    "The fire lane is blocked by cars",
    "The fire extinguisher has expired",
    "He was fired without pay",
    "The gas bill is too high",
    "There is a risk of fire",
    "If the building catches fire nobody gets out",
    "The street lamp is dead",
    "No flames, only noise",
]


@pytest.mark.parametrize("text", NO_EMERGENCIES)
def test_emergency_is_none_when_words_only_sound_like_danger(text: str) -> None:
    assert emergency(text) is None


@pytest.mark.parametrize(("numbers", "text"), [(numbers, each) for numbers, said in CALLS.items() for each in said])
def test_emergency_is_seen_when_a_frightened_person_writes(numbers: tuple[str, ...], text: str) -> None:
    found = emergency(text)
    assert found is not None
    assert found.number in numbers


@pytest.mark.parametrize("text", CALLS_BESIDES)
def test_emergency_is_seen_whatever_the_number_is(text: str) -> None:
    assert emergency(text) is not None


@pytest.mark.parametrize("text", [*EVERY_DAY, *EVERY_DAY_BESIDES])
def test_emergency_is_none_when_the_petition_is_an_everyday_one(text: str) -> None:
    assert emergency(text) is None


def test_emergency_reads_quickly_when_the_text_is_as_long_as_may_be() -> None:
    started = time.process_time()
    for piece in ("有人", "老人", "他", "a man ", "smoke ", "在楼顶", "fire lane ", "没有", "孩子的手"):
        emergency((piece * 2000)[:2000])
    assert time.process_time() - started < 1
