"""Names as people write them: parts outside the brackets, marks, numbers of documents, drafts, censored titles, firms' rules."""

from __future__ import annotations

from importlib import resources

import pytest

from pipeline.laws import find_citations
from pipeline.laws.naming.registry import default

CIVIL = "中华人民共和国民法典"
CRIMINAL = "中华人民共和国刑法"
PROCEDURE = "中华人民共和国民事诉讼法"
LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"
COURT = "最高人民法院关于适用"
PRIVACY = "中华人民共和国个人信息保护法"
CARD = "商业银行信用卡业务监督管理办法"

# (reason, text, [(law, article, raw)])
CASES: list[tuple[str, str, list[tuple[str | None, int | None, str]]]] = [
    # --- a part of the name outside the brackets
    *((f"behind the brackets: {name}", f"依据{name}第{n}条处理", [(title, n, f"{name}第{n}条")]) for name, n, title in (
        ("《民诉法》解释", 91, f"{COURT}《{PROCEDURE}》的解释"),
        ("《民事诉讼法》的司法解释", 91, f"{COURT}《{PROCEDURE}》的解释"),
        ("《刑事诉讼法》解释", 5, f"{COURT}《中华人民共和国刑事诉讼法》的解释"),
        ("《婚姻法》解释（三）", 7, f"{COURT}《中华人民共和国婚姻法》若干问题的解释（三）"),
        ("《合同法》司法解释二", 26, f"{COURT}《中华人民共和国合同法》若干问题的解释（二）"),
        ("《公司法》司法解释（三）", 13, f"{COURT}《中华人民共和国公司法》若干问题的规定（三）"),
        ("《民法典》婚姻家庭编的解释（二）", 4, f"{COURT}《{CIVIL}》婚姻家庭编的解释（二）"),
        ("《民法典》合同编通则司法解释", 65, f"{COURT}《{CIVIL}》合同编通则若干问题的解释"),
        ("《民法典》有关担保制度的解释", 21, f"{COURT}《{CIVIL}》有关担保制度的解释"),
        ("《民法典》时间效力规定", 2, f"{COURT}《{CIVIL}》时间效力的若干规定"),
        ("《劳动合同法》实施条例", 27, "中华人民共和国劳动合同法实施条例"),
    )),
    ("… of a series, not told which", "《婚姻法》司法解释第九条早已失效", [(None, 9, "《婚姻法》司法解释第九条")]),
    ("… without an article the law is named", "《婚姻法》司法解释曾有争议", [("中华人民共和国婚姻法", None, "《婚姻法》")]),
    ("a verb, not a name", "《民法典》规定第675条的义务", [(CIVIL, 675, "第675条")]),
    ("the interpretation of the law before", "《公司法》及司法解释（三）第13条",
     [("中华人民共和国公司法", None, "《公司法》"), (f"{COURT}《中华人民共和国公司法》若干问题的规定（三）", 13, "司法解释（三）第13条")]),
    # --- marks
    *((f"marks: {left}{right}", f"按{left}民法典{right}第676条付息", [(CIVIL, 676, f"{left}民法典{right}第676条")])
      for left, right in (("〈", "〉"), ("<", ">"), ("<<", ">>"), ("「", "」"), ("『", "』"), ("【", "】"), ("“", "”"), ("《", "）"), ("《", ">"))),
    ("the article in brackets", "高利转贷罪见刑法（第一百七十五条）", [(CRIMINAL, 175, "刑法（第一百七十五条")]),
    ("letters set apart", "请看 民 法 典 第 676 条", [(CIVIL, 676, "民 法 典 第 676 条")]),
    ("the version behind the name", "《民事诉讼法》2023年修正版第264条", [(PROCEDURE, 264, "《民事诉讼法》2023年修正版第264条")]),
    ("several articles within the brackets", "《刑法第二百六十六条和第二百七十四条》", [(CRIMINAL, 266, "《刑法第二百六十六条"), (CRIMINAL, 274, "第二百七十四条")]),
    ("courts by their short names", "最高法《关于审理民间借贷案件适用法律若干问题的规定》第29条",
     [(LENDING, 29, "最高法《关于审理民间借贷案件适用法律若干问题的规定》第29条")]),
    # --- numbers of documents
    ("digits of full width", "法释〔２０１５〕１８号失效前", [(LENDING, None, "法释〔２０１５〕１８号")]),
    ("the year without brackets", "法释2015年18号第29条", [(LENDING, 29, "法释2015年18号第29条")]),
    ("文 behind the number", "法释〔2015〕18号文第29条", [(LENDING, 29, "法释〔2015〕18号文第29条")]),
    ("a number people know", "按141号文第三条办", [("关于规范整顿“现金贷”业务的通知", 3, "141号文第三条")]),
    ("a title beside the number", f"银监会2011年第2号令《{CARD}》第六十八条", [(CARD, 68, f"《{CARD}》第六十八条")]),
    *((f"one id whatever the brackets: {left}", f"见财税{left}2019{right}13号", [("财税〔2019〕13号", None, f"财税{left}2019{right}13号")])
      for left, right in (("〔", "〕"), ("[", "]"), ("（", "）"), ("【", "】"), ("﹝", "﹞"))),
    ("an issuer's name begins behind 根据", "根据公安部令第125号办理", [("公安部令第125号", None, "公安部令第125号")]),
    ("… and has the state's before it", "依照中华人民共和国公安部令第125号", [("公安部令第125号", None, "公安部令第125号")]),
    ("the slash of a standard", "对照GB／T 35273—2020", [("GB/T35273—2020", None, "GB／T 35273—2020")]),
    ("a standard's number behind its title", "《信息安全技术 个人信息安全规范》（GB/T 35273-2020）要求",
     [("信息安全技术个人信息安全规范", None, "《信息安全技术 个人信息安全规范》（GB/T 35273-2020）")]),
    # --- drafts
    ("a second reading", "《个人信息保护法（草案二次审议稿）》第二十条", [("个人信息保护法（草案二次审议稿）", 20, "《个人信息保护法（草案二次审议稿）》第二十条")]),
    ("told behind the brackets", "《金融稳定法》（草案）第三条", [("金融稳定法（草案）", 3, "《金融稳定法》（草案）第三条")]),
    ("a contract's draft is no norm", "《还款协议》（草案）第三条", []),
    # --- slips and censors
    *((f"a slip: {title}", f"《{title}》第二条", [(law, 2, f"《{title}》第二条")]) for title, law in (
        ("中华人民共和国民*典", CIVIL), ("中华人民共和国**法典", CIVIL), ("中华人民共和国个人信*保护法", PRIVACY), ("中华人民共和国刑*", CRIMINAL), ("征信业管理*例", "征信业管理条例"),
        ("最高人民法院关于审理民间借贷案件若干问题的规定", LENDING), ("商业银行信用卡业务监管管理办法", CARD),
        ("最高人民法院關於審理民間藉貸案件適用法律若干問題的規定", LENDING))),
    ("too little is left", "《中华人民共和国*法》第二条", [(None, 2, "《中华人民共和国*法》第二条")]),
    # --- names lawyers use
    *((f"lawyers say {name}", f"《{name}》第二条", [("最高人民法院" + title, 2, f"《{name}》第二条")]) for name, title in (
        ("诉讼时效规定", "关于审理民事案件适用诉讼时效制度若干问题的规定"), ("证据规定", "关于民事诉讼证据的若干规定"),
        ("执行规定", "关于人民法院执行工作若干问题的规定（试行）"), ("查封、扣押、冻结规定", "关于人民法院民事执行中查封、扣押、冻结财产的规定"),
        ("变更追加规定", "关于民事执行中变更、追加当事人若干问题的规定"), ("执行异议复议规定", "关于人民法院办理执行异议和复议案件若干问题的规定"),
        ("迟延履行利息解释", "关于执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释"))),
    ("… without brackets, an article behind", "依据诉讼时效规定第一条", [("最高人民法院关于审理民事案件适用诉讼时效制度若干问题的规定", 1, "诉讼时效规定第一条")]),
    ("… else everyday words", "未严格执行规定，也不符合诉讼时效规定", []),
    # --- firms' own rules
    *((f"a firm's: {text}", text, []) for text in (
        "本公司《差旅报销管理办法》第五条", "某消费金融公司《贷后外访规范》第二条", "我行《关于信用卡年费调整的通知》", "平台制定的《用户积分规则》第三条",
        "《贷后作业管理办法》第六条是某催收公司的内部规定", "《关于召开股东大会的通知》第一条", "《坐席行为守则》第四条", "《第二届董事会会议纪要》第三条")),
    ("a state body's", "中国人民银行《关于个人征信异议处理的通知》第二条",
     [("中国人民银行关于个人征信异议处理的通知", 2, "中国人民银行《关于个人征信异议处理的通知》第二条")]),
    ("a court's minutes", "《全国法院民商事审判工作会议纪要》第54条", [("全国法院民商事审判工作会议纪要", 54, "《全国法院民商事审判工作会议纪要》第54条")]),
    ("a known rule, whoever quotes it", f"某银行引用的《{CARD}》第七十条", [(CARD, 70, f"《{CARD}》第七十条")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(c[1], c[2], id=c[0]) for c in CASES])
def test_names(text: str, expected: list[tuple[str | None, int | None, str]]) -> None:
    assert [(c.law, c.article, c.raw) for c in find_citations(text)] == expected


def test_every_name_by_hand_is_of_a_work_that_is_held() -> None:
    table = resources.files("pipeline.laws.naming").joinpath("data/aliases_added.tsv").read_text("utf-8")
    for alias, title in (line.split("\t") for line in table.splitlines()[1:]):
        assert [work.title for work in default().find(alias)] == [title], alias
