"""The pages of one draft, in the order an analyst goes through them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

# noun -> (endpoint, what it is called); a page that is not there yet is not shown
TABS = (
    ("overview", "design_overview.show", _("概览")),
    ("diagram", "design_diagram.show", _("流程图")),
    ("decisions", "design_decisions.show", _("决策")),
    ("forms", "design_forms.show", _("表单")),
    ("settings", "design_settings.show", _("设置")),
    ("scenarios", "design_scenarios.show", _("场景")),
    ("check", "design_check.show", _("检查")),
    ("comparison", "design_comparison.show", _("比较")),
    ("what-if", "design_what_if.show", _("试算")),
    ("release", "design_release.show", _("发布")),
)
