"""``ceviz install-desktop``: the program among those of the current user's desktop.

Entries, icons, kinds of files, the manual page and completion go to where freedesktop.org has
them for one user (``$XDG_DATA_HOME``); ``--remove`` takes exactly those away again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path

from ceviz.cli.arguments import program
from ceviz.cli.parsers import desktop_parser
from ceviz.cli.terminal import say
from ceviz.errors import CevizError, InvalidInput
from ceviz.storage.folders import data_home

#: The kinds of files that ceviz opens: name, endings, what they are called, and a beginning by
#: which they are known without an ending (offset, bytes), if there is one of their own.
_SESSION = ("application/x-ceviz", (".ceviz",), "ceviz session", ("2:8", '"ceviz_session"'))
_PREDICTIONS = (
    ("application/x-numpy", (".npy",), "NumPy array", ("0", "\\x93NUMPY")),
    ("application/x-numpy-archive", (".npz",), "NumPy arrays", None),
    ("application/x-ndjson", (".jsonl", ".ndjson"), "lines of JSON", None),
    ("application/vnd.apache.parquet", (".parquet", ".pq"), "Parquet table", ("0", "PAR1")),
    (
        "application/vnd.apache.arrow.file",
        (".arrow", ".feather"),
        "Arrow table",
        ("0", "ARROW1"),
    ),
    ("application/x-safetensors", (".safetensors",), "tensors", None),
)
#: Those that desktops know already.
_KNOWN = ("text/csv", "text/tab-separated-values", "application/json")

#: The sizes of the icon, in pixels.
_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)

#: What makes a desktop look again, with the folder of the data home it looks at.
_REFRESH = (
    ("update-mime-database", "mime"),
    ("update-desktop-database", "applications"),
)


def desktop_command(words: list[str]) -> int:
    """``install-desktop [--remove]``: put what the desktop needs into place, or take it away."""
    options = desktop_parser().parse_args(words)
    if sys.platform in ("win32", "darwin"):
        raise InvalidInput(
            "desktop entries are for Linux and other systems after freedesktop.org",
            remedy="on this one, start ceviz or main.py from a shortcut",
        )
    home = data_home()
    if options.remove:
        gone = [path for path in _files() if _remove(home / path)]
        _refresh(home)
        say(f"{len(gone)} files removed from {home}")
        return 0

    from ceviz.storage.atomic import write_atomically

    for path, make in _files().items():
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, make())
    _refresh(home)
    undo = f"{program()} install-desktop --remove"
    say(f"{len(_files())} files written to {home}; “{undo}” removes them")
    return 0


def _files() -> dict[Path, Callable[[], bytes]]:
    """Every file below the data home, and what makes it."""
    from ceviz.cli.shell import completion, manual
    from ceviz.storage import resources

    icons = Path("icons/hicolor")
    return {
        Path("applications/ceviz.desktop"): entry,
        Path("metainfo/org.ceviz.ceviz.metainfo.xml"): metainfo,
        Path("mime/packages/ceviz.xml"): kinds,
        Path("man/man1/ceviz.1"): lambda: manual().encode(),
        Path("bash-completion/completions/ceviz"): lambda: completion("bash").encode(),
        Path("fish/vendor_completions.d/ceviz.fish"): lambda: completion("fish").encode(),
        Path("zsh/site-functions/_ceviz"): lambda: completion("zsh").encode(),
        icons / "scalable/apps/ceviz.svg": lambda: resources.read_bytes("icons/ceviz.svg"),
        **{icons / f"{s}x{s}/apps/ceviz.png": _drawn(s) for s in _SIZES},
    }


def entry() -> bytes:
    """The desktop entry: how the program is called, started, and what it opens."""
    kinds = ";".join((_SESSION[0], *(kind for kind, *_ in _PREDICTIONS), *_KNOWN))
    return f"""\
[Desktop Entry]
Type=Application
Name=ceviz
GenericName=Cross-entropy
Comment=See, touch and measure cross-entropy
Exec={_started_by()} %F
Icon=ceviz
Terminal=false
Categories=Science;ArtificialIntelligence;
Keywords=cross-entropy;softmax;loss;calibration;
MimeType={kinds};
StartupWMClass=ceviz
""".encode()


def metainfo() -> bytes:
    """AppStream's description, for software centres."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>org.ceviz.ceviz</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>MIT</project_license>
  <name>ceviz</name>
  <summary>See, touch and measure cross-entropy</summary>
  <developer id="org.ceviz"><name>the ceviz developers</name></developer>
  <description>
    <p>Drag a prediction and see the loss move: scores, softmax, probabilities, cross-entropy and
    its gradient, one beside the other. Open a model's predictions and find what they cost, which
    rows are wrong, and whether the model knows how sure it may be.</p>
  </description>
  <launchable type="desktop-id">ceviz.desktop</launchable>
  <content_rating type="oars-1.1"/>
  <provides><binary>ceviz</binary><mediatype>{_SESSION[0]}</mediatype></provides>
</component>
""".encode()


def kinds() -> bytes:
    """The kinds of files, for shared-mime-info."""
    blocks = []
    for kind, endings, called, magic in (_SESSION, *_PREDICTIONS):
        begins = ""
        if magic is not None:
            offset, value = magic
            begins = (
                f'    <magic priority="60"><match type="string" offset="{offset}" '
                f'value="{escape(value)}"/></magic>\n'
            )
        globs = "".join(f'    <glob pattern="*{ending}"/>\n' for ending in endings)
        blocks.append(
            f'  <mime-type type="{kind}">\n    <comment>{escape(called)}</comment>\n'
            f"{begins}{globs}  </mime-type>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
        f"{''.join(blocks)}</mime-info>\n"
    ).encode()


def _started_by() -> str:
    """The command line of this installation, quoted as desktop entries want it."""
    started = Path(sys.argv[0])
    if started.name == "main.py":
        return " ".join(map(_argument, (_python(), str(started.resolve()))))
    return _argument(shutil.which("ceviz") or str(started.resolve()))


def _python() -> str:
    """The Python that a checkout is started with: its own .venv is found again by main.py."""
    return shutil.which("python3") or sys.executable


def _argument(word: str) -> str:
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return f'"{word}"'.replace("\\", "\\\\").replace("%", "%%")


def _drawn(size: int) -> Callable[[], bytes]:
    def draw() -> bytes:
        from ceviz.bootstrap import library_problem

        if problem := library_problem(window=False):
            raise CevizError(problem)

        from ceviz.window.icon import png

        return png(size)

    return draw


def _remove(path: Path) -> bool:
    with suppress(FileNotFoundError):
        path.unlink()
        return True
    return False


def _refresh(home: Path) -> None:
    """Let the desktop know, where it has the programs for that; without them it finds out later."""
    for updater, folder in _REFRESH:
        found = shutil.which(updater)
        if found is not None and (home / folder).is_dir():
            subprocess.run([found, str(home / folder)], check=False, capture_output=True)
