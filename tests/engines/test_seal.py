"""A seal gives back what was put in, to whoever has the passphrase, in time, and only as it was written."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diaban.basis.error import RefusedError
from diaban.engines import seal as sealing
from diaban.engines.seal import NAME, expiry, seal, unseal
from tests.cases import examples

WORD = "mưa phùn bếp lửa"
LAST = date(2027, 2, 26)
FILES = {
    "findings.parquet": b"PAR1" + bytes(range(256)) * 5,
    "pairs.parquet": b"",
    "worklists/06724-xa.xlsx": b"PK" * 700,
}
DAMAGED = {"seal-foreign", "seal-format", "seal-passphrase", "seal-changed", "seal-cut"}


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """A cheap key and small chunks: several of them in a small file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "COST", {"n": 16, "r": 8, "p": 1})
        patch.setattr(sealing, "CHUNK", 512)
        yield


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sealed_in(tmp_path_factory.mktemp("seal"), FILES)


def sealed_in(folder: Path, files: dict[str, bytes], word: str = WORD) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    seal(folder, sorted(files), folder / NAME, passphrase=word, expires=LAST)
    return folder / NAME


def opened(path: Path, word: str = WORD, today: date = LAST, **more: list[str]) -> dict[str, bytes]:
    with TemporaryDirectory() as out:
        names = unseal(path, Path(out), passphrase=word, today=today, **more)
        assert all((Path(out) / name).stat().st_mode & 0o077 == 0 for name in names)
        return {name: (Path(out) / name).read_bytes() for name in names}


def refused(path: Path, word: str = WORD, today: date = LAST, **more: list[str]) -> str:
    with pytest.raises(RefusedError) as told:
        opened(path, word, today, **more)
    assert word not in str(told.value)
    return told.value.findings[0].code


def test_what_was_put_in_comes_out(sealed: Path) -> None:
    assert opened(sealed) == FILES
    assert opened(sealed, only=["pairs.parquet"]) == {"pairs.parquet": b""}
    assert expiry(sealed) == LAST
    assert sealed.stat().st_mode & 0o077 == 0
    assert not any(data and data[:64] in sealed.read_bytes() for data in FILES.values())
    assert refused(sealed, only=["x.parquet"]) == "seal-no-file"


def test_only_in_time_and_with_the_passphrase(sealed: Path) -> None:
    assert refused(sealed, "mưa phùn bếp lựa") == "seal-passphrase"
    assert refused(sealed, today=date(2027, 2, 27)) == "seal-expired"
    # Letters and marks apart, as another keyboard types them.
    assert opened(sealed, unicodedata.normalize("NFD", WORD)) == FILES


def test_a_short_passphrase_seals_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="seal-passphrase-short"):
        sealed_in(tmp_path, FILES, "ngắn")
    assert not (tmp_path / NAME).exists()


@settings(max_examples=examples(60), deadline=None)
@given(at=st.integers(0), flip=st.integers(1, 255))
def test_a_byte_changed_anywhere_is_found(sealed: Path, at: int, flip: int) -> None:
    data = bytearray(sealed.read_bytes())
    data[at % len(data)] ^= flip
    with TemporaryDirectory() as folder:
        other = Path(folder) / NAME
        other.write_bytes(data)
        assert refused(other) in DAMAGED


def test_every_byte_of_the_heading_counts(sealed: Path, tmp_path: Path) -> None:
    whole, other = sealed.read_bytes(), tmp_path / NAME
    for at in range(whole.index(b"}") + 40):
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert refused(other) in DAMAGED, at


@settings(max_examples=examples(40), deadline=None)
@given(length=st.integers(0))
@example(length=18)
@example(length=21)
def test_a_cut_file_is_found(sealed: Path, length: int) -> None:
    whole = sealed.read_bytes()
    with TemporaryDirectory() as folder:
        other = Path(folder) / NAME
        other.write_bytes(whole[: length % len(whole)])
        assert refused(other) in {"seal-cut", "seal-foreign"}
        other.write_bytes(whole + b"x")
        assert refused(other) == "seal-changed"


def test_chunks_that_change_places_or_files_are_found(sealed: Path, tmp_path: Path) -> None:
    whole, step = sealed.read_bytes(), 512 + 16
    start = whole.index(b"}") + 1 + 32
    swapped = (
        whole[:start] + whole[start + step : start + 2 * step] + whole[start : start + step] + whole[start + 2 * step :]
    )
    (tmp_path / NAME).write_bytes(swapped)
    assert refused(tmp_path / NAME) == "seal-changed"
    (tmp_path / "b").mkdir()
    other = sealed_in(tmp_path / "b", FILES).read_bytes()
    (tmp_path / NAME).write_bytes(whole[: start + step] + other[start + step :])
    assert refused(tmp_path / NAME) == "seal-changed"


def test_a_later_day_cannot_be_written_in(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(sealed.read_bytes().replace(b"2027-02-26", b"2099-02-26"))
    assert expiry(tmp_path / NAME) == date(2099, 2, 26)
    assert refused(tmp_path / NAME, today=date(2028, 1, 1)) == "seal-changed"


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(0, 1_600), max_size=5))
def test_any_files_come_back(sizes: list[int]) -> None:
    files = {f"f-{number}.parquet": bytes([number]) * size for number, size in enumerate(sizes)}
    with TemporaryDirectory() as folder:
        assert opened(sealed_in(Path(folder), files)) == files


def test_the_format_is_what_its_description_says(sealed: Path) -> None:
    """Read by hand from the words of the docstring alone: a file of today must open in twenty years."""
    data = sealed.read_bytes()
    length = int.from_bytes(data[18:22], "big")
    told, start = json.loads(data[22 : 22 + length]), 22 + length + 32
    made = hashlib.scrypt(WORD.encode(), salt=bytes.fromhex(told["salt"]), n=told["n"], r=8, p=1, dklen=80)
    assert told["check"] == made[64:].hex()
    plain, number = b"", 0
    while start < len(data):
        last = start + 528 >= len(data)
        nonce = number.to_bytes(11, "big") + bytes([last])
        plain += AESGCM(made[:32]).decrypt(nonce, data[start : start + 528], data[: 22 + length + 32])
        start, number = start + 528, number + 1
    index = json.loads(plain[4 : 4 + int.from_bytes(plain[:4], "big")])
    assert [name for name, _ in index] == sorted(FILES)
    assert plain.endswith(FILES["worklists/06724-xa.xlsx"])
