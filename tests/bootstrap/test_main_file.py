"""``main.py`` says in a sentence why it cannot start, on whatever Python it is tried."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

STARTS = ("main.py", "tests/__main__.py")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", STARTS)
def test_an_old_python_can_read_it(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))
    # It is the compiler, not the parser, that knows which features there are to come.
    assert not any(isinstance(each, ast.ImportFrom) and each.module == "__future__"
                   for each in tree.body)  # fmt: skip


@pytest.mark.parametrize("name", STARTS)
def test_an_old_python_gets_a_sentence(name: str) -> None:
    script = f"import sys; sys.version_info = (3, 6, 15); exec(open({name!r}).read())"
    old = run("-c", script)
    assert (old.returncode, old.stdout) == (2, "")
    assert old.stderr == "ceviz needs Python 3.11 or newer; this is 3.6\n"


@pytest.mark.parametrize(
    ("options", "environment"), [(["-P"], {}), (["-I"], {}), ([], {"PYTHONSAFEPATH": "1"})]
)
def test_a_python_that_may_not_look_beside_it(
    options: list[str], environment: dict[str, str]
) -> None:
    blind = run(*options, "main.py", "list", **environment)
    assert (blind.returncode, blind.stdout) == (2, "")
    assert blind.stderr.count("\n") == 1
    assert "Start it without that" in blind.stderr
