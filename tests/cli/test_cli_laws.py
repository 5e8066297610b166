"""``laws import``, ``check``, ``show``, ``top`` and ``rejudge`` as their user calls them; texts written for the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.app import cli
from pipeline.errors import InputError
from pipeline.laws.naming.numerals import article_label

Run = Callable[..., Result]
REPAY = "借款到期的，借款人应当把全部本金归还出借人，不得拖延。"
NEXT = "借款人没有按时归还的，应当按照双方的约定支付逾期利息。"
BODY = f"《民法典》第675条规定：“{NEXT}”\n《民法典》第676条规定：“{NEXT}”\n《民法典》第675条第三款。\n年利率超过36%的部分不受法律保护。"
ARTICLES = [
    {"url": "https://a.example/1", "title": "还款", "body": BODY, "published_at": "2023-05-01"},
    {
        "url": "https://a.example/2",
        "title": "旧文",
        "body": "《合同法》第206条、《民法典》第680条。",
        "published_at": "2019-05-01",
    },
]
TITLE = "中华人民共和国民法典"
TEXTS = [
    {"title": TITLE, "published": "2020-05-28", "article": 675, "text": REPAY},
    {"title": TITLE, "published": "2020-05-28", "article": 676, "text": NEXT},
    {"title": TITLE, "published": "2020-05-28", "article": 680, "text": "第一款。\n第二款。"},
]


def write(path: Path, rows: list[dict[str, object]]) -> str:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return str(path)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Commands on a database with two articles."""

    def call(*args: str) -> Result:
        places = ["--db", str(tmp_path / "articles.db"), "--config", str(tmp_path / "config")]
        return CliRunner().invoke(cli, [*places, *args], catch_exceptions=False)

    call("import", write(tmp_path / "articles.jsonl", ARTICLES))
    return call


def rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_imported_texts_judge_what_is_stored(run: Run, tmp_path: Path) -> None:
    assert [one["quotation"] for one in rows(run("laws", "check", "1", "--json"))] == ["not_held"] * 4
    told = run("laws", "import", write(tmp_path / "texts.jsonl", TEXTS))
    assert told.exit_code == 0
    assert "1 部法律，1 个版本，3 条" in told.stdout
    assert "重新核对 2 篇文章，1 篇的判定有变化" in told.stdout
    found = rows(run("laws", "check", "1", "--json"))
    assert [(one["status"], one["quotation"]) for one in found] == [
        ("exists", "misattributed"),
        ("exists", "exact"),
        ("no_such_article", "not_held"),
        ("superseded_version", "not_held"),
    ]
    (article,) = rows(run("show", "1", "--json"))
    assert [one["quotation"] for one in article["verdicts"]] == [one["quotation"] for one in found]


def test_check_prints_evidence_and_a_link(run: Run, tmp_path: Path) -> None:
    run("laws", "import", write(tmp_path / "texts.jsonl", TEXTS))
    shown = run("laws", "check", "https://a.example/1").stdout
    for part in (
        "引文属于别的条文",
        f"文中：{NEXT}",
        "民法典（2020-05-28 公布）",
        "参看：民法典第676条",
        "https://a.example/1#:~:text=",
        "第六百七十五条只有一款",
    ):
        assert part in shown


def test_check_says_what_holds_today_too(run: Run) -> None:
    old, code = rows(run("laws", "check", "2", "--json"))
    assert old["status"] == "exists"
    assert old["today"]["status"] == "repealed"
    assert code["status"] == "not_yet_in_force"
    assert "今天：已废止" in run("laws", "check", "2").stdout


def test_check_reads_a_page(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><head><title>还款</title></head><body><article><h1>还款</h1><p>{BODY.replace(chr(10), '</p><p>')}</p>"
                    "</article></body></html>", "utf-8")  # fmt: skip
    assert [one["article"] for one in rows(run("laws", "check", str(page), "--json"))][:2] == [675, 676]
    with pytest.raises(InputError, match="没有这篇文章，也没有这个文件"):
        run("laws", "check", "99")


def test_show_prints_the_text_and_what_is_cited_beside_it(run: Run, tmp_path: Path) -> None:
    run("laws", "import", write(tmp_path / "texts.jsonl", TEXTS))
    shown = run("laws", "show", "民法典第675条").stdout
    for part in (REPAY, "还款", "引文属于别的条文", "同一篇文章里还引用", "民法典 第676条"):
        assert part in shown
    (law,) = rows(run("laws", "show", "民法典第675条", "--json"))
    assert law["texts"] == {"cn/law/民法典@2020-05-28": REPAY}
    assert [one["article"] for one in law["together"]] == [676]
    assert "个人信息保护法" in run("laws", "show", "个人信息保护法第13条").stdout  # nobody cites it


def test_top_counts_since_a_day(run: Run) -> None:
    assert {one["law"] for one in rows(run("laws", "top", "--json"))} == {TITLE, "中华人民共和国合同法"}
    assert [one["law"] for one in rows(run("laws", "top", "--since", "2023-05-01", "--json"))] == [TITLE]
    assert run("laws", "top", "--since", "2023-05-02").exit_code == 1
    assert run("laws", "top", "--since", "2023-05").exit_code == 0, "a month means its first day"
    assert run("laws", "top", "--since", "2024年").exit_code == 1
    wrong = run("laws", "top", "--since", "2023-02-31")
    assert wrong.exit_code == 2
    assert "要写日期" in wrong.stderr
    assert run("laws", "check", "1", "--on", "2023-05").exit_code == 2, "law is judged on a day"


def test_statutes_among_the_articles(run: Run, tmp_path: Path) -> None:
    text = "\n".join(f"{article_label(n)}　内容{n}。" for n in range(1, 75))
    title = "中华人民共和国个人信息保护法"
    run("import", write(tmp_path / "law.jsonl", [{"url": "https://a.example/law", "title": title, "body": text}]))
    assert "1 部法律，1 个版本，74 条" in run("laws", "import", "--crawled").stdout
    assert "内容13。" in run("laws", "show", "个人信息保护法第13条").stdout
    assert run("laws", "import", "--crawled").exit_code == 1  # nothing that is not held


def test_wrong_use_is_told(run: Run, tmp_path: Path) -> None:
    for args in ((), ("--package", "--crawled"), (str(tmp_path / "none"),)):
        with pytest.raises(InputError):
            run("laws", "import", *args)
    (tmp_path / "bad.jsonl").write_text('{"title": "民法典"}\n', "utf-8")
    with pytest.raises(InputError, match="第 1 行"):
        run("laws", "import", str(tmp_path / "bad.jsonl"))
    assert not list(tmp_path.glob("statutes.db*"))  # an empty file would look like texts that are held


def test_laws_toml_is_used_by_every_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "laws.toml").write_text('[aliases]\n"还款大法" = "民法典"\n', "utf-8")
    run(
        "import",
        write(
            tmp_path / "more.jsonl", [{"url": "https://a.example/3", "title": "三", "body": "《还款大法》第675条。"}]
        ),
    )
    (one,) = rows(run("laws", "check", "3", "--json"))
    assert (one["law"], one["article"]) == (TITLE, 675)
    assert rows(run("laws", "show", "还款大法", "--json"))[0]["title"] == TITLE


def test_rejudge_goes_over_all_if_asked(run: Run) -> None:
    assert "重新核对 0 篇" in run("laws", "rejudge").stdout
    assert "重新核对 2 篇文章，0 篇的判定有变化" in run("laws", "rejudge", "--all").stdout


def test_show_takes_several_provisions(run: Run, tmp_path: Path) -> None:
    run("laws", "import", write(tmp_path / "texts.jsonl", TEXTS))
    shown = rows(run("laws", "show", "民法典第675条至第677条", "--json"))
    assert [list(one["texts"].values()) for one in shown if isinstance(one["texts"], dict)] == [[REPAY], [NEXT], []]
    assert [one["title"] for one in rows(run("laws", "show", "民法典 合同法", "--json"))] == [
        TITLE,
        "中华人民共和国合同法",
    ]
    many = run("laws", "show", "民法典第1条至第30条", "--json", "--limit", "1")
    assert len(rows(many)) == 20
    assert "共 30 条，只显示了前 20 条" in many.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("民法典第0条", "《民法典》没有这样的条号：民法典第0条"),
        ("民法典第1999条", "收录的各版本都没有第一千九百九十九条"),
        ("民典法", "没有找到法律：民典法；是不是 民法典"),
        ("劳动争议司法解释", "“劳动争议司法解释”可以指"),
    ],
)
def test_show_says_why_it_finds_nothing(asked: str, told: str, run: Run) -> None:
    shown = run("laws", "show", asked)
    assert (shown.exit_code, told in shown.stderr) == (1, True)


def test_show_says_what_is_but_a_part_and_that_an_article_is_shown_whole(run: Run, tmp_path: Path) -> None:
    part = {"title": TITLE, "published": "2024-07-07", "article": 675, "text": NEXT}
    told = run("laws", "import", write(tmp_path / "texts.jsonl", [*TEXTS, part]))
    assert "导入的不是它的全文：可以查看，判定仍按收录的版本" in told.stderr
    shown = run("laws", "show", "民法典第675条第一款")
    assert "民法典（2024-07-07 公布），只导入了一部分" in shown.stdout
    assert shown.stdout.index(REPAY) < shown.stdout.index(NEXT)
    assert "款、项没有单独列出" in shown.stderr
    assert rows(run("laws", "check", "1", "--json"))[0]["version"] == "cn/law/民法典@2020-05-28"
