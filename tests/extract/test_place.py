"""Breadcrumb, category and tags in the shapes that sites without known class names use."""

from __future__ import annotations

import pytest

from tests.extract.extract_pages import URL, page, read

KNOWN = "<div class='sitemap'>当前位置：<a href='/'>首页</a> &gt; <a href='/hf.html'>金融债务</a> &gt; 正文内容</div>"
HOME, LAW, DEBT = "<a href='/'>某某网</a>", "<a href='/a'>法律知识</a>", "<a href='/b'>网贷催收</a>"
ITEM = "<li itemprop='itemListElement' itemtype='https://schema.org/ListItem'><a itemprop='item' href='{}'><span itemprop='name'>{}</span></a></li>"
MARKED = "".join(ITEM.format(href, name) for href, name in (("/", "某某网"), ("/a", "法律知识"), ("/b", "网贷催收")))


def bare(over: str, **parts: str) -> str:
    return page(**parts).replace(KNOWN, over)


PATHS = [
    ("<div class='bread'>首页 / 法律知识 / 网贷催收</div>", "slashes"),
    ("<div class='site-nav'>首页 &gt; 法律知识 &gt; 网贷催收</div>", "a name that says nothing"),
    (f"<p>{HOME} › {LAW} › {DEBT} › <a href='/c'>信用卡逾期后怎么协商</a></p>", "the home page by the site's name, the headline last"),
    (f"<p><a href='../'>某某网</a><em>»</em>{LAW}<em>»</em>{DEBT}</p>", "the home page by a relative address"),
    (f"<p>网站首页 - {LAW} - 网贷催收</p>", "dashes behind the home page"),
    (f"<p>你的位置：{HOME} &gt; {LAW} &gt; {DEBT}</p>", "a label with 你"),
    ("<p>您现在所在的位置：首页 &gt; 法律知识 &gt; 网贷催收</p>", "a long label"),
    (f"<p>您在：{HOME} &gt; {LAW} &gt; {DEBT}</p>", "a short label"),
    ("<p>当前栏目：首页 &gt; 法律知识 &gt; 网贷催收</p>", "a label that names a category elsewhere"),
    (f"<nav><ol itemscope itemtype='https://schema.org/BreadcrumbList'>{MARKED}</ol></nav>", "schema.org items"),
]  # fmt: skip


@pytest.mark.parametrize("over", [case[0] for case in PATHS], ids=[case[1] for case in PATHS])
def test_a_path_of_sections(over: str) -> None:
    article = read(bare(over))
    assert (article.breadcrumb, article.category) == (("法律知识", "网贷催收"), "网贷催收")


LISTS = [
    ('{"@type":"BreadcrumbList","itemListElement":[{"name":"某某网","item":"https://law.example.cn/"},{"name":"法律知识","item":"/a"},'
     '{"item":{"@id":"/b","name":"网贷催收"}},{"name":"信用卡逾期后怎么协商"}]}', ("法律知识", "网贷催收"), "alone"),
    ('{"@graph":[{"@type":"WebPage","breadcrumb":{"@type":"BreadcrumbList","itemListElement":[{"name":"首页"},{"name":"网贷催收"}]}}]}', ("网贷催收",), "of a page in a graph"),
    ('{"@type":"ItemList","itemListElement":[{"name":"首页"},{"name":"网贷催收"}]}', (), "another list"),
    ('{"@type":"BreadcrumbList","itemListElement":[7,{"name":null},{"item":[]}]}', (), "nonsense"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "crumbs"), [case[:2] for case in LISTS], ids=[case[2] for case in LISTS])
def test_a_breadcrumb_in_json_ld(said: str, crumbs: tuple[str, ...]) -> None:
    assert read(bare("", head=f"<script type='application/ld+json'>{said}</script>")).breadcrumb == crumbs


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ("<p>首页 | 法律知识 | 网贷催收</p>", "a menu"),
        (f"<p>{HOME} / <a href='/x'>关于我们</a> / <a href='/y'>联系我们</a></p>", "a menu with slashes"),
        ("<p><a href='/'>某某日报</a> / MOUMOU DAILY</p>", "a site's two names"),
        ("<p>法律知识 &gt; 网贷催收</p>", "no home page"),
    ],
)
def test_what_is_no_path(over: str, why: str) -> None:
    assert read(bare(over)).breadcrumb == (), why


def test_a_section_of_the_sites_own_host_behind_the_portals_name() -> None:
    over = "<div class='path'>某某网&gt;&gt;<a href='http://legal.example.cn/'>法治</a></div>"
    assert read(bare(over), "http://legal.example.cn/n1/1.html").category == "法治"


CATEGORIES = [
    ("发表于 2023-12-01 分类于 民间借贷 本文字数：820", "", "民间借贷", "a label without a colon"),
    ("<a href='/authors/z'>小舟</a> <time>2024-08-19</time> <a href='/categories/zx'>征信</a>", "", "征信", "an address of categories"),
    ("栏目：首页", "", None, "the home page is none"),
    ("", "<h6 class='post-footer'>作者:胡某 | 分类:<a href='/c'>网贷逾期</a> | 浏览:33</h6>", "网贷逾期", "the article's own footer"),
    ("", "<footer class='entry-footer'>分类：<a href='/c'>网贷逾期</a></footer>", "网贷逾期", "… of another theme"),
    ("", "<div class='site-footer'>分类：<a href='/c'>网贷逾期</a></div>", None, "the page's footer"),
]  # fmt: skip


@pytest.mark.parametrize(("info", "after", "category"), [c[:3] for c in CATEGORIES], ids=[c[3] for c in CATEGORIES])
def test_a_category_beside_the_text(info: str, after: str, category: str | None) -> None:
    assert read(bare("", info=info, after=after)).category == category


def test_an_author_in_the_articles_own_footer() -> None:
    assert read(page(after="<h6 class='post-footer'>作者:胡某 | 分类:<a href='/c'>网贷逾期</a></h6>")).author == "胡某"


LINKS = "<a href='/tag/1'>#征信</a> <a href='/tag/2'>#网贷</a>"


@pytest.mark.parametrize(
    "after",
    [f"<p>{label}{LINKS}</p>" for label in ("TAG标签：", "文章标签：", "相关标签：", "文章关键词：", "标签：")]
    + [f"<footer>{LINKS}</footer>"],
)
def test_tags_behind_the_text(after: str) -> None:
    assert read(page(after=after)).tags == ("征信", "网贷")


def test_a_theme_that_marks_its_categories_as_tags() -> None:
    after = "<div><a rel='tag' href='/category/a'>网贷逾期</a></div><div><a href='/tag/a' rel='tag'>征信</a></div>"
    article = read(page(after=after), URL)
    assert (article.category, article.tags) == ("网贷逾期", ("征信",))


@pytest.mark.parametrize(
    "over",
    [
        "<div class='path'><a href='/'>某某网</a>&gt;<a href='/f/'>法治</a><form><a href='/s'>搜索</a></form></div>",
        "<div class='cat-line'><a href='/g/'>某某观点</a> / <a href='/f/'>法治</a></div>",
        "<div class='bc'>主頁 &gt; 法治</div>",
    ],
    ids=["a button behind the path", "a path named as a category", "the home page in Taiwan's characters"],
)
def test_the_last_part_of_a_path(over: str) -> None:
    assert read(bare(over)).category == "法治"


@pytest.mark.parametrize(
    ("document", "nav", "category"),
    [
        ("{}_法治_某某网", "<a href='/f/'>法治</a>", "法治"),
        ("{} - 法治 - 某某网", "<a href='/f/'>法治</a>", "法治"),
        ("{}_法治_某某网", "", None),
        ("{}_某某_某某博客", "<b>某某</b>", None),
    ],
    ids=["a section", "behind a dash", "nowhere on the page", "the writer of a blog"],
)
def test_the_section_in_the_document_title(document: str, nav: str, category: str | None) -> None:
    html = bare(nav, title="某某案追回货款").replace("某某案追回货款 - 某某法律网", document.format("某某案追回货款"))
    assert read(html).category == category
