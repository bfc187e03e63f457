"""pip, from whichever Python has one, and what it says when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec

from ceviz.bootstrap.requirements import release
from ceviz.errors import CevizError

#: The newest Python that .ci/constraints.txt was made for. A later one takes the ranges of
#: pyproject.toml, since the pinned versions may have no wheel for it.
NEWEST_LOCKED = (3, 14)

#: How pip, in its versions since 22, says that it could not reach anything.
_NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "getaddrinfo failed",
    "Network is unreachable",
)


def has_ensurepip() -> bool:
    """Whether this Python can put a pip into an environment that it makes."""
    return find_spec("ensurepip") is not None


def pip_in(python: str) -> list[str]:
    """The pip command of an environment that has pip."""
    return [python, "-m", "pip"]


def own_pip(python: str) -> list[str]:
    """The pip command for ``python``, which runs now: its own, or that of the one that made it."""
    if find_spec("pip") is not None:
        return pip_in(python)
    base: str = getattr(sys, "_base_executable", sys.executable)
    return [base, "-m", "pip", "--python", python]


def pip_from_outside(python: str) -> list[str]:
    """This Python's pip told to work on another's environment; empty without a pip ≥ 22.3."""
    if find_spec("pip") is None or release(version("pip")) < (22, 3):
        return []
    return [sys.executable, "-m", "pip", "--python", python]


def install(
    pip: list[str], wanted: list[str], *, constraints: str, lock: int | None = None
) -> tuple[int, str]:
    """Install the ``wanted`` requirements, pinned by ``constraints`` where they apply.

    Returns:
        pip's exit code and what it said.
    """
    options = ["install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if sys.version_info[:2] <= NEWEST_LOCKED and os.path.exists(constraints):
        options += ["--constraint", constraints]
    return run(*pip, *options, *wanted, lock=lock)


def is_out_of_reach(output: str) -> bool:
    """Whether pip failed for want of a network, which is before it has changed anything."""
    return any(sign in output for sign in _NO_NETWORK)


def failure(output: str) -> CevizError:
    """The refusal that a failed :func:`install` comes to; pip's own last words go to stderr."""
    if is_out_of_reach(output):
        return CevizError(
            "the packages could not be fetched",
            why="no connection to the package index",
            remedy="go online and run the same command again",
        )
    sys.stderr.write("\n".join(output.splitlines()[-15:]) + "\n")
    return CevizError(
        "the packages could not be installed",
        why="pip's words are above",
        remedy="mend that and run the same command again; it starts afresh",
    )


def run(*command: str, cwd: str | None = None, lock: int | None = None) -> tuple[int, str]:
    """Run a command; its exit code and all that it printed.

    The lock goes with it, so that a pip that outlives us keeps the next set-up waiting.
    """
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            pass_fds=() if lock is None or os.name == "nt" else (lock,),
        )
    except OSError as error:
        return 127, f"{error}\n"
    return done.returncode, done.stdout
