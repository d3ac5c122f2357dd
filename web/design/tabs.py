"""The pages of one draft, in the order an analyst goes through them."""

from __future__ import annotations

from flask_babel import lazy_gettext

# noun -> (endpoint, what it is called); a page that is not there yet is not shown
TABS = (
    ("overview", "design_workbench.draft", lazy_gettext("概览")),
    ("diagram", "design_diagram.show", lazy_gettext("流程图")),
    ("decisions", "design_decisions.show", lazy_gettext("决策")),
    ("forms", "design_forms.show", lazy_gettext("表单")),
    ("settings", "design_settings.show", lazy_gettext("设置")),
    ("scenarios", "design_scenarios.show", lazy_gettext("场景")),
    ("check", "design_check.show", lazy_gettext("检查")),
    ("comparison", "design_comparison.show", lazy_gettext("比较")),
    ("what-if", "design_what_if.show", lazy_gettext("试算")),
    ("release", "design_release.show", lazy_gettext("发布")),
)
