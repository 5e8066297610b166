"""Speed of finding citations: MB/s of UTF-8 in one process, and growth with the length of adversarial texts.

    python tests/benchmarks/citations_speed.py

The articles are written here: about 4 KB each with six citations, in the manner of legal-advice pages, every one another.
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.laws import find_citations
from pipeline.laws.naming.numerals import chinese

_SENTENCES = (
    "网贷逾期之后，不少借款人会接到催收电话，对方往往语气强硬，让人心里发慌。",
    "其实只要弄清楚自己的权利和义务，就不必过分担心，更不应该选择失联。",
    "首先要核对欠款的本金、利息和违约金，看看合同里是怎样约定的。",
    "如果催收人员骚扰家人、朋友或者同事，可以保存录音和短信，向监管部门投诉。",
    "银行一般会先发短信提醒，再由客服联系，最后才会委托律师发函或者起诉。",
    "法院受理以后会送达传票，被告应当按时到庭，说明自己的还款能力和还款方案。",
    "协商的方法有很多，例如延期、分期、减免一部分罚息，关键是态度要诚恳。",
    "征信记录会保留五年，从结清之日起算，所以尽早还清才是最稳妥的办法。",
    "需要注意的是，合法的债务应当偿还，但暴力、恐吓的做法一定不能容忍。",
)
_LAWS = (
    "《民法典》第{n}条", "《中华人民共和国刑法》第{c}条第一款", "《中华人民共和国民事诉讼法》第{c}条",
    "最高人民法院《关于审理民间借贷案件适用法律若干问题的规定》第{k}条", "民法典第{n}条", "《个人信息保护法》第{k}条、第{m}条",
    "刑法第{c}条", "《网络借贷信息中介机构业务活动管理暂行办法》第{m}条",
)  # fmt: skip


def article(dice: random.Random) -> str:
    """About 4 KB of UTF-8 with six citations."""
    paragraphs = ["".join(dice.choices(_SENTENCES, k=5)) for _ in range(7)]
    for i in dice.sample(range(7), 6):
        n = dice.randint(1, 1260)
        numbers = {
            "n": n,
            "c": chinese(dice.randint(1, 280)),
            "k": chinese(dice.randint(1, 31)),
            "m": chinese(n % 40 + 1),
        }
        paragraphs[i] += f"根据{dice.choice(_LAWS).format(**numbers)}的规定，借款人应当按照约定的期限返还借款。"
    return "\n".join(paragraphs)


_NEW = itertools.count()  # a title that was read before is not looked up again: no text may repeat one of another's

_ADVERSARIAL: dict[str, Callable[[int], str]] = {
    "《": lambda n: "《" * n,
    "第一": lambda n: "第一" * (n // 2),
    "条": lambda n: "条" * n,
    "第一、": lambda n: "第一、" * (n // 3),
    "民法典1、": lambda n: "民法典1、" * (n // 5),
    "第一条、": lambda n: "第一条、" * (n // 4),
    "《民法典（": lambda n: "《民法典（" * (n // 5),
    "《民法典》（（": lambda n: "《民法典》（（" * (n // 7),
    "关于《法》": lambda n: "关于《法》" * (n // 5),
    "最高人民法院、": lambda n: "最高人民法院、" * (n // 7) + "《",
    "民法典第一条至第三百条": lambda n: "民法典第一条至第三百条" * (n // 11),
    "（以下简称X）": lambda n: "".join(f"《民法典》（以下简称简{i}法）" for i in range(n // 18)),
    "》": lambda n: "》" * n,
    "本法": lambda n: "本法" * (n // 2),
    "本法第": lambda n: "民法典" + "本法第" * (n // 3),
    "以下简称《": lambda n: "以下简称《" * (n // 5),
    "《民法典》（以下简称《": lambda n: "《民法典》（以下简称《" * (n // 11),
    "〈《": lambda n: "〈《" * (n // 2),
    "《〈": lambda n: "《" + "〈" * (n // 2) + "〉" * (n // 2) + "》",
    "《…《…》": lambda n: "《关于《民法典》的" * (n // 9),
    "（": lambda n: "《民法典》" + "（" * n,
    "第一、第一、…条": lambda n: "第" + "一、" * (n // 2) + "条",
    "第1": lambda n: "第" + "1" * n + "条",
    "第 ": lambda n: "第" + " " * n + "一条",
    "title prefixes": lambda n: "中华人民共和国民事诉讼" * (n // 11),
    "最高人民法院关于": lambda n: "最高人民法院关于" * (n // 8),
    "关于…的规定": lambda n: "关于" * (n // 2) + "的规定",
    "法": lambda n: "法" * n,
    "规定": lambda n: "规定" * (n // 2),
    "该解释第一条": lambda n: "该解释第一条" * (n // 6),
    "lines 第N条": lambda n: "《民法典》\n" + "".join(f"第{i}条 借款\n" for i in range(n // 9)),
    "号": lambda n: "法释〔2020〕" * (n // 8) + "号",
    "法释〔2020〕17号": lambda n: "法释〔2020〕17号" * (n // 11),
    "spaces": lambda n: "《民法典》" + " " * n + "第一条",
    "traditional": lambda n: "民法典第一條至第三百條" * (n // 11),
    "第6条↵第7条↵": lambda n: "《民法典》第5条\n" + "第6条\n第7条\n" * (n // 8),
    "第1条至第120条": lambda n: "民法典第1条至第120条" * (n // 13),
    "（）…第一条": lambda n: ("民法典规定" + "（）" * 50 + "第一条") * (n // 108),
    "其第一条": lambda n: "民法典" + "其第一条" * (n // 4),
    "三点：第一条": lambda n: "民法典" + "三点：第一条" * (n // 6),
    "公司《…规定》": lambda n: "某公司《催收规定》第一条" * (n // 12),
    "民 法 ": lambda n: "民 法 " * (n // 4),
    "《民法典》的…": lambda n: "《民法典》有关担保制度" * (n // 11),
    "censored": lambda n: "".join(f"《中华人民共和国民*{next(_NEW)}法》" for _ in range(n // 14)),
    "unknown titles": lambda n: "".join(f"《关于第{next(_NEW)}号事项若干问题的规定》" for _ in range(n // 19)),
}


def clock(text: str) -> float:
    start = time.process_time()
    find_citations(text)
    return time.process_time() - start


def main() -> int:
    dice = random.Random(7)
    articles = [article(dice) for _ in range(1500)]
    size = sum(len(text.encode()) for text in articles)
    find_citations(articles[0])
    best, found = float("inf"), 0
    for _ in range(5):
        start = time.process_time()
        found = sum(len(find_citations(text)) for text in articles)
        best = min(best, time.process_time() - start)
    each = best / len(articles) * 1e6
    print(
        f"{len(articles)} articles, {size / len(articles) / 1000:.1f} KB and {found / len(articles):.1f} citations each"
    )
    print(f"{size / best / 1e6:.1f} MB/s of CPU time (best of 5 rounds), {each:.0f} µs an article\n")
    print(f"{'repeated':<20}{'25,000 chars':>14}{'100,000 chars':>15}{'times':>8}   (linear: about 4)")
    for name, make in _ADVERSARIAL.items():
        short = min(clock(make(25_000)) for _ in range(5))
        long = min(clock(make(100_000)) for _ in range(3))
        print(f"{name:<20}{short * 1000:>11.1f} ms{long * 1000:>12.1f} ms{long / max(short, 1e-6):>8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
