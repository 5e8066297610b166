"""Cards: only the picture is linked, and the title stands beside it; and articles that have linked pictures."""

from __future__ import annotations

import pytest

from pipeline.discover import look
from pipeline.extract import parse

TITLES = (
    "车贷逾期以后可以自己去谈分期吗", "欠条没有写利息能要利息吗", "接到催收电话应当先问什么", "保证人替人还钱以后怎么追回来",
    "法院冻结了工资卡生活费怎么办", "仲裁裁决下来以后多久能执行",
)  # fmt: skip
TEASER = "遇到这种情形，先把合同和转账记录找齐，再同对方谈，谈不拢的，可以请人民法院来判，具体的做法见正文。"
CARDS = {
    "alt and heading": "<div class='card'><a href='{url}'><img src='i.jpg' alt='{title}'></a><h3>{title}</h3><p>{teaser}</p></div>",
    "heading alone": "<div class='card'><a href='{url}'><img src='i.jpg'></a><h3>{title}</h3><p>{teaser}{teaser}</p><span>2025-03-01</span></div>",
    "heading in a block": "<li><div><a href='{url}'><img src='i.jpg'></a></div><div><h2>{title}</h2><p>{teaser}</p></div></li>",
    "a link over the whole item": "<div class='card'><h3>{title}</h3><p>{teaser}</p><a class='cover' href='{url}'></a></div>",
    "no heading element": "<li><a href='{url}'><img src='i.jpg'></a><div class='t'>{title}</div><p>{teaser}</p></li>",
    "alt, no heading element": "<li><a href='{url}'><img src='i.jpg' alt='{title}'></a><span>{title}</span><p>{teaser}</p></li>",
    "a line for the picture, one for the words": "<tr><td><a href='{url}'><img src='i.jpg'></a></td><td><h4>{title}</h4>{teaser}</td></tr>",
    "pairs": "<dt><a href='{url}'><img src='i.jpg'></a></dt><dd><h4>{title}</h4><p>{teaser}</p></dd>",
}  # fmt: skip


def page(body: str, title: str) -> str:
    menu = "<div class='nav'><a href='/'>首页</a> <a href='/about.html'>关于我们</a></div><a href='/'><img alt='债务小站的标志'></a>"
    return (
        f"<html><head><title>{title}-债务小站</title></head><body>{menu}{body}<div>债务小站版权所有</div></body></html>"
    )


def items(form: str, number: int) -> str:
    body = "".join(form.format(url=f"/n/{i}.html", title=TITLES[i], teaser=TEASER) for i in range(number))
    return (
        f"<table>{body}</table>" if form.startswith("<tr") else f"<dl>{body}</dl>" if form.startswith("<dt") else body
    )


@pytest.mark.parametrize("number", [6, 3])
@pytest.mark.parametrize("form", CARDS.values(), ids=CARDS.keys())
def test_a_list_of_cards(form: str, number: int) -> None:
    after = "<div><a href='/list/2'>下一页</a></div>"
    kind, links = look(parse(page(items(form, number) + after, "文章中心")), "https://a.cn/list/1")
    assert kind == "list"
    found = {link.url: link.text for link in links if link.kind == "article"}
    assert found == {f"https://a.cn/n/{i}.html": TITLES[i] for i in range(number)}
    assert "https://a.cn/list/2" in {link.url for link in links if link.kind == "list"}


@pytest.mark.parametrize("number", [1, 2])
def test_the_last_page_has_few(number: int) -> None:
    html = page(items(CARDS["heading alone"], number) + "<a href='/list/1'>上一页</a>", "文章中心")
    assert look(parse(html), "https://a.cn/list/2")[0] == "list"


PROSE = [f"<p>{title}，这要分开来看。{TEASER}{TEASER}</p>" for title in TITLES]
PICTURE = "<a href='/zt/{i}.html'><img src='{i}.jpg' alt='{alt}'></a>"
ARTICLES = {
    "pictures that bear its title": "<h1>债务人应当知道的六件事情</h1>" + "".join(f"<div>{PICTURE.format(i=i, alt='债务人应当知道的六件事情')}</div>{one}" for i, one in enumerate(PROSE)),
    "pictures with captions": "<h1>债务人应当知道的六件事情</h1>" + "".join(f"<p>{PICTURE.format(i=i, alt=f'借款合同的第{i}页样本')}</p>{one}" for i, one in enumerate(PROSE)),
    "parts that begin with a heading": "<h1>债务人应当知道的六件事情</h1>" + "".join(f"<div><h2>{TITLES[i]}</h2>{PICTURE.format(i=i, alt='')}{one}</div>" for i, one in enumerate(PROSE)),
    "a picture above it all": f"<div>{PICTURE.format(i=1, alt='')}<h1>债务人应当知道的六件事情</h1>{''.join(PROSE)}</div>",
    "a picture above a headline that the title does not have": f"<div>{PICTURE.format(i=1, alt='')}<h1>欠债的人要知道些什么</h1><p>2025-03-01</p>{''.join(PROSE)}</div>",
    "a picture that opens": f"<h1>债务人应当知道的六件事情</h1><div><div><a href='/up/1.jpg'><img alt='合同样本一份'></a></div>{''.join(PROSE)}</div>",
}  # fmt: skip


@pytest.mark.parametrize("html", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_with_linked_pictures(html: str) -> None:
    assert look(parse(page(html, "债务人应当知道的六件事情")), "https://a.cn/n/77.html")[0] == "article"
