"""`banjie …`: one module per command, loaded when it is called; every command speaks `--json` and exit codes.

0 done · 1 refused or found wrong · 2 wrong usage. May import every engine room, and web for `serve`.
"""

from __future__ import annotations

import importlib
import keyword
import sys
from typing import Any

import click

from engine.cli.output import show_refusal
from engine.errors import Refused

COMMANDS = {
    "audit": "审计检索、留痕、日志 · Search as an auditor, read the logs",
    "calendar": "查看或更新工作日历 · Show or change the working calendar",
    "check": "检查流程包或单个文件 · Check a package or a file",
    "checkpoint": "签名检查点 · Sign a checkpoint over all histories",
    "compare": "比较两个流程包 · Compare two packages",
    "countersign": "登记见证人副署 · Bring the witness's signature back",
    "decide": "计算一个决策 · Evaluate a decision",
    "demo": "载入演示机关和各流程事项 · Load the demo office",
    "doctor": "检查安装和数据库 · Look for what is wrong with the installation",
    "draft": "流程草稿:起草、导入导出、送审、发布、恢复旧版 · Drafts of procedures, their release and roll-back",
    "erase": "依法删除个人信息 · Erase personal data of an ended matter",
    "export": "导出事件日志:XES、OCEL 2.0 · Export event logs",
    "figures": "统计指标 · Count a procedure's figures",
    "format": "流程图规范写法 · Write diagrams in canonical form",
    "import": "导入其他系统的流程图 · Import a diagram of another system",
    "keys": "签名与见证密钥 · Signing and witness keys",
    "layout": "排布流程图 · Lay out a diagram",
    "migrate": "迁移在办事项到另一版流程 · Move running matters to another version",
    "package": "导出证据包 · Export evidence packages",
    "paper": "打印文书:PDF、HTML、Word · Print papers",
    "picture": "输出一件事项的回放图:SVG、PDF、GIF · Draw the history of a matter",
    "publish": "发布流程包 · Publish a package",
    "replay": "从历史重新执行并比较 · Re-execute history and compare",
    "scenario": "运行流程场景 · Run a procedure's scenarios",
    "serve": "启动网页服务 · Serve the pages",
    "simulate": "在内存中运行流程图 · Run a diagram in memory",
    "verifier": "写出独立核验程序 verify.py · Write the stand-alone verifier",
    "verify": "验证全部历史 · Verify every history",
    "what-if": "用历史试算改动后的流程 · Run histories through a changed procedure",
    "witness": "见证检查点(不需数据库) · Witness a checkpoint, without the database",
    "worker": "后台任务进程 · Run background work",
}


class LazyGroup(click.Group):
    """Imports a command's module only when it is asked for, so that every command starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = name.replace("-", "_") + ("_" if keyword.iskeyword(name) else "")
        command: click.Command = getattr(importlib.import_module(f"engine.cli.{module}"), module)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            show_refusal(refused, as_json="--json" in sys.argv)
            ctx.exit(1)


@click.group(cls=LazyGroup)
@click.version_option(package_name="banjie")
def main() -> None:
    """banjie 办结: procedures of a government office, drawn, run, and provable."""
