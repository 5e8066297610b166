"""What of a claim is in a provision, by the characters of content they share. The provisions are written for the tests."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from pipeline.laws.judging.entailment.support import unsaid

DISMISSAL = "用人单位拖欠劳动报酬的，劳动者可以解除劳动合同，并有权要求用人单位支付经济补偿。"
LIMIT = "信用信息的保存期限为五年，自不良行为终止之日起计算；超过五年的，应当予以删除。"
NOTICE = "应当在三十日内通知对方，逾期不通知的，处五日以下拘留。"
TORT = "行为人因过错侵害他人民事权益造成损害的，应当承担侵权责任。"
OPEN = "侵占他人财物，数额较大的，处三年以下有期徒刑；情节严重的，处三年以上七年以下有期徒刑。"
COMMON = "夫妻一方以个人名义超出家庭日常生活需要所负的债务，不属于夫妻共同债务；但是，债权人能够证明该债务用于夫妻共同生活的除外。"
WAGES = "被执行人未履行义务的，人民法院有权扣留、提取其收入，但应当保留生活必需费用。扣留收入应当作出裁定，所在单位、银行必须办理。"
INTEREST = "借款合同对支付利息没有约定的，视为没有利息。借款的利率不得违反国家有关规定。"
CONTRACT = "依法成立的合同，仅对当事人具有法律约束力，但是法律另有规定的除外。"
SENSITIVE = "处理敏感个人信息应当取得个人的单独同意；法律规定应当取得书面同意的，从其规定。"
EARNEST = "定金的数额由当事人约定；但是，不得超过主合同标的额的百分之二十，超过部分不产生定金的效力。"

# (reason, claim, provision, whether nothing of it is there)
CASES = [
    ("the law's own words", "用人单位拖欠劳动报酬的，劳动者可以解除劳动合同", DISMISSAL, False),
    ("everyday words for its terms", "老板拖欠工资的，员工可以直接走人，还能要补偿", DISMISSAL, False),
    ("another matter", "平台在春节放假的七天里不许打电话，违反的要向家属道歉", DISMISSAL, True),
    ("only its condition is the law's", "老板拖欠工资的，催收电话打到前台就算骚扰，可以找街道举报", DISMISSAL, True),
    ("what follows is the law's in part", "老板拖欠工资的，员工可以走人，街道还要出面帮忙", DISMISSAL, False),
    ("short, and nothing of it is there", "街道必须道歉", DISMISSAL, True),
    ("short, in everyday words", "老板欠薪可以走人", DISMISSAL, False),
    ("short, with two signs", "打电话的要道歉，罚三万元", DISMISSAL, True),
    ("short, with a figure that the law has otherwise", "坏记录两年消除", LIMIT, True),
    ("much in common, and a figure that the law has otherwise", "信用信息的保存期限为三年，超过三年的应当删除", LIMIT, True),
    ("a span with a dash", "骗了钱数额巨大的，一般判3-7年有期徒刑", "数额巨大的，处三年以上七年以下有期徒刑。", False),
    ("a number with a point", "平日加班给1.5倍的钱，这是底线要求", "延长工作时间的，支付不低于工资的百分之一百五十的工资报酬。", False),
    ("a percentage as times", "休息日加班又不补休的，拿双倍的钱", "休息日工作又不能安排补休的，支付不低于工资的百分之二百的工资报酬。", False),
    ("a year in months", "坏记录保存60个月，从还清那天起算，到期删掉", LIMIT, False),
    ("the end of an open penalty", "敲诈数额特别巨大的，最高可以判十五年有期徒刑", "数额特别巨大或者有其他特别严重情节的，处十年以上有期徒刑，并处罚金。", False),
    ("what a court did in a case", "用人单位拖欠工资可以走人，法院判公司给老王七个月的补偿", DISMISSAL, False),
    ("what the law does not lead to", "借钱要按时还，但欠钱不还是民事纠纷，没有人会因此坐牢", "借款人应当按照约定的期限返还借款。", False),
    ("a power told with its limit", "生活必需品不得查封，法院要给被执行人留下", "人民法院有权查封被执行人应当履行义务部分的财产，但应当保留生活必需品。", False),
    ("a penalty told of a law without any", "朋友还款以后，可以拘留借款人十天", "保证人承担责任后，可以向债务人追偿。", True),
    ("… of a law with others", "拿了东西不还的，要判刑", OPEN, False),
    ("short, with one", "催了债，要道歉", DISMISSAL, False),
    ("its matter, another figure", "结清欠款之后，平台要在七个工作日之内把不良记录全部抹掉", LIMIT, True),
    ("its matter and its figure", "坏记录留五年，从还清那天起算，到期删掉", LIMIT, False),
    ("a figure that the law leaves open", "拿走别人五千元财物，情节严重就要坐牢", OPEN, False),
    ("only the penalty in common", "网上说谎骗取保险金的骗子，判处三年以下有期徒刑", OPEN, True),
    ("a penalty for what is not told in legal terms: no sign", "顺走别人养的鸡鸭、值不少钱的，判处三年以下有期徒刑", OPEN, False),
    ("rightly told, hardly a word in common", "谁惹的祸谁兜着，没犯错一般不用掏腰包", TORT, False),
    ("what it means for a case", "催收员半夜砸门把老人吓得住院，得把医药费掏出来", TORT, False),
    ("another matter, and what follows from it", "网贷没有面签的一律作废，用户可以拒绝偿还", TORT, True),
    ("an invented duty", "上门催收必须全程录像，还要叫街道派人陪着一起去", TORT, True),
    ("what follows is denied, not told", "拒绝偿还的老赖，朋友们都看不起，见了面绕着走", TORT, False),
    ("a figure in what follows, where the law has another", "欠款还清以后，征信上的污点要满八年才会去掉", LIMIT, True),
    ("more imprisonment than the law has", "侵占他人财物，数额较大的，处十年以上有期徒刑", OPEN, True),
    ("conduct that the law does not punish", "网贷逾期不还、联系不上本人的，处三年以下有期徒刑", OPEN, True),
    ("the offence of another law", "网上乱发帖子骂邻居的，构成诽谤罪，三年以下", OPEN, True),
    ("how often it was done", "催收每天打几十个电话就踩了线，造成损害的要承担责任", TORT, False),
    ("a bystander who is not bound", "合同只约束双方，父母没有义务替成年子女还网贷", CONTRACT, False),
    ("… over a comma", "合同仅约束当事人，紧急联系人不是当事人，不需要替借款人还钱", CONTRACT, False),
    ("… who is", "合同约束双方，父母应当替成年子女还网贷", CONTRACT, True),
    ("whoever does it, where nobody is named", "没有本人单独同意，平台不得收集人脸信息", SENSITIVE, False),
    ("… where somebody is", "催收公司有权直接扣留被执行人的收入", "人民法院有权扣留、提取被执行人的收入。", True),
    ("what somebody may not ask for", "定金超过百分之二十的部分，对方不能要求平分", EARNEST, False),
    ("what is agreed in vain", "法律另有规定的，约定“永远有效”也没有用", CONTRACT, False),
    ("a sum that is worked out", "房价100万元的，定金最多20万元，多出来的不算定金", EARNEST, False),
    ("a sum that was paid", "保证人替朋友还了50万元，可以找他要这笔钱", EARNEST, False),
    ("longer by a year", "从两年改成三年，把期限延长了一年", EARNEST, False),
    ("days by another word", "三十天里头不吭声，对面没收到消息，要关五天的呀", NOTICE, False),
    ("a year is no period", "2021年新增加的条款，专门打击软暴力讨债公司团伙", OPEN, False),
    ("a power denied that the provision gives", "老板拖欠工资的，员工不得解除合同", DISMISSAL, True),
    ("… told from its other side", "老板没有拖欠工资的，员工不得以此解除合同", DISMISSAL, False),
    ("all at once, where there are conditions", "只要借了钱，超过日常需要的债也一律由夫妻双方偿还，没有例外", COMMON, True),
    ("… and with its exception", "超过日常需要的债不是共同债务，债权人证明用于共同生活的除外", COMMON, False),
    ("deemed another thing", "借款没有约定利息的，视为按每年百分之六计付利息", INTEREST, True),
    ("… deemed as the provision has it", "没写利息的，视为没有利息", INTEREST, False),
    ("another authority acts", "由公安派出所决定扣留被执行人的收入", WAGES, True),
    ("… the one that the provision has", "由法院裁定扣留被执行人的收入，单位必须配合", WAGES, False),
    ("another share", "定金最多可以收到标的额的百分之三十", EARNEST, True),
    ("… its own in other words", "定金最多收到标的额的两成", EARNEST, False),
    ("a fraction for a half", "走简易程序的，案件受理费只收三分之一", "适用简易程序审理的案件减半交纳案件受理费。", True),
    ("the years of a limitation", "过了三年还没催过账单的，再去开庭就可能输官司", "诉讼时效期间届满的，义务人可以提出抗辩。", False),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "strange"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_cases(claim: str, provision: str, strange: bool) -> None:
    assert bool(unsaid(claim, provision)) is strange


def test_everyday_words_are_tried_from_the_longest() -> None:
    """骗 within 骗钱 must not be taken first; no word stands twice, or for itself alone."""
    with (
        resources.files("pipeline.laws.judging.entailment").joinpath("data/everyday.tsv").open(encoding="utf-8") as file
    ):
        rows = [(row[0], row[1].split()) for row in csv.reader(file, delimiter="\t")]
    words = [word for word, _ in rows]
    assert len(set(words)) == len(words)
    assert [len(word) for word in words] == sorted((len(word) for word in words), reverse=True)
    assert all(terms and terms != [word] for word, terms in rows)


@pytest.mark.parametrize(
    "claim",
    [
        "只在继承的遗产范围内还债，不用拿自己的财产去填",
        "超过遗产实际价值的部分，不必用个人财产去还全部债务",
        "不能要求继承人拿名下的全部财产还债",
    ],
)
def test_what_is_denied_is_not_told(claim: str) -> None:
    estate = "继承人以所得遗产实际价值为限清偿被继承人的债务。超过遗产实际价值部分，继承人自愿偿还的不在此限。"
    assert unsaid(claim, estate) == ()
