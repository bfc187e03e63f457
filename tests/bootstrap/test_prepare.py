"""The way from a command line to a Python that has everything, in real processes."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import ceviz.bootstrap as bootstrap
from ceviz.errors import CevizError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def restarts(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines that would have replaced this process."""
    taken: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "_restart", lambda python: taken.append([python]))
    monkeypatch.delenv("CEVIZ_NO_SETUP", raising=False)
    monkeypatch.setattr(bootstrap.Checkout, "is_met_here", lambda self, purpose: False)
    monkeypatch.setattr(bootstrap.Checkout, "ensure", lambda self, purpose: None)
    return taken


def test_set_up_and_restarted(restarts: list[list[str]]) -> None:
    bootstrap.prepare("run")
    assert restarts == [[bootstrap.Checkout(str(ROOT)).python]]


def test_nothing_is_done_where_everything_is_there(
    restarts: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.Checkout, "is_met_here", lambda self, purpose: True)
    bootstrap.prepare("run")
    assert restarts == []


def test_no_setup_turns_it_off(restarts: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CEVIZ_NO_SETUP", "1")
    bootstrap.prepare("run")
    assert restarts == []


def test_it_does_not_restart_for_ever(
    restarts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CEVIZ_RESTARTED", "1")
    with pytest.raises(SystemExit) as ended:
        bootstrap.prepare("run")
    assert ended.value.code == 2
    assert "does not see what is installed" in capfd.readouterr().err
    assert restarts == []
    assert "CEVIZ_RESTARTED" not in os.environ  # programs that we start begin anew


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        (CevizError("no room", remedy="make some"), 2, "ceviz: no room. Make some\n"),
        (PermissionError(13, "Permission denied"), 2, "could not be set up ([Errno 13] Perm"),
        (KeyboardInterrupt(), 130, "the next run starts it again\n"),
    ],
)
def test_trouble_is_one_sentence(
    restarts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    trouble: BaseException,
    code: int,
    words: str,
) -> None:
    def fail(self: bootstrap.Checkout, purpose: str) -> None:
        raise trouble

    monkeypatch.setattr(bootstrap.Checkout, "ensure", fail)
    with pytest.raises(SystemExit) as ended:
        bootstrap.prepare("run")
    said = capfd.readouterr().err
    assert ended.value.code == code
    assert words in said
    assert said.count("\n") == 1


def test_a_restart_repeats_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execv", lambda python, command: calls.append((python, command)))
    monkeypatch.setattr(sys, "orig_argv", ["python3", "-X", "dev", "main.py", "a b"])
    monkeypatch.setenv("CEVIZ_RESTARTED", "")  # restored after the test
    bootstrap._restart("there")
    assert calls == [("there", ["there", "-X", "dev", "main.py", "a b"])]
    assert os.environ["CEVIZ_RESTARTED"] == "1"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout that needs one package, which lies in its .venv; no network is needed."""
    (tmp_path / "ceviz").mkdir()
    shutil.copytree(ROOT / "ceviz/bootstrap", tmp_path / "ceviz/bootstrap")
    for name in ("main.py", "ceviz/__init__.py", "ceviz/errors.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "ceviz/cli.py").write_text(
        "import sys\ndef main():\n    print(sys.prefix, *sys.argv[1:])\n    return 7\n"
    )
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["walnut>=2"]\n')
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    paths = {"base": str(venv), "platbase": str(venv)}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    (site / "walnut.py").touch()
    (site / "walnut-2.1.dist-info").mkdir()
    (site / "walnut-2.1.dist-info/METADATA").write_text("Name: walnut\nVersion: 2.1\n")
    return tmp_path


def start(clone: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, str(clone / "main.py"), *arguments],
        cwd=clone.parent,
        env={**os.environ, "CEVIZ_NO_SETUP": "", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_main_finds_its_environment_and_restarts_there(clone: Path) -> None:
    code, out, err = start(clone, "fruit", "a b")
    assert (code, err) == (7, "")
    assert out == f"{clone / '.venv'} fruit a b\n"
    assert (clone / ".venv/ceviz-setup/run").exists()
    assert start(clone, "again") == (7, f"{clone / '.venv'} again\n", "")


def test_help_and_version_ask_for_nothing(clone: Path) -> None:
    for option in ("--help", "-h", "--version"):
        assert start(clone, option) == (7, f"{sys.prefix} {option}\n", "")
    assert not (clone / ".venv/ceviz-setup").exists()


@pytest.mark.parametrize("name", ["main.py", "tests/__init__.py", "tests/__main__.py"])
def test_an_old_python_can_read_what_it_starts_with(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    ast.parse(text, name, feature_version=(3, 8))


def test_an_old_python_is_told_so() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0);"
        f"runpy.run_path({str(ROOT / 'main.py')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "ceviz needs Python 3.11 or newer; this is 3.9\n"


def test_packages_are_added_to_a_checkouts_own_python_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[str] = []
    monkeypatch.delenv("CEVIZ_NO_SETUP", raising=False)
    monkeypatch.setattr(bootstrap, "_ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap.Checkout, "is_running", lambda self: True)
    monkeypatch.setattr(bootstrap.Checkout, "add", lambda self, extra: added.append(extra))
    assert not bootstrap.can_fetch()  # an installed wheel has no pyproject.toml
    (tmp_path / "pyproject.toml").touch()
    assert bootstrap.can_fetch()
    monkeypatch.setenv("CEVIZ_NO_SETUP", "1")
    assert not bootstrap.can_fetch()
    monkeypatch.delenv("CEVIZ_NO_SETUP")
    monkeypatch.setattr(bootstrap.Checkout, "is_running", lambda self: False)
    assert not bootstrap.can_fetch()
    bootstrap.fetch("parquet")
    assert added == ["parquet"]


def test_the_remedy_names_the_python_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/my python/bin/python3")
    said = bootstrap.how_to_install("pyarrow")
    assert said == 'install it with: "/opt/my python/bin/python3" -m pip install pyarrow'
