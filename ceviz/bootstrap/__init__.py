"""First-run set-up of a checkout, with nothing but the standard library.

``python3 main.py`` and ``python3 -m tests`` call :func:`prepare` before they import anything
that has to be installed::

    prepare(purpose)
      ├─ CEVIZ_NO_SETUP=1 ............................. nothing
      ├─ this Python has all that is required ......... nothing   (conda, uv, a distribution)
      ├─ .venv carries a current stamp ................ restart under .venv's Python
      └─ otherwise .................................... set .venv up, stamp it, restart

An installed wheel never calls it. What an extra brings is fetched into ``.venv`` by :func:`fetch`
when it is first needed. :func:`library_problem` and :func:`display_problem` say, before Qt is
imported, what this machine lacks; they serve wheels and checkouts alike.

The modules imported at the top of these files are ones that every Python has loaded by the time
it starts: an already set-up ceviz passes through here twice on its way to the first frame.
"""

from __future__ import annotations

import os
import sys

from ceviz.bootstrap.checkout import Checkout
from ceviz.bootstrap.machine import display_problem, library_problem, speak_utf8
from ceviz.errors import CevizError

__all__ = [
    "Checkout",
    "can_fetch",
    "display_problem",
    "fetch",
    "how_to_install",
    "install_command",
    "library_problem",
    "prepare",
    "speak_utf8",
]

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_RESTARTED = "CEVIZ_RESTARTED"


def prepare(purpose: str = "run") -> None:
    """Return with everything importable, or restart under ``.venv``, or exit with a sentence.

    Args:
        purpose: ``run`` (the program), ``test`` (and its tests) or ``dev`` (and the linters
            and what the benchmark compares with).

    Raises:
        SystemExit: 2 when the set-up failed, 130 when it was stopped.
    """
    if os.environ.get("CEVIZ_NO_SETUP") == "1":
        return
    restarted = os.environ.pop(_RESTARTED, "") == "1"
    checkout = Checkout(_ROOT)
    try:
        if checkout.is_met_here(purpose):
            return
        if restarted:
            raise CevizError(
                "the Python of .venv does not see what is installed there",
                why=f"its sys.prefix is {sys.prefix}",
                remedy="unset PYTHONHOME and PYTHONPATH, or remove .venv, and run it again",
            )
        checkout.ensure(purpose)
    except CevizError as refusal:
        sys.exit(_told(str(refusal), 2))
    except OSError as error:
        sys.exit(_told(f"{checkout.venv} could not be set up ({error})", 2))
    except KeyboardInterrupt:
        sys.exit(_told("the set-up was stopped; the next run starts it again", 130))
    _restart(checkout.python)


def can_fetch() -> bool:
    """Whether packages may be added: this Python is the ``.venv`` of a checkout."""
    checkout = Checkout(_ROOT)
    allowed = os.environ.get("CEVIZ_NO_SETUP") != "1"
    return allowed and os.path.exists(checkout.pyproject) and checkout.is_running()


def fetch(extra: str) -> None:
    """Install an extra of pyproject.toml where :func:`can_fetch`; it can be imported then.

    Raises:
        CevizError: it cannot be fetched, in words.
    """
    Checkout(_ROOT).add(extra)


def how_to_install(package: str) -> str:
    """The remedy that installs ``package`` for the Python that runs now."""
    return f"install it with: {install_command(package)}"


def install_command(package: str) -> str:
    """The command of that remedy, as it is to be typed."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m pip install {package}"


def _restart(python: str) -> None:
    """Run the very command line that started us again, under another Python."""
    command = [python, *sys.orig_argv[1:]]
    os.environ[_RESTARTED] = "1"
    if os.name == "nt":
        # Windows' exec returns to the shell at once and leaves two programs on one console.
        import subprocess

        sys.exit(subprocess.call(command))
    os.execv(python, command)


def _told(sentence: str, code: int) -> int:
    sys.stderr.write(f"ceviz: {sentence}\n")
    return code
