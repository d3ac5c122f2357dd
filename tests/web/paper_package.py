"""The small approval procedure with one paper of every template, places filled by FEEL."""

from __future__ import annotations

from engine.definition import Package
from tests.packages import PROCEDURE, approval, choice, form

TEXTS = """
[papers.drafting-sheet]
template = "drafting-sheet"
name = "发文稿纸"
[papers.drafting-sheet.values]
main_to = "cosign_units"
[papers.drafting-sheet.boxes]
"签发" = ["sign"]
"会签" = ["cosign"]
"核稿" = ["review"]

[papers.red-head]
template = "red-head"
name = "红头文件"
when = 'number != ""'
formats = ["html", "pdf", "docx"]
[papers.red-head.values]
mark = '"青岚区人民政府办公室文件"'
main_to = "cosign_units"
sign_unit = '"青岚区人民政府办公室"'
office = '"青岚区人民政府办公室"'
issued_on = "steps.sign.on"
printed_on = "steps.sign.on"
signers = "steps.sign.by"
upward = 'urgency = "特急"'
note = '"此件公开发布"'
copy_to = '["城市管理局"]'

[papers.receipt-sheet]
template = "receipt-sheet"
name = "收文处理笺"
[papers.receipt-sheet.values]
from = '"云溪市人民政府办公室"'
from_no = '"云政办电〔2026〕31号"'
doc_date = '"2026-06-18"'
received = '"2026-06-18T16:50:00+08:00"'
kind = '"电报"'
pages = "4"
lead = '"住建局"'
assist = '["交通运输局", "青石街道"]'
result = '"各街乡已落实24小时值守。"'
[papers.receipt-sheet.boxes]
"拟办意见" = ["review"]
"领导批示" = ["sign"]

[papers.meeting-notice]
template = "meeting-notice"
name = "会议通知"
formats = ["html", "pdf", "docx"]
[papers.meeting-notice.values]
mark = '"青岚区人民政府办公室会议通知"'
title = '"关于召开全区重点项目推进专题会议的通知"'
main_to = "cosign_units"
meeting_at = '"2026-03-12T14:30:00+08:00"'
minutes = "120"
place = '"区政府三楼会议室"'
agenda = '[{topic: "重点项目用地保障", unit: "住建局"}, {topic: "项目资金拨付", unit: "财政局"}]'
attendees = '[{unit: "住建局", level: "分管负责人"}, {unit: "财政局", level: "分管负责人"}]'
chair = '"L3"'
requirements = '"请准时参会。\\n会议期间请将手机调至静音。"'
receipt_by = '"2026-03-11"'
office = '"区政府办文秘科"'
contact = '"文思齐"'
sign_unit = '"青岚区人民政府办公室"'
issued_on = '"2026-03-06"'

[papers.minutes]
template = "minutes"
name = "会议纪要"
formats = ["html", "pdf", "docx"]
[papers.minutes.values]
mark = '"专题会议纪要"'
issue = '"〔2026〕3号"'
unit = '"青岚区人民政府办公室"'
issued_on = '"2026-03-18"'
title = '"全区重点项目推进专题会议纪要"'
meeting_at = '"2026-03-12T14:30:00+08:00"'
place = '"区政府三楼会议室"'
chair = '"L3"'
topics = '[{topic: "一、关于用地保障", text: "会议听取了住建局的汇报。\\n会议指出,要素保障是关键。"}]'
items = '[{matter: "完成三宗用地报批。", unit: "住建局", due: "2026-04-17"}, {matter: "拨付首批资金。", unit: "财政局", due: "2026-04-17"}]'
present = '["L3", "U8", "U13"]'
absent = '["U14"]'
office = '"青岚区人民政府办公室"'
printed_on = '"2026-03-18"'
copy_to = '["住建局", "财政局"]'

[papers.notice]
template = "supervision-notice"
name = "督查通知单"
[papers.notice.values]
number = '"督查〔2026〕1号"'
source = '"领导批示"'
instruction = '"请交通局尽快处置S302线K8塌方隐患,结果报我。"'
instructed_by = '"L3"'
degree = '"急件"'
unit = '["交通运输局"]'
items = '[{task: "处置S302线K8塌方隐患", target: "4月10日前清理完毕并设警示", lead: "交通运输局", owner: "U13", due: "2026-04-10", feedback: "无"}]'
due = '"2026-04-10T17:30:00+08:00"'
contact = '"文小督"'
issued_on = '"2026-04-02"'

[papers.slip]
template = "reminder-slip"
name = "督办单"
[papers.slip.values]
colour = '"黄色"'
number = '"督查〔2026〕1号"'
unit = '["U12"]'
item = '"完成农业农村局承担的任务。"'
due = '"2026-05-15T17:30:00+08:00"'
overdue = '"超期1天"'
issued_on = '"2026-05-18"'

[papers.ticket]
template = "hotline-ticket"
name = "工单"
[papers.ticket.values]
ticket_no = '"QL-DEMO-0002"'
caller = "caller"
phone = '"***"'
kind = '"投诉"'
content = '"夜市油烟扰民。"'
lead = '"城市管理局"'
due = '"2026-05-09T17:30:00+08:00"'
satisfaction = '"未评价"'
[papers.ticket.boxes]
"审核" = ["review"]
"""


def with_papers(more: str = "") -> Package:
    base = approval()
    start = form(
        "start",
        {"key": "title", "type": "textfield", "label": "标题", "validate": {"required": True}},
        choice("urgency", "紧急程度", "平件", "加急", "特急"),
        {"key": "amount", "type": "number", "label": "金额"},
        {"key": "caller", "type": "textfield", "label": "诉求人"},
        {"key": "cosign_units", "type": "taglist", "label": "会签单位", "valuesKey": "units"},
        {"key": "body", "type": "filepicker", "label": "正文", "multiple": True},
    )
    toml = PROCEDURE.format(key="approval") + TEXTS + more
    return Package({**base.files, "procedure.toml": toml.encode(), "forms/start.json": start})
