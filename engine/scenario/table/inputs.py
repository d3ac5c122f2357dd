"""The inputs of a step: of the act, of the form it fills in, of what is expected."""

from __future__ import annotations

from engine.definition.settings import Field
from engine.forms import Field as FormField
from engine.scenario.table.offers import StoryOffers
from engine.scenario.table.words import FORMED

ACT = (
    Field("at", "moment", "时间", "When", required=True),
    Field("do", "choice", "做什么", "Act", "acts", required=True),
    Field("by", "choice", "谁", "Who", "people"),
    Field("task", "choice", "环节", "Step", "tasks"),
    Field("unit", "text", "单位(多人办理时)", "Unit (of a round)", "units"),
    Field("instance", "text", "哪件事项(空为主事项)", "Which matter (blank: the main one)"),
    Field("note", "text", "说明", "Note"),
)
WITH = (
    Field("opinion", "long", "意见或理由", "Opinion or reason"),
    Field("to", "choices", "给谁、退到或跳到哪里", "To whom, or to which step", "to"),
    Field("days", "number", "延长几个工作日", "More working days"),
    Field("when", "choice", "加签的位置", "Signers", "when"),
    Field("for", "choice", "代谁录入", "For whom", "people"),
    Field("direct", "flag", "直送退回人", "Straight back afterwards", default=False),
    Field("granted", "truth", "同意申请", "Granted", "truth"),
    Field("procedure", "text", "另一个流程(发起时)", "Another procedure (to start)"),
)
EXPECTED = (
    Field("refused", "text", "应被拒绝(代码)", "Refused with (code)", "refusals"),
    Field("fields", "choices", "应提示的字段", "Fields complained of", "fields"),
    Field("takes", "choices", "应经过的流向", "Flows taken", "flows"),
)
SHOWS = (
    Field("state", "text", "事项状态", "State", "states"), Field("due", "minute", "全程到期", "Due"),
    Field("number", "text", "文号", "Number"),
)  # fmt: skip
OPENS = (
    Field("task", "choice", "环节", "Step", "tasks"), Field("unit", "text", "单位", "Unit", "units"),
    Field("who", "choices", "办理人", "Who", "people"), Field("due", "minute", "到期", "Due"),
)  # fmt: skip
LIGHTS = (
    Field("task", "choice", "环节", "Step", "tasks"), Field("unit", "text", "单位", "Unit", "units"),
    Field("light", "choice", "灯", "Light", "light"), Field("left", "number", "剩余工作日", "Days left"),
    Field("urges", "number", "催办次数", "Urged"),
)  # fmt: skip
TABLES = {"opens": OPENS, "lights": LIGHTS}
NONE_OPENS = "opens.none"


def value_fields(offers: StoryOffers, do: str, task: str) -> tuple[Field, ...]:
    """The form of the step as fields; what has no input of its own here is written as text."""
    return tuple(field for each in offers.fields(do, task) if (field := _field(each))) if do in FORMED else ()


def file_fields(offers: StoryOffers, do: str, task: str) -> tuple[Field, ...]:
    found = offers.fields(do, task) if do in FORMED else ()
    return tuple(Field(f.path[0], "lines", f.label or f.path[0], f.path[0]) for f in found if f.kind == "filepicker")


def _field(each: FormField) -> Field | None:
    name, label = each.path[0], each.label or each.path[0]
    plain = {
        "textfield": "text", "textarea": "long", "number": "number", "checkbox": "truth", "select": "choice",
        "radio": "choice", "checklist": "choices", "taglist": "choices",
    }.get(each.kind)  # fmt: skip
    if each.kind == "datetime":
        plain = {"date": "day", "datetime": "minute"}.get(each.subtype, "text")
    if plain is None:
        return None
    offers = f"values.{name}" if plain in ("choice", "choices") else "truth" if plain == "truth" else ""
    return Field(name, plain, label, name, offers, required=False)  # type: ignore[arg-type]
