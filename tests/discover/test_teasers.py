"""Lists whose items no element holds, and articles that look a little like them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.discover import look
from pipeline.extract import parse

TITLES = (
    "车贷逾期以后可以自己去谈分期吗", "欠条没有写利息能要利息吗", "接到催收电话应当先问什么", "保证人替人还钱以后怎么追回来",
    "法院冻结了工资卡生活费怎么办", "仲裁裁决下来以后多久能执行", "公司注销了欠款应当找谁要", "夫妻一方借的钱另一方还不还",
    "拒收律师函会有什么样的后果", "债权卖给别人以后该还给谁",
)  # fmt: skip
TEASER = "遇到这种情形，先把合同和转账记录找齐，再同对方谈，谈不拢的，可以请人民法院来判，具体的做法见正文。"
PAGER = '<div class="fy"><b>1</b> <a href="/a/2.html">2</a> <a href="/a/2.html">下一页</a></div>'
PARAGRAPHS = [f"<p>{title}，这要分开来看。{TEASER}{TEASER}</p>" for title in TITLES]


def page(rows: str, heading: str = "债务知识", after: str = PAGER) -> str:
    return (
        f"<html><head><title>{heading}-某某律师</title></head><body><div><a href='/'>首页</a><a href='/a/'>债务知识</a></div>"
        f"<div class='main'><h2>{heading}</h2>{rows}{after}</div><div>某某律师版权所有</div></body></html>"
    )


def rows(item: Callable[[str, str], str]) -> str:
    return "".join(item(f"/n/{number}.html", title) for number, title in enumerate(TITLES, 1))


LISTS = {
    "paragraphs": rows(lambda url, title: f"<p><a href='{url}'>{title}</a> 2024-01-05</p><p>{TEASER}</p>"),
    "a heading, and a button below": rows(lambda url, title: f"<div><h3>{title}</h3><p>{TEASER}</p><a href='{url}'>查看详情</a></div>"),
    "… in brackets": rows(lambda url, title: f"<div><h3>{title}</h3><p>{TEASER}</p><p><a href='{url}'>[详细]</a></p></div>"),
    "… below links to columns": "".join(f"<div><a href='/zt/{i}/'>关于某某问题的专栏之{i}</a></div>" for i in range(4)) + rows(lambda url, title: f"<div><h3>{title}</h3><p>{TEASER}</p><a href='{url}'>查看详情</a></div>"),
    "a table for each": rows(lambda url, title: f"<table><tr><td><a href='{url}'>{title}</a></td></tr><tr><td>点击33</td></tr><tr><td>{TEASER}</td></tr></table>"),
    "rows of one table": f"<table>{rows(lambda url, title: f'<tr><td><a href={url}>{title}</a></td></tr><tr><td>{TEASER}</td></tr>')}</table>",
    "line breaks": rows(lambda url, title: f"<a href='{url}'>{title}</a><br>{TEASER}<br><br>"),
    "questions and answers": rows(lambda url, title: f"<div><p>问：<a href='{url}'>{title}？</a></p><p>答：{TEASER}</p></div>"),
    "pairs of blocks": rows(lambda url, title: f"<div><a href='{url}'>{title}</a></div><div>{TEASER}</div>"),
    "bold titles": rows(lambda url, title: f"<p><strong><a href='{url}'>{title}</a></strong></p><p>{TEASER}<a href='{url}'>阅读全文</a></p>"),
    "pictures": rows(lambda url, title: f"<li><a href='{url}'><img src='p.jpg' alt='{title}'></a></li>"),
}  # fmt: skip
ARTICLES = {
    "paragraphs": "".join(PARAGRAPHS),
    "links in sentences": "".join(f"{one[:-4]}参见<a href='/n/{i}.html'>{TITLES[i]}</a>一文。</p>" for i, one in enumerate(PARAGRAPHS)),
    "links above the text": "".join(f"<p><a href='/n/{i}.html'>{TITLES[i]}</a></p>" for i in range(3)) + "".join(PARAGRAPHS),
    "links between paragraphs": "".join(f"{one}<p><a href='/n/{i}.html'>{TITLES[i]}</a></p>" for i, one in enumerate(PARAGRAPHS)),
    "links below the text": "".join(PARAGRAPHS) + "".join(f"<p><a href='/n/{i}.html'>{title}</a></p>" for i, title in enumerate(TITLES)),
    "a question of a reader": "".join(f"<p>问：{title}？</p><p>答：{TEASER}{TEASER}</p>" for title in TITLES),
    "lines": "<br>".join(f"　　{title}，{TEASER}{TEASER}" for title in TITLES),
    "below the site's name": "<h1><a href='/'>某某律师事务所债务网</a></h1><div>" + "".join(PARAGRAPHS) + "</div>",
}  # fmt: skip


@pytest.mark.parametrize("html", LISTS.values(), ids=LISTS.keys())
def test_a_list_and_what_it_leads_to(html: str) -> None:
    kind, links = look(parse(page(html)), "https://law.example.cn/a/")
    assert kind == "list"
    assert {link.url for link in links if link.kind == "article" and "/n/" in link.url} == {
        f"https://law.example.cn/n/{number}.html" for number in range(1, 11)
    }
    assert "https://law.example.cn/a/2.html" in {link.url for link in links if link.kind == "list"}


@pytest.mark.parametrize("html", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article(html: str) -> None:
    kind, _ = look(parse(page(html, "债务人应当知道的十件事", "")), "https://law.example.cn/n/77.html")
    assert kind == "article"


FEW = {
    "paragraphs": "<p><a href='{url}'>{title}</a></p><p>{teaser}</p>",
    "a line break": "<p><b><a href='{url}'>{title}</a></b> 2024-02-01<br>{teaser}</p>",
    "a button below": "<div><h4>{title}</h4><p>{teaser}</p><a href='{url}'>查看详情</a></div>",
    "rows": "<table><tr><td><a href='{url}'>{title}</a></td><td>2024-03-01</td></tr><tr><td colspan=2>{teaser}</td></tr></table>",
}  # fmt: skip
MENU = "<div class='nav'><a href='/'>首页</a><a href='/a/'>债务知识</a></div>"


def few(form: str, number: int) -> str:
    return "".join(
        form.format(url=f"/n/{i}.html", title=title, teaser=TEASER * 2) for i, title in enumerate(TITLES[:number])
    )


@pytest.mark.parametrize("form", FEW.values(), ids=FEW.keys())
def test_a_list_of_three_without_a_pager(form: str) -> None:
    kind, links = look(parse(page(few(form, 3), after="")), "https://law.example.cn/a/")
    assert kind == "list"
    assert len({link.url for link in links if link.kind == "article" and "/n/" in link.url}) == 3


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("form", FEW.values(), ids=FEW.keys())
def test_where_the_sites_menu_leads_is_no_article(form: str, number: int) -> None:
    html = page(few(form, number), after="").replace("<body>", f"<body>{MENU}")
    assert look(parse(html), "https://law.example.cn/a/")[0] != "article"


@pytest.mark.parametrize("form", FEW.values(), ids=FEW.keys())
def test_three_links_do_not_make_a_list_of_an_article_with_a_headline(form: str) -> None:
    html = page(few(form, 3), "债务人应当知道的三件事情", "").replace("<body>", f"<body>{MENU}")
    assert look(parse(html), "https://law.example.cn/n/77.html")[0] == "article"


CLICKED = {
    "location": "<li onclick=\"location.href='{url}'\"><h3>{title}</h3><p>{teaser}</p></li>",
    "a window": "<div onclick=\"window.open('{url}')\"><div class='title'>{title}</div><p>{teaser}</p></div>",
    "an attribute for the script": "<div data-href='{url}'><h4>{title}</h4><p>{teaser}</p></div>",
}  # fmt: skip


@pytest.mark.parametrize("form", CLICKED.values(), ids=CLICKED.keys())
def test_items_that_only_a_script_leads_on_from(form: str) -> None:
    kind, links = look(parse(page(few(form, 5), after="")), "https://law.example.cn/list/1.html")
    assert kind != "article"
    found = {link.url: link.text for link in links if link.kind == "article" and "/n/" in link.url}
    assert found == {f"https://law.example.cn/n/{i}.html": title for i, title in enumerate(TITLES[:5])}


def test_boxes_that_open_something_do_not_make_a_list_of_an_article() -> None:
    html = "".join(PARAGRAPHS) + few(CLICKED["location"], 5)
    assert look(parse(page(html, "债务人应当知道的十件事情", "")), "https://law.example.cn/n/77.html")[0] == "article"


def test_buttons_called_more_lead_to_columns() -> None:
    """On a home page 更多 stands at each column; three that lead to numbers are articles."""
    columns = "".join(
        f"<div><h3>栏目</h3><a href='/{name}/'>更多</a></div>" for name in ("daikuan", "danbao", "zhixing")
    )
    _, links = look(parse(page(columns)), "https://law.example.cn/")
    assert {link.kind for link in links if link.text == "更多"} == {"list"}
    items = rows(lambda url, title: f"<div><h3>{title}</h3><a href='{url.replace('/n/', '/n/20240')}'>更多</a></div>")
    _, links = look(parse(page(items)), "https://law.example.cn/a/")
    assert {link.kind for link in links if link.text == "更多"} == {"article"}


@pytest.mark.parametrize(
    ("html", "pages"),
    [
        pytest.param("<script>createPageHTML(3, 0, 'index', 'html');</script>", ["/a/index_1.html", "/a/index_2.html"], id="TRS"),
        pytest.param("<script>createPageHTML(5, 3, 'index', 'html');</script>", ["/a/index_2.html", "/a/index_3.html", "/a/index_4.html"], id="TRS, on its way"),
        pytest.param('<script>createPageHTML(1,0,"index","html")</script>', [], id="TRS, one page"),
        pytest.param(
            "<select onchange='location=this.value'><option value='/a/'>1</option><option value='/a/p2.html'>第2页</option></select>",
            ["/a/p2.html"],
            id="a choice of pages",
        ),
        pytest.param("<select onchange='go()'><option value='hefei'>合肥</option><option value='/b/'>民事</option></select>", [], id="another choice"),
        pytest.param("<button onclick=\"location.href='/a/p2.html'\">下一页</button>", ["/a/p2.html"], id="a button"),
        pytest.param("<button onclick=\"location.href='/login'\">登录</button>", [], id="another button"),
    ],
)  # fmt: skip
def test_pages_that_scripts_lead_to(html: str, pages: list[str]) -> None:
    listing = rows(lambda url, title: f"<li><a href='{url}'>{title}</a></li>")
    kind, links = look(parse(page(f"<ul>{listing}</ul>", after=html)), "https://law.example.cn/a/")
    assert kind == "list"
    columns = {"https://law.example.cn/"}
    assert [link.url for link in links if link.kind == "list" and link.url not in columns] == [
        f"https://law.example.cn{path}" for path in pages
    ]
