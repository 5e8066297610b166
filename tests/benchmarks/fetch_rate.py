"""Pages a second and CPU a page of the client, with and without politeness; the rate that each of several hosts is asked at.

    python tests/benchmarks/fetch_rate.py [PAGES]

The server is a process of its own that writes ready-made pages of about 40 KB. CPU is this process's. «bare»: the transport alone
(connections, limits, decompression), the peer of the same run; «polite»: the client with guard, robots.txt, gate, breaker and
walls. Then a claim alone (from asking for a place to giving it back), with the states in memory and in a database file, and
four hosts asked side by side, each with a delay, by one process and by two that share the file: no host faster than allowed.
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
from pipeline.fetch.politeness import Answer as Counted
from pipeline.fetch.politeness import Policy
from pipeline.fetch.transport import Answer, Transport
from pipeline.models import Page
from pipeline.site import FetchSettings, Politeness, Site
from pipeline.store.hosts import SharedHosts

BODY = b"".join(b"<p>%d \xe9\x80\xbe\xe6\x9c\x9f\xe8\xbf\x98\xe6\xac\xbe %d</p>" % (i, i * i) for i in range(1200))


ASKED = {"User-Agent": "bench", "Accept-Encoding": "gzip"}
HOSTS, DELAY, SECONDS = 4, 0.1, 4.0


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


async def crawl(base: str, pages: int, concurrency: int, *, polite: bool) -> tuple[float, float]:
    """Seconds of wall clock and of CPU for so many pages."""
    site = Site("bench", base, allow_private=True)
    settings = FetchSettings(concurrency=concurrency)
    async with Client(settings) as client:
        bare = Transport(settings, allow_private=True)
        todo = iter(range(pages + 1))

        async def get(number: int) -> None:
            url = f"{base}/hf/{number}.html"
            if polite:
                page = await client.get(url, site=site)
                whole = isinstance(page, Page) and len(page.body) == len(BODY)
            else:
                answer = await bare.get(url, ASKED, limit=settings.max_body)
                whole = isinstance(answer, Answer) and len(answer.body) == len(BODY)
            if not whole:
                raise SystemExit(f"unexpected answer from {url}")

        async def worker() -> None:
            for number in todo:
                await get(number)

        await get(next(todo))  # robots.txt and the first connection
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(concurrency)))
        spent = time.perf_counter() - wall, time.process_time() - cpu
        await bare.aclose()
        return spent


async def places(hosts: Hosts, count: int, delay: float) -> float:
    """Seconds for so many turns at one host that answers at once."""
    gate = Gate(hosts, asyncio.Semaphore(16), now=time.time, sleep=asyncio.sleep)
    policy = Policy(delay, 2)
    begun = time.perf_counter()
    for _ in range(count):
        ticket = await gate.enter("host", policy)
        assert isinstance(ticket, Ticket)
        await gate.sent(ticket, time.time())
        await gate.leave(ticket, Counted(ticket.started_at, 0.0))
    return time.perf_counter() - begun


def ask_hosts(ports: list[int], db: Path, pipe: Connection) -> None:
    """Ask every host for SECONDS, as fast as its delay lets; tells how often it did, and from when to when."""

    async def main() -> dict[int, int]:
        counts = dict.fromkeys(ports, 0)
        with SharedHosts(db) as hosts:
            async with Client(FetchSettings(), hosts=hosts) as client:

                async def one(port: int) -> None:
                    base = f"http://127.0.0.1:{port}"
                    site = Site("bench", base, allow_private=True, politeness=Politeness(delay=DELAY))
                    until = time.monotonic() + SECONDS
                    while time.monotonic() < until:
                        if not isinstance(await client.get(f"{base}/hf/1.html", site=site), Page):
                            raise SystemExit("no page")
                        counts[port] += 1

                await asyncio.gather(*(one(port) for port in ports for _ in range(3)))
        return counts

    begun = time.monotonic()
    counts = asyncio.run(main())
    pipe.send((counts, begun, time.monotonic()))


def rates() -> None:
    """Requests a second that each of several hosts gets, from one process and from two."""
    print(f"{HOSTS} hosts with a delay of {DELAY:g} s, 3 tasks each: requests/s at each host (at most {1 / DELAY:g})")
    pipes = [multiprocessing.Pipe() for _ in range(HOSTS)]
    servers = [multiprocessing.Process(target=serve, args=(there, False), daemon=True) for _, there in pipes]
    for server in servers:
        server.start()
    ports = [here.recv() for here, _ in pipes]
    for processes in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            db = Path(folder) / "hosts.db"
            with SharedHosts(db):
                pass  # made before two open it
            answers = [multiprocessing.Pipe() for _ in range(processes)]
            askers = [multiprocessing.Process(target=ask_hosts, args=(ports, db, there)) for _, there in answers]
            for asker in askers:
                asker.start()
            told = [here.recv() for here, _ in answers]
            for asker in askers:
                asker.join()
        spent = max(end for _, _, end in told) - min(begun for _, begun, _ in told)
        each = [sum(counts[port] for counts, _, _ in told) / spent for port in ports]
        print(f"  {processes} process(es): " + "  ".join(f"{rate:.1f}" for rate in each))
    for server in servers:
        server.terminate()
        server.join()


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
    print(f"{'':22}{'bare: pages/s':>15}{'ms CPU':>9}{'polite: pages/s':>17}{'ms CPU':>9}{'ms a page more':>16}")
    for zipped in (False, True):
        here, there = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(there, zipped), daemon=True)
        server.start()
        base = f"http://127.0.0.1:{here.recv()}"
        for concurrency in (1, 16):
            name = f"{'gzip' if zipped else 'plain'}, concurrency {concurrency}"
            alone, bare = asyncio.run(crawl(base, pages, concurrency, polite=False))
            wall, cpu = asyncio.run(crawl(base, pages, concurrency, polite=True))
            print(
                f"{name:22}{pages / alone:15.0f}{1000 * bare / pages:9.2f}{pages / wall:17.0f}{1000 * cpu / pages:9.2f}"
                f"{1000 * (cpu - bare) / pages:16.2f}"
            )
        server.terminate()
        server.join()
    politeness()
    rates()


if __name__ == "__main__":
    main()
