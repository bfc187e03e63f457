"""The project's checks, from a checkout with nothing installed.

python3 -m tests                 the whole suite
python3 -m tests PYTEST_ARGS     a part of it: python3 -m tests tests/maths -k softmax
python3 -m tests lint            ruff's rules and format, mypy --strict, the floors
python3 -m tests --cov           the whole suite, and how much of ceviz it runs: a floor
python3 -m tests bench [ARGS]    the benchmark
python3 -m tests collisions      every picture in every size, counting texts that collide
python3 -m tests fuzz PART       thousands of damaged sessions, settings, figures, parquet; a monkey
python3 -m tests kill [COUNT]    the program killed at random moments: what the next one restores
python3 -m tests lowest          all modules, maths and documents, with the lowest versions we allow
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the whole point: say so on an older one
    have = "{}.{}".format(*sys.version_info)
    sys.stderr.write("ceviz needs Python 3.11 or newer; this is {}\n".format(have))  # noqa: UP032
    sys.exit(2)

from ceviz.bootstrap import library_problem, prepare

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(arguments: list[str]) -> int:
    """Run what the command line asks for; the exit code of the worst of it."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    prepare("dev" if command in ("lint", "bench") else "test")
    if command == "lint":
        return _lint()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    problem = library_problem(window=os.environ["QT_QPA_PLATFORM"] != "offscreen")
    if problem:
        sys.stderr.write(f"ceviz: {problem}\n")
        return 2
    if command == "bench":
        from tests.bench import main as bench

        return bench(rest)
    if command == "collisions":
        from tests.collisions import main as collisions

        return collisions(rest)
    if command == "fuzz":
        from tests.fuzz import main as fuzz

        return fuzz(rest)
    if command == "kill":
        from tests.kill import main as kill

        return kill(rest)
    if command == "lowest":
        from tests.lowest import main as lowest

        return lowest()
    return _pytest(arguments)


def _pytest(arguments: list[str]) -> int:
    import pytest

    # Two workers pay for the whole suite; for a part of it their start takes longer than it.
    whole = all(argument.startswith("--cov") for argument in arguments)
    options = ["--numprocesses=2", "--dist=worksteal"] if whole else []
    return int(pytest.main(["--rootdir", _ROOT, *options, *arguments]))


def _lint() -> int:
    import subprocess

    commands = [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ]
    codes = [subprocess.call([sys.executable, *command], cwd=_ROOT) for command in commands]
    return max(map(abs, codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
