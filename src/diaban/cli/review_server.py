"""A server for one person at this machine: the review page, its pairs, and their decisions. Apart from the memory.

It answers on the loopback address alone, below a path that nobody can guess, to requests that name it by that address;
it keeps nothing but ``decisions.csv`` in the folder of the result.
"""

import csv
import io
import json
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Final

from diaban.engines.forms_decided import DECISIONS, HEADINGS, read_decisions
from diaban.engines.forms_review import Pair

__all__ = ["ReviewServer"]

PAGE: Final = Path(__file__).with_name("review_page")
FILES: Final = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
LARGEST: Final = 4_096


class ReviewServer(HTTPServer):
    """Pairs of one result. ``address``: where the page is; ``decisions``: what was decided so far, by pair."""

    def __init__(self, folder: Path, pairs: Sequence[Pair], words: Mapping[str, Any], lang: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.file = folder / "decisions.csv"
        self.pairs, self.words, self.lang = pairs, words, lang
        self.known = {(one.a, one.b) for one in pairs}
        self.decisions = read_decisions(self.file) if self.file.exists() else {}
        self.secret = secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        """The page's address, with the path that nobody can guess."""
        return f"http://127.0.0.1:{self.server_port}/{self.secret}/"

    def decide(self, a: str, b: str, decision: str | None) -> None:
        """Write a decision down, or take it back; the file is whole at every moment."""
        if decision is None:
            self.decisions.pop((a, b), None)
        else:
            self.decisions[a, b] = decision
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows([*pair, said] for pair, said in self.decisions.items())
        new = self.file.with_suffix(".moi")
        new.touch(mode=0o600)
        new.write_text(out.getvalue(), "utf-8")
        new.replace(self.file)


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    server_version, sys_version = "diaban", ""
    timeout = 10
    """Seconds for a request to arrive: whoever opens a line and says nothing must not keep the page from answering."""

    def do_GET(self) -> None:
        """The page, its style and script, the pairs."""
        name = self._name()
        if name == "pairs.json":
            self._send(json.dumps(self._pairs(), ensure_ascii=False).encode(), "application/json")
        elif name in FILES:
            file, kind = FILES[name]
            self._send((PAGE / file).read_bytes(), kind)
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """One decision, of a pair that is there."""
        length = self.headers.get("Content-Length", "")
        if self._name() != "decide" or self.headers.get("Content-Type") != "application/json":
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        if not length.isdecimal() or int(length) > LARGEST:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        try:
            told = json.loads(self.rfile.read(int(length)))
            pair, decision = (told["a"], told["b"]), told["decision"]
        except (ValueError, KeyError, TypeError):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        if pair not in self.server.known or decision not in (None, *DECISIONS):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        try:
            self.server.decide(*pair, decision)
        except OSError:
            self._refuse(HTTPStatus.INSUFFICIENT_STORAGE)
            return
        self._send(b"{}", "application/json")

    def _name(self) -> str | None:
        """What is asked for below the secret path; None for anything else, and for a request by another name."""
        host = self.headers.get("Host", "")
        origin = self.headers.get("Origin")
        own = f"127.0.0.1:{self.server.server_port}"
        if host != own or (origin is not None and origin != f"http://{own}"):
            return None
        _, _, rest = self.path.partition("/")
        secret, slash, name = rest.partition("/")
        return name if slash and secrets.compare_digest(secret.encode(), self.server.secret.encode()) else None

    def _pairs(self) -> dict[str, Any]:
        said = {f"{a}\0{b}": told for (a, b), told in self.server.decisions.items()}
        pairs = [one.as_dict() for one in self.server.pairs]
        return {"pairs": pairs, "said": said, "words": self.server.words, "lang": self.server.lang}

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (
            ("Content-Security-Policy", POLICY),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_error(status)

    def log_message(self, *_: object) -> None:
        """Nothing is logged: a line would hold the secret path."""
