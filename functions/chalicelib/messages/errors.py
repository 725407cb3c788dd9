"""The words of every refusal, zh and en, by its stable code."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "invalid_input": ("请检查标出的各项。", "Please check what is marked."),
    "petition_not_found": ("没有找到这件诉求。", "There is no such petition."),
    "petition_handed_on": ("这件诉求已经转出，不再由您的单位办理。", "This petition was handed on and is no longer with your unit."),
    "contact_hidden": (
        "诉求人信息对承办单位保密，如需联系请找指挥中心。",
        "Who it was is hidden from units. Ask the command centre to ring.",
    ),
    "contact_missing": ("诉求人没有留下电话。", "The petitioner left no number."),
    "action_not_allowed": (
        "这件诉求现在不能这样办理。",
        "This is not possible with the petition as it stands.",
    ),
    "version_conflict": (
        "已有人先办理了这件诉求，请刷新后再试。",
        "Somebody acted on this petition first. Please reload.",
    ),
    "configuration_conflict": (
        "已有人先改了配置，请刷新后再改。",
        "Somebody changed the configuration first. Please reload.",
    ),
    "person_conflict": ("已有人先改了这个人，请刷新后再改。", "Somebody changed this person first. Please reload."),
    "own_rights": ("不能改自己的权限，请另一位管理员来改。", "Nobody changes what they may do themselves. Ask another administrator."),
    "last_administrator": (
        "这是该单位唯一的管理员，请先添加另一位。",
        "This is the only administrator there. Add another one first.",
    ),
    "login_invalid": ("账号为2到40位小写字母、数字或. _ -，以字母或数字开头。", "A login has 2 to 40 of a-z 0-9 . _ - and begins with a letter or digit."),
    "login_taken": ("这个账号已有人用。", "Somebody has this login already."),
    "person_disabled": ("此人已停用，请先恢复。", "This person is put out. Let them in again first."),
    "roles_missing": ("请至少给一个角色。", "Give at least one role."),
    "roles_too_many": ("角色太多。", "These are too many roles."),
    "role_unknown": ("没有这个角色。", "There is no such role."),
    "role_unit_unknown": ("没有这个单位。", "There is no such unit."),
    "bulletin_conflict": (
        "已有人先改了这期通报，请刷新后再改。",
        "Somebody changed this bulletin first. Please reload.",
    ),
    "bulletin_issued": (
        "这期通报已发布，不能再改；如有错误，请发布更正。",
        "This bulletin has been issued and stays as it is. Order a revision to correct it.",
    ),
    "counters_impossible": (
        "统计数字有误，今夜自动核对更正后才能显示。",
        "Counters of this period cannot be right. They are mended in the night's recount, and shown again after it.",
    ),
    "period_unknown": ("没有这一期。", "There is no such period."),
    "personal_data": (
        "其中好像有电话、证件号、银行卡号或邮箱，通报中不能出现。",
        "This seems to hold a phone, ID or card number or an e-mail address, which may stand in no bulletin.",
    ),
    "configuration_faulty": ("配置有误，请按列出的各行改正。", "Mend the rows that are listed."),
    "answer_missing": ("请回答这个问题。", "Please answer this question."),
    "answer_invalid": ("请选择列出的一项。", "Choose one of the answers that are offered."),
    "unknown_choice": ("没有这个选项。", "There is no such choice."),
    "number_invalid": ("请填写数字。", "Enter a number."),
    "date_invalid": ("请填写日期，如2026-10-01。", "Enter a date, such as 2026-10-01."),
    "phone_or_reason_missing": (
        "请填写诉求人的手机号码，没有的请写明原因。",
        "Enter the person's phone number, or say why there is none.",
    ),
    "about_unit_unknown": ("没有这个单位。", "There is no such unit."),
    "idempotency_mismatch": (
        "同一个提交编号已用于别的内容。",
        "This key was used before with other content.",
    ),
    "not_signed_in": ("请先登录。", "Please sign in."),
    "sign_in_refused": (
        "账号、密码或动态码不对。",
        "Login, password or code is wrong.",
    ),
    "issuer_missing": ("这里没有统一身份登录。", "There is no sign-in by a common account here."),
    "issuer_away": ("统一身份登录暂时不可用，请稍后再试。", "The common sign-in is away. Please try again later."),
    "enrolment_invalid": (
        "这个启用链接已失效，请向管理员要一个新的。",
        "This invitation is over. Ask your administrator for a new one.",
    ),
    "password_too_short": ("密码至少12位。", "A password needs at least 12 characters."),
    "password_too_long": ("密码太长。", "The password is too long."),
    "code_missing": ("请输入动态码。", "Enter the code."),
    "code_wrong": ("动态码不对，请用最新的一个。", "The code is wrong. Use the newest one."),
    "proof_wrong": ("验证码不对，请再看一下短信。", "This code is wrong. Please look at the message again."),
    "answered_already": ("这件诉求已有答复，不用再关注。", "This petition has already been answered, so there is nothing to wait for."),
    "phone_wants_no_sms": (
        "这个号码已退订短信。请先用它发送HF恢复，再来关注。",
        "This number has asked for no more messages. Text HF from it to get them again, then follow.",
    ),
    "follows_enough": (
        "一个号码最多同时关注10件诉求，请先取消一件。",
        "A number can follow at most ten petitions at a time. Please stop following one first.",
    ),
    "followed_by_enough": (
        "用短信关注这件诉求的人已满，请用RSS关注。",
        "No more people can follow this petition by SMS. Please follow it by RSS.",
    ),
    "proof_over": ("验证码已失效，请重新获取。", "This code no longer works. Please ask for a new one."),
    "phone_takes_no_sms": ("固定电话收不到短信，请填写手机号码。", "A landline cannot get SMS. Enter a mobile number."),
    "mobile_invalid": ("请填写正确的手机号码。", "Enter a Chinese mobile number."),
    "decision_unknown": ("请选择一项处理。", "Choose one of the decisions."),
    "person_unknown": ("没有这个人。", "There is no such person."),
    "forbidden": ("您没有权限。", "You may not do this."),
    "request_not_ours": ("请从本站页面提交。", "Please send this from our own page."),
    "too_many_requests": ("操作太频繁，请稍后再试。", "Too many requests. Please try again later."),
    "link_invalid": ("链接已失效。", "This link no longer works."),
    "body_too_large": ("内容太长。", "This is too long."),
    "body_broken": ("内容无法读取。", "This cannot be read."),
    "unsupported_media": ("不支持这种内容格式。", "This kind of content is not read here."),
    "busy": ("系统繁忙，请再试一次。", "Busy. Please try again."),
    "photo_refused": ("这张照片不能用。", "We cannot use this photo."),
    "photo_empty": ("没有选照片，或者照片是空的。", "No photo was chosen, or it was empty."),
    "photo_too_large": ("照片太大，最多8 MB。", "The photo is too large: 8 MB at most."),
    "photo_too_many_pixels": ("照片的像素太多，最多4000万。", "The photo has too many pixels: 40 million at most."),
    "photo_unreadable": ("这不是能读取的照片（JPEG或PNG）。", "This is not a photo that we can read (JPEG or PNG)."),
    "photos_too_many": ("照片已够多了。", "There is no room for more photos."),
    "photo_unknown": ("所选照片中有一张不属于这件诉求，或尚不能显示，请刷新页面。", "One of the photos is none of this petition, or cannot be shown. Load the page again."),
    "photo_type_unknown": ("只接受JPEG或PNG照片。", "Only JPEG and PNG photos are taken."),
    "already_received": ("已收到过。", "This was received before."),
    "internal": ("系统出错，请稍后再试。", "Something went wrong. Please try again later."),
    "not_found": ("没有这个页面。", "There is no such page."),
    "method_not_allowed": ("此地址不支持这种操作。", "This cannot be done at this address."),
    "bad_request": ("请求有误。", "The request is not valid."),
    "words_missing": ("请写下要补充的内容。", "Write what you want to add."),
    "words_too_many": ("补充的内容已经很多了，不能再加。", "There is no room for more words."),
    "text_missing": ("请写下您遇到的问题。", "Tell us what the problem is."),
    "unit_cannot_see": (
        "有单位看不到这件诉求，请先请它协办。", "A unit that you name cannot see this petition. Call it in to help first."
    ),
    "too_many": ("太多了，请减少。", "These are too many. Please choose fewer."),
    "words_too_short": (
        "至少写两个汉字或一个完整的词。", "Write a whole word, or at least two Chinese characters."
    ),
    "text_too_long": (
        "写得太长了：最多{limit}字，现在是{length}字，请缩短一些。",
        "This is too long: it has {length} characters, and {limit} fit. Please shorten it.",
    ),
    "phone_invalid": ("请填写正确的手机号码，或不填。", "Enter a Chinese phone number, or leave it empty."),
    "name_too_long": ("姓名太长，最多{limit}字。", "The name is too long: {limit} characters fit."),
    "category_unknown": ("没有这个类别。", "There is no such category."),
    "consent_version_unknown": ("同意的内容已更新，请重新打开本页。", "What you agree to has changed. Please open this page again."),
    "consent_missing": ("请勾选同意。", "Please tick that you agree."),
    "community_unknown": ("没有这个社区。", "There is no such community."),
    "place_missing": ("请告诉我们地点。", "Tell us where it is."),
    "place_outside_district": (
        "这个地点在{neighbour}，请拨打12345，由那里受理。",
        "This place is in {neighbour}. Please ring 12345, who will take it on there.",
    ),
    "place_nowhere": (
        "这个地点不在本区，请检查，或拨打12345。",
        "This place is not in the district. Check it, or ring 12345.",
    ),
    "digit_invalid": ("请选择1到4中的一项。", "Choose one of 1 to 4."),
    "unit_missing": ("请选择单位。", "Choose a unit."),
    "unit_unknown": (
        "没有这个单位，或它已在办理。",
        "There is no such unit, or it has the petition already.",
    ),
    "unit_complained_of": (
        "不能派给被反映的单位或它的下级。",
        "It must not go to the unit complained of, nor below it.",
    ),
    "units_too_many": ("协办单位太多。", "Too many units are called in."),
    "days_out_of_range": ("延期须为1到{longest}个工作日。", "Ask for 1 to {longest} working days."),
    "review_date_invalid": (
        "请填写一年以内的将来日期。",
        "Give a date that lies ahead, within a year.",
    ),
    "reason_unknown": ("请选择一个不予受理的原因。", "Choose one of the reasons."),
    "lead_unknown": (
        "主诉求不存在、已了结，或不能并入。",
        "There is no such open petition that this one could join.",
    ),
    "unit_is_highest": ("已是最高一级。", "There is no level above."),
    "note_missing": ("请写明情况。", "Write a note."),
    "reason_missing": ("请写明原因。", "Give the reason."),
    "days_missing": ("请填写天数。", "Give the number of days."),
    "plan_missing": ("请写明计划。", "Write the plan."),
    "review_date_missing": ("请填写复查日期。", "Give the review date."),
    "lead_missing": ("请填写主诉求编号。", "Give the lead petition."),
    "field_missing": ("请填写此项。", "Fill this in."),
    "key_missing": ("缺少提交编号。", "The Idempotency-Key is missing."),
    "key_invalid": ("提交编号不对。", "The Idempotency-Key is not valid."),
    "device_missing": ("缺少设备编号。", "The device key is missing."),
    "unknown_field": ("没有这一项。", "There is no such field."),
    "wrong_type": ("此项格式不对。", "This has the wrong form."),
    "out_of_range": ("此项超出范围。", "This is outside what is possible."),
    "cursor_invalid": ("翻页标记不对。", "The cursor is not ours."),
}


class _Kept(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def text(code: str, language: str, **details: object) -> str:
    """The words of a code; those of a refused field for one that has none of its own."""
    zh, en = TEXTS.get(code) or TEXTS["field_missing" if code.endswith("_missing") else "wrong_type"]
    return (en if language == "en" else zh).format_map(_Kept(details))
