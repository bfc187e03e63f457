"""A notebook that is run for real, where nbclient and a kernel are installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CELLS = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport ceviz, numpy as np",
    "file = np.load('resources/samples/digits.npz')\n"
    "result = ceviz.evaluate(file['logits'], file['labels'])\nresult",
    "ceviz.plot(result, 'reliability')",
    "ceviz.lab([1, 3.5, -0.5], target=1, class_names=['Apple', 'Banana', 'Orange'])",
    "try:\n    ceviz.show([[0.0, 1.5], [2.0, 1.0]], [1, 0])\n"
    "except ceviz.CevizError as refusal:\n    print(refusal)",
)


def test_a_notebook_shows_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    *_, table, plot, lab, window = book.cells
    assert "mean cross-entropy" in table.outputs[0].data["text/html"]
    assert "0.1677" in table.outputs[0].data["text/html"]
    for cell in (plot, lab):
        assert cell.outputs[0].data["image/svg+xml"].startswith("<?xml")
    if sys.platform.startswith("linux"):
        assert "no window can be opened" in window.outputs[0].text
