"""The set-up on a machine that is played: no environment is made, nothing is fetched."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ceviz.bootstrap import packages
from ceviz.bootstrap.checkout import Checkout
from ceviz.errors import CevizError

OFFLINE = "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\nERROR: none"


class Machine:
    """Plays Python and pip; remembers what it was asked to run."""

    def __init__(self, root: Path) -> None:
        self.venv = root / ".venv"
        self.answer = "pip"
        self.pip: tuple[int, str] | BaseException = (0, "")
        self.commands: list[str] = []

    def run(
        self, *command: str, cwd: str | None = None, lock: int | None = None
    ) -> tuple[int, str]:
        self.commands.append(" ".join(command))
        if "venv" in command:
            python = Path(Checkout(str(self.venv.parent)).python)
            python.parent.mkdir(parents=True)
            python.touch()
            (self.venv / "pyvenv.cfg").touch()
            return 0, ""
        if "ceviz.bootstrap.requirements" in command:
            return (0, self.answer + "\n") if self.answer else (1, "no such file")
        if isinstance(self.pip, BaseException):
            raise self.pip
        if self.pip[0] == 0:
            self.answer = "ready"
        return self.pip

    def ran(self, words: str) -> bool:
        return any(words in command for command in self.commands)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "constraints.txt").write_text("numpy==2.4.6\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpy>=1.26"]\n'
        '[project.optional-dependencies]\nparquet = ["pyarrow>=15"]\n'
        '[dependency-groups]\ntest = ["pytest>=8"]\ndev = ["ruff"]\n'
    )
    return Checkout(str(tmp_path))


@pytest.fixture
def machine(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Machine:
    played = Machine(Path(checkout.root))
    monkeypatch.setattr(packages, "run", played.run)
    monkeypatch.setattr(packages, "has_ensurepip", lambda: True)
    monkeypatch.setattr(packages, "pip_from_outside", lambda python: [])
    return played


def notes(checkout: Checkout) -> set[str]:
    folder = Path(checkout.venv) / "ceviz-setup"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_first_run_makes_installs_and_stamps(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout.ensure("run")
    assert machine.ran(f"-m venv {checkout.venv}")
    assert machine.ran(f"{checkout.python} -m pip install")
    assert machine.ran(f"--constraint {checkout.constraints} numpy>=1.26")
    assert notes(checkout) == {"made", "run"}
    said = capfd.readouterr().err
    assert said == f"ceviz: fetching numpy (up to 105 MB, once) into {checkout.venv}\n"


def test_the_test_group_is_asked_for_by_its_purpose(checkout: Checkout, machine: Machine) -> None:
    checkout.ensure("test")
    assert machine.ran("numpy>=1.26 pytest>=8")
    assert checkout.is_stamped("test")
    assert not checkout.is_stamped("run")


def test_a_stamped_environment_is_left_alone(checkout: Checkout, machine: Machine) -> None:
    checkout.ensure("run")
    machine.commands.clear()
    checkout.ensure("run")
    assert machine.commands == []


@pytest.mark.parametrize("name", ["pyproject.toml", ".ci/constraints.txt"])
def test_changed_requirements_are_looked_at_again(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    checkout.ensure("run")
    path = Path(checkout.root, name)
    path.write_text(path.read_text() + "# changed\n")
    assert not checkout.is_stamped("run")
    machine.answer = "pip"
    machine.commands.clear()
    capfd.readouterr()
    checkout.ensure("run")
    assert machine.ran("pip install")
    assert not machine.ran("-m venv")
    assert "fetching what is missing of numpy" in capfd.readouterr().err


def test_an_environment_that_has_everything_is_stamped_and_used(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.run("venv")
    machine.answer = "ready"
    checkout.ensure("run")
    assert not machine.ran("pip install")
    assert notes(checkout) == {"run"}  # not "made": it is not ours to rebuild
    assert capfd.readouterr().err == ""


def test_without_ensurepip_pip_works_from_outside(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "has_ensurepip", lambda: False)
    monkeypatch.setattr(
        packages, "pip_from_outside", lambda python: ["python3", "-m", "pip", "--python", python]
    )
    checkout.ensure("run")
    assert machine.ran(f"-m venv --without-pip {checkout.venv}")
    assert machine.ran(f"python3 -m pip --python {checkout.python} install")


def test_with_neither_the_package_is_named_and_nothing_is_made(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "has_ensurepip", lambda: False)
    with pytest.raises(CevizError, match="apt-get install -y python3-venv"):
        checkout.ensure("run")
    assert not os.path.exists(checkout.venv)


def test_an_interrupted_set_up_is_rebuilt(checkout: Checkout, machine: Machine) -> None:
    machine.pip = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        checkout.ensure("run")
    assert notes(checkout) == {"made", "unfinished"}
    half = Path(checkout.venv, "half-written")
    half.touch()

    machine.pip = (0, "")
    checkout.ensure("run")
    assert not half.exists()
    assert notes(checkout) == {"made", "run"}


@pytest.mark.parametrize("made", [True, False])
def test_a_python_that_is_gone(checkout: Checkout, machine: Machine, made: bool) -> None:
    machine.run("venv")
    if made:
        checkout._write_note("made")
    machine.answer = ""
    machine.commands.clear()
    if made:
        checkout.ensure("run")
        assert machine.ran("-m venv")
    else:
        with pytest.raises(CevizError, match="not made by ceviz"):
            checkout.ensure("run")
        assert not machine.ran("-m venv")


def test_a_folder_of_that_name_is_not_touched(checkout: Checkout, machine: Machine) -> None:
    mine = Path(checkout.venv, "mine")
    mine.parent.mkdir()
    mine.touch()
    with pytest.raises(CevizError, match="Move it away"):
        checkout.ensure("run")
    assert list(mine.parent.iterdir()) == [mine]


def test_no_network_is_one_sentence_and_spoils_nothing(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout.ensure("run")
    capfd.readouterr()
    machine.answer, machine.pip = "pip", (1, OFFLINE)
    with pytest.raises(CevizError, match="Go online"):
        checkout.ensure("test")
    assert "Retrying" not in capfd.readouterr().err
    assert notes(checkout) == {"made", "run"}
    assert checkout.is_stamped("run")


def test_another_failure_shows_what_pip_said(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.pip = (1, "ERROR: No space left on device\n")
    with pytest.raises(CevizError, match="could not be installed"):
        checkout.ensure("run")
    assert "No space left on device" in capfd.readouterr().err
    assert notes(checkout) == {"made", "unfinished"}


def test_another_python_under_the_environment_is_noticed(
    checkout: Checkout, machine: Machine, tmp_path: Path
) -> None:
    checkout.ensure("run")
    newer = tmp_path / "python3.13"
    newer.touch()
    os.remove(checkout.python)
    os.symlink(newer, checkout.python)
    assert not checkout.is_stamped("run")


def test_from_inside_the_environment_is_not_deleted(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.run("venv")
    checkout._write_note("made")
    checkout._write_note("unfinished")
    monkeypatch.setattr(sys, "prefix", checkout.venv)
    with pytest.raises(CevizError, match="from inside"):
        checkout.ensure("run")
    assert os.path.exists(checkout.python)


def test_pip_runs_under_the_lock(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl", reason="Windows locks otherwise")
    refused = []

    def run(*command: str, cwd: str | None = None, lock: int | None = None) -> tuple[int, str]:
        with open(checkout.pyproject, "rb") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                refused.append(command)
        assert lock is not None  # handed to the child, which may outlive us
        return machine.run(*command, cwd=cwd, lock=lock)

    monkeypatch.setattr(packages, "run", run)
    checkout.ensure("run")
    assert len(refused) == len(machine.commands) == 2
    with open(checkout.pyproject, "rb") as after:
        fcntl.flock(after, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_second_run_uses_what_the_first_has_set_up(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamp is looked at again once the lock is ours."""
    checkout.ensure("run")
    machine.commands.clear()
    answers = iter([False, True])
    monkeypatch.setattr(checkout, "is_stamped", lambda purpose: next(answers))
    checkout.ensure("run")
    assert machine.commands == []


def test_an_extra_is_added_and_said(
    checkout: Checkout, machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout.ensure("run")
    machine.commands.clear()
    capfd.readouterr()
    checkout.add("parquet")
    (command,) = machine.commands
    assert command.startswith(f"{checkout.python} -m pip install")
    assert command.endswith(f"--constraint {checkout.constraints} pyarrow>=15")
    assert checkout.is_stamped("run")
    said = capfd.readouterr().err
    assert said == f"ceviz: fetching pyarrow (up to 55 MB, once) into {checkout.venv}\n"


def test_an_extra_without_a_pip_of_its_own(
    checkout: Checkout, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "_base_executable", "/usr/bin/python3")
    checkout.add("parquet")
    assert machine.ran(f"/usr/bin/python3 -m pip --python {checkout.python} install")


def test_an_extra_out_of_reach_is_refused_and_changes_nothing(
    checkout: Checkout, machine: Machine
) -> None:
    checkout.ensure("run")
    machine.pip = (1, OFFLINE)
    with pytest.raises(CevizError, match="could not be fetched"):
        checkout.add("parquet")
    assert notes(checkout) == {"made", "run"}
