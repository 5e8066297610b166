"""Pages a second and CPU a page of the client alone, from a local server of pages of about 40 KB; what politeness costs.

    python tests/benchmarks/fetch_rate.py [PAGES]

The server is a process of its own that writes ready-made responses. CPU is this process's. Politeness is measured alone: the
time from asking for a place to giving it back, with the states in memory and in a database file, and the rate that a
delay comes to.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.fetch import Client, Hosts, MemoryHosts
from pipeline.fetch.gate import Gate, Ticket
from pipeline.fetch.politeness import Answer, Policy
from pipeline.models import Page
from pipeline.site import FetchSettings, Site
from pipeline.store.hosts import SharedHosts

BODY = b"".join(b"<p>%d \xe9\x80\xbe\xe6\x9c\x9f\xe8\xbf\x98\xe6\xac\xbe %d</p>" % (i, i * i) for i in range(1200))


class Server(asyncio.Protocol):
    """Answers every request on the connection; robots.txt is 404."""

    replies: tuple[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        missing, page = self.replies
        self.transport.write(missing if b" /robots.txt " in data else page)


def serve(pipe: Connection, zipped: bool) -> None:
    """Serve until the process is ended; tells its port."""
    body = gzip.compress(BODY) if zipped else BODY
    coding = "Content-Encoding: gzip\r\n" if zipped else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n{coding}Server: bench\r\n\r\n"
    Server.replies = (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", head.encode() + body)

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


async def crawl(base: str, pages: int, concurrency: int) -> tuple[float, float]:
    """Seconds of wall clock and of CPU for so many pages."""
    site = Site("bench", base, allow_private=True)
    async with Client(FetchSettings(concurrency=concurrency)) as client:
        await client.get(base + "/", site=site)
        todo = iter(range(pages))

        async def worker() -> None:
            for number in todo:
                page = await client.get(f"{base}/hf/{number}.html", site=site)
                if not isinstance(page, Page) or len(page.body) != len(BODY):
                    raise SystemExit(f"unexpected: {page}"[:300])

        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(concurrency)))
        return time.perf_counter() - wall, time.process_time() - cpu


async def places(hosts: Hosts, count: int, delay: float) -> float:
    """Seconds for so many turns at one host that answers at once."""
    gate = Gate(hosts, asyncio.Semaphore(16), now=time.time, sleep=asyncio.sleep)
    policy = Policy(delay, 2)
    begun = time.perf_counter()
    for _ in range(count):
        ticket = await gate.enter("host", policy)
        assert isinstance(ticket, Ticket)
        await gate.leave(ticket, Answer(ticket.started_at, 0.0))
    return time.perf_counter() - begun


def politeness() -> None:
    with tempfile.TemporaryDirectory() as folder, SharedHosts(Path(folder) / "hosts.db") as shared:
        for name, hosts in (("in memory", MemoryHosts()), ("in the database", shared)):
            cost = asyncio.run(places(hosts, 2000, 0.0)) / 2000
            print(f"politeness {name:17}{1e6 * cost:8.0f} µs a request")
        for delay in (0.1, 0.02):
            rate = 50 / asyncio.run(places(shared, 50, delay))
            print(f"a delay of {delay:g} s: {rate:.1f} requests/s, at most {1 / delay:g} allowed")


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    print(f"{pages} pages of {len(BODY) / 1000:.0f} kB")
    print(f"{'':22}{'pages/s':>9}{'ms CPU a page':>15}")
    for zipped in (False, True):
        here, there = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(there, zipped), daemon=True)
        server.start()
        base = f"http://127.0.0.1:{here.recv()}"
        for concurrency in (1, 16):
            wall, cpu = asyncio.run(crawl(base, pages, concurrency))
            name = f"{'gzip' if zipped else 'plain'}, concurrency {concurrency}"
            print(f"{name:22}{pages / wall:9.0f}{1000 * cpu / pages:15.2f}")
        server.terminate()
        server.join()
    politeness()


if __name__ == "__main__":
    main()
