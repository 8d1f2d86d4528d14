"""A folder of files sealed with a passphrase: one file that says until when it may be kept, and shows nothing else.

AES-256-GCM over chunks of a mebibyte (NIST SP 800-38D); the nonce of a chunk holds its number and whether it is the
last, so that chunks neither change places nor go missing (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The
key comes from the passphrase by scrypt (RFC 7914). The heading (format, last day, size, salt) is open, so that a seal
can be purged without its passphrase; it is authenticated by a tag of its own and with every chunk.
"""

import hashlib
import hmac
import json
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diaban.basis.error import RefusedError
from diaban.basis.finding import Place, finding

__all__ = ["LEAST", "NAME", "expiry", "seal", "unseal"]

NAME: Final = "ket-qua.niem-phong"
"""What the sealed file of a result is called."""
LEAST: Final = 12
"""Letters of a passphrase: less is guessed."""
MAGIC: Final = b"DIABAN-NIEM-PHONG\n"
FORMAT: Final = 1
CHUNK: Final = 1024**2
TAG: Final = 16
HEADING: Final = 4_096
INDEX: Final = 16 * 1024**2
COST: Final = {"n": 2**17, "r": 8, "p": 1}
"""scrypt as OWASP's cheat sheet on storing passwords asks (2024): 128 MiB for each guess."""
COSTLY: Final = 2**20
FILE: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z]+)?(?:/[a-z0-9-]+\.[a-z]+)?")
"""Names of files that a check writes: nothing that leads out of a folder."""


@dataclass(frozen=True, slots=True)
class _Heading:
    """The open beginning of a sealed file; ``raw``: its bytes, which every chunk is bound to."""

    expires: date
    size: int
    salt: bytes
    check: bytes
    cost: Mapping[str, int]
    raw: bytes


def seal(folder: Path, names: Sequence[str], target: Path, *, passphrase: str, expires: date) -> None:
    """Write the files ``names`` below ``folder`` into the new file ``target``, for its owner alone.

    RefusedError ``seal-passphrase-short``; FileExistsError; OSError as the disk gives it.
    """
    if len(passphrase) < LEAST:
        raise RefusedError(finding("seal-passphrase-short", least=LEAST))
    sizes = [(name, (folder / name).stat().st_size) for name in names]
    index = json.dumps(sizes).encode()
    index = len(index).to_bytes(4, "big") + index
    salt = os.urandom(16)
    key, tag_key, check = _keys(passphrase, salt, COST)
    told = {
        "format": FORMAT,
        "expires": expires.isoformat(),
        "size": len(index) + sum(size for _, size in sizes),
        "salt": salt.hex(),
        "check": check.hex(),
        **COST,
    }
    text = json.dumps(told).encode()
    raw = MAGIC + len(text).to_bytes(4, "big") + text
    raw += hmac.digest(tag_key, raw, "sha256")
    target.touch(mode=0o600, exist_ok=False)
    with target.open("wb") as out:
        out.write(raw)
        with _Sealing(out, AESGCM(key), raw) as sealing:
            sealing.write(index)
            for name, size in sizes:
                sealing.copy(folder / name, size)
        out.flush()
        os.fsync(out.fileno())


def unseal(
    source: Path,
    target: Path,
    *,
    passphrase: str,
    today: date,
    only: Sequence[str] = (),
    always: Sequence[str] = (),
) -> list[str]:
    """Write the files of a seal into the folder ``target``, all of them or ``only`` some, and those ``always`` wanted
    that it holds; their names.

    Whatever was written when it fails is to be thrown away: the last chunk decides. RefusedError: ``seal-foreign``,
    ``seal-format``, ``seal-passphrase``, ``seal-changed``, ``seal-cut``, ``seal-expired``, ``seal-no-file``.
    """
    with _opened(source) as stream:
        heading = _heading(stream, source)
        key, tag_key, check = _keys(passphrase, heading.salt, heading.cost)
        if not hmac.compare_digest(check, heading.check):
            raise RefusedError(finding("seal-passphrase", place=Place(file=str(source))))
        if not hmac.compare_digest(hmac.digest(tag_key, heading.raw[:-32], "sha256"), heading.raw[-32:]):
            raise _changed(source)
        if today > heading.expires:
            raise RefusedError(finding("seal-expired", place=Place(file=str(source)), day=heading.expires))
        opening = _Opening(_chunks(stream, source, heading, AESGCM(key)))
        index = _index(opening, source)
        if missing := [name for name in only if name not in dict(index)]:
            raise RefusedError(finding("seal-no-file", place=Place(file=str(source)), name=missing[0]))
        wanted = [name for name, _ in index if not only or name in only or name in always]
        for name, size in index:
            opening.copy(target / name if name in wanted else None, size)
        opening.end()
    return wanted


def expiry(source: Path) -> date | None:
    """The last day that a sealed file names, unproven, which is enough to remove it; None for any other file."""
    try:
        with source.open("rb") as stream:
            return _heading(stream, source).expires
    except (OSError, RefusedError):
        return None


def _keys(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> tuple[bytes, bytes, bytes]:
    """The key of the chunks, that of the heading's tag, and what tells a wrong passphrase from a changed file."""
    # One word typed on two keyboards may come as different letters of Unicode.
    secret = unicodedata.normalize("NFC", passphrase).encode()
    made = hashlib.scrypt(secret, salt=salt, **cost, maxmem=256 * cost["n"] * cost["r"], dklen=80)
    return made[:32], made[32:64], made[64:]


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    try:
        with source.open("rb") as stream:
            yield stream
    except OSError as error:
        if error.filename != str(source):
            raise
        place = Place(file=str(source))
        raise RefusedError(finding("forms-unreadable", place=place, reason=type(error).__name__)) from error


def _heading(stream: BinaryIO, source: Path) -> _Heading:
    place = Place(file=str(source))
    start = stream.read(len(MAGIC) + 4)
    if not start.startswith(MAGIC):
        raise RefusedError(finding("seal-foreign", place=place))
    if len(start) < len(MAGIC) + 4:
        raise RefusedError(finding("seal-cut", place=place))
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if length > HEADING:
        raise _changed(source)
    rest = stream.read(length + 32)
    if len(rest) < length + 32:
        raise RefusedError(finding("seal-cut", place=place))
    try:
        told = json.loads(rest[:length])
        number = int(told["format"])
        if number > FORMAT:
            raise RefusedError(finding("seal-format", place=place, number=number))
        cost = {key: int(told[key]) for key in COST}
        day, size = date.fromisoformat(told["expires"]), int(told["size"])
        salt, check = bytes.fromhex(told["salt"]), bytes.fromhex(told["check"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _changed(source) from error
    # A heading that was changed may not make a reader work for ever before it is told so.
    fits = cost["n"] & (cost["n"] - 1) == 0 and 2 <= cost["n"] <= COSTLY
    if number < 1 or not fits or (cost["r"], cost["p"]) != (COST["r"], COST["p"]) or size < 4:
        raise _changed(source)
    return _Heading(day, size, salt, check, cost, start + rest)


def _chunks(stream: BinaryIO, source: Path, heading: _Heading, cipher: AESGCM) -> Iterator[bytes]:
    count = -(-heading.size // CHUNK)
    length = len(heading.raw) + heading.size + TAG * count
    held = os.fstat(stream.fileno()).st_size
    if held < length:
        raise RefusedError(finding("seal-cut", place=Place(file=str(source))))
    if held > length:
        raise _changed(source)
    left = heading.size
    for number in range(count):
        size = min(CHUNK, left)
        left -= size
        try:
            yield cipher.decrypt(_nonce(number, last=not left), stream.read(size + TAG), heading.raw)
        except InvalidTag:
            raise _changed(source) from None


def _index(opening: "_Opening", source: Path) -> list[tuple[str, int]]:
    length = int.from_bytes(opening.take(4), "big")
    if length > INDEX:
        raise _changed(source)
    found: list[tuple[str, int]] = [(str(name), int(size)) for name, size in json.loads(opening.take(length))]
    if not all(FILE.fullmatch(name) for name, _ in found):
        raise _changed(source)
    return found


def _changed(source: Path) -> RefusedError:
    return RefusedError(finding("seal-changed", place=Place(file=str(source))))


def _nonce(number: int, *, last: bool) -> bytes:
    # A key is used for one file alone: its salt is drawn anew for each.
    return number.to_bytes(11, "big") + bytes([last])


class _Sealing:
    """Bytes gathered to chunks; the last is written at the end, when it is known to be the last."""

    def __init__(self, out: BinaryIO, cipher: AESGCM, bound: bytes) -> None:
        self._out, self._cipher, self._bound = out, cipher, bound
        self._held, self._number = bytearray(), 0

    def __enter__(self) -> "_Sealing":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._put(bytes(self._held), last=True)

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def copy(self, path: Path, size: int) -> None:
        with path.open("rb") as stream:
            while size and (data := stream.read(min(CHUNK, size))):
                self.write(data)
                size -= len(data)
        if size:
            raise OSError(f"{path.name} grew shorter while it was read")

    def _put(self, data: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), data, self._bound))
        self._number += 1


class _Opening:
    """Chunks as a stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def take(self, size: int) -> bytes:
        while len(self._held) < size and (more := next(self._chunks, b"")):
            self._held += more
        data, self._held = self._held[:size], self._held[size:]
        return data

    def copy(self, path: Path | None, size: int) -> None:
        if path is None:
            self._pour(size, None)
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as out:
            self._pour(size, out)

    def end(self) -> None:
        """Read what is left: only with the last chunk is anything proven whole."""
        while next(self._chunks, b""):
            continue

    def _pour(self, size: int, out: BinaryIO | None) -> None:
        while size:
            data = self.take(min(CHUNK, size))
            if not data:
                raise EOFError("a seal names more than it holds")
            if out is not None:
                out.write(data)
            size -= len(data)
