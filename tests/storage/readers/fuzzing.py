"""Damages files at random; as a program, prints what reading thousands of them did.

::

    python -m tests.storage.readers.fuzzing 2000
"""

from __future__ import annotations

import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from ceviz.errors import FileRefused
from ceviz.storage.readers import read, sniff
from tests.storage.readers.making import MAKERS

_NASTY = (
    b"\x00", b"\xff" * 4, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\n", b'"', b",",
    b"\t", b"[" * 2000, b"{" * 2000, b"nan", b"inf", b"-1", b"1e999", b"999999999999999999999",
    b"(" * 200, b"\xf0\x9f", b"PK\x03\x04", b"PK\x05\x06", b"PAR1", b"null", b"true", b"[]", b"{}",
    b"'", b"|O", b"<f8", b"<U9", b"True", b"\\u0000", b"\r",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """``data`` with one to eight things wrong with it."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        _damage(broken, chance)
    return bytes(broken)


def _damage(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    length = chance.choice((1, 2, 4, 16, 200))
    match chance.randrange(8):
        case 0:
            if data:
                data[at % len(data)] = chance.randrange(256)
        case 1:
            if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
        case 2:
            del data[at:]
        case 3:
            del data[at : at + length]
        case 4:
            nasty = chance.choice(_NASTY)
            data[at : at + len(nasty)] = nasty
        case 5:
            data[at:at] = chance.choice(_NASTY)
        case 6:
            data[at:at] = data[at : at + length]
        case _:
            to = chance.randrange(len(data) + 1)
            data[at : at + length] = data[to : to + length]


def damaged_file(path: Path, original: bytes, chance: random.Random) -> None:
    """Write ``original`` to ``path`` with something wrong; archives often only in a member.

    Damage to an archive as a whole is found by its checksums, and hides what comes after.
    """
    if path.suffix != ".npz" or chance.random() < 0.3:
        path.write_bytes(damaged(original, chance))
        return
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        members = {info: archive.read(info) for info in archive.infolist()}
    victim = chance.choice(list(members))
    with zipfile.ZipFile(path, "w") as archive:
        for info, data in members.items():
            content = damaged(data, chance) if info is victim else data
            archive.writestr(info.filename, content, info.compress_type)


def outcome(path: Path) -> str:
    """What became of looking at and reading a file; anything but a refusal is let through."""
    result = "read"
    for door in (sniff, read):
        try:
            door(path)
        except FileRefused as refusal:
            result = refusal.what if path.name in str(refusal) else "a refusal without a name"
    return result


def _main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, make in MAKERS.items():
            path = make(Path(folder) / name)
            original = path.read_bytes()
            chance = random.Random(name)
            outcomes: Counter[str] = Counter()
            slowest = 0.0
            for _ in range(count):
                damaged_file(path, original, chance)
                begun = time.perf_counter()
                outcomes[outcome(path)] += 1
                slowest = max(slowest, time.perf_counter() - begun)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{name:22} {count} files, {outcomes['read']} read, {len(outcomes)} outcomes, "
                f"slowest {slowest:.3f} s, peak {peak:.0f} MiB"
            )


if __name__ == "__main__":
    _main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
