"""Whatever is written: a full disk leaves the old file and is said, and one road does it."""

from __future__ import annotations

import ast
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from ceviz.cli import main
from ceviz.errors import FileRefused
from ceviz.lessons import progress
from ceviz.storage import session
from ceviz.storage.journal.records import Moment
from ceviz.storage.journal.writer import Journal
from ceviz.storage.settings import dumps
from ceviz.storage.settings_file import SettingsFile
from tests.helpers.documents import fruit, many
from tests.helpers.files import write_npz
from tests.helpers.settings import USUAL

#: Drawing makes an application of its own where there is none, which later tests could not use.
pytestmark = pytest.mark.usefixtures("qapp")

ROOT = Path(__file__).parents[1]

#: Less than any of these files.
ROOM = 64

Write = Callable[[Path], object]


def settings(path: Path) -> None:
    file = SettingsFile(path)
    file.change(lambda known: replace(known, theme="dark"))
    file.write()


def kept(path: Path) -> None:
    """A journal that begins anew at ``path``; what it tells is raised."""
    told: list[FileRefused] = []
    journal = Journal(path.parent, told.append)
    journal.path = path
    journal._open = lambda: None  # type: ignore[method-assign]
    journal._begin_anew(Moment(many(1000)))


def command(*words: str) -> Write:
    """A command line that ends with the file it writes; its complaint is raised."""

    def write(path: Path) -> None:
        code = main([word.replace("FILE", str(path.with_name("file.npz"))) for word in words]
                    + [str(path)])  # fmt: skip
        if code:
            raise FileRefused(f"exit code {code}")

    return write


WRITERS: dict[str, Write] = {
    "session.ceviz": lambda path: session.save(path, fruit()),
    "settings.json": settings,
    "lessons.json": lambda path: progress.save(path, progress.Progress(at=("x" * 99, 1))),
    "anew.journal": kept,
    "picture.png": command("render", "fruit", "--out"),
    "picture.svg": command("render", "fruit", "--out"),
    "picture.pdf": command("render", "fruit", "--out"),
    "picture.csv": command("render", "fruit", "--out"),
    "samples.csv": command("report", "FILE", "--per-sample"),
    "recipe.json": command("report", "FILE", "--kind", "logits", "--scores", "logits",
                           "--labels", "labels", "--save-recipe"),
}  # fmt: skip


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow beyond :data:`ROOM`, as on a disk that is full."""
    resource = pytest.importorskip("resource", reason="limits of POSIX")
    assert signal.getsignal(signal.SIGXFSZ) is signal.SIG_IGN
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix not in (".npz", ".lock"))


@pytest.fixture
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The file as it was before."""
    write_npz(tmp_path / "file.npz", rows=20)
    path: Path = tmp_path / request.param
    path.write_bytes(dumps(USUAL) if request.param == "settings.json" else b"as it was")
    return path


@pytest.mark.parametrize("old", WRITERS, indirect=True)
def test_a_full_disk_leaves_the_old_file_and_is_said(
    old: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = old.read_bytes()
    with capfd.disabled(), full_disk(), pytest.raises(FileRefused) as refusal:
        WRITERS[old.name](old)
    assert old.read_bytes() == before
    assert left(old.parent) == [old.name]
    assert "exit code 2" in str(refusal.value) or "file too large" in str(refusal.value)
    WRITERS[old.name](old)  # there is room again
    assert old.read_bytes() != before
    assert left(old.parent) == [old.name]


@pytest.mark.parametrize("old", WRITERS, indirect=True)
def test_what_is_write_protected_stays(old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Root may write anything: the permission itself is what says no."""
    before = old.read_bytes()
    old.chmod(0o444)
    with pytest.raises(FileRefused) as refusal:
        WRITERS[old.name](old)
    said = str(refusal.value) + capfd.readouterr().err
    assert "is write-protected" in said
    assert old.read_bytes() == before
    assert left(old.parent) == [old.name]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
@pytest.mark.parametrize("old", WRITERS, indirect=True)
def test_a_link_elsewhere_is_no_way_to_replace_it(old: Path, tmp_path: Path) -> None:
    """What a link points to is written, in its own folder and all at once; the link stays one."""
    (tmp_path / "there").mkdir()
    real = old.rename(tmp_path / "there" / old.name)
    before = real.read_bytes()
    old.symlink_to(real)
    WRITERS[old.name](old)
    assert old.is_symlink()
    assert real.read_bytes() != before
    assert left(real.parent) == [real.name]


#: Who opens files to write them otherwise, and why that is right.
OTHERS = {
    "ceviz/storage/atomic.py": "the one road itself",
    "ceviz/storage/locks.py": "locks hold nothing",
    "ceviz/storage/journal/writer.py": "appends to a journal, which is read up to a torn end",
    "ceviz/window/excepthook.py": "appends to the log",
    "ceviz/cli/__init__.py": "a log under a name that nobody has",
    "ceviz/storage/readers/process/child.py": "a file without a name, for the parent",
}


def writes(node: ast.AST) -> bool:
    """Whether something there makes a file or writes to one."""
    if isinstance(node, ast.Attribute):
        return node.attr in ("O_CREAT", "O_WRONLY", "O_RDWR")
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name == "open":
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        words = [
            inner.value
            for value in values
            for inner in ast.walk(value)
            if isinstance(inner, ast.Constant)
        ]
        modes = [word for word in words if isinstance(word, str) and len(word) < 4]
        return any(set(mode) & set("wax+") for mode in modes)
    return name in ("write_bytes", "write_text", "tofile", "QSaveFile", "NamedTemporaryFile")


def test_nothing_is_written_by_another_road() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "ceviz").rglob("*.py")
        if "bootstrap" not in path.parts and "formats" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if writes(node)
    }
    assert found == OTHERS.keys()
