"""What is told of a provision in one sentence with its name, in whatever way the two are joined."""

from __future__ import annotations

import pytest

from pipeline.laws import find_citations
from pipeline.laws.judging.attribution.claims import claims

RULE = "约定的利率不得超过四倍"


@pytest.mark.parametrize(
    ("text", "words", "manner"),
    [
        pytest.param(f"{RULE}，《民法典》第680条写得明明白白。", RULE, "told", id="before it"),
        pytest.param(
            f"因为《民法典》第680条的要求，{RULE}，超过的不受保护。", f"{RULE}，超过的不受保护", "told", id="behind it"
        ),
        pytest.param(
            "《民法典》第680条把上限定在四倍，超过的不受保护。",
            "把上限定在四倍，超过的不受保护",
            "told",
            id="the provision acts",
        ),
        pytest.param(
            "《民法典》第680条禁止高利放贷，放贷的要受罚。", "禁止高利放贷，放贷的要受罚", "told", id="… and forbids"
        ),
        pytest.param(
            "借款人都可以依《民法典》第680条请求法院减少过高的利息。",
            "借款人，请求法院减少过高的利息",
            "told",
            id="on both sides",
        ),
        pytest.param(f"《民法典》第680条开宗明义：“{RULE}。”", f"{RULE}。", "quoted", id="quoted behind a colon"),
        pytest.param(f"看看《民法典》第680条怎么说：“{RULE}。”", f"{RULE}。", "quoted", id="… of a question"),
        pytest.param(
            f"“{RULE}，超过的无效”，这就是《民法典》第680条的底线。",
            f"{RULE}，超过的无效",
            "quoted",
            id="quoted before it",
        ),
        pytest.param(
            f"“{RULE}。超过的无效。”《民法典》第680条的这句话要记住。",
            f"{RULE}。超过的无效。",
            "quoted",
            id="two sentences quoted before it",
        ),
        pytest.param(
            f"法条原话：“{RULE}。超过的无效。”（《民法典》第680条）",
            f"{RULE}。超过的无效。",
            "quoted",
            id="… and it in brackets",
        ),
        pytest.param(f"《民法典》第680条原文说，“{RULE}。”", f"{RULE}。", "quoted", id="its very words"),
        pytest.param(f"《民法典》第680条的原文是“{RULE}”，别记错。", RULE, "quoted", id="… are"),
        pytest.param(f"《民法典》第680条确立了上限——“{RULE}”。", RULE, "quoted", id="behind a dash"),
        pytest.param(
            f"按《民法典》第680条，“{RULE}，超过无效”，多收的要退。",
            f"{RULE}，超过无效",
            "quoted",
            id="behind a comma, longer than a name",
        ),
        pytest.param("按《民法典》第680条，“高利放贷”是被禁止的。", "高利放贷", "told", id="a name behind a comma"),
        pytest.param(f"{RULE}，这是《民法典》第680条的硬性要求。", RULE, "told", id="its hard demand"),
        pytest.param(
            "借款人都可以依据《民法典》第680条主张退一赔五，最低两千元。",
            "借款人，主张退一赔五，最低两千元",
            "told",
            id="a short end with a figure",
        ),
        pytest.param(
            f"{RULE}，超过了就违法，《民法典》第680条没给任何人开口子。",
            f"{RULE}，超过了就违法",
            "told",
            id="an end that refers back",
        ),
        pytest.param(
            "合同里写着“逾期一天收千分之五”，《民法典》第680条给了借款人调低利率的余地和理由。",
            "给了借款人调低利率的余地和理由",
            "told",
            id="not what a contract says",
        ),
        pytest.param(f"{RULE}。参见《民法典》第680条。", RULE, "told", id="in the sentence before"),
        pytest.param(f"{RULE}。法律依据：《民法典》第680条。", RULE, "told", id="… as its basis"),
        pytest.param(f"{RULE}，《民法典》第680条就是管这种情形的。", RULE, "told", id="just what it is for"),
    ],
)
def test_read(text: str, words: str, manner: str) -> None:
    (claim,) = claims(text, find_citations(text))
    assert (claim.text, claim.manner) == (words, manner)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"{RULE}，《民法典》第680条和《刑法》第175条分别怎么看，专家意见不一。", id="two provisions in one sentence"
        ),
        pytest.param("《民法典》第680条到底保护谁的利益，借款人还是出借人？", id="a question"),
        pytest.param(
            "当事人主张《民法典》第680条规定的权利，请求返还利息的，法院应当审理。",
            id="a part of another provision's sentence",
        ),
        pytest.param(
            "第三十条 借款人依照《民法典》第680条请求返还利息的，适用本解释。", id="a provision that is printed"
        ),
        pytest.param(f"本次修订将《民法典》第680条的表述修改为更严格的说法，{RULE}。", id="an amendment"),
        pytest.param("参见《民法典》第680条。", id="nothing is told"),
        pytest.param("原第42条改到《治安管理处罚法》第50条，自2026年1月1日起施行。", id="when it takes effect"),
    ],
)
def test_not_read(text: str) -> None:
    assert [claim for claim in claims(text, find_citations(text)) if claim.around] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"将《民法典》第680条修改为：\n“{RULE}。”", id="what an amendment puts in"),
        pytest.param(f"《民法典》第680条的起草者张教授答记者问：“{RULE}。”", id="somebody who speaks of it"),
    ],
)
def test_no_quotation(text: str) -> None:
    assert [claim for claim in claims(text, find_citations(text)) if claim.manner == "quoted"] == []


def test_what_somebody_else_says_is_known_to_be_reported() -> None:
    text = f"催收员吓唬借款人说，{RULE}，这就是《民法典》第680条的意思，实际并非如此。"
    assert all(claim.reported or claim.doubted for claim in claims(text, find_citations(text)))


@pytest.mark.parametrize(
    "text",
    [
        "合同里写“逾期一天按未还本金的千分之五支付违约金”（民法典第585条）。",
        "催收员常说“不还钱三天内就上门抓人”（民法典第680条）。",
        "平台约定“提前还款须支付全部利息”，《民法典》第680条就是这么写的吗？",
    ],
)
def test_what_others_wrote_is_not_told_of_the_provision(text: str) -> None:
    assert list(claims(text, find_citations(text))) == []
