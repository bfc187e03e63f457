from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from ceviz.bootstrap import requirements
from ceviz.bootstrap.requirements import (
    answer,
    applies,
    name_of,
    read_requirements,
    release,
    unmet,
)

ROOT = Path(__file__).parents[2]
QT = "PySide6-Essentials>=6.8.1,!=6.9.1,<6.12"


def installed(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    """Let these modules, and no others, be importable; '' is one without a record."""

    def version(name: str) -> str:
        found = versions.get(name.replace("-", "_"))
        if not found:
            raise PackageNotFoundError(name)
        return found

    modules = {"PySide6_Essentials": "PySide6"}
    names = {modules.get(name, name) for name in versions}
    monkeypatch.setattr(requirements, "version", version)
    monkeypatch.setattr(requirements, "find_spec", lambda name: name if name in names else None)


@pytest.mark.parametrize(
    ("have", "met"),
    [("6.8.0", False), ("6.8.1", True), ("6.9.1", False), ("6.11.3", True), ("6.12.0", False)],
)
def test_every_clause_of_a_requirement_counts(
    monkeypatch: pytest.MonkeyPatch, have: str, met: bool
) -> None:
    installed(monkeypatch, PySide6_Essentials=have)
    assert (unmet([QT]) == []) is met


def test_what_cannot_be_imported_is_unmet(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, numpy="2.4.6")
    assert unmet(["numpy>=1.26", QT]) == [QT]


def test_the_whole_of_pyside_is_taken_for_its_essentials(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, PySide6="6.12.0")
    assert unmet([QT]) == [QT]
    installed(monkeypatch, PySide6="6.11.3")
    assert unmet([QT]) == []


def test_a_module_without_a_record_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, numpy="")
    assert unmet(["numpy>=1.26"]) == []


def test_a_marker_for_another_python_asks_nothing() -> None:
    assert not applies("absent>=1; python_version < '3.11'")
    assert applies("absent>=1; python_version >= '3.11'")
    assert unmet(["absent>=1; python_version < '3.11'"]) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("6.12.0", (6, 12)), ("1.26", (1, 26)), ("3.11.2rc1", (3, 11, 2)), ("0", ()), ("dev", ())],
)
def test_release(text: str, numbers: tuple[int, ...]) -> None:
    assert release(text) == numbers


def test_every_line_of_our_pyproject_is_understood() -> None:
    lines = read_requirements(str(ROOT), "test")
    assert {"numpy", "PySide6-Essentials", "pytest"} <= {name_of(line) for line in lines}
    assert unmet(lines) == []  # these tests run where they are all installed


def test_a_requirement_that_is_not_understood_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot read the requirement 'numpy @ file:x'"):
        unmet(["numpy @ file:x"])


def test_each_purpose_asks_for_more() -> None:
    run, test, dev = (set(read_requirements(str(ROOT), p)) for p in ("run", "test", "dev"))
    assert run < test < dev


@pytest.mark.parametrize(("pip", "word"), [({"pip": "23.2"}, "pip"), ({}, "bare")])
def test_the_answer_to_the_set_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pip: dict[str, str], word: str
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["numpy>=1.26"]\n')
    installed(monkeypatch, numpy="1.24", **pip)
    assert answer(str(tmp_path), "run") == word
    installed(monkeypatch, numpy="1.26")
    assert answer(str(tmp_path), "run") == "ready"


def test_versions_are_those_that_are_installed() -> None:
    assert unmet(["numpy>=1.26", "numpy<1"]) == ["numpy<1"]
