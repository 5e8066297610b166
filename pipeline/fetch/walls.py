"""Pages that are not what was asked for: anti-bot walls, login walls, parked domains, «not found» under status 200.

They are recognised by marks that these products leave, recorded with their name, and never broken. A wall page is small
and a real page rarely is, so marks in the body count under ``largest`` bytes only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Headers = Sequence[tuple[str, str]]

REFUSALS = frozenset({202, 401, 403, 405, 412, 418, 429, 468, 493, 503, 521})  # what walls answer besides 200


@dataclass(frozen=True, slots=True)
class Wall:
    """All that is given must hold. ``header``: (name, part of the value); ``body``: each group has one mark on the page.

    ``pauses``: it stands before the whole host, which is then left alone.
    """

    code: str  # Failure.reason
    header: tuple[str, str] | None = None
    body: tuple[tuple[str, ...], ...] = ()
    statuses: frozenset[int] = REFUSALS | {200}
    largest: int = 16_384
    pauses: bool = True


_REFUSED = frozenset({403, 429, 503})
WALLS: tuple[Wall, ...] = (
    # Cloudflare says so itself in a header; the marks are those of its older and its JavaScript challenge.
    Wall("wall_cloudflare", header=("cf-mitigated", "challenge")),
    Wall("wall_cloudflare", body=(("/cdn-cgi/challenge-platform/", "cf-browser-verification", "cf_chl_opt"),),
         statuses=_REFUSED, largest=65_536),
    Wall("wall_cloudflare", body=(("Attention Required! | Cloudflare", "cf-error-details"),), statuses=_REFUSED),
    # Alibaba Cloud WAF: a script computes the cookie acw_sc__v2 from arg1.
    Wall("wall_acw_sc__v2", body=(("acw_sc__v2",), ("arg1",)), largest=65_536),
    Wall("wall_aliyun", body=(("errors.aliyun.com/error", "aliyun_waf_", "aliyunwaf_"),)),
    # Knownsec's 加速乐: 521 with __jsluid, a script computes __jsl_clearance(_s).
    Wall("wall_jsl", header=("set-cookie", "__jsluid_"), statuses=frozenset({521})),
    Wall("wall_jsl", body=(("__jsl_clearance",),)),
    Wall("wall_jsl", body=(("document.cookie",),), statuses=frozenset({521})),
    # 云锁: the first answer sets a cookie and sends the browser back with security_verify_data.
    Wall("wall_yunsuo", body=(("security_verify_data", "yunsuo_session_verify", "YunSuoAutoJump"),)),
    # 安全狗.
    Wall("wall_safedog", body=(("safedog.cn", "safedogsite", "网站安全狗"),)),
    Wall("wall_safedog", header=("server", "safedog"), statuses=_REFUSED),
    # 宝塔: its firewall's block and challenge pages.
    Wall("wall_btwaf", body=(("btwaf", "宝塔网站防火墙", "BT-WAF", "宝塔免费网站防火墙"),)),
    # 长亭雷池.
    Wall("wall_safeline", body=(("SafeLineChallenge", "sl-challenge", "/.safeline/"),)),
    # 瑞数: 202 or 412 and the script variable $_ts.
    Wall("wall_ruishu", body=(("$_ts=window['$_ts']", "$_ts=window[\"$_ts\"]"),), largest=262_144,
         statuses=frozenset({200, 202, 400, 412})),
    # Tencent Cloud and 360 (奇安信) WAF, Baidu's 云加速.
    Wall("wall_tencent", body=(("waf.tencent-cloud.com", "waf_captcha_marker", "TencentCaptcha"),),
         statuses=REFUSALS),
    Wall("wall_360", body=(("wzws-waf-cgi", "wzwsconfirm", "wzwschallenge", "wangzhan.360.cn"),)),
    Wall("wall_yunjiasu", body=(("yunjiasu",), ("安全检查", "security check", "拦截")), statuses=REFUSALS | {200}),
    # Abroad.
    Wall("wall_incapsula", body=(("_Incapsula_Resource",),)),
    Wall("wall_akamai", body=(("errors.edgesuite.net",),), statuses=_REFUSED),
    Wall("wall_datadome", header=("x-datadome", ""), statuses=_REFUSED),
    # Anybody's test for people, when it is all the page has.
    Wall("wall_captcha", body=(("人机验证", "人机校验", "滑动验证", "安全验证", "拖动滑块", "访问验证"),
                               ("请完成", "验证后", "继续访问", "向右", "拖动")), largest=8_192),
    # Providers' page for a site without an ICP licence.
    Wall("wall_unlicensed", body=(("网站未备案", "尚未备案", "未进行备案", "batit.aliyun.com/alww", "备案信息不符"),
                                  ("暂时无法访问", "无法访问", "阻断", "alww")), largest=8_192),
    # Parked and for sale.
    Wall("parked_domain", body=(("sedoparking.com", "parkingcrew.net", "parklogic.com", "bodis.com", "afternic.com",
                                 "dan.com/buy-domain", "hugedomains.com", "park.22.cn", "mi.aliyun.com/detail"),)),
    Wall("parked_domain", body=(("该域名正在出售", "此域名正在出售", "域名可转让", "本域名出售", "域名出售中", "该域名已过期",
                                 "This domain is for sale", "this domain may be for sale", "Buy this domain"),)),
)  # fmt: skip


def _folded(*titles: str) -> frozenset[str]:
    return frozenset(title.casefold() for title in titles)


# Titles of pages that only say «there is nothing»: alone or before a separator.
NOT_FOUND_TITLES = _folded(
    "系统提示", "系统提示信息", "提示信息", "信息提示", "系统发生错误", "页面不存在", "您访问的页面不存在", "页面未找到",
    "页面没有找到", "页面没找到", "找不到页面", "内容不存在", "文章不存在", "该文章不存在", "出错了", "错误提示", "无法找到该页",
    "404", "404 Not Found", "404 页面", "404页面", "404错误", "404 - 页面不存在", "Page Not Found", "Not Found", "Error 404",
)  # fmt: skip
LOGIN_TITLES = _folded(
    "登录", "登陆", "用户登录", "用户登陆", "会员登录", "会员登陆", "请登录", "请先登录", "Login", "Log in", "Sign in"
)  # fmt: skip
NOT_FOUND_LARGEST = 16_384

_TITLE = re.compile(rb"<title[^>]*>\s*(.*?)\s*</title", re.I | re.S)
_SEPARATOR = re.compile(r"\s*[-_|—–·:：,，!！]\s*")
_REFRESH = re.compile(
    rb"<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh[^>]{0,100}?content\s*=\s*"
    rb"(?:\"\s*(\d+)\s*[;,]\s*url\s*=\s*'?([^\"']+)|'\s*(\d+)\s*[;,]\s*url\s*=\s*\"?([^\"']+))",
    re.I,
)
_SCRIPT = re.compile(
    rb"^[^{}]{0,200}?(?:window|document|self|top|parent)?\.?\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*"
    rb"[\"']([^\"'+<>\s]+)[\"']\s*\)?\s*;?\s*$",
    re.I,
)
_ONE_SCRIPT = re.compile(
    rb"<script[^>]{0,100}>\s*(?:<!--)?\s*(.{1,500}?)\s*(?://)?\s*(?:-->)?\s*</script\s*>", re.I | re.S
)
_TAG = re.compile(rb"<(script|style|title|head|noscript)\b.*?</\1\s*>|<[^>]*>|<!--.*?-->|\s+|&nbsp;", re.I | re.S)
REDIRECT_LARGEST = 4_096


def _both(marks: tuple[str, ...]) -> tuple[bytes, ...]:
    """The bytes of marks in the two encodings that Chinese pages have."""
    return tuple(dict.fromkeys(mark.encode(charset) for mark in marks for charset in ("utf-8", "gb18030")))


_MARKS: tuple[tuple[Wall, tuple[tuple[bytes, ...], ...]], ...] = tuple(
    (wall, tuple(_both(group) for group in wall.body)) for wall in WALLS
)


def detect(status: int, headers: Headers, body: bytes) -> Wall | None:
    """The wall that an answer is, if it is one."""
    size = len(body)
    for wall, groups in _MARKS:
        if status not in wall.statuses or (groups and size > wall.largest):
            continue
        if wall.header and not _has(headers, *wall.header):
            continue
        if all(any(mark in body for mark in group) for group in groups):
            return wall
    if status == 200 and size <= NOT_FOUND_LARGEST and _titled(body, LOGIN_TITLES) and b"password" in body:
        return Wall("wall_login", pauses=False)
    return None


def soft_404(status: int, body: bytes) -> bool:
    """Whether a small page answered with 200 is titled as «not found» or as a system message."""
    return status == 200 and len(body) <= NOT_FOUND_LARGEST and _titled(body, NOT_FOUND_TITLES)


def plain_redirect(body: bytes) -> bytes | None:
    """Where a page that has nothing else sends its reader at once: by meta refresh (0 or 1 s) or one line of script."""
    if len(body) > REDIRECT_LARGEST:
        return None
    if found := _REFRESH.search(body):
        seconds, target = (found[1], found[2]) if found[1] else (found[3], found[4])
        return target.strip() if int(seconds[:4]) <= 1 else None
    script = _ONE_SCRIPT.search(body)
    if script is None or len(_TAG.sub(b"", body)) > 60:
        return None
    jump = _SCRIPT.match(script[1])
    return jump[1] if jump else None


def _has(headers: Headers, name: str, part: str) -> bool:
    return any(key == name and part in value.lower() for key, value in headers)


def _titled(body: bytes, titles: frozenset[str]) -> bool:
    found = _TITLE.search(body, 0, 4096)
    if found is None:
        return False
    for charset in ("utf-8", "gb18030"):
        try:
            title = found[1].decode(charset)
        except UnicodeDecodeError:
            continue
        whole = title.strip().casefold()
        return whole in titles or _SEPARATOR.split(whole, maxsplit=1)[0] in titles
    return False
