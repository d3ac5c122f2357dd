"""Why a task went to somebody else than the diagram says: empty posts, recused and absent people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from engine.queries import Replay


def fact_words(replay: Replay, fact: Mapping[str, Any]) -> str:
    """One warning of an assignment as a sentence; "" for facts of another kind."""
    post = fact.get("post") or fact.get("group", "")
    post = replay.people.get(str(post), str(post))
    who = "、".join(replay.people.get(str(p), str(p)) for p in fact.get("to") or []) or _("（无人）")
    way = {"deputy": _("其AB角"), "superior": _("其上级岗位"), "dispatcher": _("分派人")}.get(
        str(fact.get("level", "")), ""
    )
    who += f"（{way}）" if way else ""
    match fact.get("kind"):
        case "post.empty":
            return _("“%(post)s”当时空缺，改由%(who)s办理。", post=post, who=who)
        case "post.recused":
            return _("“%(post)s”在岗的人须回避，改由%(who)s办理。", post=post, who=who)
        case "person.absent" if not fact.get("to"):
            return _("%(post)s当时不在岗。", post=post)
        case "person.absent":
            return _("%(post)s当时不在岗，可由%(who)s代办。", post=post, who=who)
        case "nobody":
            return _("“%(post)s”当时没有人可以办理。", post=post)
        case _other:
            return ""
