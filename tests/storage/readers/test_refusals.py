"""Every refusal: one sentence with the file, the row or key, and the reason."""

from __future__ import annotations

import gzip
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import ArrayLike
from safetensors.numpy import save_file

from ceviz.errors import CevizError, FileRefused, MissingPackage
from ceviz.storage.readers import ReadOptions, read, sniff
from ceviz.storage.readers.formats import format_of
from tests.storage.readers.making import MAKERS, NAMES, ROWS, labels, lines, logits, softmax


def refusal(path: Path) -> str:
    """The message of a refusal, which must begin with the file's name."""
    with pytest.raises(FileRefused) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(path.name)
    assert "\n" not in message
    return message


def saved(path: Path, **arrays: ArrayLike) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def test_a_recipe_writes_over_no_file(tmp_path: Path) -> None:
    for name in ("a.pt", "a.npz", "a-converted.npz"):
        (tmp_path / name).write_bytes(pickle.dumps({}))
    for name in ("a.pt", "a.npz"):
        assert f"np.savez({str(tmp_path / 'a-converted-converted.npz')!r}" in refusal(
            tmp_path / name
        )


@pytest.mark.parametrize(
    ("name", "head", "family", "recipe"),
    [
        ("model.pt", b"anything", "PyTorch", "map_location='cpu', weights_only=True"),
        ("model.pth", b"\x80\x02", "PyTorch", "weights_only=True"),
        ("a.bin", b"\x00\x01", "PyTorch", "weights_only=True"),
        ("a.pkl", pickle.dumps({}), "pickle", "pickle.load(open("),
        ("a.npz", pickle.dumps({}, protocol=4), "pickle", "a-converted.npz', **{k: "),
        ("a.csv", pickle.dumps([1], protocol=2), "pickle", "import pickle, numpy as np; "),
        ("a.joblib", b"x\x9c\x00", "joblib", "joblib.load("),
        ("a.h5", b"\x89HDF\r\n\x1a\n", "HDF5", "h5py.File("),
        ("a.dat", b"\x89HDF\r\n\x1a\n", "HDF5", "v[()] for k, v in d.items()"),
    ],
)
def test_formats_that_run_code_are_refused_with_a_recipe(
    name: str, head: bytes, family: str, recipe: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(head)
    message = refusal(tmp_path / name)
    assert f"is a {family} file" in message
    assert "onvert it where you trust it" in message
    assert recipe in message
    assert "np.savez" in message


#: A torch that reads pickles, for the recipe to import: tensors with a gradient, one in bfloat16.
TORCH = """
import pickle
import numpy as np
class Tensor:
    def __init__(self, array, narrow=False, grad=True):
        self.array, self.narrow, self.grad = array, narrow, grad
    def is_floating_point(self): return self.array.dtype.kind == "f"
    def float(self): return Tensor(self.array.astype(np.float32), False, self.grad)
    def detach(self): return Tensor(self.array, self.narrow, False)
    def numpy(self):
        assert not self.narrow and not self.grad
        return self.array
def load(name, map_location, weights_only):
    assert map_location == "cpu" and weights_only
    tensors = pickle.load(open(name, "rb"))
    if isinstance(tensors, dict):
        return {k: Tensor(v, True) if k == "logits" else v if isinstance(v, int) else Tensor(v)
                for k, v in tensors.items()}
    return tuple(map(Tensor, tensors))
"""


@pytest.mark.parametrize("suffix", [".pt", ".pkl", ".joblib"])
@pytest.mark.parametrize("form", ["dict", "fastai's tuple"])
def test_a_recipe_works_as_it_is_printed(suffix: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"my file{suffix}"
    pair = (logits().astype(np.float32), labels())
    held = {"logits": pair[0], "labels": pair[1], "epoch": 3} if form == "dict" else pair
    if suffix == ".joblib":
        joblib = pytest.importorskip("joblib")  # comes with scikit-learn
        joblib.dump(held, path)
    else:
        path.write_bytes(pickle.dumps(held))
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "torch.py").write_text(TORCH)
    recipe = refusal(path).split("in Python: ")[1]
    subprocess.run(
        [sys.executable, "-c", recipe],
        check=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "modules")},
    )
    found = read(path.with_suffix(".npz"))
    np.testing.assert_array_equal(found.scores, pair[0])
    np.testing.assert_array_equal(found.targets, pair[1])


def test_pytorch_archives_are_known_by_their_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
    assert "is a PyTorch file" in refusal(tmp_path / "a.npz")


class _Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("name", ["a.npz", "logits.npy", "a.pkl"])
def test_nothing_in_a_file_is_executed(name: str, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    objects = np.array([_Trap(trap)], dtype=object)
    path = tmp_path / name
    if name == "a.npz":
        np.savez(path, logits=objects, labels=labels())
    elif name == "logits.npy":
        np.save(path, objects)
    else:
        path.write_bytes(pickle.dumps(_Trap(trap)))
    np.save(tmp_path / "labels.npy", labels())
    message = refusal(path)
    assert "run code" in message
    assert not trap.exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a.csv: is empty"),
        ("a.npz", b"logit_a,logit_b,label\n1,2,0\n", "called .npz but does not begin as such"),
        ("a.npy", b"PK\x03", "called .npy but does not begin as such"),
        ("a.parquet", b"a,b\n", "called .parquet but does not begin as such"),
        ("a.safetensors", b"{}", "called .safetensors but does not begin as such"),
        ("a.jsonl", b"logit_a,logit_b\n", "called .jsonl but does not begin as such a file"),
        ("a.csv", b"\x00\x01\x02\x03", "neither text nor a format ceviz reads"),
        ("a.csv", b"\x00\x01\x02\x03", "it begins with the bytes 00 01 02 03"),
        ("a.csv", b"\xc3\xa9t\xe9\x00" + b"b" * 80, "with the bytes c3 a9 74 e9 00 62 62"),
        ("a.npz", b"logit_a,b\n1,2,0\n", "it begins with “logit_a,b”"),
        ("a.npz", "é".encode() * 7 + b"l\xc3\xa9", "it begins with “ééééééél”"),
        ("a.dat", b"\x7fELF\x02\x01\x01\x00", "is a program"),
        ("a.dat", b"GIF89a\x01\x00", "is a picture"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "is damaged"),
        (
            "a.npz.gz",
            gzip.compress(b"PK\x03\x04", mtime=0),
            "is compressed with gzip, and no text inside",
        ),
        ("a.csv.zst", b"\x28\xb5\x2f\xfd", "is damaged"),
        ("a.kld", b"_logits_" + bytes(12), "is a llama.cpp base of log-probabilities"),
        ("a.csv", b"\xff\xfea\x00,", "begins as text in UTF-16 and is none"),
        ("a.html", b"<!DOCTYPE html>", "is a web page"),
        ("a.json", b'[{"logits": [1]}]', "has no label column"),
        ("a.json", b"[1, 2]", "holds no table of predictions"),
        ("a.json", b'{\n"a": 1}', "its keys are “a”"),
        ("a.json", b'[{"label": "x", "score": 1}]', "holds the predicted class and its score only"),
        ("a.json", b"[1,", "is not JSON"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Excel file"),
        ("a.npz", b"PK\x05\x06" + bytes(18), "is an empty archive"),
        ("a.npz", b"PK\x03\x04" + bytes(100), "is damaged"),
        ("a.npy", b"\x93NUMPY\x09\x00" + bytes(100), "npy version 9.0 is not read"),
    ],
)
def test_files_that_are_something_else(
    name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert message in refusal(tmp_path / name)


def test_spreadsheets_are_no_archives_of_arrays(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    assert "Office file" in refusal(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    assert "without arrays (it holds “readme.txt”)" in refusal(tmp_path / "a.zip")


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "missing.npz")
    (tmp_path / "folder.npz").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.npz")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in folders are Unix's")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")
    assert "is not an ordinary file" in refusal(tmp_path / "pipe.npz")


def test_unreadable_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = MAKERS["logits.npz"](tmp_path / "a.npz")

    def forbidden(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal(path) == "a.npz: cannot be read (Permission denied)"


def test_paths_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"^a�b: "):
        read(tmp_path / "a\0b")


@pytest.mark.parametrize("name", [name for name in MAKERS if "npy" not in name])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_files_cut_short(name: str, share: float, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    data = path.read_bytes()
    form = format_of(path.suffix)
    assert form is not None
    cut = data[: int(len(data) * share)]
    path.write_bytes(cut + b"\x80" if form.is_text else cut)
    assert refusal(path)


def test_an_npy_file_cut_short(tmp_path: Path) -> None:
    path = MAKERS["logits.npy"](tmp_path / "logits.npy")
    path.write_bytes(path.read_bytes()[:-7])
    assert "the header claims 480 bytes of numbers (the file holds 473 bytes" in refusal(path)


@pytest.mark.parametrize("stored", [True, False])
def test_a_flipped_bit_is_found_by_the_checksum(stored: bool, tmp_path: Path) -> None:
    path = MAKERS["logits.npz" if stored else "packed.npz"](tmp_path / "a.npz")
    data = bytearray(path.read_bytes())
    data[300] ^= 1
    path.write_bytes(data)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(("value", "word"), [(np.nan, "is not a number (NaN)"), (np.inf, "is +∞")])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("rows", [ROWS, 30_000])
def test_numbers_that_are_none(
    value: float, word: str, dtype: type[np.floating], rows: int, tmp_path: Path
) -> None:
    scores = logits(rows).astype(dtype)
    scores[rows - 3, 1] = value
    message = refusal(saved(tmp_path / "a.npz", logits=scores, labels=labels(rows)))
    assert message == f"a.npz, row {rows - 3} (from 0), column 1 of “logits”: {word}"


@pytest.mark.parametrize("beside", [0.0, -np.inf])
def test_scores_that_no_picture_can_be_drawn_of(beside: float, tmp_path: Path) -> None:
    scores = logits().astype(np.float64)
    scores[7] = beside, -1e150, 0.0
    assert read(saved(tmp_path / "z.npz", logits=scores, labels=labels())).scores[7, 1] == -1e150
    scores[7, 1] = np.finfo(np.float64).min  # what attention masks are filled with
    message = refusal(saved(tmp_path / "z.npz", logits=scores, labels=labels()))
    assert "row 7 (from 0), column 1" in message
    assert "is -1.79769e+308, which is beyond ±1e+150. Write −inf for a class" in message


def test_negative_infinity_is_a_score(tmp_path: Path) -> None:
    scores = logits()
    scores[7, 1] = -np.inf
    path = saved(tmp_path / "a.npz", logits=scores, labels=labels())
    np.testing.assert_array_equal(read(path).scores, scores)
    scores[7] = -np.inf
    message = refusal(saved(tmp_path / "a.npz", logits=scores, labels=labels()))
    assert message == ("a.npz, row 7 (from 0): holds nothing but −∞ (no class would be possible)")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"weights": np.ones(3)}, "no array of scores is recognised (the file holds “weights”"),
        ({"logits": logits()}, "there are no labels (beside the scores “logits” the file holds"),
        ({"logits": logits()[:0], "labels": labels()[:0]}, "holds no numbers"),
        ({"logits": np.float32(1), "labels": labels()}, "no array of scores"),
        ({"logits": logits().astype(complex), "labels": labels()}, "holds no real numbers"),
        ({"logits": logits().astype("S"), "labels": labels()}, "holds no real numbers"),
        ({"logits": np.ones((2, 300_000), "f2"), "labels": [0, 1]}, "at most 262,144 classes"),
        ({"logits": np.zeros(4, "f4,f4"), "labels": labels()}, "holds records"),
    ],
)
def test_arrays_that_make_no_predictions(
    arrays: dict[str, ArrayLike], message: str, tmp_path: Path
) -> None:
    assert message in refusal(saved(tmp_path / "a.npz", **arrays))


def test_half_a_pair(tmp_path: Path) -> None:
    np.save(tmp_path / "val_logits.npy", logits())
    message = refusal(tmp_path / "val_logits.npy")
    assert "half of a pair" in message
    assert "“val_labels.npy”" in message
    np.save(tmp_path / "a.npy", logits())
    assert "no npy file beside it fits" in refusal(tmp_path / "a.npy")
    np.save(tmp_path / "logits.npy", np.array(NAMES))
    np.save(tmp_path / "labels.npy", np.array(NAMES))
    assert "holds scores" in refusal(tmp_path / "logits.npy")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"[]", "called .safetensors but does not begin"),
        (b"{", "the header is not JSON"),
        (b'{"logits": 1}', "“logits”: lacks dtype, shape or data_offsets"),
        (b'{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}', "whole numbers"),
        (b'{"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 99]}}', "outside the file"),
        (b'{"a": {"dtype": "F32", "shape": [4], "data_offsets": [8, 4]}}', "outside the file"),
        (b'{"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 4]}}', "claims 36 bytes"),
        (b'{"a": {"dtype": "F32", "shape": [-1, -4], "data_offsets": [0, 16]}}', "impossible"),
        (b'{"a": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}}', "no array of"),
        (b'{"__metadata__": 3}', "“__metadata__”: is not a JSON object"),
    ],
)
def test_safetensors_headers(header: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(16))
    assert message in refusal(path)


def test_safetensors_without_labels(tmp_path: Path) -> None:
    save_file({"logits": logits()}, tmp_path / "a.safetensors")
    assert "there are no labels" in refusal(tmp_path / "a.safetensors")


GOOD = {"logits": [1.0, 2.0, 3.0], "label": 0}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"logits": [1.0, 2.0], "label": 0}, "line 2, “logits”: has 2 scores instead of 3"),
        ({"label": 0}, "line 2, “logits”: lacks “logits”"),
        ({"logits": "abc", "label": 0}, "line 2, “logits”: “abc” is no list of numbers"),
        ({"logits": [1, "x", 2], "label": 0}, "line 2, “logits”[1]: “x” is not a number"),
        ({"logits": [1, None, 2], "label": 0}, "line 2, “logits”[1]: “None” is not a number"),
        ({"logits": [1, 10**400, 2], "label": 0}, "line 2, “logits”[1]: “1000"),
        ({"logits": [1, 2, float("nan")], "label": 0}, "line 2, column 2 of “logits”: is not a"),
        ({"logits": [1, 2, 3]}, "line 2, “label”: the label is missing"),
        ({"logits": [1, 2, 3], "label": ""}, "line 2, “label”: the label is missing"),
        ({"logits": [1, 2, 3], "label": {}}, "line 2, “label”: “{}” is no label"),
        ({"logits": [1, 2, 3], "label": 3}, "line 2: the label 3 is outside 0 to 2"),
        ([1, 2], "line 2: is not a JSON object"),
    ],
)
def test_jsonl_lines(record: object, message: str, tmp_path: Path) -> None:
    second = {"logits": [1.0, 2.0, 3.0], "label": 1}
    path = lines(tmp_path / "a.jsonl", [GOOD, record, second])
    assert message in refusal(path)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"logits": [1.0, 2.0]}, "line 1: has no label (its keys are “logits”)"),
        ({"text": "x", "label": 1}, "has no score columns"),
        ({"text": "x"}, "has no label column"),
        ({"target": 0, "resps": [["Paris"]]}, "line 1, “filtered_resps”: “Paris” is no log-like"),
        ({"target": 0, "resps": []}, "line 1, “filtered_resps”: has no responses"),
        ({"target": 0, "resps": [[-1.0, False]]}, "line 1: is of an lm-eval task without choices"),
        ({"target": 5, "resps": [[-1.0], [-2.0]]}, "line 1, “target”: the label 5 is outside 0"),
        ({"target": "x", "resps": [[-1.0], [-2.0]]}, "the target “x” is none of the choices"),
        ({"target": None, "resps": [[-1.0], [-2.0]]}, "line 1, “target”: the label is missing"),
    ],
)
def test_jsonl_layouts(record: object, message: str, tmp_path: Path) -> None:
    assert message in refusal(lines(tmp_path / "a.jsonl", [record]))


def test_jsonl_that_is_not_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"logits": [1, 2], "label": 0}\n{"logits": [1, 2,\n')
    assert "a.jsonl, line 2: is not JSON" in refusal(path)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"label": labels()}, "has no score columns"),
        ({"probs": list(softmax(logits()))}, "has no label column (its columns are “probs”)"),
        (
            {"probs": [[0.5, 0.5]] * 3 + [[1.0]] + [[0.5, 0.5]], "label": [0] * 5},
            "row 3 (from 0), “probs”: has 1 scores instead of 2",
        ),
        (
            {"probs": [[0.5, 0.5]] * 3 + [None], "label": [0] * 4},
            "row 3 (from 0), “probs”: has no list instead of 2",
        ),
        (
            {"probs": [[0.5, 0.5]] * 4, "label": [0, 0, None, 1]},
            "row 2 (from 0), “label”: the label is missing",
        ),
        (
            {"logit_a": [1.0, None], "logit_b": [1.0, 2.0], "label": [0, 1]},
            "row 1 (from 0), column “logit_a”: the cell is empty",
        ),
        (
            {"logit_a": [1.0, float("nan")], "logit_b": [1.0, 2.0], "label": [0, 1]},
            "row 1 (from 0), column “logit_a”: is not a number (NaN)",
        ),
        ({"logit_a": pa.array([], pa.float32()), "label": pa.array([], pa.int8())}, "no rows"),
    ],
)
def test_parquet_tables(columns: dict[str, object], message: str, tmp_path: Path) -> None:
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert message in refusal(tmp_path / "a.parquet")


def test_parquet_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = MAKERS["logits.parquet"](tmp_path / "a.parquet")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match=r"a\.parquet: is a Parquet file, and pyarrow") as told:
        read(path)
    assert (told.value.package, told.value.extra) == ("pyarrow", "parquet")
    assert f"{sys.executable} -m pip install pyarrow" in str(told.value)


def test_a_look_refuses_as_a_reading_does(tmp_path: Path) -> None:
    (tmp_path / "a.pt").write_bytes(b"PK")
    with pytest.raises(CevizError, match="is a PyTorch file"):
        sniff(tmp_path / "a.pt")


def test_names_and_texts_from_files_are_made_fit_to_print(tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b[31m.csv"
    path.write_text("a,b,label\n\x1b[31m1\x07,2,a\n3,4,b\n5,6,a\n")
    with pytest.raises(FileRefused) as caught:
        read(path)
    assert str(caught.value).isprintable()
    assert "a�b�[31m.csv, line 2" in str(caught.value)


def test_an_array_that_there_is_not_is_never_replaced_by_another(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=logits(), labels=labels())
    for options in (ReadOptions(labels="gone"), ReadOptions(scores="gone")):
        with pytest.raises(FileRefused, match="has no array “gone”"):
            read(tmp_path / "a.npz", options)
