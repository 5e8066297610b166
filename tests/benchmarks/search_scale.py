"""How fast the index is built and asked, by the number of articles, on texts written by this program.

    python tests/benchmarks/search_scale.py [20000 100000 …] [--keep DIRECTORY] [--writing]

Prints a table: build rate, size, and the p50/p95 of searches by kind, in milliseconds of CPU, warm, one thread. Ours has
snippets, counts and the second ranking; «search alone» is without snippets, from the same run. Beside it stand plain bm25
over the same index and tantivy over the same bigrams (``pip install tantivy``; left out where it is not there), which
give bare ids. wangfenjin/simple is a C++ extension that no package index has; its quality stands in
../shared/retrieval/README.md. ``--writing`` asks once more while another process stores articles.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import text  # noqa: E402  (the checkout is not installed)
from pipeline.store import connection as opening  # noqa: E402
from pipeline.store import index, related, search  # noqa: E402

BATCH = 500  # articles in one transaction
CRAWLED, AT_ONCE = 100, 10  # articles that a crawl stores in a second, and in one transaction
LINKED = 300  # articles whose related lists are made, to know the price of one
WORDS = 1_000_000  # of the made language
SHIFT = 20  # … of which the first few are about equally common
SPREAD = (WORDS + SHIFT) / SHIFT
ASKED = 60  # queries of each kind
SEED = 7
FIELDS = ("title", "body")

SUBJECTS = "网贷 信用卡 花呗 借呗 房贷 车贷 消费贷 民间借贷 白条 微粒贷 助学贷款 企业贷款".split()
EVENTS = "逾期 催收 上门催收 起诉 协商还款 停息挂账 冻结账户 爆通讯录 失信名单 执行异议 分期 减免利息".split()
CITIES = "合肥 芜湖 安庆 南昌 乐平 杭州 温州 广州 佛山 成都 绵阳 武汉 襄阳 郑州 洛阳 沈阳".split()
LINKS = (
    "根据规定 实践中 一般来说 首先 其次 需要注意的是 律师认为 法院认为 借款人 贷款机构 应当 可以 不得 保留证据".split()
)
QUESTIONS = (
    "{subject}{event}以后会被起诉吗？",
    "{city}{subject}{event}了应该怎么办？",
    "没有能力偿还{subject}，{event}怎样处理比较好？",
)
KINDS: dict[str, Callable[[random.Random], str]] = {
    "keyword": lambda r: r.choice(SUBJECTS + EVENTS + CITIES),
    "two keywords": lambda r: f"{r.choice(SUBJECTS)} {r.choice(EVENTS)}",
    "phrase": lambda r: f'"{r.choice(SUBJECTS)}{r.choice(EVENTS)}"',
    "question": lambda r: _fill(r, r.choice(QUESTIONS)),
    "filter + keyword": lambda r: f"{r.choice(EVENTS)} category:栏目{r.randrange(8)} after:2024-0{r.randrange(1, 9)}",
    "law:": lambda r: f"law:民法典第{r.randrange(660, 690)}条",
    "law: + keyword": lambda r: f"law:民法典第{r.randrange(660, 690)}条 {r.choice(EVENTS)}",
}  # fmt: skip


def _fill(r: random.Random, pattern: str) -> str:
    return pattern.format(subject=r.choice(SUBJECTS), event=r.choice(EVENTS), city=r.choice(CITIES))


class Language:
    """Words as unevenly used as in real text, so that rare ones stay rare however many articles there are.

    A million words of one to four characters by Zipf's law (Mandelbrot's form), of characters that are as unevenly
    used themselves: the tenth word is in every second article, the half of all words in a handful of a million.
    """

    def __init__(self, seed: int) -> None:
        r = random.Random(seed)
        alphabet = [chr(0x4E00 + i) for i in range(3500)]
        r.shuffle(alphabet)
        uneven = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(alphabet))))
        stock = "".join(r.choices(alphabet, cum_weights=uneven, k=WORDS * 4))
        lengths = r.choices((1, 2, 3, 4), (1, 6, 2, 1), k=WORDS)
        self.words = [stock[4 * i : 4 * i + length] for i, length in enumerate(lengths)]

    def some(self, r: random.Random, many: int) -> list[str]:
        """So many words, as they come in running text."""
        # Zipf–Mandelbrot's 1 / (rank + SHIFT), turned round: a uniform number gives the rank.
        words, draw = self.words, r.random
        return [words[int(SHIFT * SPREAD ** draw()) - SHIFT] for _ in range(many)]

    def rare(self, r: random.Random) -> str:
        """A word of two or more characters that a text hardly ever has."""
        return next(word for word in iter(lambda: r.choice(self.words[1000:200_000]), "") if len(word) > 1)


def article(r: random.Random, language: Language) -> tuple[str, str]:
    """A title and a body of about 500 characters."""
    subject, event, city = r.choice(SUBJECTS), r.choice(EVENTS), r.choice(CITIES)
    title = r.choice((f"{city}{subject}{event}怎么办", f"{subject}{event}的后果", f"{city}律师谈{event}"))
    title += "".join(language.some(r, 2))
    words = language.some(r, r.randrange(100, 300))
    sentences = []
    while words:
        length = r.randrange(5, 15)
        parts, words = words[:length], words[length:]
        if r.random() < 0.4:
            parts.insert(r.randrange(len(parts)), r.choice(LINKS))
        if r.random() < 0.25:
            parts.insert(r.randrange(len(parts)), r.choice((subject, event, subject + event)))
        if r.random() < 0.05:
            parts.insert(0, f"民法典第{r.randrange(600, 700)}条规定")
        sentences.append("".join(parts))
    return title, "，".join(sentences[::2]) + "。\n" + "。".join(sentences[1::2]) + "。"


def build(connection: sqlite3.Connection, language: Language, first: int, last: int, batch: int = BATCH) -> float:
    """Store articles with ids from ``first`` to ``last``; returns the seconds that SQLite and the index took."""
    r = random.Random(first)
    connection.execute(
        "INSERT OR IGNORE INTO sites (name, base_url, first_seen_at) VALUES ('s', 'https://s.example', '')"
    )
    connection.execute("INSERT OR IGNORE INTO laws (law_id, title) VALUES ('cn/law/民法典', '中华人民共和国民法典')")
    seconds = 0.0
    for start in range(first, last + 1, batch):
        rows, citations = [], []
        for one in range(start, min(start + batch, last + 1)):
            title, body = article(r, language)
            published = f"{r.randrange(2019, 2027)}-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}T00:00:00+00:00"
            rows.append(
                (one, f"https://s.example/{one}", title, body, published, f"栏目{r.randrange(8)}", r.random() < 0.8)
            )
            citations += [(one, r.randrange(600, 700)) for _ in range(r.randrange(3))]
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO articles (id, url, site, title, body, published_at, category, on_topic, first_seen_at, last_seen_at,"
            " body_hash, url_key) VALUES (?, ?, 's', ?, ?, ?, ?, ?, '', '', '', '')",
            rows,
        )
        connection.executemany(
            'INSERT INTO citations (article_id, law, law_id, article, start, "end", raw)'
            " VALUES (?, '民法典', 'cn/law/民法典', ?, 0, 0, '')",
            citations,
        )
        connection.execute("COMMIT")
        seconds += time.perf_counter() - began
    return seconds


def percentiles(ask: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """p50 and p95 in milliseconds of CPU (what others do on the machine counts less), each query asked twice and the second taken: warm, and nothing cached by us."""
    times = []
    for query in queries:
        ask(query)
        began = time.process_time()
        ask(query)
        times.append((time.process_time() - began) * 1000)
    times.sort()
    if not times:
        return 0.0, 0.0
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def plain(connection: sqlite3.Connection, query: str) -> object:
    """What plain bm25 costs: the words, or any bigram of a question; no filter, snippet or second ranking."""
    words = query.replace('"', "").split()
    if query.endswith("？"):
        match = " OR ".join(f'"{gram}"' for run in text.runs(query) for gram in text.ngrams(run, 2))
    else:
        match = " AND ".join(f'"{" ".join(text.phrase(word)[0])}"' for word in words)
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank LIMIT 20"
    return connection.execute(sql, (match,)).fetchall()


class Tantivy:
    """tantivy over the same bigrams, title and body, ids alone stored; in a directory of its own."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True)
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="whitespace")
        self._tantivy = tantivy
        self._index = tantivy.Index(builder.build(), path=str(folder))
        self._folder = folder

    def add(self, connection: sqlite3.Connection, first: int, last: int) -> float:
        """Index these articles; returns the seconds of CPU (its own threads counted)."""
        writer = self._index.writer(num_threads=1)
        began = time.process_time()
        sql = "SELECT id, title, body FROM articles WHERE id BETWEEN ? AND ?"
        for one, title, body in connection.execute(sql, (first, last)):
            writer.add_document(self._tantivy.Document(id=one, title=text.segment(title), body=text.segment(body)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return time.process_time() - began

    def held(self) -> int:
        """How many articles it has."""
        return int(self._index.searcher().num_docs)

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def ask(self, query: str) -> object:
        """The best 20 ids for words, phrases or a question."""
        if query.endswith("？"):
            wanted = " ".join(f'"{gram}"' for run in text.runs(query) for gram in text.ngrams(run, 2))
            parsed = self._index.parse_query(wanted, list(FIELDS))
        else:
            phrases = [" ".join(text.phrase(word)[0]) for word in query.replace('"', "").split()]
            parsed = self._index.parse_query(
                " ".join(f'"{phrase}"' for phrase in phrases), list(FIELDS), conjunction_by_default=True
            )
        return self._index.searcher().search(parsed, 20).hits


def peer(folder: Path) -> Tantivy | None:
    """tantivy, where it is installed."""
    try:
        return Tantivy(folder)
    except ImportError:
        return None


def measure(connection: sqlite3.Connection, label: str, other_engine: Tantivy | None = None) -> None:
    """Print one line for each kind of query."""
    for kind, make in KINDS.items():
        r = random.Random(kind)
        queries = [make(r) for _ in range(ASKED)]
        ours = percentiles(lambda query: search.find(connection, query), queries)
        alone = percentiles(lambda query: search.find(connection, query, limit=0), queries)
        beside = f"{alone[0]:10.1f}{alone[1]:10.1f}"
        if ":" not in queries[0]:
            other = percentiles(lambda query: plain(connection, query), queries)
            beside += f"{other[0]:10.1f}{other[1]:10.1f}"
            if other_engine:
                theirs = percentiles(other_engine.ask, queries)
                beside += f"{theirs[0]:10.1f}{theirs[1]:10.1f}"
        print(f"{label:>12}  {kind:20}{ours[0]:10.1f}{ours[1]:10.1f}{beside}", flush=True)
    ids = [row[0] for row in connection.execute("SELECT article_id FROM related_state LIMIT ?", (ASKED,))]
    lists = percentiles(lambda one: related.of(connection, int(one)), [str(one) for one in ids])
    print(f"{label:>12}  {'related':20}{lists[0]:10.1f}{lists[1]:10.1f}", flush=True)


def write_on(path: str, first: int, stop: multiprocessing.synchronize.Event) -> None:
    """Store articles until told to stop, as a crawl does: a few in each transaction, so many a second."""
    connection, language = opening.connect(path, read_only=False), Language(SEED)
    while not stop.wait(AT_ONCE / CRAWLED):
        build(connection, language, first, first + AT_ONCE - 1)
        first += AT_ONCE
    connection.close()


def price(connection: sqlite3.Connection, ids: Sequence[int]) -> float:
    """What it takes to link an article, in milliseconds of CPU."""
    began = time.process_time()
    linked = related.link(connection, ids)
    return (time.process_time() - began) / linked * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--writing", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (options.keep or Path(temporary)) / "scale.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = opening.connect(path, read_only=False)
        language = Language(SEED)
        (have,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        heads = ("p50", "p95", "alone p50", "p95", "bm25 p50", "p95", "tantivy", "p95")
        print(f"{'articles':>12}  {'query':20}" + "".join(f"{head:>10}" for head in heads) + "   (ms)", flush=True)
        other = peer(path.parent / "tantivy")
        done = other.held() if other else have
        for size in sorted(options.sizes):
            if size > have:
                seconds = build(connection, language, have + 1, size)
                print(f"{size:>12}  built at {(size - have) / seconds:.0f} articles/s (storing and indexing)")
                have = size
            if other and size > done:
                rate = (size - done) / other.add(connection, done + 1, size)
                print(f"{size:>12}  tantivy built at {rate:.0f} articles/s of CPU, {other.size() / 1e6:.0f} MB")
                done = size
            with opening.transaction(connection):
                index.upkeep(connection)
            # The first time each candidate is read and learnt too, as it would have been at its own linking.
            ids = range(size - LINKED + 1, size + 1)
            prices = [price(connection, ids) for _ in range(2)]
            print(
                f"{size:>12}  related: {prices[1]:.1f} ms of CPU an article; {prices[0]:.1f} where nothing is learnt yet"
            )
            (bytes_,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'articles_fts%'").fetchone()
            (whole,) = connection.execute(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            ).fetchone()
            print(f"{size:>12}  index {bytes_ / 1e6:.0f} MB of {whole / 1e6:.0f} MB")
            measure(connection, str(size), other)
            if options.writing:
                stop = multiprocessing.Event()
                writer = multiprocessing.Process(target=write_on, args=(str(path), size + 1, stop))
                writer.start()
                try:
                    measure(connection, f"{size}, writing")
                finally:
                    stop.set()
                    writer.join()
                break  # the file has more articles now
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
