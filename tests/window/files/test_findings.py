"""What is said of a file when it is opened, and the button that mends it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ceviz.storage.readers import Field, Kind, Predictions, ReadOptions, read
from ceviz.window.files.findings import MOST, choice_label, summary
from ceviz.window.main_window import MainWindow
from tests.helpers import user
from tests.helpers.files import write_npz
from tests.window.conftest import Answers


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A softmax of a softmax, as a model with one in its last layer is saved."""
    return written_twice(tmp_path / "twice.npz")


def written_twice(path: Path) -> Path:
    random = np.random.default_rng(0)
    q = random.dirichlet(np.full(5, 0.3), 60)
    labels = (random.random((60, 1)) > q.cumsum(axis=1)).sum(axis=1)
    again = np.exp(q) / np.exp(q).sum(axis=1, keepdims=True)
    return write_npz(path, logits=again, labels=labels)


def is_open(window: MainWindow, name: str) -> bool:
    return window.store.document.title == name and not window.progress.isVisible()


def options(window: MainWindow) -> ReadOptions:
    assert window.data is not None
    assert window.data.file is not None
    return window.data.file.options


def test_a_second_softmax_is_told_and_undone_by_a_click(
    window: MainWindow, qtbot: QtBot, twice: Path
) -> None:
    window.files.open_path(twice)
    qtbot.waitUntil(lambda: is_open(window, "twice.npz"))
    qtbot.waitUntil(window.notice.isVisible)
    assert "softmax" in window.notice.message.text()
    assert window.notice.action.text() == "Read as softmax applied twice"
    loss = window.store.analysis.cross_entropy
    user.click(window.notice.action, user.middle(window.notice.action))
    qtbot.waitUntil(lambda: options(window) == ReadOptions(kind=Kind.SOFTMAX_TWICE))
    assert not window.notice.isVisible()
    assert window.store.analysis.cross_entropy != loss


def test_it_is_read_as_it_was_mended_when_it_is_opened_again(
    window: MainWindow, qtbot: QtBot, twice: Path
) -> None:
    mended = ReadOptions(kind=Kind.SOFTMAX_TWICE)
    window.files.predictions.open(twice, mended)
    qtbot.waitUntil(lambda: is_open(window, "twice.npz"))
    window.files.open_preset("fruit")
    window.files.open_path(twice)
    qtbot.waitUntil(lambda: is_open(window, "twice.npz"))
    assert options(window) == mended
    window.files.predictions.open(twice, ReadOptions())
    qtbot.waitUntil(lambda: options(window) == ReadOptions())
    assert window.memory.choices_of(twice) is None


def test_choices_that_no_longer_fit_are_left_out_and_told(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_npz(tmp_path / "z.npz")
    window.memory.keep_choices(path, ReadOptions(labels="gone"))
    window.files.open_path(path)
    qtbot.waitUntil(lambda: is_open(window, "z.npz"))
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.message.text() == (
        "What you chose for z.npz before no longer fits (has no array “gone” for the labels), so "
        "it is read as if nothing had been chosen."
    )
    assert options(window) == ReadOptions()
    assert window.memory.choices_of(path) is None
    window.files.open_path(path)
    qtbot.waitUntil(lambda: is_open(window, "z.npz") and not window.notice.isVisible())


def test_a_file_that_is_refused_without_its_choices_too_says_its_own_reason(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "z.npz"
    path.write_bytes(b"PK\x03\x04 and no more")
    window.memory.keep_choices(path, ReadOptions(labels="gone"))
    window.files.open_path(path)
    qtbot.waitUntil(window.notice.isVisible)
    assert "is damaged" in window.notice.message.text()
    assert not window.notice.action.isVisible()
    # It may be whole again tomorrow.
    assert window.memory.choices_of(path) == ReadOptions(labels="gone")


def test_what_is_asked_goes_on_from_no_choices_where_they_no_longer_fit(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    path = tmp_path / "run.npy"
    np.save(path, np.random.default_rng(0).normal(size=(60, 5)))
    window.memory.keep_choices(path, ReadOptions(truth="gone.csv"))
    (tmp_path / "gold.csv").write_text("\n".join(["label", *(str(k % 5) for k in range(60))]))
    window.files.open_path(path)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.action.text() == "Choose the labels…"
    # The disk that they lie on may only not be there.
    assert window.memory.choices_of(path) == ReadOptions(truth="gone.csv")
    answers.name = str(tmp_path / "gold.csv")
    user.click(window.notice.action, user.middle(window.notice.action))
    qtbot.waitUntil(lambda: is_open(window, "run.npy"))
    assert options(window) == ReadOptions(truth="gold.csv")
    assert window.memory.choices_of(path) == ReadOptions(truth="gold.csv")


def test_a_file_without_findings_says_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.files.open_path(write_npz(tmp_path / "z.npz"))
    qtbot.waitUntil(lambda: is_open(window, "z.npz"))
    assert not window.notice.isVisible()


def test_what_can_be_mended_comes_first_and_the_rest_is_counted(twice: Path) -> None:
    predictions = read(twice)
    (mendable,) = predictions.mendable
    many = with_warnings(predictions, *(f"finding {k}" for k in range(MOST + 1)))
    assert summary(predictions) == mendable.warning
    assert summary(many).startswith(mendable.warning)
    assert summary(many).endswith("finding 1. 2 more are in View ▸ Opened as.")
    assert summary(with_warnings(read(twice, ReadOptions(kind=Kind.LOGITS)), "One.")).endswith(
        "One."
    )


def with_warnings(predictions: Predictions, *findings: str) -> Predictions:
    return replace(predictions, findings=findings)


def test_a_button_stays_short() -> None:
    assert choice_label(Field.CLASS_NAMES, "b" * 90) == f"Read with class names: {'b' * 29}…"


def test_the_limit_is_raised_by_a_click(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "z.npz"
    labels = np.arange(60) % 5
    np.savez_compressed(path, logits=np.eye(5)[labels] * 3.0, labels=labels)
    window.files.predictions.open(path, ReadOptions(limit=2_000))
    qtbot.waitUntil(window.notice.isVisible)
    assert "the limit is 2 kB" in window.notice.message.text()
    assert window.notice.action.text() == "Raise the limit to 1 GB"
    user.click(window.notice.action, user.middle(window.notice.action))
    qtbot.waitUntil(lambda: is_open(window, "z.npz"))
    # Whatever else is chosen for this file, now or later, it may take as much.
    assert options(window) == ReadOptions(limit=10**9)
    assert window.memory.choices_of(path) == ReadOptions(limit=10**9)


def test_labels_that_are_missing_are_chosen_from_another_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    labels = np.arange(60) % 5
    np.save(tmp_path / "run.npy", np.random.default_rng(0).normal(size=(60, 5)))
    np.savetxt(tmp_path / "gold.csv", labels, fmt="%d", header="label", comments="")
    window.files.open_path(tmp_path / "run.npy")
    qtbot.waitUntil(window.notice.isVisible)
    assert "half of a pair" in window.notice.message.text()
    assert window.notice.action.text() == "Choose the labels…"
    answers.name = str(tmp_path / "gold.csv")
    user.click(window.notice.action, user.middle(window.notice.action))
    qtbot.waitUntil(lambda: is_open(window, "run.npy"))
    assert options(window) == ReadOptions(truth="gold.csv")
    assert window.memory.choices_of(tmp_path / "run.npy") == ReadOptions(truth="gold.csv")
    assert window.store.document.samples.rows.task is not None
    assert answers.asked[-1].startswith("The labels in ")


def test_a_kind_that_must_be_chosen_is_chosen_by_a_click(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    q = np.random.default_rng(0).dirichlet(np.ones(5), 60)
    np.savez(tmp_path / "z.npz", scores=20 * q, labels=np.arange(60) % 5)
    window.files.open_path(tmp_path / "z.npz")
    qtbot.waitUntil(window.notice.isVisible)
    assert "(--kind probabilities)" in window.notice.message.text()
    assert window.notice.action.text() == "Read as probabilities"
    user.click(window.notice.action, user.middle(window.notice.action))
    qtbot.waitUntil(lambda: is_open(window, "z.npz"))
    assert options(window) == ReadOptions(kind=Kind.PROBABILITIES)
