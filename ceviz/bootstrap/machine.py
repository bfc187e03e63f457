"""What Qt needs of this machine, looked at before Qt is imported.

Qt's wheels lean on shared libraries of the system. Without one of them Qt does not raise: it
ends the process with a core dump and a message about something else. So the libraries are
loaded with ctypes first, which fails politely.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

#: Needed to import QtGui at all: (library, Debian package).
_ALWAYS = (
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
)
#: Needed for a window on X11 besides.
_WINDOW = (
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
)
_PACKAGES = [package for _, package in _ALWAYS + _WINDOW]
_APT_INSTALL = ["apt-get", "install", "-y", "--no-install-recommends"]
_APT_LISTS = "/var/lib/apt/lists"


def speak_utf8() -> None:
    """Let Qt find the encoding it needs, where the user's locale has another or is not installed.

    Qt would change it too, but print four lines for that. Only the encoding is another then:
    language, numbers and dates stay those of the user.
    """
    if os.name == "nt":
        return
    import locale

    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    if locale.nl_langinfo(locale.CODESET).upper() in ("UTF-8", "UTF8"):
        return
    if said := os.environ.pop("LC_ALL", ""):  # it goes before all others
        _forget_locales()
        os.environ["LANG"] = said
    os.environ["LC_CTYPE"] = "C.UTF-8"
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:  # one of them is not installed, and then none of them holds
        _forget_locales()
        os.environ["LANG"] = "C.UTF-8"


def _forget_locales() -> None:
    for name in [name for name in os.environ if name.startswith("LC_")]:
        del os.environ[name]


def library_problem(*, window: bool) -> str | None:
    """Why Qt cannot start here, in one sentence, or None when it can.

    Ask for a window only where :func:`display_problem` has nothing to tell. As root on a system
    with apt-get (a container, a CI) the missing libraries are installed, which is said on
    stderr, unless ``CEVIZ_NO_SETUP=1``.

    Args:
        window: whether a window is to be opened, which needs more than drawing to a file.
    """
    if not sys.platform.startswith("linux"):
        return None
    x11 = window and _may_use_x11() and os.environ.get("DISPLAY", "") != ""
    wanted = _ALWAYS + _WINDOW if x11 else _ALWAYS
    missing = _missing(wanted)
    if missing and _may_install():
        _install()
        missing = _missing(wanted)
    if not missing:
        return None
    remedy = "install them with your system's package manager"
    if _has_apt():
        remedy = f"run: sudo {' '.join(_APT_INSTALL + _PACKAGES)}"
    return f"this system lacks {', '.join(missing)}, which Qt needs; {remedy}"


def display_problem() -> str | None:
    """Why no window can be shown here, as half a sentence, or None when one can."""
    if not sys.platform.startswith("linux"):
        return None
    if not _may_use_x11() and _platform() != "wayland":
        return None  # offscreen, vnc, …: asked for by name
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if not wayland and not x11:
        return "there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set"
    if (wayland and _wayland_answers(wayland)) or (x11 and _x11_answers(x11)):
        return None
    return f"the display {x11 or wayland} does not answer"


def _platform() -> str:
    """The platform that Qt is told to use; empty when it may choose."""
    return os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]


def _may_use_x11() -> bool:
    return _platform() in ("", "xcb")


def _missing(wanted: tuple[tuple[str, str], ...]) -> list[str]:
    import ctypes

    missing = []
    for library, _ in wanted:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def _wayland_answers(name: str) -> bool:
    import socket

    path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name)
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(path) == 0


def _x11_answers(display: str) -> bool:
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # library_problem() has the better words for it
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    refused: int = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return refused == 0


def _has_apt() -> bool:
    import shutil

    return shutil.which("apt-get") is not None


def _may_install() -> bool:
    allowed = os.environ.get("CEVIZ_NO_SETUP") != "1"
    return allowed and hasattr(os, "geteuid") and os.geteuid() == 0 and _has_apt()


def _install() -> None:
    """Install the libraries; what came of it is seen by looking for them again."""
    print(f"ceviz: installing what Qt needs: {' '.join(_PACKAGES)}", file=sys.stderr, flush=True)
    if not _has_package_lists():
        _apt("apt-get", "update", "-q")
    # Lists that are too old name packages that are gone: fetch new ones and try once more.
    if not _apt(*_APT_INSTALL, *_PACKAGES) and _apt("apt-get", "update", "-q"):
        _apt(*_APT_INSTALL, *_PACKAGES)


def _has_package_lists() -> bool:
    if not os.path.isdir(_APT_LISTS):
        return False
    return any("_Packages" in name for name in os.listdir(_APT_LISTS))


def _apt(*command: str) -> bool:
    import subprocess

    done = subprocess.run(
        [command[0], "-o", "DPkg::Lock::Timeout=120", *command[1:]],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
    return done.returncode == 0
