"""By what right somebody acted, in sentences."""

from __future__ import annotations

from flask_babel import gettext as _

from engine.organization import Deputy
from engine.queries import Replay, ReplayFrame
from engine.queries.replay import Right
from engine.queries.replay.posts import Held


def right_words(replay: Replay, frame: ReplayFrame) -> list[str]:
    """One or two sentences, none where nobody acted."""
    return [] if frame.right is None else [_ground(replay, frame.right), *_apart(frame.right)]


def _ground(replay: Replay, right: Right) -> str:
    day, posts = right.on.isoformat(), _posts(right.posts)
    match right.how:
        case "system":
            said = _("由系统按流程设定自动进行，不凭个人权限。")
        case "message":
            said = _("由另一事项的消息自动引起，不凭个人权限。")
        case "named":
            said = _("任务指名交给本人；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case "post":
            said = _(
                "任务交给%(given)s；%(day)s 当天任%(posts)s，因此有权办理。",
                given="、".join(right.given),
                day=day,
                posts=posts,
            )
        case "deputy":
            said = _deputy(replay, right, day, posts)
        case "dictation":
            leader = replay.people.get(right.principal, right.principal)
            said = _(
                "任务属于%(leader)s；流程允许%(posts)s（%(day)s 在任）代录其意见。", leader=leader, posts=posts, day=day
            )
        case "start":
            said = _("本流程可由%(posts)s（%(day)s 在任）发起。", posts=posts, day=day)
        case "answers":
            said = _("%(day)s 当天任%(posts)s，对本流程的事项负责。", day=day, posts=posts)
        case "starter":
            said = _("是本事项的发起人；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case "part":
            said = _("参与过本事项；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case "sent":
            said = _("文件已送其阅知；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case "asked":
            said = _("加签、委派或申请原由本人提出，可以收回；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case "author":
            said = _("原来就由本人办理；%(day)s 当天任%(posts)s。", day=day, posts=posts)
        case _other:
            said = _("从 %(day)s 的组织记录中没有找到依据（当天任%(posts)s）。", day=day, posts=posts)
    return said


def _deputy(replay: Replay, right: Right, day: str, posts: str) -> str:
    principal = replay.people.get(right.principal, right.principal)
    if right.deputy is None:
        return _("从 %(day)s 的组织记录中没有找到代%(who)s办理的依据。", day=day, who=principal)
    return _(
        "任务属于%(who)s（%(posts)s）；%(day)s 当天依%(kind)s代其办理（%(dates)s）。",
        who=principal, posts=posts, day=day, kind=_kind(right.deputy), dates=_dates(right.deputy),
    )  # fmt: skip


def _kind(deputy: Deputy) -> str:
    kinds = {
        "leave": _("离岗委托"),
        "ab": _("AB角（本人不在岗）"),
        "order": _("主持工作的书面决定"),
        "finance": _("财务授权"),
    }
    return kinds[deputy.kind] + (f"（{deputy.paper}）" if deputy.paper else "")


def _dates(dated: Deputy | Held) -> str:
    since = dated.since.isoformat() if dated.since else ""
    until = dated.until.isoformat() if dated.until else ""
    if since and until:
        return _("%(since)s 至 %(until)s", since=since, until=until)
    return _("%(since)s 起", since=since) if since else _("至 %(until)s", until=until) if until else _("长期有效")


def _posts(posts: tuple[Held, ...]) -> str:
    return "、".join(_post(post) for post in posts) or _("（无职务）")


def _post(post: Held) -> str:
    if post.granted:
        title = _("授予的角色 %(role)s", role=post.title) + (f"（{post.unit}）" if post.unit else "")
    else:
        title = f"{post.unit}{post.title}" + (_("（主持工作）") if post.acting else "")
    return title + (f"（{post.paper}）" if post.paper else "")


def _apart(right: Right) -> list[str]:
    steps = "”、“".join(right.apart)
    if right.apart and right.alone:
        return [_("本应回避（办过“%(steps)s”之一），但其单位当时只有一人，按规定允许并记录在案。", steps=steps)]
    return [_("按回避规定，不得由办过“%(steps)s”的同一人办理。", steps=steps)] if right.apart else []
