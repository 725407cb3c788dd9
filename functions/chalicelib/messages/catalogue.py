"""Every SMS that we send, as data: its variables and its words in both languages. infra/messages.md shows it whole.

Carriers in China approve these words one by one: whoever changes a text here has it approved anew, under the same
name, before it is deployed (infra/runbook.md). The petition's own text is never in an SMS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Variable:
    """What a place in a text takes. `shortened` is for names, which may be cut; anything else too long is an error."""

    pattern: str
    longest: int
    example: str
    shortened: bool = False


# Source: the receipt number's groups, design section 3; the longest link that journey/links.py makes, with room for
# a domain of 40 signs; 20 signs are what carriers in China take for a variable that is no number or address.
VARIABLES: Final[Mapping[str, Variable]] = {
    "number": Variable(r"\d{4}-\d{4}-\d{3}-\d{3}", 17, "5778-5067-285-632"),
    "unit_name": Variable(r"[^\r\n]+", 20, "云霄路社区", shortened=True),
    "status_name": Variable(r"[^\r\n]+", 60, "正在办理"),  # 20 in Chinese, which alone is approved by templates
    "hours": Variable(r"\d{1,3}", 3, "4"),
    "code": Variable(r"\d{6}", 6, "482913"),
    "emergency": Variable(r"[\d/、 ]+", 20, "110、119、120"),
    "link": Variable(r"https?://[!-~]+", 120, "https://nuannan.example/s/" + "a" * 67),
}


@dataclass(frozen=True, slots=True)
class Template:
    """One message: the names of its variables in the order of the text, and the text by language."""

    variables: tuple[str, ...]
    zh: str
    en: str

    def text(self, language: str) -> str:
        """The text of a language, with its {places}; Chinese for any that we have not."""
        return self.en if language == "en" else self.zh


CATALOGUE: Final[Mapping[str, Template]] = {
    "acknowledgement": Template(
        ("number", "unit_name", "hours", "link"),
        zh="【暖南】您的诉求已收到，编号{number}，由{unit_name}办理，{hours}小时内响应。查看进展：{link}",
        en="Nuannan: we have your petition {number}. {unit_name} will respond within {hours} hours. See "
        "how it goes: {link}",
    ),
    "acknowledgement_centre": Template(
        ("number", "link"),
        zh="【暖南】您的诉求已收到，编号{number}，指挥中心正在为您确定承办单位。查看进展：{link}",
        en="Nuannan: we have your petition {number}. The command centre is finding a unit for you. See how it "
        "goes: {link}",
    ),
    "acknowledgement_emergency": Template(
        ("emergency", "number", "link"),
        zh="【暖南】如有生命危险，请立即拨打{emergency}！您的诉求已收到，编号{number}，已优先处理。查看：{link}",
        en="Nuannan: if life is in danger ring {emergency} now! We have your petition {number} and put it "
        "first: {link}",
    ),
    "acknowledgement_proxy": Template(
        ("number", "unit_name", "hours", "link"),
        zh="【暖南】有人帮您提交了诉求，编号{number}，由{unit_name}办理，{hours}小时内响应。进展：{link}",
        en="Nuannan: somebody sent petition {number} for you. {unit_name} will respond within {hours} "
        "hours. See how it goes: {link}",
    ),
    "acknowledgement_proxy_centre": Template(
        ("number", "link"),
        zh="【暖南】有人帮您提交了诉求，编号{number}，指挥中心正在确定由谁办理。进展：{link}",
        en="Nuannan: somebody sent petition {number} for you. The command centre is finding a unit for "
        "it. See how it goes: {link}",
    ),
    "follow_up": Template(
        ("number", "link"),
        zh="【暖南】您的诉求{number}已办结。请回复一个数字：1已解决且满意，2已解决基本满意，3已解决但不满意，4未解决。或点开：{link}",
        en="Nuannan: the unit says petition {number} is done. Reply one digit: 1 resolved, satisfied; 2 "
        "resolved, basically satisfied; 3 resolved, dissatisfied; 4 not resolved. Or open {link}",
    ),
    "follow_up_link": Template(
        ("number", "link"),
        zh="【暖南】您的诉求{number}已办结。是否解决？请点开告诉我们：{link}",
        en="Nuannan: the unit says petition {number} is done. Is it solved? Please tell us: {link}",
    ),
    "follow_up_reminder": Template(
        ("number", "link"),
        zh="【暖南】还想听您一句：诉求{number}解决了吗？请回复1满意、2基本满意、3不满意、4未解决，或点开：{link}",
        en="Nuannan: may we ask once more whether petition {number} is solved? Reply 1, 2, 3 or 4 (not "
        "resolved), or {link}",
    ),
    "follow_up_reminder_link": Template(
        ("number", "link"),
        zh="【暖南】想再问您一次：诉求{number}解决了吗？请点开告诉我们：{link}",
        en="Nuannan: may we ask again whether petition {number} is solved? Please open this to tell us: {link}",
    ),
    "ask_which": Template(
        (),
        zh="【暖南】收到您的不满意。问题解决了吗？已解决但不满意请回复3，未解决请回复4。",
        en="Nuannan: we are sorry. Was it resolved? Reply 3 for resolved but dissatisfied, 4 for not "
        "resolved.",
    ),
    "ask_again": Template(
        (),
        zh="【暖南】您的话已记下。请只回复一个数字：1满意，2基本满意，3已解决但不满意，4未解决。",
        en="Nuannan: your words are kept. Please reply just one digit: 1, 2, 3, or 4 for not resolved.",
    ),
    "next_round": Template(
        ("number", "unit_name", "hours", "link"),
        zh="【暖南】听到了：诉求{number}未让您满意，现在由{unit_name}重新办理，{hours}小时内响应。查看：{link}",
        en="Nuannan: we hear you. Petition {number} starts again with {unit_name}, who respond within {hours} hours: {link}",
    ),
    "rejected": Template(
        ("number", "link"),
        zh="【暖南】您的诉求{number}未能受理，原因及申诉办法见：{link}",
        en="Nuannan: petition {number} could not be taken on. The reason, and how to appeal: {link}",
    ),
    "merged": Template(
        ("number", "link"),
        zh="【暖南】您的诉求{number}与同一问题的其他诉求合并办理。进展请看：{link}",
        en="Nuannan: petition {number} is handled together with others about the same trouble. See how it "
        "goes: {link}",
    ),
    "merged_closed": Template(
        ("number", "link"),
        zh="【暖南】与您的诉求{number}合并办理的事项已办结。若您的问题没有解决，可点开要求单独重新办理：{link}",
        en="Nuannan: the matter that your petition {number} was joined to is done, says the unit. If yours "
        "is not solved, open this to have it handled on its own: {link}",
    ),
    "merged_rejected": Template(
        ("number", "link"),
        zh="【暖南】与您的诉求{number}合并办理的事项未能受理。您可点开要求单独办理：{link}",
        en="Nuannan: the matter that petition {number} was joined to could not be taken on. You may have "
        "yours handled on its own: {link}",
    ),
    "reopened": Template(
        ("number", "link"),
        zh="【暖南】您的诉求{number}已恢复单独办理，我们会尽快派给承办单位。查看：{link}",
        en="Nuannan: petition {number} is handled on its own again and will be passed to a unit soon: "
        "{link}",
    ),
    "on_hold": Template(
        ("number", "unit_name", "link"),
        zh="【暖南】您的诉求{number}需较长时间解决，{unit_name}已定下计划和复查日期，请看：{link}",
        en="Nuannan: petition {number} needs longer. {unit_name} has a plan and a review date: {link}",
    ),
    "explained": Template(
        ("number", "link"),
        zh="【暖南】关于您的诉求{number}，我们写了书面说明，请看：{link}",
        en="Nuannan: we have written an explanation about petition {number}: {link}",
    ),
    "late": Template(
        ("number", "link"),
        zh="【暖南】您的评价来晚了，没有计入：诉求{number}已了结。若不认可，了结后30天内可申诉：{link}",
        en="Nuannan: your answer came too late to count, petition {number} is over. You may appeal within 30 days of its end: {link}",
    ),
    "status": Template(
        ("number", "status_name", "unit_name"),
        zh="【暖南】您的诉求{number}：{status_name}，现由{unit_name}负责。",
        en="Nuannan: petition {number}: {status_name}, with {unit_name}.",
    ),
    "status_over": Template(
        ("number", "status_name", "link"),
        zh="【暖南】您的诉求{number}：{status_name}。查看：{link}",
        en="Nuannan: petition {number}: {status_name}. See: {link}",
    ),
    "status_unknown": Template(
        (),
        zh="【暖南】没有可告知的诉求。请用提交诉求时的手机号发送：查询加14位编号。",
        en="Nuannan: nothing to tell. From the phone that sent the petition, text CX and its 14-digit number.",
    ),
    "stopped": Template(
        (),
        zh="【暖南】已为您停发短信，诉求照常办理。回复HF恢复，回复CX查询进展。",
        en="Nuannan: no more messages; your petitions go on. Text HF to have them again, CX for the status.",
    ),
    "started": Template((), zh="【暖南】已为您恢复短信通知。", en="Nuannan: you will have our messages again."),
    "help": Template(
        (),
        zh="【暖南】您的话已记下。查进展请回复CX加编号，停发短信回复TD，恢复回复HF。危急请拨110、119、120。",
        en="Nuannan: your words are kept. Text CX and a number for its status, TD for no more messages, HF to "
        "have them again. In danger ring 110, 119 or 120.",
    ),
    "code": Template(
        ("code",),
        zh="【暖南】验证码{code}，5分钟内有效，用于查看您的诉求。请不要告诉任何人。",
        en="Nuannan: your code is {code}, good for 5 minutes, to see your petitions. Tell it to nobody.",
    ),
    "follow_code": Template(
        ("code",),
        zh="【暖南】验证码{code}，5分钟内有效，用于短信关注一件公开诉求。不是您本人操作请不必理会，也不要告诉任何人。",
        en="Nuannan: your code is {code}, good for 5 minutes, to follow a public petition by SMS. If you did not ask for it, "
        "do nothing and tell it to nobody.",
    ),
    "followed_answered": Template(
        ("number", "link"),
        zh="【暖南】您关注的诉求{number}已有答复：{link} 不用回复，退订请回TD。",
        en="Nuannan: petition {number}, which you follow, has an answer: {link} No reply is needed; text TD to stop.",
    ),
    "followed_reopened": Template(
        ("number", "link"),
        zh="【暖南】您关注的诉求{number}又在继续办理：{link} 不用回复，退订请回TD。",
        en="Nuannan: petition {number}, which you follow, is being worked on again: {link} No reply is needed; text TD to stop.",
    ),
    "follow_ended": Template(
        ("number",),
        zh="【暖南】您关注的诉求{number}不再公开，关注到此结束，您的号码将删除。",
        en="Nuannan: petition {number}, which you followed, is not public any more. This was the last message; your number "
        "will be erased.",
    ),
    "follow_stopped": Template(
        (),
        zh="【暖南】您关注的诉求都已取消，不再发短信，您的号码将删除。",
        en="Nuannan: you follow nothing any more and will have no more messages. Your number will be erased.",
    ),
}
