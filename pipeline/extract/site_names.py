"""Names of sites and of whoever runs them, as document titles have them before or behind the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.text import squeeze

SHORTEST = 4  # characters of a headline
SEPARATOR = re.compile(r"\s*[_|｜丨»«]\s*|\s+[-–—－·•:：]+\s+|\s*[-–—－]{1,2}\s*(?=[^\s\d])|\s*(?:<<|>>|--+)\s*")
# What the last part of a document title is called when it is the site, not the article.
_SITE = re.compile(
    r"(?:网|网站|在线|频道|新闻|资讯|中心|门户|首页|论坛|博客|律师事务所|律所|法律咨询|平台|小说|阅读|下载|大全|百科|百科全书|日报|晚报|时报|商报|电视台|之家|社区"
    r"|\.(?:com|cn|net|org)\S*|online|news|blog|栏目|专栏|正文)$",
    re.I,
)
# Names of whoever runs the site, and what a page is called that nobody named.
_OWNER = re.compile(
    r"(?:网站|官网|门户|律师事务所|律所|有限公司|协会|学会|律师团队|\.(?:com|cn|net|org)\S*)$"
    # 网 that is no site: a debtor falls into the net, names go online
    r"|^[^，。？！]{1,9}[^，。？！落上入触收撒漏联](?<!逃法)网$"
    r"|^(?:(?:文章|新闻|资讯|内容|信息|公告|行业|公司|媒体)?(?:详情|内容|正文|页面|详细|展示|中心|动态|资讯|列表|浏览|报道)页?|(?:详细|具体)(?:内容|信息|页面)|首页|标题"
    r"|无标题.*|untitled.*|document|index)$",
    re.I,
)
# The same of courts, offices, lawyers and their pages, where nothing in the words tells or asks something.
_OFFICE = re.compile(
    r"(?:法院|法庭|检察院|(?:司法|公安|税务|监管|管理)[局厅所]|公证处|仲裁(?:委|院|委员会)|委员会|人民政府|办公室|(?:援助|服务|调解|研究)中心|研究[院会]|法学院|大学"
    r"|律师|快车|主页|博客|空间|论坛|社区|之家|在线|频道|专栏)$"
)
_TELLS = re.compile(r"[怎吗呢会被把将要能请告诉找到了是有去谁哪多几欠还拒判称与和向在对谈访\d]|如何|什么|可以|不|关于")
OFFICE = 16  # characters of such a name
_WELCOME = re.compile(r"^(?:欢迎(?:您|你)?(?:光临|访问|来到|进入|使用)|welcome to)\s*", re.I)
_DECORATION = " :：;*·•~|-—_=<>《》【】[]「」『』☆★"


def names_owner(text: str) -> bool:
    """Whether a title is but the name of a site, of whoever runs it, or of the page's kind.

    >>> [names_owner(text) for text in ("::某县司法局::", "欠款被起诉到法院", "老赖终落网")]
    [True, False, False]
    """
    bare = text.strip(_DECORATION)
    if _WELCOME.match(bare) or _OWNER.search(bare):
        return True
    kind = _OFFICE.search(bare) if len(bare) <= OFFICE else None
    return kind is not None and _TELLS.search(bare, 0, kind.start()) is None


def tails(titles: Iterable[str]) -> set[str]:
    """Parts of document titles that look like the site's name."""
    return {squeeze(part) for text in titles for part in SEPARATOR.split(text)[1:] if part and _SITE.search(part)}


def without_site(title: str, site_name: str = "") -> str:
    """A document title without the names of site and section behind it (or before it).

    >>> without_site("欠款不还怎么办？-某某法律咨询网")
    '欠款不还怎么办？'
    """
    parts = [part for part in SEPARATOR.split(title) if part]
    if len(parts) < 2:
        return title
    name = squeeze(site_name)
    cut = len(parts)
    while cut > 1 and (_SITE.search(parts[cut - 1]) or (name and squeeze(parts[cut - 1]) == name)):
        cut -= 1
    if cut == len(parts):  # nothing looks like a site: the longest part is the headline
        return max(parts, key=len) if len(max(parts, key=len)) >= 0.5 * len(title) else parts[0]
    if len(parts[0]) >= SHORTEST or cut == 1:
        end = title.find(parts[cut - 1], sum(map(len, parts[: cut - 1]))) + len(parts[cut - 1])
        first = parts[0]
        return title[:end].strip() if cut <= 2 or not _SITE.search(first) else max(parts[:cut], key=len)
    return max(parts[:cut], key=len)
