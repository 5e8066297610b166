"""Whose article a 第N条 is that has no law beside it: other papers, lists of advice, counts, pointers."""

from __future__ import annotations

import pytest

from pipeline.laws import find_citations

CIVIL = "中华人民共和国民法典"
CRIMINAL = "中华人民共和国刑法"
CREDIT = "征信业管理条例"
LABOUR = "中华人民共和国劳动合同法"
PRIVACY = "中华人民共和国个人信息保护法"

# (reason, text, [(law, article, raw)])
CASES: list[tuple[str, str, list[tuple[str | None, int | None, str]]]] = [
    # --- other things that have articles
    *((f"a paper: {paper}", f"《民法典》第六百七十五条要求按期还款，{paper}第三条写的是分期，第四条写的是利息。", [(CIVIL, 675, "《民法典》第六百七十五条")])
      for paper in ("欠条", "授信合约", "服务条款", "和解方案", "收款收据", "申诉材料", "催告函", "通话录音", "直播公告", "起诉状", "免责声明", "家规",
                    "用户协议里的", "员工考勤细则", "群公告", "评论区", "“还款承诺”", "App隐私说明", "本人陈述")),
    ("… with a space", "民法典第577条之外，还款计划书 第二条也有约定", [(CIVIL, 577, "民法典第577条")]),
    ("… with its number in brackets", "依民法典第577条，协议（编号2023-8）第四条无效", [(CIVIL, 577, "民法典第577条")]),
    ("… a foreign law", "与我国刑法第266条不同，瑞士联邦债务典章第四条从宽", [(CRIMINAL, 266, "刑法第266条")]),
    ("the first of its kind", "《民法典》施行后，本市第一条征信专线开通", [(CIVIL, None, "《民法典》")]),
    ("a person's", "《民法典》第680条说得很清楚。他的第二条理由站不住", [(CIVIL, 680, "《民法典》第680条")]),
    ("a counted way", "依据刑法第196条可能被追究，第三条路是协商", [(CRIMINAL, 196, "刑法第196条")]),
    ("rules of a firm", "《劳动合同法》第39条允许解除，但公司奖惩办法第七条没有公示", [(LABOUR, 39, "《劳动合同法》第39条")]),
    ("by a paper, behind a comma", "《民法典》第675条不变。根据贷款协议约定，第四条是宽限期", [(CIVIL, 675, "《民法典》第675条")]),
    ("… which a verb has", "《民法典》第509条要求全面履行合同，第577条规定违约责任", [(CIVIL, 509, "《民法典》第509条"), (CIVIL, 577, "第577条")]),
    ("… and a number no paper has", "《民法典》第509条之外，根据合同约定，第577条也适用", [(CIVIL, 509, "《民法典》第509条"), (CIVIL, 577, "第577条")]),
    # --- the law named before
    ("after a mark", "《民法典》保护借款人，第六百七十条禁止砍头息", [(CIVIL, 670, "第六百七十条")]),
    *((f"after {word}", f"《民法典》第667条定义借款合同；{word}第六百七十五条的，应当还款", [(CIVIL, 667, "《民法典》第667条"), (CIVIL, 675, "第六百七十五条")])
      for word in ("违反", "如果依照", "又按", "适用", "参照", "同时符合", "除", "对照", "也就是", "法院引用", "而", "其次看", "以及", "或者", "结合", "这部法律", "并非触发", "不受", "直接依", "抵触", "加上", "随后", "接下来", "前面的", "对应的", "因此", "届时", "实践中", "同一法律", "一般来说，尤其")),
    ("what it is about stands before it", "《公司法》中关于公司章程的第二十五条", [("中华人民共和国公司法", 25, "第二十五条")]),
    ("… a contract, in a law", "《民法典》关于借款合同的第六百六十七条", [(CIVIL, 667, "第六百六十七条")]),
    ("… in another sentence", "《民法典》关于诉讼时效讲得清楚。我说的第二条理由", [(CIVIL, None, "《民法典》")]),
    ("another law's, of whatever number", "《刑法》第266条和瑞士债务法第二百条", [(CRIMINAL, 266, "《刑法》第266条")]),
    ("after a crime", "《刑法》把信用卡诈骗罪（第一百九十六条）和诈骗罪（第二百六十六条）分开", [(CRIMINAL, 196, "第一百九十六条"), (CRIMINAL, 266, "第二百六十六条")]),
    ("after a quoted sentence", "《民法典》第675条：“借款人应当返还借款。”第六百七十六条：“应当支付逾期利息。”",
     [(CIVIL, 675, "《民法典》第675条"), (CIVIL, 676, "第六百七十六条")]),
    ("references side by side", "刑法第二百六十六条第六十七条", [(CRIMINAL, 266, "刑法第二百六十六条"), (CRIMINAL, 67, "第六十七条")]),
    ("of a number no paper has", "《民法典》的借款一章请细看第六百八十条", [(CIVIL, 680, "第六百八十条")]),
    # --- pointers
    ("其 is the law", "《民法典》已经生效，其第六百八十条禁止高利放贷", [(CIVIL, 680, "第六百八十条")]),
    ("其中 likewise", "个人信息保护法很重要，其中第十三条列出了同意以外的情形", [(PRIVACY, 13, "第十三条")]),
    ("其 may be a paper", "根据《民法典》，双方签订了还款协议，其第三条约定分期", [(CIVIL, None, "《民法典》")]),
    ("前者, 后者", "《征信业管理条例》和《民法典》都管征信。前者第十六条讲五年，后者第一千零二十九条讲异议",
     [(CREDIT, 16, "前者第十六条"), (CIVIL, 1029, "后者第一千零二十九条")]),
    ("… of one alone", "《民法典》与公司章程不同，前者第五条讲自愿", [(CIVIL, None, "《民法典》")]),
    ("a name of the text's own", "《征信业管理条例》（2013年公布，以下简称“征信新规”）施行，征信新规第十六条规定五年",
     [(CREDIT, 16, "征信新规第十六条")]),
    ("… told behind a comma", "《征信业管理条例》，以下简称《征信例》，《征信例》第十六条", [(CREDIT, 16, "《征信例》第十六条")]),
    ("the new law", "旧《公司法》第二十六条已改，新法第四十七条限五年",
     [("中华人民共和国公司法", 26, "《公司法》第二十六条"), ("中华人民共和国公司法", 47, "新法第四十七条")]),
    ("解释 of another", "《民间借贷司法解释》第25条之外，公司催收办法解释第三条不算",
     [("最高人民法院关于审理民间借贷案件适用法律若干问题的规定", 25, "《民间借贷司法解释》第25条")]),
    # --- lists that a text makes itself
    ("counted advice", "按照《民法典》，送你四条建议。第一条，别失联；第二条，留证据；第三条，谈分期。", [(CIVIL, None, "《民法典》")]),
    ("… in lines", "依据《刑法》的规定，遇到骚扰做好两件事：\n第一条：录音。\n第二条：报警。", [(CRIMINAL, None, "《刑法》")]),
    ("… not counted", "《民法典》出台，律师提醒：第一条，看清合同；第二条，按时还款", [(CIVIL, None, "《民法典》")]),
    ("… an article amid it", "根据《民法典》有三点要记住：第一条，依第六百七十条不得砍头；第二条，留证据",
     [(CIVIL, 670, "第六百七十条")]),
    ("a statute's own lines", "《民法典》节选\n第一条 为了保护民事主体的合法权益。\n第二条 民法调整平等主体。",
     [(CIVIL, 1, "第一条"), (CIVIL, 2, "第二条")]),
    ("an article in quotation marks", "《民法典》开宗明义，第一条：“为了保护民事主体”", [(CIVIL, 1, "第一条")]),
    ("… in lines, neither counted nor told", "依据民法典：\n第一条 按时还款\n第二条 保留凭证", [(CIVIL, None, "民法典")]),
    ("… under a regulation", "《征信业管理条例》\n第一条：查报告。\n第二条：提异议。", [(CREDIT, None, "《征信业管理条例》")]),
    ("a regulation's own lines", "《征信业管理条例》\n第一条\n为了规范征信活动\n第二条\n在中国境内", [(CREDIT, 1, "第一条"), (CREDIT, 2, "第二条")]),
    ("… indented, with colons", "《征信业管理条例》\n　　第一条：为了规范征信活动\n　　第二条：在中国境内", [(CREDIT, 1, "第一条"), (CREDIT, 2, "第二条")]),
    ("… with headings", "《民法典》\n第一条【立法目的】为了保护\n第二条【调整范围】民法", [(CIVIL, 1, "第一条"), (CIVIL, 2, "第二条")]),
    ("an interpretation's own lines are not the law's", "根据《婚姻法》，对适用婚姻法的有关问题作出如下解释：\n第一条 当事人起诉的，不予受理。\n第二条 法院受理后，应当判决。",
     [("中华人民共和国婚姻法", None, "《婚姻法》")]),
    # --- counts
    ("all its articles", "《民法典》1260条全文下载", [(CIVIL, None, "《民法典》")]),
    ("… with its books", "《民法典》共七编1260条", [(CIVIL, None, "《民法典》")]),
    ("… books first", "《民法典》七编1260条", [(CIVIL, None, "《民法典》")]),
    ("the text of one", "民法典675条全文", [(CIVIL, 675, "民法典675条")]),
    ("so many facts", "《刑法》8条冷知识，《民法典》6条实用规定", [(CRIMINAL, None, "《刑法》"), (CIVIL, None, "《民法典》")]),
    ("… that you must know", "民法典 3条借款人必须知道的规定", [(CIVIL, None, "民法典")]),
    ("a few, cited", "刑法20条规定了正当防卫，最高判几年看232条", [(CRIMINAL, 20, "刑法20条")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(c[1], c[2], id=c[0]) for c in CASES])
def test_whose_article(text: str, expected: list[tuple[str | None, int | None, str]]) -> None:
    assert [(c.law, c.article, c.raw) for c in find_citations(text)] == expected
