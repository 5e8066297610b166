"""The group of all commands, each imported only when it is called or asked for help, and the way errors end."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TextIO

import click

from pipeline.cli.options import CONFIG, DATABASE, Place, tell
from pipeline.errors import PipelineError, in_words

# Command → (module:name, what the list of commands says), so that the list needs no import.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo:demo", "两分钟看懂：抓取自带的示例站点并逐步展示结果。Tour on the bundled sample site."),
    "sites": ("sites:sites", "站点：列出、添加、检查。List, add and check sites."),
    "crawl": ("crawl:crawl", "抓取全部启用的站点，或指定的站点。Crawl now."),
    "schedule": ("schedule:schedule", "按站点文件里的时间表持续抓取。Crawl on schedule, unattended."),
    "search": ("search:search", "全文检索。Search the articles."),
    "show": ("search:show", "显示一篇文章和它引用的法条。Show one article."),
    "related": ("search:related", "与一篇文章相关的文章。Related articles."),
    "top": ("top:top", "逐月的趋势：词、法律、条文、站点。Trends by month."),
    "laws": ("laws:laws", "法条：最常引用、条文被谁引用、核对一段文字。Cited laws."),
    "duplicates": ("duplicates:duplicates", "转载、模板与改写。Copies, templates, rewrites."),
    "status": ("status:status", "数据库与各站点的状况。What is in the database."),
    "extract": ("extract:extract", "从文件或网址提取一篇文章，输出 JSON。Extract one article."),
    "import": ("importing:import_", "导入 JSON 行或 WARC 文件。Import JSON lines or a WARC."),
    "export": ("export:export", "导出为 JSON 行或 CSV。Export articles."),
    "reprocess": ("reprocess:reprocess", "不联网，从存档重新处理。Process the archive again."),
    "serve": ("serve:serve", "在浏览器里查看数据库（只读）。Browse the database."),
    "backup": ("backup:backup", "备份数据库（抓取时也行）。Copy the database, checked."),
    "restore": ("backup:restore", "用备份恢复数据库。Put a backup back."),
    "upkeep": ("backup:upkeep", "维护一次：索引、相关文章、备份、清理。Keep the database in order."),
    "semantic": ("semantic:semantic", "生成语义向量，供 search --semantic 用。Vectors of meaning."),
    "doctor": ("doctor:doctor", "检查环境、配置、数据库和网络，说明该怎么办。Check the set-up."),
}
UNEXPECTED = 3  # exit status of a bug in this program
DEBUG = "DEBT_ARTICLES_DEBUG"  # set in the environment: show the traceback of a bug
COLLECT_EVERY = 10_000  # containers made beyond those let go; the usual 700 takes a twentieth of a crawl


class Lazy(click.Group):
    """A group that imports a command's module only when the command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(f"pipeline.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _version(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the version of the installed package and end."""
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"debt-articles {version('debt-article-pipeline')}")
    except PackageNotFoundError:
        click.echo("debt-articles（未安装，直接从源码运行）")
    ctx.exit()


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--db", type=click.Path(path_type=Path), default=DATABASE, show_default=True, help="数据库文件。")
@click.option("--config", type=click.Path(path_type=Path), default=CONFIG, show_default=True, help="配置目录。")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="版本。")
@click.pass_context
def cli(ctx: click.Context, db: Path, config: Path) -> None:
    """债务与催收文章：抓取、提取、核对法条、找出转载，存进一个可以检索的数据库。

    Collects Chinese debt-collection articles, checks the laws they cite, and finds the copies.
    """
    ctx.obj = Place(db, config)


def main(args: list[str] | None = None) -> None:
    """Run the command line. Exit status: 0 done or found, 1 nothing found, 2 wrong use or set-up, 3 a bug."""
    gc.set_threshold(COLLECT_EVERY)
    for stream in (sys.stdout, sys.stderr):
        _make_writable(stream)
    try:
        status = _call(args)
        sys.stdout.flush()
        if isinstance(status, int):  # click gives an Exit back as its status
            sys.exit(status)
    except click.Abort:
        _complain("已中断。")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _complain("已中断。")
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
    except PipelineError as error:
        for line in str(error).splitlines() or [type(error).__name__]:  # several mistakes of a file: one line each
            _complain(f"错误：{line}")
        sys.exit(2)
    except OSError as error:
        _complain(f"错误：{in_words(error)}" + (f"：{error.filename}" if error.filename else ""))
        _let_go_of_output()
        sys.exit(2)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _complain(f"程序内部错误：{type(error).__name__}: {error}（设置环境变量 {DEBUG}=1 可看到详情）")
        sys.exit(UNEXPECTED)


def _call(args: list[str] | None) -> object:
    """Run a command. click ends with status 1, «nothing found» to us, where the reader of a pipe has seen enough."""
    out = sys.stdout
    try:
        return cli.main(args=args, prog_name="debt-articles", standalone_mode=False)
    except SystemExit:
        if sys.stdout is not out:  # which click does in that case alone
            raise BrokenPipeError from None
        raise


def _let_go_of_output() -> None:
    """What a full disk did not take is tried again when Python ends, which would change the exit status."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _make_writable(stream: TextIO) -> None:
    """Files and pipes get UTF-8 whatever the locale; a terminal that lacks a character shows a question mark."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _complain(text: str) -> None:
    """One line on stderr, whatever the text holds."""
    tell(" ".join(text.split()))
