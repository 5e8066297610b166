"""Masking, boilerplate and fingerprints."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.duplicates import fingerprint, prepare, sketch
from pipeline.duplicates.boilerplate import light_spans
from pipeline.duplicates.masking import MASKS, NAME, NUMBER, PLACE, mask
from pipeline.duplicates.sketch import overlap
from pipeline.models import Article
from pipeline.text import fold, squeeze

MASKED = [
    ("在乐平市起诉", f"在{PLACE}起诉", "a county"),
    ("内蒙古自治区通辽市的法院", f"{PLACE}{PLACE}的法院", "the longest name wins"),
    ("张某某向李先生借款", f"{NAME}向{NAME}借款", "names with a mark"),
    ("张开双手", "张开双手", "a surname alone is none"),
    ("2024年3月5日借3万元", f"{NUMBER}年{NUMBER}月{NUMBER}日借{NUMBER}元", "digits and numerals"),
    ("三门峡市三个人", f"{PLACE}{NUMBER}个人", "a place that begins with a numeral"),
    ("在𠮷野家和乐平市", f"在𠮷野家和{PLACE}", "offsets hold beside a character beyond the basic plane"),
    ("乐", "乐", "the first character of a place alone"),
]


@pytest.mark.parametrize(("text", "masked"), [case[:2] for case in MASKED], ids=[case[2] for case in MASKED])
def test_masking(text: str, masked: str) -> None:
    assert mask(text).text == masked


@given(st.text(alphabet="张某王先生三百20乐平市上海的借款"))
def test_masking_loses_nothing(text: str) -> None:
    masked = mask(text)
    slots = iter(masked.slots)
    assert "".join(next(slots) if char in MASKS else char for char in masked.text) == text


LIGHT = [
    ("《民法典》第六百七十五条：借款人应当返还借款。", True, "a quoted provision on its own line"),
    ("第六百八十条 禁止高利放贷。", True, "the same without the law's name"),
    ("根据《民法典》第六百八十条规定，高利贷的利息可以不还。", False, "the writer's own words"),
    ("转载自：某某法律网", True, "a note"),
    ("本文为原创，未经授权禁止转载。", True, "a copyright line"),
    ("南昌讨债律师提醒您，遇到纠纷及时咨询专业律师。", True, "an advertisement"),
    ("借条要写清楚借款人的姓名。", False, "the article itself"),
]


@pytest.mark.parametrize(("line", "light"), [case[:2] for case in LIGHT], ids=[case[2] for case in LIGHT])
def test_what_weighs_little(line: str, light: bool) -> None:
    text = f"开头的一句话。\n{line}\n结尾的一句话。"
    start = text.index(line)
    assert bool(light_spans(fold(text))) is light
    if light:
        assert light_spans(fold(text))[0] == (start, start + len(line))


@given(st.lists(st.sampled_from(["借条。", "第五条 甲。", "转载自某网。", "\n", "来源：乙", "“丙”"])).map("".join))
def test_light_spans_are_in_order_and_apart(text: str) -> None:
    ends = [end for span in light_spans(fold(text)) for end in span]
    assert ends == sorted(set(ends))


@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint_that_travels(body: str) -> None:
    article = Article("http://a.example/", "http://a.example/", "题", body)
    one = fingerprint(article)
    assert pickle.loads(pickle.dumps(one)) == one == fingerprint(article)
    assert list(one.sketch) == sorted(set(one.sketch))


def test_fingerprints_are_equal_after_normalising() -> None:
    long = "借款到期不还，可以先发催款函，再向法院起诉，请求返还本金和利息。" * 3
    first = fingerprint(Article("u", "u", "甲", long))
    other = fingerprint(Article("u", "u", "乙", long.replace("，", ", ").replace("还", "還")))
    assert (first.content_hash, first.masked_hash) == (other.content_hash, other.masked_hash)
    city = fingerprint(Article("u", "u", "甲", "上海市" + long))
    town = fingerprint(Article("u", "u", "甲", "广州市" + long))
    assert city.content_hash != town.content_hash
    assert city.masked_hash == town.masked_hash
    assert city.length == len(squeeze("上海市" + long))


def test_copies_share_features_and_strangers_do_not() -> None:
    words = [
        f"第{number}种情形要看{chr(0x4E00 + 7 * number)}{chr(0x5E00 + 11 * number)}如何处理" for number in range(60)
    ]
    text = "，".join(words)
    excerpt = "，".join(words[10:30])
    stranger = "，".join(f"别的{chr(0x6E00 + 13 * number)}文章{chr(0x7E00 + 5 * number)}内容" for number in range(60))
    features = sketch(prepare("", text))
    assert overlap(features, sketch(prepare("", excerpt))) > 0.5
    assert overlap(features, sketch(prepare("", stranger))) == 0
