"""What a person typed, read for a danger to life that happens now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

EmergencyNumber = Literal["110", "119", "120"]


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
    unless: str  # said before, in the same clause: then the words mean an everyday thing; "" is nothing


_CLAUSE: Final = r"[^，。；！？,.;!?\n]"
MOST_BEFORE: Final = 40  # characters before the words that may take them back


def _row(kind: str, number: EmergencyNumber, *words: str, may_be_feared: bool = True, unless: str = "") -> _Row:
    within_a_clause = "|".join(words).replace(".{", _CLAUSE + "{")
    return _Row(kind, number, within_a_clause, may_be_feared, unless and f"(?:{unless}){_CLAUSE}{{0,20}}$")


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    """Compiled when a text is first read, which functions that read none would pay at each start; ASCII, as a browser reads it."""
    return re.compile(words, re.IGNORECASE | re.ASCII)


_KIN: Final = (
    r"孩子|小孩|娃|宝宝|儿子|女儿|孙子|孙女|弟弟|妹妹|老人|老太太?|老头|老伴|大爷|大妈|大叔|大娘|阿姨|爷爷|奶奶|姥姥|姥爷|"
    r"我爸|我妈|爸爸|妈妈|父亲|母亲|老公|老婆|媳妇|丈夫|妻子|爱人|孕妇"
)
_ANYBODY: Final = rf"(?:有个?人|一个人|个人|{_KIN}|学生|工人|师傅|行人|路人|邻居|乘客|男的|女的|男人|女人|他们?|她们?|我们?)"
_NOUNS: Final = (
    r"man|men|woman|women|lady|guys?|boys?|girls?|child|children|kids?|baby|toddler|person|workers?|cyclist|pedestrians?|neighbou?rs?|"
    r"father|dad|mother|mum|mom|grand(?:ma|mother|pa|father|son|daughter)|husband|wife|son|daughter|brother|sister|friend|passengers?|"
    r"students?|swimmer|rider|someone|somebody"
)
_ONE: Final = rf"\b(?:he|she|{_NOUNS})(?: is| are| has| have|['’]s| just){{0,2}}"
_CANNOT: Final = r"\bcan(?:not| not|['’]?t)"
_GAS: Final = r"(?:煤气|燃气|天[然燃]气|液化气|瓦斯|管道气)"
_SMOKE_OF_EVERY_DAY: Final = r"(?!.{0,24}\b(?:barbecue|bbq|grill|chimney|restaurant|exhaust|bus|trucks?|factory|cigarettes?)\b)"

# Source: 119 fire and rescue, 120 ambulance, 110 police (应急管理部, 国家卫生健康委, 公安部 public guidance).
# Read top to bottom, first match wins: what kills soonest stands first.
DANGERS: Final[Sequence[_Row]] = (
    _row(
        "suicide",
        "110",
        r"(?:想|要|企图|准备|打算|试图)(?:自杀|轻生|跳楼|跳海|跳河|割腕|寻死)|不想活(?:了|下去)|活不下去了?|我(?:真的?|好)?想死(?!你|的)",
        r"(?:正在|有人(?:要)?|站在.{0,8})(?:自杀|轻生|跳楼|跳海|跳河)|自杀了|跳楼了|跳海了|割腕了|闹(?:自杀|跳楼)|上吊(?:了|自杀)|要从.{0,8}跳下去|服毒|喝(?:了)?(?:一?[瓶口])?农药",
        r"想从.{0,8}跳(?:下去|楼)|(?:楼顶|天台|桥上|窗台|窗户上).{0,8}(?:要|想|准备)(?:往下)?跳(?![舞绳操])",
        r"\bsuicid(?:e|al)\b|\bkill (?:my|him|her|them)sel(?:f|ves)\b|\b(?:wants?|going|trying) to die\b",
        r"\bend (?:(?:my|his|her) life|it all)\b|\bhang(?:ed|ing)? (?:my|him|her)self\b|\bjump(?:ing)? off\b.{0,20}\b(?:roof|building|bridge)\b|\bdo(?:es)?n?['’]?t want to live any ?(?:more|longer)\b",
        r"\b(?:wants?|going|about|trying|threatens?|threatening) to jump\b(?! the queue)|\b(?:cut|slit|slashed) (?:his|her|their|my) wrists?\b",
        may_be_feared=False,
    ),
    _row(
        "injury",
        "120",
        r"昏迷|昏倒|晕倒|休克|没有?呼吸|停止呼吸|没有?心跳|心脏骤停|流血不止|血流不止|触电(?:了|倒地)|有人触电",
        r"有生命危险|奄奄一息|倒地不起|不省人事|抽搐|中毒了|煤气中毒|一氧化碳中毒|(?:摔|砸|撞|烧|烫|压|受)(?:成)?重伤",
        r"\bunconscious\b|\b(?:not|stopped|isn['’]?t) breathing\b|\bheart attack\b|\bbleeding (?:heavily|badly|to death)\b",
        r"\belectrocuted\b|\b(?:badly|seriously|severely) (?:injured|hurt)\b|\bcollapsed and\b",
        r"\b(?:someone|somebody|a (?:man|woman|child|worker)) (?:is|was|got|has been) (?:injured|hurt)\b",
        may_be_feared=False,
    ),
    _row(
        "injury",
        "120",
        r"喘不上(?:来|气)|(?:人|孩子|老人|[我他她爸妈])(?:都|快)?喘不过来?气(?!的)|上不来气|喘气(?:费劲|困难)|呼吸(?:困难(?![等症的])|不了)",
        rf"{_CANNOT} (?:[a-z]+ )?breathe\b|\bstruggl(?:es|ing) (?:to breathe|for breath)\b|\b(?:difficulty|trouble) breathing\b",
        unless=r"爬|作业|压力|压[得的]|重得|安排|味|臭|油烟|挤|空气|\b(?:smell|stink|stench|dust|crowded)",
    ),
    _row(
        "injury",
        "120",
        r"(?:有人|老人|孩子|小孩|学生|工人|行人).{0,8}(?:砸伤|撞伤|摔伤|烧伤|受伤|坠楼|摔下|掉下去)|(?:摔|倒|撞|跌|瘫).{0,10}(?:起不来|动不了|不能动)",
        rf"{_ANYBODY}(?:突然|忽然|晕)?(?:倒|瘫)(?:在|下|了|路边|地上)(?!.{{0,10}}(?:的|垃圾|水))|(?:倒|躺|趴)在.{{0,8}}(?:没有?反应|不动|不醒)|出车祸.{{0,6}}人|人躺在",
        rf"{_ANYBODY}(?:都|就|快|已经|好像)?(?:没气了|不行了)|(?:^|[，。！,.! ])人(?:都|快|已经)?(?:没气了|不行了)|{_ANYBODY}躺在.{{0,8}}不动",
        r"口吐白沫|翻白眼|[脸唇]都?发[紫青]|脸都?白了|嘴都?歪|没有?意识了|半边身[子体].{0,4}(?:不能动|动不了|麻)|卡(?:住|到|着|了)*(?:喉咙|嗓子|气管)|叫不[醒应]|噎[住着]|中风了(?!.{0,2}[年月])|突发(?:心梗|脑梗|心脏病)|(?:心梗|脑梗|心脏病)(?:发作|犯了)|[晕抽](?:了)?过去|有人被踩|[在着]流血",
        r"(?:胸口|心口|胸|心脏)(?:突然|一直|很|好|特别)?(?:绞|闷|剧)?[疼痛]|被电(?:了|倒|到|着|晕|死|击)|电[倒死着](?:了)?(?:人|孩子|小孩|老人)",
        rf"撞(?:到|了|倒|上|飞)?人了|{_ANYBODY}(?:被|让|叫).{{0,6}}车.{{0,2}}(?:撞|轧|碾)(?:倒|飞|伤|了)",
        r"流血了|吐血|大出血(?:了|不止)|流了?(?:很多|好多|一地|不少|大量|满地)的?血|(?:满[脸身头地]|全)是血|砍伤",
        rf"{_ANYBODY}(?:马上|就)?[要快]生了|羊水破|误[吃食服喝]|孩子[吃喝]了.{{0,3}}(?:洗衣液|洗洁精|酒精|电池)|(?:吞|喝)了?.{{0,4}}(?:老鼠药|安眠药|洁厕|消毒液|电池|毒药)",
        r"从.{0,6}(?:[楼窗台顶树架]|高处)[上里]?(?:掉|摔|坠|跳)下(?:来|去)?了?一?个?(?:人|孩子|小孩|老人|工人)|砸[到中伤着]了?(?:人|孩子|小孩|老人|行人|路人)(?!行)",
        rf"(?:{_KIN})[^。！\n]{{0,16}}敲门(?:没人|不)[应开]",
        r"(?:都|全|人)晕了|抽(?:风|筋)?了.{0,2}翻|高烧.{0,2}抽",
        rf"{_ONE} (?:suddenly )?collapsed\b|\bfell\b.{{0,12}}{_CANNOT} (?:get up|stand|move)\b|{_ONE} (?:[a-z]+ )?{_CANNOT} (?:get up|stand up|move)\b(?! (?:the|early|in|to|out))",
        rf"{_ONE} not (?:moving|responding|waking|awake)\b|\b(?:he|she) isn['’]?t (?:moving|responding)\b|\b(?:he|she) (?:won['’]?t|will not|does ?n['’]?t|doesn['’]?t) (?:wake up|respond)\b",
        rf"{_ONE} lying (?:on|in) the (?:ground|pavement|street|road|floor|stairs|snow)\b|{_ONE} dying\b(?! (?:to|of (?:heat|laughter|boredom))\b)",
        r"\bfell (?:down|from|off)\b.{0,24}\bnot (?:answering|moving|responding)\b|\bfell down the stairs\b|\bfell on(?:to)? the (?:tracks|rails)\b",
        r"\bchest pains?\b|\bpains? in (?:his|her|my) chest\b|\b(?:having|has had|had|suffered) a (?:stroke|seizure|fit)\b|\bunresponsive\b",
        r"\bpassed out\b(?! (?:leaflets|flyers|the|to)\b)|\bfainted\b|\b(?:lots?|pool) of blood\b|\bso much blood\b|\bblood everywhere\b|\bbleeding\b(?! gums)|\b(?:hit|cracked|split) (?:his|her|my) head\b",
        rf"{_ONE} choking\b(?! (?:hazard|on (?:fumes|exhaust|dust)))|\b(?:got|had|gets?|received|suffered) an electric(?:al)? shock\b",
        rf"\b(?:car|bus|truck|lorry|van|scooter|taxi|motorbike|bike|train)\b.{{0,6}}\b(?:hit|struck|knocked (?:down|over)|ran over) (?:a |an |the |my |our )?(?:[a-z]+ )?(?:{_NOUNS})\b",
        rf"\b(?:{_NOUNS}|he|she)(?: was| were| got| has been| just){{0,2}} (?:hit by (?:a|the) (?:car|bus|truck|lorry|van|scooter|taxi|train|bike|motorbike)|run over|knocked (?:down|over))\b|\bpeople (?:are|got) (?:hurt|injured)\b",
        r"\b(?:is|am|['’]s|going|went) (?:in|into) labou?r\b(?! disp)|\bbaby is coming\b|\bwaters? (?:has |have |just )?broken?\b(?! pipe)",
        r"\b(?:swallowed|drank) (?:some |a |the )?(?:bleach|poison|pills?|batter(?:y|ies)|pesticide|rat|cleaner|detergent|chemicals?)|\btook (?:all|too many|a (?:whole )?bottle of) (?:[a-z]+ )?(?:pills|tablets)|\boverdosed?\b",
        rf"{_ONE} (?:fell|fallen|jumped) (?:from|off|out of) .{{0,16}}\b(?:roof|window|balcony|scaffold(?:ing)?|ladder|building|bridge|floor)\b",
        unless=r"差一?点|险些|垃圾",
    ),
    _row(
        "trapped",
        "119",
        r"(?:有人|老人|孩子|小孩|居民|业主|我|人员|学生|乘客).{0,10}(?:被困|困在|卡在)|(?:困在|被困|关在|卡在)电梯",
        r"电梯.{0,6}(?:困人|困住|被困|关人|[关困]了.{0,2}(?:人|孩子|小孩|老人))|(?:被|掩)埋(?:了|在)|埋了.{0,3}人|(?:洪水|进水|大火|着火|浓烟).{0,8}出不[去来]|(?:人|孩子|老人|[我他她]).{0,2}[压埋]在.{0,2}(?:下面|底下)|[压埋][着住到]了?人(?!行)|落水|溺水",
        r"电梯[^。！？!?\n]{0,16}出不来(?!门|小区)|(?:里|还|有|着火，|个)人.{0,2}出不来(?!门|小区|楼)|(?:手指?|[脚腿头]|胳膊|脖子).{0,4}[卡夹](?:在|住)",
        rf"(?:{_KIN}|我们?|有人)(?:一个人|自己)?(?:(?:被|给)?(?:反锁|锁)在了?[车屋家房厕卫里]|被关在(?!门外))",
        rf"{_ANYBODY}.{{0,2}}[掉落跌滑摔栽](?:进|到|入|下)?了?(?:大)?(?:海|河|湖|井|水|池塘|坑)|掉(?:进|到|入)(?:了)?(?:海|河|井|水|下水道|窨井)",
        r"(?:孩子|小孩|有人).{0,8}(?:爬出(?:窗|去)|[站坐爬]在.{0,6}(?:外机|窗外|窗台上))",
        r"在(?:海|河|水|湖)[里中面]上?.{0,6}(?:扑腾|挣扎|呼救)|人.{0,2}沉(?:下去|到水)|水(?:已经|都)?[到没过淹漫]{1,2}了?(?:腰|胸口|脖子)",
        r"\btrapped\b|\bstuck in (?:(?:the|a|an|our) )?(?:lift|elevator)\b|\bdrowning\b(?! (?:rescue|prevention|in)\b(?! the (?:sea|river|lake|water|pool)))",
        rf"{_ONE} (?:fell|fallen|jumped) (?:in|into|down|through) (?:the|a|an) (?:open )?(?:sea|water|river|lake|canal|pond|manhole|well|shaft|hole|pit)\b",
        r"\bfell into the (?:sea|water|manhole)\b|\b(?:person|man|woman|body|someone|somebody|child|boy|girl|kid) (?:is )?in the (?:sea|water|river|lake|canal)\b|" + rf"{_CANNOT} get out of (?:the|a|our) (?:lift|elevator|car|water|basement|fire|well)\b",
        r"\b(?:lift|elevator)\b.{0,12}\b(?:stopped|stuck)\b.{0,24}\b(?:is|are) inside\b|\b(?:hand|arm|leg|foot|head|finger)s? (?:is |are |got |was )?(?:caught|stuck|trapped|jammed) in\b",
        r"\b(?:child|baby|kids?|children|toddler|boy|girl) (?:is |are |was |got |has been )?(?:locked|stuck|left alone) in (?:a|the|our|my) (?:[a-z]+ )?(?:railings?|car|flat|room|bathroom|house|apartment)\b",
        rf"\bin the (?:sea|water|river|lake)\b.{{0,12}}{_CANNOT} swim\b|{_ONE} (?:went|gone) under\b(?! the)|\bwater is rising\b.{{0,30}}{_CANNOT} get out\b",
        unless=r"\b(?:rubbish|litter|leaves|water is|feel|feels|heat|dirt)\b",
    ),
    _row(
        "fire",
        "119",
        r"着火|起火|失火|着大火|火势|火灾|爆炸|自燃了|[冒打]火花|火苗|火光|烧(?:着了|起来)|火(?:很|太|好|特别|越来越)大|(?:后厨|厨房|锅|楼上?|屋里?|房子?|车棚?|垃圾桶|被子|插座|电线|树林)(?:突然|又)?着了|冒火(?!车)|火往.{0,3}[窜烧]",
        r"(?:^|[里上家处楼面下道外边，。！,.! ])有火(?:了|快|[，。！,.! ]|$)|(?:电瓶|电池|电动|煤气罐|液化气|变压器|锅炉|热水器|电箱|配电.).{0,10}[炸爆]了",
        r"\b(?:is|are|caught|catching|on) fire\b|\bthere(?: is|['’]?s| are)(?: now)?(?: an?| some)?(?: [a-z]+)? fires?\b|\bfire ?!|\b(?:house|kitchen|car|flat|building|apartment|forest|electrical|grass|bin|roof) fire\b|\bfire (?:in|on|at) (?:the|our|my) [a-z ]{0,12}(?:floor|kitchen|stair|roof|house|flat|building|yard)",
        r"\b(?:house|building|flat|car|roof|kitchen|scooter|bin|balcony|hill|forest|tree|shop|room|garage|battery|bus|something|block)\b.{0,24}\b(?:is|are) burning\b|\bflames\b",
        r"\bexploded\b|\bexplosion\b|\b(?:battery|transformer|boiler|scooter|cylinder|something|car)\b.{0,16}\bblew up\b|\ba fire (?:has )?(?:broke|broken|started)\b",
        unless=r"气得|心里|眼|烟花|\b(?:prices?|rents?|costs?|bills|numbers?|population)\b",
    ),
    _row(
        "fire",
        "119",
        r"烟.{0,8}(?:往里灌|灌进)|冒(?:着|出|了|大|黑|白|浓|滚滚)*烟|(?:全|都|满|到处)是(?:浓|黑)?烟(?![味头花蒂灰盒])|浓烟|明火",
        rf"\bsmoke{_SMOKE_OF_EVERY_DAY} (?:from|under|inside) .{{0,24}}\b(?:door|window|roof|basement|stairs|stairwell|corridor|socket|floor|cellar|attic)\b",
        rf"\bsmoke\b.{{0,6}}\b(?:coming|pouring|rising|billowing)\b{_SMOKE_OF_EVERY_DAY}|\b(?:full of|black|thick|heavy|dense) (?:black |thick )?smoke\b{_SMOKE_OF_EVERY_DAY}",
        rf"\bthere(?: is|['’]?s)(?: a lot of| lots of)? smoke in\b{_SMOKE_OF_EVERY_DAY}|\bsparking\b|\b(?:cable|wire)s? in the water\b|\b(?:live|power|electric) (?:wire|cable|line)s?\b.{{0,12}}\b(?:fell|fallen|is down)\b|(?:高压线|电线|电缆)(?:断|掉).{{0,10}}(?:地上|带电|水里)",
        r"\b(?:transformer|socket|meter|cable|wires?|box|panel|lamp ?post|battery|plug)\b.{0,8}\bsmoking\b",
        unless=r"烧烤|烟囱|排烟|油|尾气|抽烟|吸烟|[抽吸]|小时|整天|烧纸|烧香|炒菜|工厂|锅炉|公交|货车|渣土车|\b(?:barbecue|bbq|grill|chimney|exhaust|bus|trucks?|factory|restaurant|cigarettes?)\b",
    ),
    _row(
        "gas",
        "119",
        rf"{_GAS}(?:管道|管|罐|阀门|表|灶)?(?:正在|在|严重|一直|又)?(?:往外)?(?:大量)?(?:泄漏|泄露|漏气|外泄|喷气|漏)|漏{_GAS}",
        rf"闻[到着见].{{0,6}}{_GAS}的?味|(?:有|都是|全是|很大的?|浓烈的?|一股)(?:有?股|很?[浓重大]的?|点)?{_GAS}的?味|{_GAS}的?味道?(?:特别|很|非常|好|太|越来越)?[大重浓]",
        rf"(?:挖|弄|钻|砸)[断破漏穿]了?.{{0,4}}{_GAS}|{_GAS}.{{0,4}}(?:(?:挖|弄|钻|砸)[断破漏穿]|关不[上住]|跑气|冒气)",
        r"\bgas (?:[a-z]+ )?(?:is )?leak(?:s|ing|age)?\b|\bsmell(?:s|ing)?(?: a lot| strongly)?(?: of| like)? gas\b|\bleaking gas\b|\bgas (?:smell|odou?r)\b|\bgas\b.{0,20}\bhissing\b",
        r"\b(?:hit|cut|broke|damaged|burst) (?:a|the) gas (?:pipe|main|line)\b",
    ),
    _row(
        "collapse",
        "119",
        r"(?:房|楼|墙|屋顶|天花板|阳台|脚手架|路面|地面|桥|塔吊).{0,6}(?:坍塌|倒塌|塌了|塌陷了|垮塌)|(?:墙|脚手架|塔吊|吊车|房子?|棚)(?:突然|刚才?|已经)?倒了",
        r"(?:突然|忽然|刚才|刚刚).{0,4}(?:塌|陷下)|(?:楼板|阳台|屋顶|预制板).{0,4}掉下来(?!.{0,3}[水灰皮烟])|(?:楼|房子)(?:一直)?在晃|(?:突然|刚刚?|正在)发?生?了?(?:山体滑坡|泥石流)|山体滑坡了",
        r"(?:地面|路面|楼|房子?|地基|山体|墙)正在.{0,2}(?:沉|塌|滑|倒|陷|斜)|(?:楼|房子?|墙).{0,8}[要快](?:倒|塌)了|(?:^|[，。！,.! ])要[倒塌]了",
        r"(?:外墙|砖|玻璃|幕墙|石头|水泥块|广告牌|空调).{0,4}(?:正在?|不停地?|还在)(?:往下)?掉|(?:外墙|砖|玻璃|幕墙|广告牌|空调).{0,3}(?:马上|眼看)(?:就)?要掉",
        r"\b(?:roof|wall|house|building|ceiling|balcony|scaffold(?:ing)?|crane)\b.{0,10} (?:has |have |just ){0,2}(?:collapsed|caved in|come down|came down)\b",
        rf"\b(?:fell|fallen|came down|crashed) on(?:to)? (?:top of )?(?:the |a |an |my |our |some )?(?:[a-z]+ )?(?:people|{_NOUNS})\b|\bpeople (?:are |is )?under it\b|\bcrane (?:has |just )?(?:fell|fallen|toppled)\b",
        r"\b(?:ground|building|house) is (?:sinking|tilting|giving way)\b|\bsinkhole\b.{0,10}\bopened\b|\bhole (?:has |just |suddenly ){0,2}opened\b",
        r"\b(?:pieces?|parts|tiles|stones|glass|bricks|concrete|chunks|slabs|facade)\b.{0,20}\b(?:is|are) falling\b.{0,8}\b(?:street|people|pavement|road|heads?|pedestrians|us)\b",
        unless=r"\b(?:prices?|rents?|costs?)\b",
    ),
    _row(
        "missing",
        "110",
        rf"(?:{_KIN})[^的车包卡证书鞋机，。；！？,.;!?\n]{{0,8}}(?:走丢|走失|走散|迷路|失踪|不见了|到现在(?:还)?没回[来家]|找不[到着](?:了|[，。！,.! ]|$))|(?:抱|拐|抢|掳)走了?我?们?家?的?(?:{_KIN})",
        r"(?:[，。！,.! ]|^)走失了|孩子被.{0,6}[抱拐抢掳]走|老年痴呆.{0,12}(?:没回[来家]|找不[到着])",
        rf"\b(?:{_NOUNS})(?: is| has| has gone| has been| went| got| just){{0,2}} (?:missing|disappeared|lost(?! (?:his|her|their|a|an|the|my|interest|in|weight)\b)|kidnapped|abducted)\b",
        rf"\b(?:child|kid|son|daughter|boy|girl|mother|father|grandma|grandpa|husband|wife) (?:has not|hasn['’]?t|did not|didn['’]?t|never) (?:come|came|returned?) (?:home|back)\b|{_CANNOT} find my (?:little |old )?(?:{_NOUNS})\b(?!['’]s)|\bdementia\b.{{0,20}}\b(?:wandered|missing|gone|lost)\b|\b(?:child|kid|son|daughter|mother|father) (?:has )?wandered off\b",
        r"\b(?:someone|somebody|stranger|man|woman) (?:has |just )?(?:took|taken|grabbed|snatched) (?:my|a|the|our) (?:little )?(?:child|kid|baby|son|daughter|girl|boy)\b|\bpulled (?:her|him|me) into (?:a|the|his)\b",
    ),
    _row(
        "violence",
        "110",
        r"砍[人我他她]|动刀|抢了?我的?(?:包|钱|手机)|行凶|杀人|绑架|劫持|抢劫|(?:^|[喊叫，。！,.! ])救命(?:啊|呀|[，。！,.! ]|$)|(?:持|拿|举|挥|提|拎|带|掏出?)(?:着|了|把|一把)*(?:菜|砍|水果|西瓜|长|尖)?刀(?![具片架])",
        r"正在(?:被)?(?:打人|殴打|家暴|打架)|打起来了|有人打架|在打(?:人|架|群架|他|她|我|老婆|老人|孩子|小孩)(?!.{0,2}电话)|[拿用].{0,4}(?:棍|砖|锤|斧|瓶|管).{0,3}[打砸捅]人|掐.{0,2}脖子",
        r"(?:老公|丈夫|男的|男人|前夫|男朋友|他们?|邻居|儿子|爸|妈)(?:又|正|往死里|动手|喝[醉多]了?)*打(?:我|孩子|老婆|媳妇|妻子|老人|女的|女人)(?!.{0,2}电话|官司)",
        r"被人?(?:捅|刺)(?:了|伤)|捅[人伤]|(?:有人|陌生人|男的|男人)(?:一直|在)?(?:跟踪|尾随|猥亵)[我她]|被人?(?:尾随|强奸|猥亵)|要杀了?(?:我|他|她|人|你)|要(?:弄|砍|打|掐|勒|捅)死(?:我|他|她|你)",
        r"(?:有人|小偷|贼).{0,3}[撬踹](?:我|邻居)?们?家?的?(?:门|锁|窗)|入室[抢盗]|有人.{0,4}[带放装点]着?.{0,2}(?:炸弹|炸药)|身上[绑带有].{0,2}炸|枪声|枪响|(?:人|徒|[他她着])[持拿掏有]枪|把.{0,4}(?:往车里|上车)[拖拽拉]|[拖拽]上车",
        r"\bstabb(?:ed|ing)\b|\b(?:with|has|holding|carrying|pulled|waving) (?:a |an )?(?:[a-z]+ )?(?:knife|machete|axe|gun|pistol|bomb)\b|\bkidnapp?ed\b|\bgun ?shots?\b|\b(?:is|are) shooting\b(?! (?:a|the) (?:film|video|movie))|\b(?:screaming|crying|calling|shouting) for help\b|\bintruders?\b",
        r"\b(?:being|is being|are being) (?:beaten|robbed|attacked|mugged|raped|assaulted|followed)\b|\bbeaten up\b|\b(?:men|people|they|boys|guys|neighbou?rs|youths) are fighting\b(?! (?:for|against|about|over|to)\b)",
        rf"\b(?:is|are|['’]s|keeps) (?:beating|hitting|punching|kicking|strangling|attacking|threatening|hurting) (?:up )?(?:him|her|me|us|them|(?:my|his|her|a|an|the) (?:[a-z]+ )?(?:{_NOUNS}))\b",
        rf"\b(?:he|she|they|{_NOUNS})\b.{{0,30}}\b(?:threatens?|threatening|going|wants?|will|trying) (?:to )?kill (?:me|us|him|her|them|my|every(?:one|body)|people)\b",
        rf"\b(?:they|he|burglars?|thie(?:f|ves)|{_NOUNS}) (?:is|are) (?:trying to break|breaking) (?:in|into|down)\b|\b(?:he|{_NOUNS}) (?:is|keeps) following (?:me|us|her)\b",
    ),
)

# Said before the words, in the same clause: a fear, a rule, a memory. Then nothing burns now.
FEARED: Final = (
    r"(?:(?:一旦|万一|如果|若是?|要是|假如|容易|可能|怕|担心|害怕|避免|防止|以免|预防|杜绝|引发|引起|造成|导致|存在|潜在|禁止|严禁|"
    r"会不会|发生过|去年|前年|昨[天晚日夜]|前[天晚日]|上次|上回|之前|以前|曾经?|当时|上个?(?:月|周|星期|礼拜|学期)|前几?天|没有|无|不会|不是|演练|演习|差一?点|险些|"
    r"(?:^|[^交贸简轻])易|随时|有时|经常|频繁|多次|每天|天天|每次|常年|重大|近期|[0-9]年|[0-9]月|[0-9](?:日|号(?!楼|院|门|单元|线|店|车|房|室|库|厂|井|梯|地|桥|口|岗|馆|小区)))"
    r"[^，。；！？,.;!?\n]{0,12}|"
    r"\b(?:if|in case|might|may|could|would|should|when|whenever|risk of|danger of|afraid|worried|fears?|prevents?|causes?|caused|no|never|nearly|almost|often|always|"
    r"yesterday|last (?:year|month|week|night|summer|winter|time)|every (?:day|night|week|month|year|evening))\b[^，。；！？,.;!?\n]{0,20})$"
)
# Said right after the words: they name a thing, not an event.
NAMED: Final = (
    r"^(?:等?(?:重大|安全|消防)*隐患|的?危险|风险|危险性|报警|警报|探测|险|保险|演练|演习|应急预案|预案|防范|预防|"
    r"后|以后|之后|过|的?时候|事故(?:调查|责任|赔偿)|怎么办|罪|案|物品|物资|性|声|功能|十?多年|具|烤肉|"
    r"[ -]?(?:hazard|risk|alarm|drill|insurance|detector|prevention|lane|door|station|brigade|engine|truck|exit|escape|hydrant|extinguisher|safety|route|inspection|equipment|rule|pit)s?\b|"
    r"(?:(?!since)[^，。；！？,.;!?\n]){0,24}\b(?:last (?:year|month|week|night|summer|winter)|yesterday|ago)\b)"
)


def emergency(text: str) -> Emergency | None:
    """The first danger to life that the text reports as happening now, with the number to ring; else None.

    It leans to silence about fears, rules and memories, or the queue would be headed by petitions about
    fire lanes; the form says 110/119/120 to everybody anyway.
    """
    for row in DANGERS:
        for found in _pattern(row.words).finditer(text):
            if not _is_no_event(row, text, found):
                return Emergency(row.kind, row.number, found[0])
    return None


def _is_no_event(row: _Row, text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - MOST_BEFORE) : found.start()]
    if row.unless and _pattern(row.unless).search(before):
        return True
    return row.may_be_feared and bool(_pattern(FEARED).search(before) or _pattern(NAMED).match(text[found.end() :]))
