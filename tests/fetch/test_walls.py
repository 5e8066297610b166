"""Walls, soft 404 and plain redirects: what is recognised, and what must not be."""

from __future__ import annotations

import pytest

from pipeline.fetch import walls

ARTICLE = (
    "<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    + "<p>逾期之后应当与银行协商还款。</p>" * 60
    + "</body></html>"
)


def page(title: str, body: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


# name: status, headers, body, and the wall's code
SEEN: dict[str, tuple[int, dict[str, str], bytes, str]] = {
    "Cloudflare says so": (403, {"cf-mitigated": "challenge"}, b"", "wall_cloudflare"),
    "Cloudflare, 200": (200, {"cf-mitigated": "challenge"}, b"x" * 90_000, "wall_cloudflare"),
    "Cloudflare's script": (503, {}, b"<script src=/cdn-cgi/challenge-platform/h/b/x></script>", "wall_cloudflare"),
    "Cloudflare's block": (403, {}, page("Attention Required! | Cloudflare"), "wall_cloudflare"),
    "acw_sc__v2": (
        200, {}, b"<script>var arg1='1A2B';function setCookie(n,v){document.cookie=n+v};reload('acw_sc__v2')</script>",
        "wall_acw_sc__v2"),
    "加速乐, 521": (521, {"set-cookie": "__jsluid_s=0a; httponly"}, b"<script>x</script>", "wall_jsl"),
    "加速乐, second step": (521, {}, b"<script>document.cookie=('_')+('_')+('j')</script>", "wall_jsl"),
    "加速乐, by name": (200, {}, b"<script>go({'tn':'__jsl_clearance_s'})</script>", "wall_jsl"),
    "云锁": (200, {"set-cookie": "yunsuo_session_verify=1"},
            b"<script>self.location='/?security_verify_data='+screendate</script>", "wall_yunsuo"),
    "安全狗": (200, {}, page("网站防火墙", "您的请求带有不合法参数，已被网站管理员设置拦截！<a href=http://www.safedog.cn>"),
              "wall_safedog"),
    "安全狗 in GBK": (403, {}, "<p>网站安全狗</p>".encode("gbk"), "wall_safedog"),
    "宝塔": (403, {}, page("宝塔网站防火墙"), "wall_btwaf"),
    "雷池": (468, {}, b"<script>window.SafeLineChallenge()</script>", "wall_safeline"),
    "瑞数": (412, {}, b"<script>$_ts=window['$_ts'];if(!$_ts)</script>" + b"x" * 100_000, "wall_ruishu"),
    "腾讯": (403, {}, b"<iframe src=https://waf.tencent-cloud.com/501page.html>", "wall_tencent"),
    "360": (200, {}, b"<script>window.location='/?wzwschallenge=V1'</script>", "wall_360"),
    "Incapsula": (200, {}, b"<script src=/_Incapsula_Resource?x></script>", "wall_incapsula"),
    "DataDome": (403, {"x-datadome": "protected"}, b"", "wall_datadome"),
    "captcha": (200, {}, page("访问验证", "为了继续访问，请完成人机验证，拖动滑块"), "wall_captcha"),
    "no licence": (403, {}, page("TestPage", "该网站暂时无法访问，尚未备案"), "wall_unlicensed"),
    "login": (200, {}, page("用户登录 - 某论坛", "<input type=password>"), "wall_login"),
    "parked": (200, {}, b"<script src=https://www.sedoparking.com/frmpark.js></script>", "parked_domain"),
    "for sale": (200, {}, page("example.cn", "该域名正在出售，有意者请联系"), "parked_domain"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_walls_are_recognised(name: str) -> None:
    status, headers, body, code = SEEN[name]
    wall = walls.detect(status, tuple(headers.items()), body)
    assert wall is not None
    assert wall.code == code


def test_only_a_login_leaves_the_host_open() -> None:
    assert {wall.code for wall in walls.WALLS if not wall.pauses} == set()
    login = walls.detect(200, (), SEEN["login"][2])
    assert login is not None
    assert not login.pauses


NOT_SEEN: dict[str, tuple[int, dict[str, str], bytes]] = {
    "an article": (200, {}, ARTICLE.format(title="网贷逾期怎么办").encode()),
    "served by Cloudflare": (200, {"server": "cloudflare", "cf-ray": "1"}, ARTICLE.format(title="a").encode()),
    "not found at Cloudflare": (404, {"server": "cloudflare"}, page("404")),
    "behind 加速乐, let through": (200, {"set-cookie": "__jsluid_s=0a"}, ARTICLE.format(title="a").encode()),
    "behind 安全狗, let through": (200, {"server": "Safedog/4.0"}, ARTICLE.format(title="a").encode()),
    "about walls, at length": (200, {}, ("acw_sc__v2 __jsl_clearance arg1 " + "逾期" * 40_000).encode()),
    "with a login box": (200, {}, ARTICLE.format(title="首页").encode() + b"<input type=password>"),
    "about logins": (200, {}, page("登录借款平台后发现被冒名怎么办", "<input type=password>")),
    "about a domain": (200, {}, ARTICLE.format(title="域名被他人抢注怎么维权").encode()),
    "about verification": (200, {}, ARTICLE.format(title="人机验证是什么").encode()),
}


@pytest.mark.parametrize("name", NOT_SEEN)
def test_ordinary_pages_are_no_walls(name: str) -> None:
    status, headers, body = NOT_SEEN[name]
    assert walls.detect(status, tuple(headers.items()), body) is None


SOFT: dict[str, tuple[int, bytes, bool]] = {
    "system message": (200, page("系统提示", "你访问的文章不存在"), True),
    "in GBK": (200, "<title>页面不存在 - 某某律师网</title>".encode("gbk"), True),
    "404 in the title": (200, page("404 Not Found"), True),
    "404 and the site's name": (200, page("404_某某网"), True),
    "English": (200, page("Page not found – Law Blog"), True),
    "spaces and case": (200, b"<TITLE>\n  Not Found \n</TITLE>", True),
    "a true 404 has its status": (404, page("404 Not Found"), False),
    "an article about it": (200, ARTICLE.format(title="系统提示账户异常怎么办").encode(), False),
    "an article with a number": (200, ARTICLE.format(title="404万元借款纠纷案").encode(), False),
    "an article about what is missing": (200, ARTICLE.format(title="借条不存在还能起诉吗").encode(), False),
    "a large page": (200, page("404", "x" * 50_000), False),
    "no title": (200, b"<p>404</p>", False),
}


@pytest.mark.parametrize("name", SOFT)
def test_soft_404(name: str) -> None:
    status, body, expected = SOFT[name]
    assert walls.soft_404(status, body) is expected


JUMPS: dict[str, tuple[bytes, bytes | None]] = {
    "refresh": (b'<meta http-equiv="refresh" content="0;url=/b">', b"/b"),
    "refresh, other order of quotes": (
        b"<META HTTP-EQUIV='Refresh' CONTENT='0; URL=http://h/b?x=1&y=2'>",
        b"http://h/b?x=1&y=2",
    ),
    "refresh, one second": (b'<meta http-equiv=refresh content="1; url=b">', b"b"),
    "refresh, target quoted": (b'<meta http-equiv="refresh" content="0;url=\'/b\'">', b"/b"),
    "href": (b"<script>window.location.href='/b';</script>", b"/b"),
    "location": (b'<html><head><title>t</title></head><script>location="/b"</script></html>', b"/b"),
    "replace": (b"<script type=text/javascript>\nlocation.replace( '/b' );\n</script>", b"/b"),
    "top": (b"<script>top.location.href = '/b'</script>", b"/b"),
    "refresh, later": (b'<meta http-equiv="refresh" content="5;url=/">', None),
    "refresh of itself": (b'<meta http-equiv="refresh" content="300">', None),
    "message, then away": (b"<script>setTimeout('location.href=\"/\"', 5000)</script>", None),
    "message beside the script": (b"<p>" + "文章".encode() * 40 + b"</p><script>location='/b'</script>", None),
    "computed target": (b"<script>location.href='/b?t='+Date.now()</script>", None),
    "conditional": (b"<script>if(mobile){location.href='/m'}</script>", None),
    "function": (b"<script>function f(){location='/b'}</script>", None),
    "a real page": (ARTICLE.format(title="a").encode() + b"<script>location='/b'</script>", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("name", JUMPS)
def test_plain_redirects(name: str) -> None:
    body, target = JUMPS[name]
    assert walls.plain_redirect(body) == target


def test_recognising_takes_bounded_time() -> None:
    """No pattern backtracks: bodies made to provoke it are done with at once (the suite's time limit would show)."""
    for body in (
        b"<title" * 3000,
        b"<meta " * 3000,
        b"<script>" + b"location=" * 1500,
        b"<" * 16_000,
        b"<meta http-equiv=refresh " * 160,
    ):
        walls.detect(200, (), body)
        walls.soft_404(200, body)
        walls.plain_redirect(body[:4096])
