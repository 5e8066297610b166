"""What is said of a quotation, where the texts of statutes are held. The statutes here are written for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.laws import check, find_citations
from pipeline.laws.judging.attribution.claims import claims
from pipeline.laws.judging.texts import Passage
from pipeline.laws.judging.wording.likeness import contained
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import read_work

LENDING = "甲省民间借款条例"
CARDS = "甲省银行卡条例"
REGISTRY = Registry(
    [
        read_work(
            {
                "title": LENDING,
                "type": "法律",
                "versions": [
                    {"published": "2015-01-01", "effective": "2015-03-01", "articles": ["1..4"]},
                    {"published": "2020-01-01", "effective": "2020-03-01", "articles": ["1..4"]},
                ],
            }
        ),
        read_work({"title": CARDS, "type": "法律", "versions": [{"published": "2018-01-01", "articles": ["1..9"]}]}),
    ]
)
REPAY = "借款人应当按照约定的期限归还本金，没有约定期限的，出借人可以催告借款人在三十日内归还。"
CAP = "约定的利率超过合同成立时市场报价利率四倍的，超过的部分无效，借款人可以请求返还。"
OLD_CAP = "约定的利率超过年利率百分之三十六的，超过的部分无效，借款人可以请求返还已付利息。"
CALLS = "发卡机构催收欠款不得骚扰无关人员，不得在晚间十点以后拨打电话。"
HOURS = "发卡机构应当在工作日白天与持卡人联系"
PROOF = "发卡机构无正当理由拒绝或者多次拖延提供纸质账单或者电子账单的，持卡人可以暂缓支付该账单的滞纳金。"
TEXTS = {
    (CARDS, "2018-01-01", 4): PROOF,
    (
        CARDS,
        "2018-01-01",
        8,
    ): "被限制消费后，不得有以下行为：\n（一）旅游、度假；\n（二）持卡人的子女就读学费很高的私立学校；",
    (CARDS, "2018-01-01", 9): "有下列情形的：\n（一）发卡机构在接到通知以后冻结该张银行卡；",
    (CARDS, "2018-01-01", 7): f"{HOURS}。夜间十点以后，催收人员不得拨打电话催收欠款。",
    (LENDING, "2015-01-01", 2): OLD_CAP,
    (LENDING, "2015-01-01", 3): REPAY,
    (LENDING, "2020-01-01", 1): "为了规范民间借款活动，保护当事人的合法权益，制定本条例。",
    (LENDING, "2020-01-01", 2): REPAY,
    (LENDING, "2020-01-01", 3): CAP,
    (LENDING, "2020-01-01", 4): "出借人依照本条例第三条请求支付利息的，应当提供借款合同和付款凭证。",
    (CARDS, "2018-01-01", 5): CALLS,
}


class Statutes:
    """The texts above, found by the share of pairs of characters."""

    def article(self, version_id: str, article: int, inserted: int) -> str | None:
        title, _, published = version_id.removeprefix("cn/law/").partition("@")
        return TEXTS.get((title, published, article))

    def divided(self, version_id: str) -> bool:
        return True

    def near(self, version_id: str, article: int, reach: int) -> Sequence[Passage]:
        return [
            Passage(f"cn/law/{title}", version_id, number, 0, words)
            for (title, published, number), words in TEXTS.items()
            if f"cn/law/{title}@{published}" == version_id and abs(number - article) <= reach
        ]

    def similar(self, text: str, *, limit: int = 6, share: float = 0.4) -> Sequence[Passage]:
        found = [
            Passage(f"cn/law/{title}", f"cn/law/{title}@{published}", article, 0, words)
            for (title, published, article), words in TEXTS.items()
            if contained(text, words) >= share
        ]
        return sorted(found, key=lambda one: -contained(text, one.text))[:limit]


# (reason, text, status, quotation of the first citation)
CASES = [
    ("letter for letter, in quotation marks", f"《{LENDING}》第二条规定：“{REPAY}”", "exists", "exact"),
    ("a part of it", f"《{LENDING}》第二条规定，借款人应当按照约定的期限归还本金。", "exists", "exact"),
    ("punctuation and numerals do not count", f"《{LENDING}》第二条：出借人可以催告借款人在30日内归还", "exists", "exact"),
    ("an ellipsis", f"《{LENDING}》第二条规定：“借款人应当按照约定的期限归还本金……在三十日内归还”", "exists", "exact"),
    ("in traditional characters", f"《{LENDING}》第二條規定：「借款人應當按照約定的期限歸還本金」", "exists", "exact"),
    ("… and altered", f"《{LENDING}》第二條規定：「借款人可以按照約定的期限歸還本金，沒有約定期限的」", "exists", "altered"),
    ("as a line of a list", f"相关条文：\n《{LENDING}》第二条 {REPAY}\n", "exists", "exact"),
    ("… told", f"《{LENDING}》第二条规定，{REPAY[:18]}，说白了就是该还钱，别拖。", "exists", "exact"),
    ("the author's own words follow", f"《{LENDING}》第二条：{REPAY}所以小张应当还钱，不必害怕。\n", "exists", "exact"),
    ("a clause left out", f"《{LENDING}》第三条规定：“约定的利率超过合同成立时市场报价利率四倍的，借款人可以请求返还。”", "exists", "paraphrase"),
    ("other words", f"根据《{LENDING}》第二条的规定，借款人应当按照约定期限还本金，没约定的出借人可以催告归还。", "exists", "paraphrase"),
    ("a word left out that limits the rule", f"《{CARDS}》第四条规定：“{PROOF.replace('无正当理由', '')}”", "exists", "altered"),
    ("another standard left out", f"《{CARDS}》第四条规定：“{PROOF.replace('或者电子账单', '')}”", "exists", "altered"),
    ("another case left out", f"《{CARDS}》第四条规定：“{PROOF.replace('或者多次拖延', '')}”", "exists", "paraphrase"),
    ("a word left out that only refers back", f"《{CARDS}》第四条规定：“{PROOF.replace('该账单的', '')}”", "exists", "paraphrase"),
    ("a neighbour's rule in other words", f"《{CARDS}》第四条规定，催收人员晚上十点以后不得拨打电话催收欠款。", "exists", "misattributed"),
    ("… by who asks whether it is so", f"有人说《{CARDS}》第四条规定，催收人员晚上十点以后不得拨打电话催收欠款。", "exists", "not_held"),
    ("a number changed", f"《{LENDING}》第二条规定：“{REPAY.replace('三十日', '六十日')}”", "exists", "altered"),
    ("a number changed, told", f"根据《{LENDING}》第二条规定，{REPAY.replace('三十日', '六十日')}", "exists", "altered"),
    ("may for must", f"根据《{LENDING}》第二条规定，{REPAY.replace('应当', '可以')}", "exists", "altered"),
    ("a word exchanged in a quotation", f"《{LENDING}》第三条规定：“{CAP.replace('借款人', '担保人')}”", "exists", "altered"),
    ("a word exchanged, told", f"根据《{LENDING}》第三条规定，{CAP.replace('借款人', '担保人')}", "exists", "paraphrase"),
    ("what heads a list, told with its item", f"《{CARDS}》第八条规定，持卡人的子女不得就读学费很高的私立学校。", "exists", "paraphrase"),
    ("… a negation that no head has", f"《{CARDS}》第九条规定，发卡机构在接到通知以后不得冻结该张银行卡。", "exists", "altered"),
    ("the next sentence, altered", f"《{CARDS}》第七条规定，{HOURS}。夜间十点以后，催收人员可以拨打电话催收欠款。", "exists", "altered"),
    ("… rightly", f"《{CARDS}》第七条规定，{HOURS}。夜间十点以后，催收人员不得拨打电话催收欠款。", "exists", "exact"),
    ("… in the author's words", f"《{CARDS}》第七条规定，{HOURS}。以前夜间十点以后，催收人员可以拨打电话催收欠款。", "exists", "exact"),
    ("… in words of another manner", f"《{CARDS}》第七条规定，{HOURS}。夜间十点以后打来的，别接。", "exists", "exact"),
    ("… as others say", f"网传《{CARDS}》第七条规定，{HOURS}。夜间十点以后，催收人员可以拨打电话催收欠款。", "exists", "exact"),
    ("the neighbour's words", f"《{LENDING}》第一条规定：“{REPAY}”", "exists", "misattributed"),
    ("another law's words", f"《{LENDING}》第二条规定，{CALLS}", "exists", "misattributed"),
    ("the number of an earlier version", f"《{LENDING}》第二条规定：“{OLD_CAP}”", "superseded_version", "exact"),
    ("… told", f"根据《{LENDING}》第二条，约定利率超过年利率36%的，超过的部分无效。", "superseded_version", "paraphrase"),
    ("nothing of it is there", f"《{LENDING}》第一条规定：“任何平台都必须在每个工作日向学校报送学生的全部消费记录并接受检查。”", "exists", "unsupported"),
    ("… told as its basis", f"根据《{LENDING}》第一条，任何平台都必须在每个工作日向学校报送学生的全部消费记录。", "exists", "unsupported"),
    ("… named behind it", f"平台必须在每个工作日向学校报送学生的全部消费记录（《{LENDING}》第一条）。", "exists", "unsupported"),
    ("… and named as the basis", f"平台必须在每个工作日向学校报送学生的全部消费记录，依据是《{LENDING}》第一条。", "exists", "unsupported"),
    ("… and rightly told", f"没有约定期限的，出借人可以催借款人在三十日内归还（《{LENDING}》第二条）。", "exists", "paraphrase"),
    ("an item of a list names it", f"有这些条款：1.平台必须每天向学校报送消费记录（《{LENDING}》第一条）。", "exists", "not_held"),
    ("the basis of an act within the sentence", f"平台应当按照《{LENDING}》第一条的规定，每个工作日向学校报送全部消费记录。", "exists", "not_held"),
    ("told, and nothing of it is there", f"《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉。", "exists", "unsupported"),
    ("… in everyday words", f"《{CARDS}》第五条规定，催账不能打扰旁人，夜里十点过后别打电话。", "exists", "not_held"),
    ("… as the basis", f"根据《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉。", "exists", "unsupported"),
    ("… as the basis of an argument at length", f"根据《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，{'借款人和家属'*14}，违反的要道歉。", "exists", "not_held"),
    ("… as the basis of what parties must do", f"综上，根据《{LENDING}》第一条规定，平台在七天里不许打电话，违反的要向家属道歉。", "exists", "not_held"),
    ("… as a rumour", f"网传《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉。", "exists", "not_held"),
    ("… and denied", f"《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉，这是谣言。", "exists", "not_held"),
    ("… as what somebody says", f"有的中介说《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉。", "exists", "not_held"),
    ("… and no more than a saying", f"《{LENDING}》第一条规定，平台在春节放假的七天里不许打电话、违反的要向家属道歉的说法，没有根据。", "exists", "not_held"),
    ("a comment on the provision", f"《{LENDING}》第一条：平台在春节放假的七天里天天打电话的，可以拿它去投诉。", "exists", "not_held"),
    ("a changed figure as a rumour", f"网传《{LENDING}》第二条规定：“{REPAY.replace('三十日', '六十日')}”", "exists", "not_held"),
    ("… and refuted", f"《{LENDING}》第二条规定：“{REPAY.replace('三十日', '六十日')}”，这是谣言。", "exists", "not_held"),
    ("… and not refuted", f"说到诈骗，《{LENDING}》第二条规定：“{REPAY.replace('三十日', '六十日')}”", "exists", "altered"),
    ("… in few words", f"《{LENDING}》第一条规定，春节放假一律不得打电话。", "exists", "unsupported"),
    ("… too little to tell by", f"《{LENDING}》第一条规定，不打电话。", "exists", "not_held"),
    ("… by a number without its law", f"《{LENDING}》讲的是借款。第一条规定，平台在春节放假的七天里不许打电话，违反的要向家属道歉。", "exists", "not_held"),
    ("done against the provision", f"违反《{LENDING}》第一条规定，{CALLS.replace('十点', '九点')}", "exists", "not_held"),
    ("words that an amendment replaces", f"《{LENDING}》第二条：“{REPAY.replace('三十日', '六十日')}”修改为：“{REPAY}”", "exists", "not_held"),
    ("two laws named together: whose words?", f"《{LENDING}》第一条、《{CARDS}》第五条规定，{REPAY}", "exists", "not_held"),
    ("a case is told, not the law", f"依照《{LENDING}》第二条的规定，判决如下：被告应当在十日内归还全部本金和利息。", "exists", "not_held"),
    ("done under the provision", f"出借人依照《{LENDING}》第三条请求支付利息的，应当提供借款合同和付款凭证。", "exists", "not_held"),
    ("a part of another sentence", f"《{LENDING}》第三条所称的利率，包括各种名目的费用和服务费。", "exists", "not_held"),
    ("named at the end, in brackets", f"打电话要守时间（《{LENDING}》第二条）。不得在晚间十点以后拨打电话。", "exists", "not_held"),
    ("nothing said", f"参见《{LENDING}》第二条。", "exists", "not_held"),
    ("text not held", f"《{CARDS}》第六条规定：“{CALLS}”", "exists", "not_held"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "status", "quotation"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_cases(text: str, status: str, quotation: str) -> None:
    citations = find_citations(text, registry=REGISTRY)
    verdict = check(text, citations, on=date(2023, 1, 1), statutes=Statutes(), registry=REGISTRY)[0]
    assert (verdict.status, verdict.quotation) == (status, quotation)
    if verdict.questionable:
        assert verdict.quoted
        assert verdict.statute
        assert verdict.explanation


def first(text: str, on: date) -> tuple[str, str, str | None]:
    citations = find_citations(text, registry=REGISTRY)
    verdict = check(text, citations, on=on, statutes=Statutes(), registry=REGISTRY)[0]
    return verdict.status, verdict.quotation, verdict.successor


def test_without_a_day_no_version_is_too_old() -> None:
    text = f"《{LENDING}》第二条规定：“{OLD_CAP}”"
    (verdict,) = check(text, find_citations(text, registry=REGISTRY), on=None, statutes=Statutes(), registry=REGISTRY)
    assert (verdict.status, verdict.quotation, verdict.questionable) == ("exists", "exact", False)
    assert verdict.version == f"cn/law/{LENDING}@2015-01-01"


def test_a_law_that_was_only_guessed_is_not_blamed_for_anothers_words() -> None:
    text = f"依照《{LENDING}》办理。第三条规定：“{CALLS}”"
    found = [one for one in find_citations(text, registry=REGISTRY) if one.article]
    (verdict,) = check(text, found, on=date(2022, 1, 1), statutes=Statutes(), registry=REGISTRY)
    assert (verdict.citation.law, verdict.quotation) == (LENDING, "not_held")


def test_the_words_of_a_traditional_text_are_shown_as_they_stand() -> None:
    text = f"《{LENDING}》第二條規定：「借款人應當按照規定的期限歸還本金」"
    (claim,) = claims(text, find_citations(text, registry=REGISTRY))
    assert claim.text == "借款人應當按照規定的期限歸還本金"


def test_where_the_old_article_went() -> None:
    text = f"《{LENDING}》第二条规定：“{OLD_CAP}”"
    assert first(text, date(2023, 1, 1)) == ("superseded_version", "exact", f"cn/law/{LENDING}#a3")
    assert first(text, date(2018, 1, 1)) == ("exists", "exact", None)  # in its time it was right


def test_a_version_that_was_not_yet_in_force() -> None:
    text = f"《{LENDING}》第三条规定：“{CAP}”"
    assert first(text, date(2018, 1, 1)) == ("not_yet_in_force", "exact", None)


def test_whose_words_they_are() -> None:
    assert first(f"《{LENDING}》第一条规定：“{CALLS}”", date(2023, 1, 1))[2] == f"cn/law/{CARDS}#a5"


def test_references_within_a_quotation_are_not_judged_by_it() -> None:
    text = f"《{LENDING}》第四条规定：“出借人依照本条例第三条请求支付利息的，应当提供借款合同和付款凭证。”"
    citations = find_citations(text, registry=REGISTRY)
    verdicts = check(text, citations, on=date(2023, 1, 1), statutes=Statutes(), registry=REGISTRY)
    assert [(v.citation.article, v.quotation) for v in verdicts] == [(4, "exact"), (3, "not_held")]


_PIECES = st.sampled_from(
    [f"《{LENDING}》第二条", f"《{CARDS}》第五条", "第三条", "本条例第一条", "规定", "：", "，", "“", "”", "。", "\n", "依照", "的", REPAY, CAP,
     OLD_CAP, CALLS, "……", "应当", "三年", "（一）", "《", "》"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join), st.none() | st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_every_citation_has_one_verdict_and_accusations_have_evidence(text: str, on: date | None) -> None:
    citations = find_citations(text, registry=REGISTRY)
    verdicts = check(text, citations, on=on, statutes=Statutes(), registry=REGISTRY)
    assert [verdict.citation for verdict in verdicts] == list(citations)
    for verdict in verdicts:
        if verdict.quotation in ("altered", "misattributed", "unsupported"):
            assert verdict.quoted
            assert verdict.statute
        if verdict.questionable:
            assert verdict.explanation


def test_the_neighbour_word_for_word_is_no_alteration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Near in wording to the article that is cited, and exactly another one of the same law."""
    late = "借款人未按照约定的期限归还本金的，应当支付逾期的利息。"
    monkeypatch.setitem(TEXTS, (LENDING, "2020-01-01", 4), late)
    text = f"《{LENDING}》第四条规定：“借款人应当按照约定的期限归还本金”"
    (verdict,) = check(
        text, find_citations(text, registry=REGISTRY), on=date(2023, 5, 1), statutes=Statutes(), registry=REGISTRY
    )
    assert (verdict.quotation, verdict.successor) == ("misattributed", f"cn/law/{LENDING}#a2")


def test_articles_of_another_text_between_which_a_law_is_named_are_not_blamed_on_it() -> None:
    aim = TEXTS[LENDING, "2020-01-01", 1]
    own = [f"第{n}条 {words}" for n, words in (("二", aim), ("四", REPAY))]
    text = f"依照《{LENDING}》第一条制定本办法。\n" + "\n".join(own) + "\n"
    citations = find_citations(text, registry=REGISTRY)
    verdicts = check(text, citations, on=date(2023, 1, 1), statutes=Statutes(), registry=REGISTRY)
    assert len(verdicts) == 3
    assert not {verdict.quotation for verdict in verdicts} & {"altered", "misattributed", "unsupported"}
    assert {verdict.successor for verdict in verdicts} == {None}


def test_one_wrong_line_in_a_list_of_right_ones_is_told() -> None:
    text = f"《{LENDING}》\n第二条 {REPAY}\n第三条 {CAP}\n第四条 {REPAY}\n"
    citations = find_citations(text, registry=REGISTRY)
    verdicts = check(text, citations, on=date(2023, 1, 1), statutes=Statutes(), registry=REGISTRY)
    assert [verdict.quotation for verdict in verdicts] == ["exact", "exact", "misattributed"]


def test_without_a_day_nobody_is_accused_by_the_newest_version_alone() -> None:
    """The registry does not say when the law first took effect: the number may be an older version's."""
    text = f"《{CARDS}》第五条规定：“{REPAY}”"
    assert first(text, date(2023, 1, 1))[1] == "misattributed"
    citations = find_citations(text, registry=REGISTRY)
    assert check(text, citations, on=None, statutes=Statutes(), registry=REGISTRY)[0].quotation == "not_held"
