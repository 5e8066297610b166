"""What stands before a 第N条 that has no law beside it: whose article it is follows from the word there.

In running text an article of the law named before comes after a mark, a verb that takes articles (依照, 违反, 将), a
particle (和, 在, 除) or a reference that it goes on with. After any other word it is that thing's own: 借条第二条,
征信报告第三条, 我国第一条. The words that may stand there are a closed class, the things that have articles are none.
"""

from __future__ import annotations

import re

from pipeline.laws.naming.numerals import DIGITS

# Papers of private people whose articles stand behind them, with a space or 的 between, too.
_PAPER = (
    r"(?:合同|协议|协议书|章程|条款|约定|纪要|保单|保险单|公告|判决|裁定|方案|清单|附件|手册|制度|承诺书|说明书|计划书|调解书|仲裁规则|合约|借条|欠条"
    r"|收据|保函|律师函|催收函|授权书|告知书|通知书|确认书|同意书|意向书|声明|报告|政策|聊天记录|解释[一二三四五])(?:书)?"
)
_PAPER_BEFORE = re.compile(rf"{_PAPER}[》”\"」]?(?:[的中之里上内]|约定的)?\s{{0,2}}$")
_BY_PAPER = re.compile(
    rf"(?:根据|依据|依照|按照|遵照|[，。；]按|[，。；]依)[^，。；：《》\n]{{0,8}}{_PAPER}(?:中|里)?(?:的)?(?:约定|规定|载明|写明|要求)?[，,：:]$"
)
NO_PAPER = 100  # private papers have not so many articles
_PAUSES = frozenset("，,：:")
_PAPER_NAMED = re.compile(
    r"合同|协议|章程|合约|借条|欠条|保单|保函|承诺书|说明书|计划书|调解书|律师函|授权书|判决|裁定|公告|纪要|手册|条款"
)
# The closed class of what may stand there: by its last character, where few nouns end so …
_ENDINGS = frozenset(
    "和与及跟或按照将把被在从由到至除让即属于是为有无若如但且而又再也仅只均都亦仍却已曾未没原遂因以对另该了着过凭叫才便就罪看引依非受乃比"
)
_NOUNS = frozenset(  # … but of these nouns
    "行为 人为 理由 事由 自由 缘由 案由 护照 执照 证照 家属 亲属 原因 事故 总和 国有 人均 首都".split()
)
# … as a word of one character, behind a mark; as one of two characters.
_ALONE = frozenset("故像依据见违同增删改附读查用述则本经指现今旧新系")
_WORDS = frozenset(
    """根据 依据 参见 详见 可见 另见 引用 适用 援用 采用 使用 运用 套用 准用 沿用 利用 违反 违背 触犯 所犯 符合 不合 结合 构成 新增 增加
    增设 增订 删去 修改 修订 修正 更改 调整 变更 涉及 触及 对应 不同 等同 如同 对照 对比 比较 查看 查阅 阅读 解读 学习 了解 掌握 牢记 记住 注意
    请看 来看 先看 再看 看看 首先 其次 最后 然后 同时 此外 另外 尤其 特别 包括 包含 囊括 主要 例如 比如 譬如 诸如 超出 达到 实施 满足 具备 其中
    其实 具体 明确 指出 提到 提及 表明 主张 列明 列入 写入 纳入 归入 转入 上述 前述 下列 所述 上列 相应 相关 有关 通过 经过 落实 执行 遵守
    遵循 贯彻 突破 背离 绕开 绕过 规避 排除 补充 取代 替代 代替 保留 整合 合并 拆分 翻开 翻到 打开 引述 摘录 节选 本章 本节 本编 总则 分则 附则
    这里 那里 之后 以后 之前 以前 然而 可是 不过 甚至 刑事 民事 认定 援引 依法 起草 变成 改成 成为 重申 触碰 触发 落入 上文 参考 参阅 翻阅 依托 凭借 不服 超越 逾越 抵触 撤销 废止 恢复 强调 侧重 类推
    扩展 限缩 理解 回应 连同 会同 不论 尽管 虽然 相较 较之 或者 若是 只是 办理 补办 处置 提供 作出 借助 触动 引自 源自 来自
    加上 外加 加之 除去 随后 其后 下来 前面 后面 上面 下面 以下 同样 就像 真正 哪怕 无论 配合 搭配 假设 万一 一旦 围绕 立足 部分 用说 何况 可惜 幸好 因此 为此
    此时 届时 当然 显然 果然 依旧 仍然 自然 确实 的确 甚或 抑或 与否 即使 即便 倘若 要是 既然 除非 只要 只有 唯有 进而 从而 于是 接下 后来 如今 现在 目前 当时
    理说 事实 总之 综上 反之 换言 简言 一般 通常 往往 常见 最终 最早 原先 原来 本来""".split()
)
_DIVISION = re.compile(f"[{DIGITS}][章节编]$")
# Who says 的 before an article means it by a verb or a place in the text; 我的第一条 is no article.
_OF = re.compile(
    r"(?:后|前|述|到|过|出|用|改|增|及|中|法|典|列|载|面|应|着|引|来|据(?<!收据)(?<!借据)|关(?<!机关)|定(?<!约定)|示(?<!所示))的$"
)
_LAW = re.compile(
    r"(?:(?:[这该此本那]|[这那][部个项一份]|该[部项]|上述|前述|现行)(?:法律|法规|条例|司法解释|规章|公约)"
    r"|(?:同一|同)[部个项份]?(?:法律?|法规|条例|司法解释|规章|规定|办法|解释|决定|意见|通知|细则|规则|文件))$"
)
_ABOUT = re.compile(r"[》”]?[中里内]?(?:关于|有关|针对|对|就)[^，。；！？《》\n]{1,30}的")
_OTHER_LAW = re.compile(
    r"(?:[法典律号]|条例|规定|办法|解释|细则|规则|规范|规章|条约|公约|决定|意见|通知|条文|章程)的?$"
)
_WITHIN = re.compile(r"(?:其|法|典|编|条例|规定|解释|办法|[同原]|实践|实务|现实|生活|司法|审判|诉讼|执行)[中里内]$")
_CLOSING = {"）": "（", ")": "(", "”": "“", "」": "「", "】": "【", "’": "‘"}
_STOPS = frozenset("。！？；…，,;.!?")
_REACH = 40  # characters looked back for the bracket that a closing one belongs to
# 教大家三招。第一条, …; 要做三件事：第一条 …: a list of its own, counted before it begins.
_COUNT_BEFORE = re.compile(
    rf"(?<![第共{DIGITS}])[两三四五六七八九十几多\d]{{1,3}}(?:大|个|条|点|招|步|项|件|种|类|句|方面|要点|妙招|建议)[^。！？；\n第共]{{0,12}}[。：:，,！!—\s“\"]{{1,4}}$"
)
_SUMMED = re.compile(r"[章节编]|全文|修改|修订|增加|条文|[共计]")  # 共三章五条: a statute that tells its own length
_ORDINAL_ITEM = re.compile(r"\s?(?:[，,、]|[：:](?!\s?[“\"「]))")
# What a statute's first article does not begin with: of 574 laws eight, of 526 regulations one.
_NO_FIRST_ARTICLE = re.compile(
    r"[\s*]{0,3}[：:、，,\s](?![\s*“\"]{0,4}(?:为|根据|依据|依照|遵照|按照|本|在|中华人民共和国|中国|自|[【（(\[]|第))"
)


def is_paper(text: str, at: int, number: int) -> bool:
    """Whether article ``number`` is a private paper's, by what ends at ``at``: 借款合同, 双方协议的, 按照合同约定，."""
    if number > NO_PAPER and text[at - 1 : at] == "的":
        return False
    if text[at - 1 : at] in _PAUSES:
        return number <= NO_PAPER and _BY_PAPER.search(text, max(0, at - 24), at) is not None
    return _PAPER_BEFORE.search(text, max(0, at - 10), at) is not None


def names_paper(text: str, start: int, at: int) -> bool:
    """Whether a paper is named in between, that 其第N条 may mean."""
    return _PAPER_NAMED.search(text, max(start, at - 200), at) is not None


def stands_free(text: str, at: int) -> bool:
    """Whether a reference that begins at ``at`` may be of the law named before, by the word that ends there."""
    for _ in range(3):  # 协议（编号2023-8）第四条 is judged by what stands before its brackets
        last = text[at - 1] if at else "\n"
        if last not in _CLOSING:
            break
        before = text[at - 2 : at - 1]
        if before in _STOPS or before.isspace():  # the end of a sentence that is quoted
            return True
        opened = text.rfind(_CLOSING[last], max(0, at - _REACH), at)
        if last not in ")）" or opened < 0:
            return False
        at = opened - 1 if text[opened - 1 : opened] in (" ", "　") else opened
    return _is_free(text, at)


def _is_free(text: str, at: int) -> bool:
    last = text[at - 1] if at else "\n"
    if last == "》" or last in _CLOSING:
        return False
    if not (last.isalpha() or last.isdecimal()):
        return True
    if last == "的":
        return _OF.search(text, max(0, at - 5), at) is not None
    if last in "中里内":
        return _WITHIN.search(text, max(0, at - 4), at) is not None
    if _LAW.search(text, max(0, at - 8), at):  # 这部法律第676条, 同一规定第三十三条
        return True
    word = text[max(0, at - 2) : at]
    if word == "规定":  # 《民法典》规定第675条的义务
        return text[at - 3 : at - 2] == "》"
    if word in _WORDS or (last in _ENDINGS and word not in _NOUNS):
        return True
    return (last in _ALONE and not word[:-1].isalnum()) or _DIVISION.match(word) is not None


def is_no_papers(text: str, at: int, number: int) -> bool:
    """Whether article ``number`` behind some other word is a law's all the same: so many has none but a law."""
    return number > NO_PAPER and _OTHER_LAW.search(text, max(0, at - 4), at) is None


def is_about(text: str, law_end: int, at: int) -> bool:
    """Whether what stands between a law and 第N条 says what that is about: 《公司法》关于章程的第二十五条."""
    return at - law_end <= _REACH and _ABOUT.fullmatch(text, law_end, at) is not None


def begins_list(text: str, at: int, end: int, *, in_line: bool, of_statute: bool) -> bool:
    """Whether 第一条 at [``at``, ``end``) begins a list of advice or the like, not the articles of a law.

    ``in_line``: within running text, not at the start of a line; ``of_statute``: the law that it would be the first of is
    one whose first article says what for and by what it was made, as nearly all laws do.
    """
    counted = _COUNT_BEFORE.search(text, max(0, at - 30), at)
    if counted is not None:
        return _SUMMED.search(counted[0]) is None
    if in_line:
        return _ORDINAL_ITEM.match(text, end) is not None
    return of_statute and _NO_FIRST_ARTICLE.match(text, end) is not None
