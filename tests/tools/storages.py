"""Run rclone's own servers, and a line to them that can be cut, on free ports of 127.0.0.1, for the time of a `with` block."""

import contextlib
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from servers import wait_for

from hn_archive.publishers.rclone import program

Kind = Literal["s3", "sftp", "webdav"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def serving(kind: Kind, folder: Path) -> Iterator[int]:
    """The port of a server of this kind with the files of a folder; for `s3`, its folders are the buckets."""
    port = free_port()
    access = ["--auth-key", "publisher,secret-of-the-test"] if kind == "s3" else ["--user", "publisher", "--pass", "secret"]
    command = [program(), "serve", kind, str(folder), "--addr", f"127.0.0.1:{port}", *access, "--log-level", "CRITICAL"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def settings(kind: Kind, port: int) -> dict[str, str]:
    """The environment in which rclone knows the server at a port as `kho`."""
    hidden = subprocess.run([program(), "obscure", "secret"], check=True, capture_output=True, text=True).stdout.strip()
    own = {
        "s3": {
            "PROVIDER": "Rclone",
            "ENDPOINT": f"http://127.0.0.1:{port}",
            "ACCESS_KEY_ID": "publisher",
            "SECRET_ACCESS_KEY": "secret-of-the-test",
        },
        "sftp": {"HOST": "127.0.0.1", "PORT": f"{port}", "USER": "publisher", "PASS": hidden},
        "webdav": {"URL": f"http://127.0.0.1:{port}", "USER": "publisher", "PASS": hidden},
    }[kind]
    named = {f"RCLONE_CONFIG_KHO_{name}": value for name, value in (own | {"TYPE": kind}).items()}
    return named | {
        "RCLONE_CONFIG": "",
        "RCLONE_RETRIES": "2",
        "RCLONE_LOW_LEVEL_RETRIES": "3",
        "RCLONE_CONTIMEOUT": "20s",
        "RCLONE_TIMEOUT": "20s",
    }


class Line:
    """A line from `port` to a server. `heads` are the first bytes of each piece that was asked for over it.

    With `cut_at` it breaks when this is put there, and what is put does not arrive. Nobody gets through until it is mended. With
    `stall_at` it stays open then, and nothing comes or goes.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port: int = self._listener.getsockname()[1]
        self.heads: list[bytes] = []
        self.cut_at = ""
        self.stall_at = ""
        self.is_cut = False
        self._is_closed = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self._threads[-1].start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.cut_at, self.stall_at, self.is_cut = "", "", False

    def close(self) -> None:
        self._is_closed.set()
        self.cut()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=30)
        for end in (*self._open, self._listener):
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                here = self._listener.accept()[0]
            except OSError:  # closed
                return
            if self.is_cut:
                here.close()
                continue
            there = socket.create_connection(("127.0.0.1", self._server))
            self._open += [here, there]
            self._begin(self._carry, here, there, True)
            self._begin(self._carry, there, here, False)

    def _carry(self, source: socket.socket, goal: socket.socket, is_question: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65_536):
                if is_question:
                    self.heads.append(piece[:4096])
                    if self.cut_at and _is_put(piece, self.cut_at):
                        self.cut()
                        return
                    if self.stall_at and _is_put(piece, self.stall_at):
                        self._is_closed.wait(timeout=120)
                        return
                goal.sendall(piece)
        for end in (source, goal):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _is_put(piece: bytes, place: str) -> bool:
    return re.match(rf"PUT \S*{re.escape(place)}[ ?]".encode(), piece) is not None
