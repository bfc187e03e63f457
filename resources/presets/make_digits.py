"""Makes ``digits.json`` of this folder from ``resources/samples/``.

Run from a checkout, with ceviz and NumPy importable::

    python resources/presets/make_digits.py

The twelve rows and their order are those of ``samples/digits-rows.json``, which
``samples/make.py`` writes; ``samples/digits.npz`` tells which test row each of them is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from ceviz.document.model import Classes, Document, Sample, Samples, check_scores  # noqa: E402
from ceviz.document.targets import OneHot  # noqa: E402
from ceviz.storage import session  # noqa: E402

HEADER = {
    "id": "digits",
    "title": "A real classifier",
    "caption": (
        "A logistic regression reads 12 handwritten digits, 6 of them wrong: "
        "the 4 it was surest of make 91 % of the mean loss of 3.52 nats."
    ),
    "group": "Real predictions",
    "order": 140,
}


def main() -> None:
    """Write the example that the program ships with."""
    (ROOT / "resources/presets/digits.json").write_bytes(preset())


def preset() -> bytes:
    """The whole preset file."""
    body = session.dumps(document()).decode().rstrip().replace("\n", "\n  ")
    lines = [f'  "{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in HEADER.items()]
    return ("{\n" + ",\n".join([*lines, f'  "session": {body}']) + "\n}\n").encode()


def document() -> Document:
    """The twelve rows as a document."""
    samples = ROOT / "resources/samples"
    chosen = json.loads((samples / "digits-rows.json").read_text(encoding="utf-8"))
    logits = np.load(samples / "digits.npz")["logits"]
    return Document(
        classes=Classes.named(chosen["class_names"]),
        samples=Samples.of(
            [
                Sample(check_scores(row["logits"]), OneHot(row["label"]), _name(row, index, logits))
                for index, row in enumerate(chosen["rows"])
            ]
        ),
        title=str(HEADER["title"]),
    )


def _name(row: dict[str, Any], index: int, logits: Any) -> str:
    """“#17: 3, right”: the test row, the true digit and how it went."""
    distance = np.abs(logits - np.asarray(row["logits"])).max(axis=1)
    scores, label = row["logits"], row["label"]
    called = scores.index(max(scores))
    how = "right" if called == label else f"called {called}"
    unsure = "unsure, " if 4 <= index < 8 else ""
    return f"#{int(distance.argmin())}: {label}, {unsure}{how}"


if __name__ == "__main__":
    main()
