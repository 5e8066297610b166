"""Words that tell what a page is, as data: titles of lists, system messages, walls, bylines.

Patterns are rows, one sense a row; ``either`` joins them. Sources: the texts of common Chinese content systems, forums,
web servers and firewalls, as their pages show them.
"""

from __future__ import annotations

import re


def either(*rows: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """One pattern of several rows."""
    return re.compile("|".join(f"(?:{row})" for row in rows), flags)


# Titles of lists: what a heading says above entries.
LIST_TITLE = either(
    r"^(?:标签|分类|栏目|归档|作者|存档|搜索|关键[字词])(?:\s*[:：]\s*|\s+|(?=[“「《\[]))[^，。？！]{1,30}$",
    r"^(?:标签|分类|栏目|作者|关键[字词])[^，。？！]{1,30}(?:的文章|下的文章|发布的文章|归档|存档)$",
    r"(?:下的|发布的|的全部|全部|所有)文章$",
    r"文章(?:归档|存档|列表)$|^[^，。？！]{0,8}(?:归档|存档|列表)$",
    r"^(?:category|tag|author|archives?|month|year|day|search results?)\b.{0,3}:",
    r"搜索(?:结果|到)",
    r"^\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?$",
    r"_(?:列表|专题)",
)
# A breadcrumb's last part on an article's page (in text with single spaces).
BREADCRUMB_END = re.compile(
    r"[>»›→＞/\-] ?(?:正文(?:内容)?|文章(?:正文|内容|详情)|内容(?:页|详情)?|详情|详细(?:内容|页)"
    r"|(?:查看|浏览|阅读)(?:文章|正文|内容)|全文)(?= |$)"
)
# Words around a page's content, found in one go: the neighbouring articles, the further pages of a list. All begin
# with one of a few characters, which keeps the search fast.
AROUND = re.compile(
    r"[上下前后後尾末最](?:(?P<neighbour>一?[篇条條则則](?=文章|[\s:：>»」】）)]|$|没有|沒有))|(?P<pages>一?[页頁]|后一[页頁]))"
)
AROUND_ENGLISH = (
    ("neighbour", "Previous Post"),
    ("neighbour", "Next Post"),
    ("pages", "Older posts"),
    ("pages", "Next page"),
)
# A neighbour's label right before its link.
NEIGHBOUR = re.compile(r"[上下前后後]一?[篇条條则則]")
DATE = either(
    r"(?<!\d)(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)",
    r"\d{1,3}\s*(?:秒|分钟|小时|天|周|个?月|年)前",
    r"(?:昨天|前天|今天|刚刚)(?=[\s\d]|$)",
    r"(?<![\d-])[01]\d-[0-3]\d(?:\s+\d{2}:\d{2})(?!\d)",
)
BYLINE = re.compile(
    r"作者|来源|發布|发布|发表|时间|日期|编辑|責任編輯|阅读|浏览|点击|人气|评论|点赞|字号|Published|Posted"
)

# What is bought stands with its price and these buttons; below, much is told of it.
BUY = re.compile(r"(?:加入|放入)购物车|立即(?:购买|抢购|下单)")
PRICE = re.compile(r"[￥¥]\s?\d")
# A person's page: the name is the heading, the parts are those of a curriculum vitae.
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}(?:律师|法官|教授|博士|老师)?(?:\s[^，。？！]{0,12})?$")
PROFILE = re.compile(
    r"个人简介|教育背景|(?:工作|执业|职业)经[历验]|社会(?:职务|兼职|荣誉)|(?:代表|主要|典型)(?:业绩|案例|客户)|荣誉奖项|(?:专业|执业|业务|擅长)领域"
    r"|执业证号|工作语言|学术成果"
)
# A directory of lawyers: each has a card with fields.
DIRECTORY = re.compile(r"(?:律师|律师事务所|律所)(?:推荐|大全|名录|列表|排名|在线)?$")
CARD = re.compile(r"擅长(?:领域)?\s*[:：]|执业\s*\d+\s*年|服务人数|响应时间")
# An entry that a button lays open: … 阅读全文
CUT = re.compile(r"(?:…|\.{3})\s*(?:阅读|展开|查看)(?:全文|更多)")
# A notice may be a table and little prose.
NOTICE_TITLE = re.compile(r"^[^，。？！]{6,}(?:公告|公示|通告|通知|启事|通报|告知书)$")

_THING = r"(?:页面|网页|文章|内容|信息|文档|主题|帖子|地址|文件|记录|页)"
# System messages and soft 404s.
MESSAGE = either(
    r"系统(?:提示|消息)|提示信息|信息提示|温馨提示|出错了|(?:错误|出错)提示|程序错误|数据库(?:连接)?错误",
    rf"{_THING}[^。\n]{{0,8}}(?:不存在|没找到|未找到|找不到|已(?:经)?(?:被)?删除|走丢|失踪|不见了|飞走)",
    rf"{_THING}已(?:经)?被[^。，\n]{{1,8}}(?:删除|屏蔽|下架)",
    rf"(?:找不到|没有找到|未找到|无法找到|不存在)[^。\n]{{0,6}}(?:{_THING}|结果)",
    r"不存在或已|已被(?:删除|移除|屏蔽)|正在审核|未通过审核",
    r"抱歉[，,][^。\n]{0,20}(?:不存在|删除|找不到|无法访问|出错)",
    r"\b(?:403|404|500|502|503)[ \-:：!！]*(?:错误|页面|error|not found|forbidden|server|bad|服务)",
    r"(?:error|错误)[ \-:：]*(?:403|404|500|502|503)\b|^\s*404[!！.。]?\s*$",
    r"page (?:not found|can.?t be found|could not be found)|\bnot found\b|nothing (?:here|found)",
    r"自动(?:跳转|返回)|网站(?:维护|升级|关闭|建设)中|站点(?:已)?关闭",
    r"服务器(?:繁忙|错误|内部错误)|internal server error|bad gateway",
    flags=re.IGNORECASE | re.MULTILINE,
)

# Walls that a script betrays: reason → marks in scripts or in what is shown.
SCRIPT_WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("aliyun_waf", either(r"acw_sc__v2", r"aliyun_waf", r"_waf_bd8ce2ce37")),  # Alibaba Cloud's cookie puzzle
    ("jiasule", either(r"__jsl_clearance", r"jiasule", r"yunaq\.com")),  # 知道创宇 加速乐, with status 521
    ("yunsuo", either(r"yunsuo_session", r"security_session_(?:mid_)?verify", r"云锁")),
    ("safedog", either(r"safedog", r"安全狗", r"网站防火墙")),
    ("cloudflare", either(r"cdn-cgi/challenge-platform", r"cf-browser-verification", r"cf_chl_opt", r"^Just a moment\.\.\.")),
)  # fmt: skip
# Walls that say so: reason → marks in what is shown.
SHOWN_WALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "waf",
        either(
            r"您的(?:请求|访问)(?:可能|疑似)?(?:带有|存在|被)[^。]{0,12}(?:拦截|攻击|非法|不合法|阻断)",
            r"访问(?:被|已被)(?:拦截|拒绝|阻断)",
            r"Web应用防火墙",
        ),
    ),
    (
        "captcha",
        either(
            r"(?:请|需要)[^。]{0,8}(?:完成|输入|进行)[^。]{0,6}(?:安全)?(?:验证|验证码)",
            r"人机(?:身份)?验证|滑动(?:滑块|验证)|访问(?:过于|太)频繁",
            r"unusual traffic|are you (?:a )?(?:human|robot)",
        ),
    ),
    (
        "login",
        either(
            r"(?:请|需要|必须)(?:先)?(?:您)?登[录陆](?:后|才|，|,|!|！|再|$)",
            r"登[录陆]后(?:才能|才可|方可|可|即可|查看|浏览|继续)",
            r"(?:无权|没有权限|权限不足)[^。]{0,8}(?:访问|浏览|查看|阅读)",
            r"仅(?:限)?会员|会员(?:专享|可见)",
        ),
    ),
    (
        "parked",
        either(
            r"(?:域名|domain)[^。\n]{0,16}(?:出售|转让|待售|for sale|is parked|parking)",
            r"buy this domain|this domain (?:may be|is) for sale|sedoparking",
            r"域名(?:已)?(?:过期|到期|停放)|未备案",
        ),
    ),
)
# In the place of the text: who may read it.
LOCKED = re.compile(
    r"(?:仅限?|只有|限)[^。]{0,6}会员[^。]{0,6}(?:可见|查看|阅读|浏览)|(?:请|需要|需|必须)先?登[录陆](?:后|再)[^。]{0,4}(?:查看|阅读|浏览)"
    r"|(?:付费|购买|开通会员|支付)后(?:即可|才能|可)?(?:查看|阅读|浏览)"
)
