"""Pages written for the tests, in the manner of small Chinese law sites."""

from __future__ import annotations

from datetime import datetime

from pipeline import extract
from pipeline.models import Article, Hint
from pipeline.site import Site

NOW = datetime.fromisoformat("2026-11-23T21:42:33+08:00")
URL = "https://law.example.cn/hf/1203.html"

LEAD = "信用卡逾期三个月以后，银行往往会先打电话提醒，再委托外面的公司上门，不少人因此整夜睡不着。"
SECOND = "其实只要弄清楚催收的边界，保存好录音和短信，大多数问题都可以通过协商解决，不必躲避。"
THIRD = "协商的时候要说明收入与支出，提出每月能还的数额，并请银行出具书面的分期协议，口头承诺没有用。"
BODY = f"<p>{LEAD}</p><h2>先看法律怎么说</h2><p>{SECOND}</p><ul><li>保留通话录音</li><li>不要转账到私人账户</li></ul><p>{THIRD}</p>"
TEXT = "\n".join((LEAD, "先看法律怎么说", SECOND, "保留通话录音", "不要转账到私人账户", THIRD))

NAV = "<div class='nav'><ul>" + "".join(f"<li><a href='/c{i}/'>栏目名称{i}</a></li>" for i in range(8)) + "</ul></div>"
FOOTER = "<div class='footer'><p>版权所有 某某法律网 备案号：某ICP备00000000号，未经许可不得转载。</p></div>"
OTHERS = "".join(
    f"<div class='item'><h3><a href='/hf/{i}.html'>别人的欠款问题第{i}篇文章怎么处理</a></h3>"
    f"<p>这里是第{i}篇文章的摘要，说明欠款以后应该怎么办，字数不多，但是也有逗号和句号。</p></div>"
    for i in range(1, 7)
)


def page(
    body: str = BODY, *, title: str = "信用卡逾期后怎么协商", head: str = "", info: str = "", after: str = ""
) -> str:
    """A page in the layout of the sample site."""
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>{title} - 某某法律网</title>{head}</head>"
        f"<body>{NAV}<div class='sitemap'>当前位置：<a href='/'>首页</a> &gt; <a href='/hf.html'>金融债务</a> &gt; 正文内容</div>"
        f"<div class='post'><h1>{title}</h1><div class='info'>{info}</div><div class='single'>{body}</div>{after}</div>"
        f"{FOOTER}</body></html>"
    )


def read(html: str, url: str = URL, *, site: Site | None = None, hint: Hint | None = None) -> Article:
    return extract.extract(extract.parse(html), url, site=site, hint=hint, fetched_at=NOW)
