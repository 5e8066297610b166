"""What people read for the codes that the models hold."""

from __future__ import annotations

import re
from datetime import datetime

from pipeline.moments import SHANGHAI as SHANGHAI
from pipeline.moments import in_zone

STATUS = {
    "exists": "有效",
    "no_such_article": "没有这样的条款",
    "not_yet_in_force": "尚未施行",
    "repealed": "已废止",
    "superseded_version": "已被修订",
    "not_held": "无法核对",
}
RULE = {"superseded_version": "规则已过时", "not_yet_in_force": "规则尚未施行"}  # told without naming a provision
QUOTATION = {
    "exact": "引文一致",
    "altered": "引文有改动",
    "paraphrase": "转述",
    "misattributed": "引文属于别的条文",
    "unsupported": "条文没有这样的内容",
    "not_held": "",
}
BECAUSE = {  # why the original of a group comes before a copy
    "says_so": "自己注明取自别处",
    "published": "发布较晚",
    "habit": "同一天发布，而该站多为转载",
    "first_seen": "首次见到较晚",
    "address": "时间相同，按网址排序",
}
COPY = {
    "exact": "一字不差",
    "repost": "转载",
    "template": "套用模板",
    "rewrite": "改写",
    "excerpt": "节选",
    "near": "近似",
}
# Failure.reason → words; families (http_404, wall_cloudflare) by their beginning.
REASON = {
    "http_403": "拒绝访问",
    "http_404": "页面不存在",
    "http_410": "页面已删除",
    "http_429": "请求过多",
    "http_4": "页面取不到",
    "http_5": "网站出错",
    "wall_login": "要登录或付费",
    "wall_": "访问验证",
    "soft_404": "提示页面不存在",
    "not_article": "系统提示页",
    "robots_disallowed": "robots.txt 不允许",
    "excluded": "站点文件排除",
    "robots_unreachable": "取不到 robots.txt",
    "host_paused": "网站暂停访问",
    "private_address": "内网地址",
    "dns_error": "域名没有地址",
    "connect_error": "连接不上",
    "tls_error": "证书或加密有误",
    "timeout": "超时",
    "protocol_error": "回应不是 HTTP",
    "headers_too_large": "响应头过大",
    "truncated": "内容不完整",
    "too_large": "内容过大",
    "bad_encoding": "压缩数据有误",
    "media_type": "不是网页",
    "too_many_redirects": "跳转过多",
    "redirect_loop": "循环跳转",
    "redirect_off_site": "跳转到别的网站",
    "bad_redirect": "跳转没有目标",
    "bad_url": "不是网址",
    "no_contact": "没有写联系方式",
    "parked_domain": "域名停放或出售",
    "empty_body": "没有正文",
    "no_title": "没有标题",
    "not_text": "不是文本",
    "too_slow": "提取超时",
    "crashed": "提取出错",
    "trap": "无底洞",
    "not_a_feed": "不是订阅源",
    "not_a_sitemap": "不是站点地图",
    "malformed_": "格式有误",
    "bad_gzip": "压缩数据有误",
    "xml_depth": "嵌套过深",
    "xml_size": "元素过多",
    "json_size": "值过多",
    "xml_entities": "定义了实体",
    "bad_row": "导入的行有误",
    "damaged_record": "存档记录损坏",
    "payload_missing": "所指的原文不在已读的文件里",
}
PAGE_KIND = {  # of a page that is no article
    "article": "文章",
    "list": "列表页",
    "home": "首页",
    "tag": "标签页",
    "search": "搜索结果页",
    "message": "系统提示页",
    "wall": "访问验证页",
    "redirect": "跳转页",
    "frames": "框架页（frameset），内容在各框架里",
    "empty": "空白页",
    "other": "其他页面",
}
PRECISION = {"second": "%Y-%m-%d %H:%M", "minute": "%Y-%m-%d %H:%M", "month": "%Y-%m", "year": "%Y"}


def verdict(status: str, quotation: str = "not_held", *, rule: bool = False) -> str:
    """A verdict in words: «有效，引文有改动»; ``rule``: on a rule that is told without naming a provision."""
    words = ((rule and RULE.get(status)) or STATUS.get(status, status), QUOTATION.get(quotation, quotation))
    return "，".join(word for word in words if word)


def family(code: str) -> str | None:
    """The key of REASON that a failure's reason belongs to."""
    return next((key for key in REASON if code.startswith(key)), None)


def reason(code: str) -> str:
    """Why a page failed, in words with its code: «页面不存在 http_404»."""
    known = family(code)
    return f"{REASON[known]} {code}" if known else code


def provision(law: str | None, article: int | None, inserted: int = 0) -> str:
    """A provision in words: «民法典 第675条», «刑法 第293条之一»."""
    name = (law or "（未说明的法律）").removeprefix("中华人民共和国").removeprefix("最高人民法院关于")
    if article is None:
        return name
    return f"{name} 第{article}条" + (f"之{_inserted(inserted)}" if inserted else "")


def provision_of(identity: str) -> str:
    """A provision's id in words, as one types it: cn/law/民法典#a675 → «民法典第675条»."""
    law, _, place = identity.removeprefix("cn/law/").partition("#a")
    number, _, inserted = place.partition(".")[0].partition("-")
    return law + (f"第{number}条" if number else "") + (f"之{_inserted(int(inserted))}" if inserted else "")


def _inserted(number: int) -> str:
    """之N is never printed in Arabic figures: 1 → 一, 12 → 十二."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    if not 0 < tens < 10:
        return digits[ones] if number < 10 else str(number)
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")


def version(identity: str) -> str:
    """A version's id in words: cn/law/民法典@2020-05-28 → «民法典（2020-05-28 公布）»."""
    law, _, day = identity.removeprefix("cn/law/").partition("@")
    return f"{law}（{day.partition('.')[0]} 公布）" if day[:1].isdigit() else law


def moment(when: datetime | str | None, precision: str | None = "day") -> str:
    """A time in China, as finely as it is known; «—» for none."""
    if when is None:
        return "—"
    value = datetime.fromisoformat(when) if isinstance(when, str) else when
    return in_zone(value).strftime(PRECISION.get(precision or "day", "%Y-%m-%d"))


_TOML = (  # what tomllib says → what is to be done
    ("Unescaped '\\'", "双引号里的反斜杠要写成两个（\\\\），或改用单引号：'…'"),
    ("Cannot overwrite a value", "同一个键写了两遍，删去一处"),
    ("Cannot declare", "同一个表（[…]）写了两遍，合成一处"),
    ("Expected '=' after a key", "键的后面要写等号：键 = 值"),
    ("Illegal character", "引号没有配对，或文字里有不能写的字符"),
    ("Invalid value", '值写得不对：文字要用英文引号 "…"，是与否写 true、false，列表写 ["…", "…"]'),
    ("Invalid statement", "这一行不是「键 = 值」，也不是 [表]；键里有汉字或空格时要加英文引号"),
    ("Expected ']'", "方括号没有配对"),
    ("Expected newline", "值的后面多了东西：一行只写一个键，数字不以 0 开头，日期写成 2024-01-31"),
    ("Unclosed array", "列表的方括号没有配对"),
)
_PLACE_IN_TOML = re.compile(r"line (\d+), column (\d+)")


def toml_mistake(error: Exception, text: str) -> str:
    """What is wrong with a TOML file and what to do, with the line (``text`` is the whole file)."""
    said = str(error)
    advice = next((told for begin, told in _TOML if said.startswith(begin)), said)
    found = _PLACE_IN_TOML.search(said)
    lines = text.split("\n")  # as TOML counts them
    if found is None or not 0 < int(found[1]) <= len(lines):
        return f"不是有效的 TOML：末尾：{advice}"
    line = lines[int(found[1]) - 1].strip()
    return f"不是有效的 TOML：第 {found[1]} 行「{line[:60]}{'…' if len(line) > 60 else ''}」：{advice}"
