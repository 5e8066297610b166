"""A local site to measure crawling with: COUNT article pages of about 40 KB, list pages, no two articles alike.

    python tests/benchmarks/local_site.py --articles 2000      # prints the base URL and serves until it is ended

It runs as a process of its own (aiohttp), so that what it costs is not counted to the crawler.
"""

from __future__ import annotations

import argparse
import random

from aiohttp import web

SUBJECTS = "借款人 出借人 平台 催收公司 银行 持卡人 担保人 家属 用人单位 法院 律师 第三方机构 消费金融公司 小贷公司 征信中心".split()
TIMES = "逾期当天 逾期三天后 三个月以后 收到通知时 账单日之前 立案之后 调解期间 执行阶段 还款日当晚 第二年年初".split()
ACTS = "拨打电话 发送短信 上门核实 申请延期 提交证据 协商分期 起诉至法院 报警处理 投诉到监管部门 申请个性化分期 查询征信报告 保存录音".split()
OBJECTS = "本金和利息 违约金 通话记录 催收函 还款计划 合同原件 银行流水 个人信息 联系人名单 担保责任 诉讼时效 信用卡账户".split()
ENDS = (
    "并要求对方出示书面材料",
    "否则可能承担相应责任",
    "这一点常常被忽略",
    "具体情况要看合同怎样约定",
    "必要时可以请专业人士协助",
    "同时注意保留原始载体",
    "不要因为一时紧张而作出承诺",
    "这样做对双方都有好处",
)
LAWS = (
    "《中华人民共和国民法典》第六百七十五条",
    "《中华人民共和国刑法》第二百九十三条",
    "《个人信息保护法》第十条",
    "民法典第1032条",
)
# Frequent characters; pairs of them make a vocabulary large enough that no two articles share sentences.
CHARS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义"
    "事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直"
    "题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西"
    "被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转"
    "更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段"
)
GLUE = ("的", "了", "在", "和", "对", "就", "如果", "可以", "应当", "因为", "但是", "以后", "其中", "或者", "不能")
_WORDS = random.Random(11)
WORDS = tuple("".join(_WORDS.choices(CHARS, k=_WORDS.choice((2, 2, 2, 3)))) for _ in range(6000))
CATEGORIES = ("网贷逾期", "催收应对", "信用卡", "债务协商")
PER_LIST = 20
STYLE = "".join(f".c{i}{{margin:{i}px;padding:{i % 7}px;color:#{i:03x}}}" for i in range(90))


class LocalSite:
    """Renders the pages; the same number always gives the same page, whatever else is asked for."""

    def __init__(self, articles: int, size: int = 40_000, offset: int = 0) -> None:
        """``offset``: sites that must share no article begin to count elsewhere."""
        self.articles, self.size, self.offset = articles, size, offset

    def title(self, number: int) -> str:
        rng = random.Random(number)
        return f"{rng.choice(TIMES)}{rng.choice(SUBJECTS)}{rng.choice(ACTS)}怎么办？第{number}问"

    def sentence(self, rng: random.Random) -> str:
        if rng.random() < 0.96:  # what articles say in the same words is rare, as in real ones
            return self.plain(rng)
        law = f"，依据{rng.choice(LAWS)}" if rng.random() < 0.5 else ""
        amount = f"{rng.randint(1, 99)}{rng.choice('百千万')}元的"
        return (
            f"{rng.choice(TIMES)}{rng.choice(SUBJECTS)}可以{rng.choice(ACTS)}{law}，"
            f"涉及{amount}{rng.choice(OBJECTS)}，{rng.choice(ENDS)}。"
        )

    def plain(self, rng: random.Random) -> str:
        clauses = (
            "".join(rng.choice(GLUE) if rng.random() < 0.25 else rng.choice(WORDS) for _ in range(rng.randint(4, 8)))
            for _ in range(rng.randint(2, 4))
        )
        law = f"，依据{rng.choice(LAWS)}" if rng.random() < 0.12 else ""
        return "，".join(clauses) + law + "。"

    def article(self, index: int) -> str:
        number = self.offset + index
        rng = random.Random(number)
        title, category = self.title(number), CATEGORIES[number % len(CATEGORIES)]
        body = "".join(
            f"<p>{''.join(self.sentence(rng) for _ in range(rng.randint(2, 4)))}</p>\n"
            for _ in range(rng.randint(14, 20))
        )
        day = f"202{number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02} 10:{number % 60:02}:00"
        head = (
            f"<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>{title} - 本地测试站</title>"
            f"<style>{STYLE}</style></head><body>"
            f'<div class="header"><div class="nav"><ul>{self.menu()}</ul></div></div><div class="main"><div class="left">'
            f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/list/1.html">{category}</a> &gt; 正文</div>'
            f'<h1>{title}</h1><div class="info"><span>发布时间：{day}</span> <span>作者：编辑部</span></div>'
            f'<div class="content">{body}</div>'
            f'<div class="related"><h4>相关文章</h4><ul>{self.links(rng, 10)}</ul></div>'
            f'<div class="comments">{self.comments(rng)}</div></div>'
        )
        boxes = "".join(
            f'<div class="box"><h3>{name}</h3><ul class="list">{self.links(rng, 20)}</ul></div>'
            for name in ("热门", "最新", "推荐")
        )
        tail = f'<div class="side">{boxes}</div></div><div class="footer">版权所有 本地测试站</div></body></html>'
        room = self.size - len((head + tail).encode())
        script = ",".join(f'"k{i}":"{i * 7919 % 9973}"' for i in range(max(0, room) // 14))
        return f"{head}{tail[:-14]}<script>var theme={{{script}}};</script></body></html>"

    def links(self, rng: random.Random, count: int) -> str:
        numbers = rng.sample(range(self.articles), min(count, self.articles))
        return "".join(
            f'<li class="item"><span class="num">{i}</span><a href="/a/{n}.html" title="{self.title(self.offset + n)}">'
            f'<i class="dot"></i>{self.title(self.offset + n)}</a><em class="day">0{i % 9 + 1}-{n % 28 + 1:02}</em></li>\n'
            for i, n in enumerate(numbers)
        )

    def comments(self, rng: random.Random) -> str:
        return "".join(
            f'<div class="comment"><div class="avatar"><img src="/avatar/{i}.png" alt=""></div><div class="who"><b>网友{i}</b>'
            f'<span class="when">{i}天前</span></div><p>{rng.choice(ENDS)}，{rng.choice(SUBJECTS)}也是这样。</p></div>\n'
            for i in range(10)
        )

    def menu(self) -> str:
        return "".join(
            f'<li class="menu-{n}"><a href="/list/{n % 4 + 1}.html"><span>{CATEGORIES[n % 4]}</span></a></li>'
            for n in range(24)
        )

    def listing(self, page: int) -> str | None:
        numbers = range((page - 1) * PER_LIST, min(page * PER_LIST, self.articles))
        if page < 1 or not numbers:
            return None
        items = "".join(
            f'<div class="item"><h2><a href="/a/{n}.html">{self.title(self.offset + n)}</a></h2>'
            f'<p class="intro">{self.sentence(random.Random(n))}</p></div>'
            for n in numbers
        )
        more = f'<a class="next" href="/list/{page + 1}.html">下一页</a>' if page * PER_LIST < self.articles else ""
        return (
            f"<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>文章列表 第{page}页</title></head><body>"
            f'<div class="nav"><a href="/">首页</a></div>{items}<div class="pagebar">{more}</div></body></html>'
        )

    def render(self, path: str) -> str | None:
        """The page at a path, None where there is none."""
        if path == "/":
            return self.listing(1)
        kind, _, name = path.strip("/").partition("/")
        number = name.removesuffix(".html")
        if not number.isdigit():
            return None
        if kind == "list":
            return self.listing(int(number))
        return self.article(int(number)) if kind == "a" and int(number) < self.articles else None


def serve(site: LocalSite, port: int) -> None:
    """Serve on loopback; every page is rendered once, before the first request."""
    paths = ["/", *(f"/list/{n + 1}.html" for n in range(-(-site.articles // PER_LIST)))]
    paths += [f"/a/{n}.html" for n in range(site.articles)]
    pages = {path: (site.render(path) or "").encode() for path in paths}

    async def answer(request: web.Request) -> web.Response:
        body = pages.get(request.path)
        if body is None:
            return web.Response(status=404, text="no such page")
        return web.Response(body=body, content_type="text/html", charset="utf-8")

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)

    async def started(_app: web.Application) -> None:
        print(f"http://127.0.0.1:{port}", flush=True)

    app.on_startup.append(started)
    web.run_app(app, host="127.0.0.1", port=port, print=lambda *_: None, access_log=None)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    serve(LocalSite(options.articles), options.port)
