"""Small files of every format, made for the tests of the readers."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ceviz.storage.readers.formats import FORMATS
from ceviz.storage.readers.formats.format import Format, Sample

NAMES = ("cat", "dog", "bird")
HEADER = ("id", "label", "logit_cat", "logit_dog", "logit_bird")
ROWS = 40

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]


def logits(rows: int = ROWS, classes: int = 3, seed: int = 0) -> NDArray[np.float32]:
    """(rows, classes) scores of a passable model for :func:`labels`."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=(rows, classes)) + 3 * np.eye(classes)[labels(rows, classes)]
    return scores.astype(np.float32)


def labels(rows: int = ROWS, classes: int = 3) -> Ints:
    """(rows,) classes, every one of them in turn."""
    return np.arange(rows) % classes


def softmax(z: Floats) -> NDArray[np.float64]:
    powers = np.exp(np.asarray(z, np.float64) - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def npz_packed(path: Path) -> Path:
    np.savez_compressed(path, logits=logits(), labels=labels(), class_names=np.array(NAMES))
    return path


def parquet_lists(path: Path) -> Path:
    pq.write_table(pa.table({"probs": list(softmax(logits())), "label": labels()}), path)
    return path


def table(
    path: Path,
    header: Sequence[str] | None = HEADER,
    rows: Sequence[Sequence[object]] | None = None,
    delimiter: str = ",",
) -> Path:
    """A text table; by default with an id, a label by name and three logits."""
    if rows is None:
        rows = [
            [f"row {k}", NAMES[label], *(repr(float(z)) for z in scores)]
            for k, (label, scores) in enumerate(zip(labels(), logits(), strict=True))
        ]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        if header is not None:
            writer.writerow(header)
        writer.writerows(rows)
    return path


def lines(path: Path, records: Sequence[object]) -> Path:
    """A JSONL file of ``records``."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def jsonl(path: Path) -> Path:
    rows = zip(logits().tolist(), labels().tolist(), strict=True)
    return lines(path, [{"logits": scores, "label": label} for scores, label in rows])


def lm_eval(path: Path) -> Path:
    """Samples as lm-eval-harness 0.4 writes them: numbers and truth values as text."""
    return lines(path, [lm_eval_sample(k, row) for k, row in enumerate(logits())])


def lm_eval_sample(index: int, row: Sequence[float] | Floats) -> dict[str, object]:
    responses = [[f"{value:.6f}", "False"] for value in row]
    return {
        "doc_id": index,
        "doc": {"question": "Which?", "choices": {"text": list(NAMES), "label": ["A", "B", "C"]}},
        "target": str(index % len(row)),
        "arguments": {
            f"gen_args_{k}": {"arg_0": "Which?", "arg_1": f" {name}"}
            for k, name in enumerate(NAMES[: len(row)])
        },
        "resps": [[response] for response in responses],
        "filtered_resps": responses,
        "acc": 1.0,
    }


def sample() -> Sample:
    """What every format's own maker is given."""
    return Sample(logits(), labels(), NAMES)


def maker(form: Format) -> Callable[[Path], Path]:
    """Makes a file of ``form`` at a path."""

    def make(path: Path) -> Path:
        form.write(path, sample())
        return path

    return make


def makers() -> dict[str, Callable[[Path], Path]]:
    """What the table of formats makes, one file a suffix, by the name of the file."""
    return {f"logits{suffix}": maker(form) for form in FORMATS for suffix in form.suffixes}


#: Makers of further layouts, by the name of the file they are to make.
LAYOUTS: dict[str, Callable[[Path], Path]] = {
    "packed.npz": npz_packed,
    "lists.parquet": parquet_lists,
    "with_id.csv": table,
    "lists.jsonl": jsonl,
    "samples_task.jsonl": lm_eval,
}

#: A maker of every format and layout.
MAKERS = {**makers(), **LAYOUTS}


def bomb(path: Path, size: int) -> Path:
    """A small npz whose logits unpack to ``size`` bytes of zeros, honestly described."""
    rows = size // 40
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, 10), }}"
    head = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("logits.npy", "w", force_zip64=True) as member:
            member.write(head)
            block = bytes(1 << 20)
            for _ in range(rows * 40 >> 20):
                member.write(block)
            member.write(bytes(rows * 40 & ((1 << 20) - 1)))
        labels_header = f"{{'descr': '|i1', 'fortran_order': False, 'shape': ({rows},), }}"
        with archive.open("labels.npy", "w", force_zip64=True) as member:
            member.write(b"\x93NUMPY\x01\x00" + len(labels_header).to_bytes(2, "little"))
            member.write(labels_header.encode())
            member.write(bytes(rows))
    return path
