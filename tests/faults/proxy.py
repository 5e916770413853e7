"""A faulty TCP proxy: it accepts connections on its `port` and handles them by its `mode`.

"pass"     forwards data, `delay` seconds late
"hang"     holds the data for clients until the mode changes
"swallow"  silently drops data: such a connection never works again. TCP still acknowledges the data, so that only a client that
           waits for a response notices
"""
import asyncio, contextlib, threading


class Proxy:
    def __init__(self, host, port):
        self.target, self.mode, self.delay = (host, port), "pass", 0.0
        self.dead = 0  # dead connections that clients have not closed
        self.loop, ready = asyncio.new_event_loop(), threading.Event()
        self.thread = threading.Thread(target=self.run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait(10)

    def set(self, mode="pass", delay=0.0):
        def change():
            self.mode, self.delay = mode, delay
            self.changed.set()
            self.changed = asyncio.Event()
        self.loop.call_soon_threadsafe(change)

    def close(self):
        self.loop.call_soon_threadsafe(self.serving.cancel)
        self.thread.join(10)

    def run(self, ready):
        async def serve():
            self.changed = asyncio.Event()
            server = await asyncio.start_server(self.take, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()
            await asyncio.Event().wait()
        self.serving = self.loop.create_task(serve())
        with contextlib.suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self.serving)
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def take(self, reader, writer):
        link = Link()
        try:
            other_reader, other_writer = await asyncio.open_connection(*self.target)
            to_server = asyncio.create_task(self.copy(reader, other_writer, link, from_client=True))
            await self.copy(other_reader, writer, link, from_client=False)
            await to_server
            other_writer.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.dead -= link.is_dead
            writer.close()

    async def copy(self, reader, writer, link, from_client):
        """Delays parts without slowing them down: each is written `delay` after it came, and the next is read at once."""
        parts = asyncio.Queue()
        writing = asyncio.create_task(self.write(parts, writer, link, from_client))
        with contextlib.suppress(OSError):
            while part := await reader.read(65536):
                parts.put_nowait((self.loop.time() + self.delay, part))
        if from_client or not link.is_dead:
            parts.put_nowait((0, b""))
            await writing
        else:
            writing.cancel()
            await link.closed.wait()  # the end of the server is hidden
        if from_client:
            link.closed.set()

    async def write(self, parts, writer, link, from_client):
        with contextlib.suppress(OSError):
            while True:
                due, part = await parts.get()
                await asyncio.sleep(max(0, due - self.loop.time()))
                while self.mode == "hang" and not from_client and part:
                    await self.changed.wait()
                if self.mode == "swallow" and part and not link.is_dead:
                    link.is_dead = True
                    self.dead += 1
                if not part:
                    break
                if not link.is_dead:
                    writer.write(part)
                    await writer.drain()
        if from_client or not link.is_dead:
            writer.close()


class Link:
    def __init__(self):
        self.is_dead, self.closed = False, asyncio.Event()
