"""Writers' names that no label tells: by the day beside them, by the other facts around them, by their calling."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources

from .around import Surroundings

NEAR = 2  # lines below the headline in which a lawyer is named
# The hundred commonest surnames.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
# Cities and kinds of lawyers that begin like surnames: 苏州律师, 金牌律师.
_NO_PERSON = "|".join(
    word
    for group in tomllib.loads(resources.files(__package__).joinpath("no_person.toml").read_text(encoding="utf-8"))[
        "words"
    ]
    for word in group["begins"]
)
# 罗律师 2025.04.20 1.2万阅读 · 韩雪 律师 | 2025年3月20日
_CALLING = re.compile(
    rf"[\s|｜·]*(?!{_NO_PERSON})"
    rf"([{SURNAMES}][\u4e00-\u9fff]{{0,3}}?)(\s*)律师\s*(?:[|｜·]\s*)?(?=(?:19|20)\d\d\s?[-/.年])"
)
# A section's name stands beside the day as often as a writer's: 网贷逾期 发布于 2024-03-05.
_SUBJECT = re.compile(
    "贷|逾期|债|欠款|催收|信用|征信|法律(?!人)|法规|知识|常识|案例|资讯|新闻|动态|公告|问答|指南|攻略|诉讼|仲裁|合同|纠纷|婚姻|刑事|民事|执行|金融|财经|理财|网站|本站|时间|年$"
)
# posted @ 2024-03-05 10:20 阿木 阅读(12) · 发表于 2024-03-05 由 阿木 · 阿木 发表于 2024-03-05
_DAY = r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
_BESIDE_DAY = (
    re.compile(
        rf"(?:posted|发布|发表)\s*[@于]?\s*{_DAY}\s+(?:由\s*)?([^\s(:：|]{{2,16}})\s+(?:阅读|浏览|评论|views)\s*\(",
        re.I,
    ),
    re.compile(rf"(?:发布|发表)于?\s*{_DAY}\s*由\s*([^\s(:：|，。]{{2,16}})(?:\s|$)"),
    re.compile(
        rf"^(?!最近|最后|首次|文章|本文|原创|更新|楼主|内容|新闻|编辑)([\u4e00-\u9fff\w]{{2,12}})\s+(?:发布|发表)于\s*{_DAY}"
    ),
)
# Labels in elements of their own, whose colons the style sheet draws: 作者 钱某 来源 专栏 时间 2024-03-05
_LABELS = "来源|时间|日期|编辑|责编|浏览|阅读|点击|发布(?:时间|日期)?|分类|栏目"
_BARE_AUTHOR = re.compile(rf"(?:^|\s)作者\s+([\u4e00-\u9fff·]{{2,8}})\s+(?:{_LABELS})\s+\S")


def names(around: Surroundings) -> Iterator[str]:
    """What may be the writer's name in the lines around an article, surest first."""
    for line in around.lines:
        if line.place == "head" and line.distance <= NEAR and (match := _CALLING.match(line.text)):
            yield match[1] if len(match[1]) > 1 else f"{match[1]}律师"
    for line in around.lines:
        if line.place == "above" or line.sentences:
            continue
        text = line.text
        patterns = (_BARE_AUTHOR,) if "作者" in text else _BESIDE_DAY if "发" in text or "osted" in text else ()
        for pattern in patterns:
            if (match := pattern.search(text)) and not (pattern in _BESIDE_DAY and _SUBJECT.search(match[1])):
                yield match[1]
