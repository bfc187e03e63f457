"""A checkout's ``.venv``: what state it is in, and how it is made to meet the requirements.

Everything written lies in ``.venv``. Our own notes are the files of ``.venv/ceviz-setup``:

===================== ========================================================================
``made``              this .venv is ours and may be rebuilt; one without it we only add to
``unfinished``        a set-up is running or was cut short: rebuild
``run  test  dev``    stamps, written last: the requirements this .venv was found to meet
===================== ========================================================================
"""

from __future__ import annotations

import os
import sys

from ceviz.errors import CevizError

#: What a fresh set-up, or an extra, fetches at most, measured on Linux x86-64; said before it
#: starts.
MEGABYTES = {"run": 105, "test": 225, "dev": 275, "parquet": 55}


class Checkout:
    """A folder with ``pyproject.toml`` in it, and the ``.venv`` beside that file."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.venv = os.path.join(root, ".venv")
        program = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = os.path.join(self.venv, *program)
        self.pyproject = os.path.join(root, "pyproject.toml")
        self.constraints = os.path.join(root, ".ci", "constraints.txt")

    # What is there.

    def is_running(self) -> bool:
        """Whether the Python that runs now is the one of ``.venv``."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.venv)

    def is_met_here(self, purpose: str) -> bool:
        """Whether the Python that runs now needs no set-up."""
        if self.is_running():
            return self.is_stamped(purpose)
        from importlib.machinery import PathFinder

        # Asking for versions takes 20 ms, which a Python without PySide6 need not spend.
        if PathFinder.find_spec("PySide6") is None:
            return False
        from ceviz.bootstrap.requirements import read_requirements, unmet

        return not unmet(read_requirements(self.root, purpose))

    def is_stamped(self, purpose: str) -> bool:
        """Whether ``.venv`` was found to meet today's requirements and its Python still exists."""
        stamp = _read(self._note(purpose))
        return stamp != "" and stamp == self._seal() and os.path.exists(self.python)

    def state(self, purpose: str) -> str:
        """What ``.venv`` is now.

        Returns:
            ``absent`` (or empty), ``unfinished`` (ours, cut short), ``foreign`` (something else
            of that name), ``broken`` (its Python does not run), ``ready`` (all is installed),
            ``pip`` (something is missing, pip is there), ``bare`` (pip is missing as well).
        """
        if not os.path.isdir(self.venv) or not os.listdir(self.venv):
            return "absent"
        if self._has_note("unfinished"):
            return "unfinished"
        if not os.path.exists(os.path.join(self.venv, "pyvenv.cfg")):
            return "foreign"
        from ceviz.bootstrap.packages import run

        asked = (self.python, "-m", "ceviz.bootstrap.requirements", purpose)
        code, answer = run(*asked, cwd=self.root)
        return answer.split()[-1] if code == 0 and answer else "broken"

    # What is done about it.

    def ensure(self, purpose: str) -> None:
        """Make ``.venv`` meet the requirements of ``purpose``; nothing when it already does.

        Raises:
            CevizError: it cannot be done, in words.
        """
        if self.is_stamped(purpose):
            return
        from ceviz.bootstrap.lock import hold

        with hold(self.pyproject) as lock:
            if self.is_stamped(purpose):  # another run did it while we waited
                return
            state = self.state(purpose)
            if state != "ready":
                self._set_up(purpose, state, lock)
            self._write_note(purpose, self._seal())

    def add(self, extra: str) -> None:
        """Install an extra of pyproject.toml into ``.venv``, whose Python is the one that runs.

        Raises:
            CevizError: it cannot be fetched, in words.
        """
        from importlib import invalidate_caches

        from ceviz.bootstrap.lock import hold
        from ceviz.bootstrap.packages import failure, install, own_pip
        from ceviz.bootstrap.requirements import name_of, read_extra

        wanted = read_extra(self.root, extra)
        names = ", ".join(map(name_of, wanted))
        _say(f"fetching {names} (up to {MEGABYTES[extra]} MB, once) into {self.venv}")
        with hold(self.pyproject) as lock:
            pip = own_pip(self.python)
            code, output = install(pip, wanted, constraints=self.constraints, lock=lock)
        if code != 0:
            raise failure(output)
        invalidate_caches()

    def _set_up(self, purpose: str, state: str, lock: int) -> None:
        from ceviz.bootstrap.packages import failure, install, is_out_of_reach
        from ceviz.bootstrap.requirements import name_of, read_requirements

        wanted = read_requirements(self.root, purpose)
        names = ", ".join(dict.fromkeys(name_of(line) for line in wanted))
        what = f"what is missing of {names}" if state in ("pip", "bare") else names
        _say(f"fetching {what} (up to {MEGABYTES[purpose]} MB, once) into {self.venv}")
        pip = self._pip_for(state, lock)
        # Only a .venv of ours gets the mark: the mark allows the next run to delete it.
        if self._has_note("made"):
            self._write_note("unfinished")
        code, output = install(pip, wanted, constraints=self.constraints, lock=lock)
        # Out of reach, pip has changed nothing: what was there before goes on working.
        if self._has_note("unfinished") and (code == 0 or is_out_of_reach(output)):
            os.remove(self._note("unfinished"))
        if code != 0:
            raise failure(output)

    def _pip_for(self, state: str, lock: int) -> list[str]:
        """The pip command that installs into ``.venv``, which is made anew where it has to be."""
        from ceviz.bootstrap.packages import pip_from_outside, pip_in

        if state == "pip":
            return pip_in(self.python)
        if state == "bare" and (pip := pip_from_outside(self.python)):
            return pip
        if state in ("foreign", "broken", "bare") and not self._has_note("made"):
            raise CevizError(
                f"{self.venv} cannot be used and was not made by ceviz",
                why="it has no pip" if state == "bare" else "no Python runs in it",
                remedy="move it away and run this again",
            )
        return self._create(lock)

    def _create(self, lock: int) -> list[str]:
        """Make ``.venv`` from nothing; the pip command that installs into it."""
        from ceviz.bootstrap.packages import has_ensurepip, pip_from_outside, pip_in, run

        if self.is_running():
            base = getattr(sys, "_base_executable", "python3")
            raise CevizError(
                "the set-up of .venv was cut short and cannot be repaired from inside it",
                remedy=f"run it with the Python that made it: {base}",
            )
        # Debian's venv ends the whole process where ensurepip is missing: ask before.
        with_pip = has_ensurepip()
        pip = pip_in(self.python) if with_pip else pip_from_outside(self.python)
        if not pip:
            raise CevizError(
                "this Python has neither ensurepip nor a pip of version 22.3 or newer",
                why=sys.executable,
                remedy="on Debian and Ubuntu: sudo apt-get install -y python3-venv",
            )
        if os.path.isdir(self.venv):
            import shutil

            shutil.rmtree(self.venv)
        self._write_note("unfinished")
        self._write_note("made")
        options = [] if with_pip else ["--without-pip"]
        code, output = run(sys.executable, "-m", "venv", *options, self.venv, lock=lock)
        if code != 0:
            sys.stderr.write(output)
            raise CevizError(f"{self.venv} could not be made", why="Python's words are above")
        return pip

    # Our notes in .venv.

    def _note(self, name: str) -> str:
        return os.path.join(self.venv, "ceviz-setup", name)

    def _has_note(self, name: str) -> bool:
        return os.path.exists(self._note(name))

    def _write_note(self, name: str, text: str = "") -> None:
        path = self._note(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(path + ".new", path)

    def _seal(self) -> str:
        """What a current stamp says: a checksum of the requirements and the Python of ``.venv``.

        The Python's path tells when a system upgrade has put another one under an old ``.venv``.
        """
        import zlib

        stated = _read(self.pyproject) + _read(self.constraints)
        return f"{zlib.crc32(stated.encode()):08x} {os.path.realpath(self.python)}\n"


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _say(sentence: str) -> None:
    print(f"ceviz: {sentence}", file=sys.stderr, flush=True)
