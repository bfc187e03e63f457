"""The command line: ``ceviz [FILE]``, ``ceviz report``, ``ceviz render``, ``ceviz list``.

Nothing heavy is imported before a command needs it: ``--help`` and ``--version`` answer before
anything is installed, ``report`` and ``list`` never see Qt.

Exit codes: 0 done; 1 an error of ceviz's own, written to a log file, or a screen that was lost;
2 bad usage or input, with one line on stderr; 128 and its number what a signal ended, as 130 for
Ctrl+C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from ceviz.cli.commands import COMMANDS, run
from ceviz.cli.terminal import complain
from ceviz.errors import CevizError
from ceviz.storage.apart import start_for

__all__ = ["gui", "main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, by default this process's; returns the exit code, never raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that knows no "−" gets a "?"
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        start_for(words)  # its start and all that is imported here take as long as each other
        return _run(words)
    except KeyboardInterrupt:
        return 130
    except CevizError as refusal:
        return complain(str(refusal), 2)
    except BrokenPipeError:  # whoever was reading has read enough
        _forget_output()
        return 0
    except OSError as problem:
        _forget_output()
        return complain(problem.strerror or str(problem), 2)
    except MemoryError:
        return complain(f"there is not enough memory for {_named(argv)}", 2)
    except Exception as error:
        return complain(_logged(error), 1)


def gui() -> int:
    """Entry point without a console, where Windows leaves Python no streams to write to."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    return main()


def _run(words: list[str]) -> int:
    try:
        code = run(words)
    except SystemExit as end:  # argparse, after --help and --version
        code = end.code if isinstance(end.code, int) else 0
    if sys.stdout is not None:
        sys.stdout.flush()  # what cannot be written shows now, not when Python ends
    return code


def _named(argv: Sequence[str] | None) -> str:
    """What the command line is about: the last of its words that is no option, or all of it."""
    words = [word for word in (sys.argv[1:] if argv is None else argv) if not word.startswith("-")]
    sources = words[1:] if words[:1] and words[0] in COMMANDS else words
    return sources[0] if sources else "the example"


def _logged(error: Exception) -> str:
    """Write the traceback to a file and say in one line where."""
    import tempfile
    import traceback

    kind = type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="ceviz-", suffix=".log", delete=False
        ) as log:
            traceback.print_exception(error, file=log)
    except OSError:
        return f"an error of ceviz itself: {kind}: {error}"
    return f"an error of ceviz itself ({kind}: {error}); the details are in {log.name}"


def _forget_output() -> None:
    """Nothing more can be written: keep Python from trying again when it ends."""
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
