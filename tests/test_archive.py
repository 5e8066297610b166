"""The archive: what is written is what was fetched, other tools read it, and a crash costs the last page at most."""

from __future__ import annotations

import gzip
import io
import os
import re
import signal
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline import archive
from pipeline.archive import Archive, WarcPlace
from pipeline.archive.writer import SMALLEST
from pipeline.errors import ArchiveError
from pipeline.models import Failure, Page
from pipeline.site import ArchiveSettings
from tests.programs import Program

WHEN = datetime(2026, 11, 23, 13, 42, 33, 250_000, tzinfo=UTC)
HTML = ("<html><meta charset=utf-8><title>逾期</title>" + "<p>协商还款，停止计息。</p>" * 200 + "</html>").encode()


def page(name: str = "1", body: bytes = HTML, **changes: Any) -> Page:
    headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("content-encoding", "br"),
        ("content-length", "977"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("x-empty", ""),
    )
    url = f"http://h.example/hf/{name}.html?a=b"
    sent = (("host", "h.example"), ("user-agent", "debt-article-pipeline/0.1"))
    return replace(Page(url, url, 200, headers, body, WHEN, sent), **changes)


def known(found: Page) -> Page:
    """A page as the archive gives it back: what was sent is in a record of its own."""
    return replace(found, request_headers=())


def store(directory: Path, *pages: Page, settings: ArchiveSettings | None = None) -> list[WarcPlace]:
    with Archive(directory, settings) as shelf:
        return [shelf.append(one) for one in pages]


def files(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.warc.gz"))


def types(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [str(record.rec_type) for record in ArchiveIterator(file)]


# ----------------------------------------------------------------------------------------------------- there and back

PAGES = {
    "as usual": page(),
    "after a redirect": page(final_url="http://h.example/new.html"),
    "empty": page(body=b""),
    "any bytes": page(body=bytes(range(256)) * 50),
    "looks like WARC": page(body=b"\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n" * 10),
    "looks like gzip": page(body=gzip.compress(HTML)),
    "looks chunked": page(body=b"5\r\nhello\r\n0\r\n\r\n"),
    "chunked": page(headers=(("transfer-encoding", "chunked"), ("content-type", "text/html"))),
    "203": page(status=203),
    "Chinese URL": page(url="http://h.example/%E9%80%BE%E6%9C%9F", final_url="http://h.example/%E9%80%BE%E6%9C%9F"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    (place,) = store(tmp_path, PAGES[name])
    assert archive.read_at(tmp_path, place) == known(PAGES[name])
    assert list(archive.read(tmp_path / place.file)) == [known(PAGES[name])]


def test_each_place_leads_to_its_page(tmp_path: Path) -> None:
    pages = [page(str(i), HTML + str(i).encode()) for i in range(20)]
    places = store(tmp_path, *pages)
    for one, place in reversed(list(zip(pages, places, strict=True))):
        assert archive.read_at(tmp_path, place) == known(one)


def test_times_without_a_zone_are_not_invented(tmp_path: Path) -> None:
    (place,) = store(tmp_path, page())
    assert archive.read_at(tmp_path, place).fetched_at == WHEN


# ------------------------------------------------------------------------------------------- what other tools make of it


def test_the_records_are_those_of_warc_1_1(tmp_path: Path) -> None:
    (place,) = store(tmp_path, page())
    with (tmp_path / place.file).open("rb") as file:
        records = [
            (record.rec_headers, record.http_headers, record.content_stream().read())
            for record in ArchiveIterator(file)
        ]
    info, response, request = records
    assert [headers.protocol for headers, _, _ in records] == ["WARC/1.1"] * 3
    assert info[0]["WARC-Filename"] == place.file
    assert b"format: WARC File Format 1.1" in info[2]
    assert response[0]["WARC-Target-URI"] == page().url
    assert response[0]["WARC-Date"] == "2026-11-23T13:42:33.250000Z"
    assert response[2] == HTML, "the stored bytes are the payload: no header says that they are packed"
    assert response[1]["X-Crawler-Content-Encoding"] == "br"
    assert response[1]["Content-Length"] == str(len(HTML))
    assert request[0]["WARC-Concurrent-To"] == response[0]["WARC-Record-ID"]
    assert (request[1].protocol, request[1].statusline) == ("GET", "/hf/1.html?a=b HTTP/1.1")
    assert request[1]["User-Agent"] == "debt-article-pipeline/0.1"


def test_what_was_not_sent_is_not_written(tmp_path: Path) -> None:
    store(tmp_path, page(request_headers=()))
    assert types(files(tmp_path)[0]) == ["warcinfo", "response"]


def test_warcio_finds_every_digest_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(tmp_path, page("1"), page("2"), page("3", b"other" * 900))
    command = type("Command", (), {"verbose": True, "inputs": [str(path) for path in files(tmp_path)]})
    checker = Checker(command)
    checker.process_all()
    assert checker.exit_value == 0
    assert capsys.readouterr().out.count("digest pass") == 6


def test_fastwarc_reads_the_same(tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc", reason="FastWARC is not installed")
    store(tmp_path, page("1"), page("2"))
    with files(tmp_path)[0].open("rb") as file:
        kinds = []
        for record in fastwarc.ArchiveIterator(file, parse_http=False):
            kinds.append(str(record.record_type))
            assert record.verify_block_digest()
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    with files(tmp_path)[0].open("rb") as file:
        (response,) = (
            (record.http_headers.status_code, record.reader.read())
            for record in fastwarc.ArchiveIterator(file, record_types=fastwarc.WarcRecordType.response)
        )
    assert response == (200, HTML)


# ------------------------------------------------------------------------------------------------------- payloads twice


def test_a_payload_is_stored_once(tmp_path: Path) -> None:
    later = page("1", fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    places = store(tmp_path, page("1"), later)
    assert types(files(tmp_path)[0]) == ["warcinfo", "response", "request", "revisit", "request"]
    assert archive.read_at(tmp_path, places[1]) == known(later)
    assert list(archive.read(files(tmp_path)[0])) == [known(page("1")), known(later)]


def test_also_by_a_later_run_and_in_another_file(tmp_path: Path) -> None:
    store(tmp_path, page("1"))
    os.truncate(files(tmp_path)[0], 1_000_001)  # full: the next run begins another one
    (place,) = store(tmp_path, page("2"), settings=ArchiveSettings(max_bytes=1_000_000))
    assert place.file != files(tmp_path)[0].name
    assert types(files(tmp_path)[1]) == ["warcinfo", "revisit", "request"]
    assert archive.read_at(tmp_path, place) == known(page("2"))


def test_a_payload_whose_file_is_gone_is_stored_again(tmp_path: Path) -> None:
    with Archive(tmp_path) as shelf:
        first = shelf.append(page("1"))
        (tmp_path / first.file).rename(tmp_path / "moved.away")
        again = shelf.append(page("2"))
    with (tmp_path / "moved.away").open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)][-2] == "response"
    assert again.offset > first.offset


def test_a_list_of_digests_that_is_wrong_costs_nothing(tmp_path: Path) -> None:
    (first,) = store(tmp_path, page("1"))
    listed = tmp_path / (first.file + ".digests")
    digest = listed.read_text().split()[0]
    for wrong in (f"{digest} 0\n", f"{digest} 7\n", f"{digest} 99999999\n", "torn sha1:", "\x00\xff"):
        listed.write_text(wrong)
        (place,) = store(tmp_path, page("2"))
        assert archive.read_at(tmp_path, place) == known(page("2"))
    assert "revisit" not in types(files(tmp_path)[0])[:5]


def test_small_payloads_are_simply_stored(tmp_path: Path) -> None:
    store(tmp_path, page("1", b"x" * (SMALLEST - 1)), page("2", b"x" * (SMALLEST - 1)))
    assert Counter(types(files(tmp_path)[0]))["response"] == 2


def test_a_revisit_without_its_original_gives_no_page(tmp_path: Path) -> None:
    places = store(tmp_path, page("1"), page("2"))
    data = files(tmp_path)[0].read_bytes()
    files(tmp_path)[0].unlink()
    (tmp_path / "rest.warc.gz").write_bytes(data[places[1].offset :])
    assert list(archive.read(tmp_path / "rest.warc.gz")) == []


# --------------------------------------------------------------------------------------------------------------- files


def test_a_file_beyond_its_size_is_closed_and_a_new_one_begun(tmp_path: Path) -> None:
    pages = [page(str(i), os.urandom(300_000)) for i in range(10)]
    places = store(tmp_path, *pages, settings=ArchiveSettings(max_bytes=1_000_000))
    assert Counter(place.file for place in places) == {
        path.name: count for path, count in zip(files(tmp_path), (4, 4, 2), strict=True)
    }
    assert [one.body for path in files(tmp_path) for one in archive.read(path)] == [one.body for one in pages]


def test_the_next_run_goes_on_with_the_file(tmp_path: Path) -> None:
    store(tmp_path, page("1"))
    store(tmp_path, page("2", b"other" * 900))
    assert len(files(tmp_path)) == 1
    assert types(files(tmp_path)[0]).count("warcinfo") == 1
    assert [one.url for one in archive.read(files(tmp_path)[0])] == [page("1").url, page("2").url]


def test_two_processes_write_two_files(tmp_path: Path) -> None:
    with Archive(tmp_path) as one, Archive(tmp_path) as other:
        assert one.append(page("1")).file != other.append(page("2")).file
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize(
    ("days", "begun", "written", "left"),
    [
        pytest.param(0, 900, 900, True, id="0 keeps everything"),
        pytest.param(30, 61, 61, False, id="twice the days since it was written: nothing can refer to it"),
        pytest.param(30, 61, 59, True, id="written in later"),
        pytest.param(30, 59, 61, True, id="begun later, whatever a copied file's time says"),
        pytest.param(30, 45, 45, True, id="a page of the last 30 days may refer to it"),
    ],
)
def test_retention(days: int, begun: int, written: int, left: bool, tmp_path: Path) -> None:
    store(tmp_path, page())
    (path,) = files(tmp_path)
    now = datetime.now(UTC)
    name = re.sub(r"\d{14}", f"{now - timedelta(days=begun):%Y%m%d%H%M%S}", path.name)
    for tail in ("", ".digests"):
        path.with_name(path.name + tail).rename(path.with_name(name + tail))
    seconds = (now - timedelta(days=written)).timestamp()
    os.utime(tmp_path / name, (seconds, seconds))
    (tmp_path / "articles-of-mine.warc.gz").write_bytes(b"mine")
    os.utime(tmp_path / "articles-of-mine.warc.gz", (0, 0))
    removed = archive.prune(tmp_path, days, now)
    assert removed == ([] if left else [tmp_path / name])
    rest = {path.name for path in tmp_path.iterdir()}
    assert rest == {"articles-of-mine.warc.gz", *((name, name + ".digests") if left else ())}


def test_retention_leaves_a_file_that_is_being_written_in(tmp_path: Path) -> None:
    with Archive(tmp_path) as shelf:
        shelf.append(page())
        assert archive.prune(tmp_path, 1, datetime.now(UTC) + timedelta(days=90)) == []
        assert len(files(tmp_path)) == 1
    assert len(archive.prune(tmp_path, 1, datetime.now(UTC) + timedelta(days=90))) == 1


def test_what_is_fetched_again_is_not_lost_by_retention(tmp_path: Path) -> None:
    """A revisit refers to a payload only while its file stays long enough; later the payload is stored anew."""
    settings = ArchiveSettings(days=30)
    now = datetime.now(UTC)
    store(tmp_path, page("1"), settings=settings)
    (path,) = files(tmp_path)
    name = re.sub(r"\d{14}", f"{now - timedelta(days=70):%Y%m%d%H%M%S}", path.name)
    for tail in ("", ".digests"):
        path.with_name(path.name + tail).rename(path.with_name(name + tail))
        os.utime(tmp_path / (name + tail), ((now - timedelta(days=70)).timestamp(),) * 2)
    (place,) = store(tmp_path, page("1"), settings=settings)
    assert [one.name for one in archive.prune(tmp_path, 30, now)] == [name]
    assert archive.read_at(tmp_path, place).body == page("1").body


def test_threads_share_a_file(tmp_path: Path) -> None:
    pages = [page(str(i), os.urandom(3000)) for i in range(40)]
    with Archive(tmp_path) as shelf, ThreadPoolExecutor(8) as threads:
        places = list(threads.map(shelf.append, pages))
    assert [archive.read_at(tmp_path, place) for place in places] == [known(one) for one in pages]
    assert len(list(archive.read(files(tmp_path)[0]))) == len(pages)


def test_nothing_is_made_before_there_is_something_to_keep(tmp_path: Path) -> None:
    store(tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


def test_files_of_others_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "articles-of-mine.warc.gz").write_bytes(b"mine")
    store(tmp_path, page())
    assert (tmp_path / "articles-of-mine.warc.gz").read_bytes() == b"mine"


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ArchiveError, match=r"存档 .*写不了"):
        store(tmp_path / "file", page())


def test_a_full_disk_leaves_the_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(tmp_path) as shelf:
        shelf.append(page("1"))
        true_write = os.write

        def half(fd: int, data: bytes) -> int:
            if len(data) > 100:
                true_write(fd, data[:100])
                raise OSError(28, "No space left on device")
            return true_write(fd, data)

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", half)
            with pytest.raises(ArchiveError, match="磁盘满了"):
                shelf.append(page("2", b"other" * 900))
        after = shelf.append(page("3", b"third" * 900))
    damage: list[Failure] = []
    read = [one.url for one in archive.read(files(tmp_path)[0], damaged=damage.append)]
    assert (read, damage) == ([page("1").url, page("3").url], [])
    assert archive.read_at(tmp_path, after).url == page("3").url


# ------------------------------------------------------------------------------------------------------------- crashes

CUTS = [1, 5, 8, 9, 30, 100, 200, 400]


@pytest.mark.parametrize("cut", CUTS)
def test_a_torn_last_record_spoils_neither_reading_nor_appending(cut: int, tmp_path: Path) -> None:
    first = page("1", os.urandom(2000))
    last = page("2", os.urandom(2000))
    places = store(tmp_path, first, last)
    path = files(tmp_path)[0]
    os.truncate(path, path.stat().st_size - cut)
    assert archive.read_at(tmp_path, places[0]) == known(first)
    assert next(archive.read(path)) == known(first)
    third = page("3", os.urandom(2000))
    (place,) = store(tmp_path, third)
    assert place.file == path.name
    assert archive.read_at(tmp_path, place) == known(third)
    damage: list[Failure] = []
    read = list(archive.read(path, damaged=damage.append))
    assert damage == [], "the torn record was cut off before more was appended"
    assert [one.url for one in read if one.url != last.url] == [first.url, third.url]


def test_every_length_of_a_file_can_be_gone_on_with(tmp_path: Path) -> None:
    """Cut anywhere at all: the whole records before the cut stay, and one more can be appended."""
    places = store(tmp_path / "whole", page("1", b"a" * 1500), page("2", b"b" * 1500))
    data = files(tmp_path / "whole")[0].read_bytes()
    for length in range(0, len(data), 7):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / places[0].file).write_bytes(data[:length])
        store(folder, page("3", b"c" * 1500))
        urls = [one.url for one in archive.read(folder / places[0].file)]
        whole = [page(str(i + 1)).url for i, place in enumerate(places) if _end(data, place.offset) <= length]
        assert urls == [*whole, page("3").url], length


def _end(data: bytes, offset: int) -> int:
    """Where the gzip member at an offset ends."""
    import zlib

    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    unpacker.decompress(data[offset:])
    return len(data) - len(unpacker.unused_data)


FOREIGN = {
    "something else under our name": lambda whole: b"text " * 300,
    "packed by another program": lambda whole: gzip.compress(gzip.decompress(whole), mtime=1_700_000_000),
    "appended to by another program": lambda whole: whole + gzip.compress(b"WARC/1.0 ...", mtime=1_700_000_000),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_others_made_of_a_file_is_not_cut(name: str, tmp_path: Path) -> None:
    (first,) = store(tmp_path, page("1"))
    data = FOREIGN[name]((tmp_path / first.file).read_bytes())
    (tmp_path / first.file).write_bytes(data)
    (second,) = store(tmp_path, page("2", b"other" * 900))
    assert (tmp_path / first.file).read_bytes() == data
    assert second.file != first.file


def test_zeros_that_a_power_cut_left_are_cut(tmp_path: Path) -> None:
    (first,) = store(tmp_path, page("1"))
    os.truncate(tmp_path / first.file, (tmp_path / first.file).stat().st_size + 4096)
    (second,) = store(tmp_path, page("2", b"other" * 900))
    assert second.file == first.file
    assert len(list(archive.read(tmp_path / first.file))) == 2


def test_kill_9_while_writing(tmp_path: Path) -> None:
    """A process that only appends is killed several times; what it had been told was kept is there, and reads whole."""
    program = textwrap.dedent(
        """
        import os, sys
        from datetime import UTC, datetime, timedelta
        from pipeline.archive import Archive
        from pipeline.models import Page
        with Archive(sys.argv[1]) as shelf:
            while True:
                body = os.urandom(20_000)
                url = "http://h.example/" + body[:8].hex()
                place = shelf.append(Page(url, url, 200, (), body, datetime.now(UTC)))
                print(url, place.file, place.offset, flush=True)
        """
    )
    kept: list[tuple[str, WarcPlace]] = []
    for _ in range(4):
        with Program(str(tmp_path), code=program) as writer:
            writer.wait_for("\n")
            time.sleep(0.05)
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            kept += [_line(line) for line in writer.out.splitlines(keepends=True) if line.endswith("\n")]
    assert len(kept) >= 4
    damage: list[Failure] = []
    read = {one.url: one for path in files(tmp_path) for one in archive.read(path, damaged=damage.append)}
    assert len(files(tmp_path)) == 1
    assert len(damage) <= 1, "the last kill alone may leave a torn record"
    for url, place in kept:
        assert archive.read_at(tmp_path, place) == read[url]


def _line(line: str) -> tuple[str, WarcPlace]:
    url, file, offset = line.split()
    return url, WarcPlace(file, int(offset))


def test_damage_inside_costs_the_damaged_record_alone(tmp_path: Path) -> None:
    places = store(tmp_path, *(page(str(i), os.urandom(2000)) for i in range(5)))
    path = files(tmp_path)[0]
    data = bytearray(path.read_bytes())
    data[places[2].offset + 300 : places[2].offset + 310] = b"corruption"
    path.write_bytes(data)
    damage: list[Failure] = []
    urls = [one.url for one in archive.read(path, damaged=damage.append)]
    assert urls == [page(str(i)).url for i in (0, 1, 3, 4)]
    assert [(failure.stage, failure.reason) for failure in damage] == [("archive", "damaged_record")]
    with pytest.raises(ArchiveError, match="处没有网页"):
        archive.read_at(tmp_path, places[2])


# ------------------------------------------------------------------------------------------ files of other crawlers


def foreign(path: Path, *, packed: bool = True, version: str = "1.0") -> Iterator[tuple[WARCWriter, Any]]:
    with path.open("wb") as file:
        yield WARCWriter(file, gzip=packed, warc_version=version), file


def respond(
    writer: WARCWriter, body: bytes, *headers: tuple[str, str], line: str = "200 OK", url: str = "http://o.example/a"
) -> None:
    fields = [("Content-Type", "text/html"), *headers]
    http = StatusAndHeaders(line, fields, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": "2019-05-06T07:08:09Z"},
    )
    writer.write_record(record)


def chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 1000] for i in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


AS_RECEIVED = {
    "plain": (HTML, ()),
    "gzip": (gzip.compress(HTML), (("Content-Encoding", "gzip"),)),
    "brotli": (brotli.compress(HTML), (("Content-Encoding", "br"),)),
    "zstd": (zstandard.compress(HTML), (("Content-Encoding", "zstd"),)),
    "chunked": (chunked(HTML), (("Transfer-Encoding", "chunked"),)),
    "chunked gzip": (chunked(gzip.compress(HTML)), (("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
    "decoded, header kept": (HTML, (("Content-Encoding", "gzip"),)),
    "decoded zstd, header kept": (HTML, (("Content-Encoding", "zstd"),)),
    "dechunked, header kept": (HTML, (("Transfer-Encoding", "chunked"),)),
    "as Common Crawl": (HTML, (("X-Crawler-Content-Encoding", "gzip"), ("Content-Length", str(len(HTML))))),
}


@pytest.mark.parametrize("packed", [True, False], ids=["compressed", "plain"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("name", AS_RECEIVED)
def test_bodies_as_other_crawlers_keep_them(name: str, version: str, packed: bool, tmp_path: Path) -> None:
    body, headers = AS_RECEIVED[name]
    path = tmp_path / "other.warc"
    for writer, _ in foreign(path, packed=packed, version=version):
        respond(writer, body, *headers)
        respond(writer, b"second", url="http://o.example/b")
    first, second = archive.read(path)
    assert first.body == HTML
    assert (first.url, first.status, first.fetched_at) == (
        "http://o.example/a",
        200,
        datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC),
    )
    assert first.header("content-type") == "text/html"
    assert second.body == b"second"


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    for writer, _ in foreign(path):
        writer.write_record(writer.create_warcinfo_record("other.warc.gz", {"software": "other"}))
        respond(writer, b"", line="301 Moved")
        respond(writer, b"gone", line="404 Not Found")
        respond(writer, b"dns", url="dns:o.example")
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "o.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record("http://o.example/", "request", http_headers=request))
        writer.write_record(
            writer.create_warc_record("http://o.example/", "metadata", payload=io.BytesIO(b"via: x"), length=6)
        )
        writer.write_record(
            writer.create_revisit_record("http://o.example/r", "sha1:X", "http://o.example/a", "2019-01-01T00:00:00Z",
                                         http_headers=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"))
        )  # fmt: skip
        writer.write_record(
            writer.create_warc_record(
                "http://o.example/saved.html",
                "resource",
                payload=io.BytesIO(HTML),
                length=len(HTML),
                warc_content_type="text/html",
            )
        )
        respond(writer, HTML)
    resource, response = archive.read(path)
    assert (resource.url, resource.body, resource.header("content-type")) == (
        "http://o.example/saved.html",
        HTML,
        "text/html",
    )
    assert response.url == "http://o.example/a"


def test_a_plain_file_that_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "other.warc"
    for writer, _ in foreign(path, packed=False):
        respond(writer, b"first", url="http://o.example/b")
        respond(writer, HTML)
    os.truncate(path, path.stat().st_size - 1000)
    damage: list[Failure] = []
    assert [one.body for one in archive.read(path, damaged=damage.append)] == [b"first"], "half a page is none"
    assert len(damage) == 1


def test_a_record_cannot_point_out_of_its_folder(tmp_path: Path) -> None:
    (place,) = store(tmp_path / "secret", page())
    (tmp_path / "open").mkdir()
    for name, leads in (
        (f"../secret/{place.file}", False),
        (str(tmp_path / "secret" / place.file), False),
        (place.file, True),
    ):
        path = tmp_path / ("secret" if leads else "open") / "other.warc.gz"
        for writer, _ in foreign(path, version="1.1"):
            fields = {"WARC-Refers-To-Filename": name, "WARC-Refers-To-File-Offset": str(place.offset)}
            http = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_revisit_record(
                    page().url,
                    "sha1:X",
                    page().url,
                    "2026-11-23T00:00:00Z",
                    http_headers=http,
                    warc_headers_dict=fields,
                )
            )
        assert [one.body for one in archive.read(path)] == [HTML] * leads


def test_arc_files_of_the_time_before_warc(tmp_path: Path) -> None:
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML
    head = b"1 0 Other\nURL IP-address Archive-date Content-type Archive-length\n"
    path = tmp_path / "old.arc"
    path.write_bytes(
        b"filedesc://old.arc 0.0.0.0 20010203040506 text/plain %d\n%s\n" % (len(head), head)
        + b"http://o.example/a 1.2.3.4 20010203040507 text/html %d\n%s\n" % (len(response), response)
    )
    (found,) = archive.read(path)
    assert (found.url, found.body, found.fetched_at) == (
        "http://o.example/a",
        HTML,
        datetime(2001, 2, 3, 4, 5, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize("content", [b"<html>no archive</html>" * 10, os.urandom(500), b"\x1f\x8b\x08" + bytes(100)])
def test_what_is_no_archive_is_said(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(content)
    found: list[Page] = []
    try:
        found += archive.read(path)
    except ArchiveError as error:
        assert "不是 WARC 或 ARC 文件" in str(error)  # noqa: PT017 — a torn gzip file reads as an empty one
    assert found == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="读不了"):
        list(archive.read(tmp_path / "none.warc.gz"))
    with pytest.raises(ArchiveError, match="处没有网页"):
        archive.read_at(tmp_path, WarcPlace("none.warc.gz", 0))
