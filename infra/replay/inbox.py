"""What phones received, read as their owners read it: which message, about which petition, with which link."""

from __future__ import annotations

import re
from dataclasses import dataclass

from infra.replay.api import Api, expected

NUMBER = re.compile(r"\d{4}[- ]\d{4}[- ]\d{3}[- ]\d{3}")
TOKEN = re.compile(r"/s/([A-Za-z0-9_-]+)")
# Message -> words that only it has, in either language.
MARKS: dict[str, tuple[str, str]] = {
    "acknowledgement_centre": ("正在为您确定承办单位", "centre is finding a unit for you"),  # these begin like the next
    "acknowledgement_proxy_centre": ("指挥中心正在确定由谁办理", "centre is finding a unit for it"),
    "acknowledgement": ("诉求已收到", "e have your petition"),
    "acknowledgement_proxy": ("帮您提交了诉求", "somebody sent petition"),
    "follow_up": ("已办结。请回复", "is done. Reply one digit"),
    "follow_up_link": ("已办结。是否解决", "is done. Is it solved"),
    "follow_up_reminder": ("还想听您一句", "may we ask once more"),
    "follow_up_reminder_link": ("想再问您一次", "may we ask again whether"),
    "ask_which": ("收到您的不满意", "Was it resolved?"),
    "help": ("查进展请回复CX", "Text CX and a number"),  # begins like the next
    "ask_again": ("您的话已记下", "your words are kept"),
    "next_round": ("未让您满意", "starts again with"),
    "rejected": ("未能受理，原因", "could not be taken on. The reason"),
    "merged": ("与同一问题的其他诉求", "is handled together with others"),
    "merged_closed": ("合并办理的事项已办结", "was joined to is done"),
    "merged_rejected": ("合并办理的事项未能受理", "was joined to could not"),
    "reopened": ("已恢复单独办理", "is handled on its own again"),
    "on_hold": ("已定下计划和复查日期", "has a plan and a review date"),
    "code": ("用于查看您的诉求", "to see your petitions"),
    "follow_code": ("用于短信关注一件公开诉求", "to follow a public petition by SMS"),
    "followed_answered": ("已有答复：", "which you follow, has an answer"),
    "followed_reopened": ("又在继续办理：", "is being worked on again"),
    "follow_ended": ("不再公开，关注到此结束", "which you followed, is not public any more"),
    "follow_stopped": ("您关注的诉求都已取消", "you follow nothing any more"),
    "late": ("您的评价来晚了", "came too late to count"),
    "status": ("，现由", ", with "),
    "status_over": ("。查看：", ". See: "),
    "status_unknown": ("没有可告知的诉求", "nothing to tell"),
    "stopped": ("已为您停发短信", "no more messages; your petitions go on"),
    "started": ("已为您恢复短信通知", "you will have our messages again"),
    "explained": ("写了书面说明", "written an explanation"),
}


# One of them comes first, by who has the petition and who sent it.
ACKNOWLEDGEMENTS = frozenset(name for name in MARKS if name.startswith("acknowledgement"))


@dataclass(frozen=True, slots=True)
class Heard:
    """One SMS that a phone received; `number` is empty where the message names none."""

    id: int
    phone: str
    kind: str
    number: str
    token: str
    at: str
    reference: str = ""  # the platform's own id of it; a second one of the same message bears it too


@dataclass(slots=True)
class Inbox:
    """All phones of the simulator, read on from the last message."""

    api: Api
    last: int = 0

    def news(self) -> list[Heard]:
        """What arrived since, oldest first."""
        found: list[Heard] = []
        while True:
            answer = expected(self.api.call("GET", f"/phones/api/messages?after={self.last}"), 200)
            page = answer.body["messages"]
            assert isinstance(page, list)  # noqa: S101 (the simulator's own shape)
            if not page:
                return found
            self.last = int(page[-1]["id"])
            found += [_heard(each) for each in page if each["direction"] == "in"]


def _heard(message: dict[str, str]) -> Heard:
    body = message["body"]
    kind = next((name for name, marks in MARKS.items() if any(mark in body for mark in marks)), "unknown")
    number, token = NUMBER.search(body), TOKEN.search(body)
    return Heard(
        int(message["id"]),
        message["phone"],
        kind,
        re.sub(r"\D", "", number[0]) if number else "",
        token[1] if token else "",
        message["at"],
        message["reference"].partition(".")[0],
    )
