"""Replies as phones really send them, and what each must be read as. One line: the reading, a bar, the replies.

`a1`…`a4` are answers, `which` asks which of two is meant, `comment` is kept and asked about, the rest are keywords.
Where a reply could mean two things it stands under `comment`: a person asks, the machine does not guess.
"""

TABLE = """
a1 | 1 | １ | ① | ⑴ | ⒈ | 1️⃣ | 1。 | 1. | 1！ | 1!!! | 【1】 | [1] | (1) | "1" | “1” | 1。谢谢 | 1，谢谢！ | 1 谢谢您 | 1、辛苦了
a1 | 1；感谢 | 1~谢谢啦 | 1.Thanks | 1, thank you | 1 thx | 1 ok | 1。非常感谢，辛苦了 | 1　谢谢
a1 | 满意 | 满意。 | 满意！！ | 满意，谢谢 | 满意谢谢 | 满意 感谢 | 很满意 | 非常满意，谢谢你们 | 十分满意 | 已解决，满意 | 解决了，满意
a2 | 2 | ２ | ② | 2。 | 2，谢谢 | 2 辛苦了 | 2、您辛苦了 | 基本满意 | 基本满意。 | 比较满意 | 还算满意 | 已解决，基本满意 | 2. ok
a3 | 3 | ３ | ③ | 3。 | 3，谢谢 | (3) | 已解决，不满意 | 已解决但不满意 | 解决了但不满意 | 解决了，不满意
a4 | 4 | ４ | ④ | 4。 | 4！ | 4,thanks | 4 谢谢 | “4” | 没解决 | 没解决！ | 没有解决 | 未解决 | 还没解决 | 问题没解决 | 问题没有解决。
a4 | 没有得到解决 | 未得到解决 | 还没有解决，谢谢
which | 不满意 | 不满意。 | 不满意！！！ | 很不满意 | 非常不满意 | 不太满意 | 已解决 | 解决了 | 已经解决了，谢谢 | 问题已解决
comment | 1个月了没人管 | 1 个月了没人管 | 1天没来 | 1楼灯还黑着 | 1不满意 | 1，不满意 | 1.没解决 | 1 但是路灯又坏了 | 没解决，选4 | 选1
comment | 我选4 | 4没解决 | 4，到现在没人来 | 4个人来看过 | 3天了 | 2次了还这样 | 2号楼 | 12 | 21 | 11 | 44 | 1234 | 1 2 | 1、2 | 1/2 | 1或2
comment | 1-4 | 1.5 | -1 | －4 | 0 | 5 | 9 | 01 | 004 | 100分 | 1? | 1？ | 1吧 | 一 | 四 | 壹 | ٣ | ½ | 1谢谢 | 1好 | l | I | 不是1 | 不1
comment | 收到 | 收到，谢谢 | 好的 | 好 | 嗯 | 知道了 | ok | OK！ | 谢谢 | 辛苦了 | 你好 | 在吗 | 你是谁 | 诈骗吧 | 发错了吧 | 打错了
comment | 👍 | 👍👍👍 | 😡 | 1👍 | 👌 | 🙏谢谢 | ❤️ | 满意👍 | 4😡 | ... | ？？？ | 满意？ | 满意个屁 | 满意才怪 | 不太清楚 | 没，解决了
comment | 不，满意 | 不 满意 | 没解决好 | 没解决的话我再来 | 还行吧 | 一般 | 路灯还没修 | 人来了但没修 | 到底管不管 | 换号了，我不是机主
comment | yes | no | satisfied | not satisfied | not resolved | solved | Resolved, thank you | good job | still broken | 1 month and nothing
comment | 1 is fine I guess | four | number 1 | STOP IT | help me | 退订不了 | 不退订 | 怎么退订 | 查询我的件 | 帮助老人 | 恢复正常了
comment | 【自动回复】您好，我正在开车，稍后联系您。 | 我正在开会，稍后给您回电 | 您好，我现在有事不在，一会再和您联系。
comment | Sorry, I can't talk right now. | I'm driving with Do Not Disturb While Driving turned on. | 本机主人不在，请1小时后再拨
comment | 此号码已停用 | 您拨打的用户已关机 | 【10086】您的余额不足10元 | Out of office until 4 Dec | http://a.example/1 | 验证码1234
stop | 退订 | TD | td | ＴＤ | T | td。 | 退订！ | 【退订】 | STOP | Stop. | unsubscribe | T D
start | 恢复 | HF | hf | ＨＦ | start | 恢复。
help | 帮助 | BZ | bz | 帮助！ | Help | HELP.
query | 查询 | 查询。 | CX | cx | 查询 5778-5067-285-632 | 查询57785067285632 | CX+57785067285632 | ＣＸ５７７８５０６７２８５６３２ | cx:5778 5067 285 632
empty | ␠ | ␤␤ | ␠␠␤
"""


def replies() -> list[tuple[str, str]]:
    """Each reply with its reading; ␠ and ␤ stand for what a table cannot show."""
    found = []
    for line in TABLE.strip().splitlines():
        reading, *said = (part.strip(" ") for part in line.split("|"))
        found += [(each.replace("␠", " ").replace("␤", "\n"), reading) for each in said]
    return found
