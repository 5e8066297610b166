"""Pages that are no content at all: system messages, soft 404s, walls, parked domains, redirects in the page.

All of them are short; none of the phrases counts on a page with prose of its own.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonicalize
from .head import Head

MAX_MESSAGE = 300  # characters of a page's own text that may still be a message
MAX_STUB = 200  # … of one that only sends the reader on
MAX_REFRESH = 30  # seconds; a slower refresh is a reload of a page that is meant to be read

# What a system message says, in its title, heading or text. Source: the texts of common Chinese systems and servers.
_MESSAGE = re.compile(
    r"系统提示|系统消息|提示信息|信息提示|温馨提示|出错了|错误提示|程序错误|数据库(?:连接)?错误"
    r"|(?:页面|网页|文章|内容|信息|文档|主题|帖子|地址|文件|页)[^。\n]{0,8}(?:不存在|没找到|未找到|找不到|已(?:经)?(?:被)?删除|走丢|失踪|不见了|飞走)"
    r"|(?:找不到|没有找到|未找到|无法找到|不存在)[^。\n]{0,6}(?:页面|网页|文章|内容|信息|文档|结果|记录)|不存在或已|已被(?:删除|移除|屏蔽)|正在审核|未通过审核"
    r"|抱歉[，,][^。\n]{0,20}(?:不存在|删除|找不到|无法访问|出错)|(?:404|403|500|502|503)[ \-:：!！]*(?:错误|页面|error|not found|forbidden|server|bad|服务)"
    r"|(?:error|错误)[ \-:：]*(?:404|403|500|502|503)\b|^\s*404[!！.。]?\s*$|page (?:not found|can.?t be found|could not be found)|\bnot found\b"
    r"|nothing (?:here|found)|自动(?:跳转|返回)|网站(?:维护|升级|关闭|建设)中|站点(?:已)?关闭|服务器(?:繁忙|错误|内部错误)|internal server error|bad gateway",
    re.IGNORECASE | re.MULTILINE,
)
# Walls: reason → what shows it, in the text or in a script. Never broken, only named.
WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("aliyun_waf", re.compile(r"acw_sc__v2|aliyun_waf|_waf_bd8ce2ce37")),  # Alibaba Cloud's cookie puzzle
    ("jiasule", re.compile(r"__jsl_clearance|jiasule|yunaq\.com")),  # 知道创宇 加速乐, with status 521
    ("yunsuo", re.compile(r"yunsuo_session|security_session_(?:mid_)?verify|云锁")),  # 云锁
    ("safedog", re.compile(r"safedog|安全狗|网站防火墙")),  # 安全狗
    (
        "cloudflare",
        re.compile(r"cdn-cgi/challenge-platform|cf-browser-verification|cf_chl_opt|<title>Just a moment\.\.\."),
    ),
    (
        "waf",
        re.compile(
            r"您的(?:请求|访问)(?:可能|疑似)?(?:带有|存在|被)[^。]{0,12}(?:拦截|攻击|非法|不合法|阻断)|访问(?:被|已被)(?:拦截|拒绝|阻断)|Web应用防火墙"
        ),
    ),
    (
        "captcha",
        re.compile(
            r"(?:请|需要)[^。]{0,8}(?:完成|输入|进行)[^。]{0,6}(?:安全)?(?:验证|验证码)|人机(?:身份)?验证|滑动(?:滑块|验证)|访问(?:过于|太)频繁|unusual traffic|are you (?:a )?(?:human|robot)",
            re.I,
        ),
    ),
    (
        "login",
        re.compile(
            r"(?:请|需要|必须)(?:先)?(?:您)?(?:登[录陆])(?:后|才|，|,|!|！|再|$)|登[录陆]后(?:才能|方可|可|即可|查看|浏览|继续)|(?:无权|没有权限|权限不足)[^。]{0,8}(?:访问|浏览|查看|阅读)|仅(?:限)?会员|会员(?:专享|可见)"
        ),
    ),
    (
        "parked",
        re.compile(
            r"(?:域名|domain)[^。\n]{0,16}(?:出售|转让|待售|for sale|is parked|parking)|buy this domain|this domain (?:may be|is) for sale|sedoparking|域名(?:已)?(?:过期|到期|停放)|未备案",
            re.I,
        ),
    ),
)
_REFRESH = re.compile(r"^\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>]+)", re.IGNORECASE)
_SCRIPT_GO = re.compile(
    r"(?:(?:window|self|top|document|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()"
    r"\s*[\"']([^\"'\\]{1,500})[\"']"
)


def message(head: Head, heading: str, text: str) -> bool:
    """Whether a short page is a system message or a soft 404: what its title, heading or text says."""
    return any(_MESSAGE.search(part[:1000]) for part in (head.title, heading, text) if part)


def wall(tree: LexborHTMLParser, text: str) -> str | None:
    """Which wall a short page is: aliyun_waf, jiasule, yunsuo, safedog, cloudflare, waf, captcha, login, parked."""
    shown = f"<title>{_title(tree)}\n{text[:2000]}"
    hidden = "\n".join(f"{node.attributes.get('src') or ''} {node.text()[:4000]}" for node in tree.css("script")[:20])
    return next(
        (name for name, mark in WALLS if mark.search(shown) or (name not in _SHOWN_ONLY and mark.search(hidden))), None
    )


_SHOWN_ONLY = frozenset({"waf", "captcha", "login", "parked"})


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return node.text().strip() if node is not None else ""


def redirect_target(tree: LexborHTMLParser, head: Head, url: str) -> str | None:
    """Where a page without content sends its reader: by meta refresh, or by a script that plainly sets the location."""
    refresh = _REFRESH.match(head.refresh)
    if refresh and int(refresh[1][:6]) <= MAX_REFRESH:
        return _elsewhere(refresh[2], head, url)
    for node in tree.css("script")[:10]:
        found = _SCRIPT_GO.search(node.text()[:4000])
        if found:
            return _elsewhere(found[1], head, url)
    return None


def _elsewhere(target: str, head: Head, url: str) -> str | None:
    found = canonicalize(target.strip(), head.base)
    return found if found != url else None
