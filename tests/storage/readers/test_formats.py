"""Every format gives back what was written into it."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from ceviz.errors import FileRefused
from ceviz.maths.arrays import mapped
from ceviz.storage.readers import (
    IGNORED,
    AmbiguousFile,
    Field,
    Kind,
    LabelForm,
    ReadOptions,
    arrays,
    read,
    sniff,
)
from tests.storage.readers.making import (
    MAKERS,
    NAMES,
    ROWS,
    labels,
    lines,
    lm_eval_sample,
    logits,
    softmax,
    table,
)


@pytest.mark.parametrize("name", MAKERS)
def test_round_trip(name: str, tmp_path: Path) -> None:
    predictions = read(MAKERS[name](tmp_path / name))
    expected: NDArray[np.floating] = logits()
    if name == "lists.parquet":
        expected = softmax(logits())
        assert predictions.kind is Kind.PROBABILITIES
    else:
        assert predictions.kind is Kind.LOGITS
    np.testing.assert_allclose(predictions.scores, expected, atol=5e-7)
    truth = labels()
    if name in ("logits.npy", "lists.parquet", "lists.jsonl"):
        assert predictions.class_names == ("0", "1", "2")
    else:
        assert predictions.class_names == NAMES
    np.testing.assert_array_equal(predictions.targets, truth)
    assert len(predictions) == ROWS
    assert predictions.ignored == 0


@pytest.mark.parametrize("name", MAKERS)
def test_a_look_agrees_with_the_reading(name: str, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    preview, predictions = sniff(path), read(path)
    assert preview.classes == 3
    assert preview.samples in (ROWS, None)
    assert preview.size == path.stat().st_size
    assert preview.columns == ("label", *predictions.class_names)
    assert len(preview.rows) == 8
    assert preview.rows[0][0] == predictions.class_names[predictions.targets[0]]
    assert float(preview.rows[0][1]) == pytest.approx(float(predictions.scores[0, 0]), rel=1e-5)
    assert [g.field for g in preview.guesses] == [g.field for g in predictions.guesses]
    for field in (Field.SCORES, Field.LABELS, Field.KIND, Field.LABEL_FORM, Field.CLASS_NAMES):
        mine, theirs = preview.guess(field), predictions.guess(field)
        assert mine is not None
        assert theirs is not None
        assert (mine.value, mine.alternatives) == (theirs.value, theirs.alternatives)
        assert mine.reason


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_read_can_be_written(name: str, tmp_path: Path) -> None:
    path = MAKERS[name](tmp_path / name)
    before = path.read_bytes()
    predictions = read(path)
    for array in (predictions.scores, predictions.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("stored", [True, False])
def test_large_plain_members_are_mapped(
    stored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "MAP_ABOVE", 100)
    path = tmp_path / "a.npz"
    # Names of odd lengths leave the numbers at odd offsets.
    (np.savez if stored else np.savez_compressed)(path, my_logits=logits(), labels=labels())
    predictions = read(path)
    assert mapped(predictions.scores) == stored
    np.testing.assert_array_equal(predictions.scores, logits())
    np.testing.assert_array_equal(predictions.targets, labels())


@pytest.mark.parametrize("name", ["logits.npy", "logits.safetensors"])
def test_large_plain_files_are_mapped(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "MAP_ABOVE", 100)
    predictions = read(MAKERS[name](tmp_path / name))
    assert mapped(predictions.scores)
    np.testing.assert_array_equal(predictions.scores, logits())


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", "i4", "g"])
def test_types_of_scores(dtype: str, tmp_path: Path) -> None:
    values = (logits() * 8).round().astype(dtype)
    np.savez(tmp_path / "a.npz", logits=values, labels=labels())
    scores = read(tmp_path / "a.npz").scores
    expected = {"f2": np.float16, "f4": np.float32, ">f4": np.float32}.get(dtype, np.float64)
    assert scores.dtype == expected
    assert scores.dtype.isnative
    np.testing.assert_array_equal(scores, values)


def test_columns_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.asfortranarray(logits())
    np.savez(tmp_path / "a.npz", logits=values, labels=labels())
    np.testing.assert_array_equal(read(tmp_path / "a.npz").scores, values)
    assert sniff(tmp_path / "a.npz").samples == ROWS
    monkeypatch.setattr(arrays, "MAP_ABOVE", 100)
    np.testing.assert_array_equal(read(tmp_path / "a.npz").scores, values)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_safetensors_types(dtype: type[np.floating], tmp_path: Path) -> None:
    save_file({"logits": logits().astype(dtype), "labels": labels()}, tmp_path / "a.safetensors")
    scores = read(tmp_path / "a.safetensors").scores
    assert scores.dtype == dtype
    np.testing.assert_array_equal(scores, logits().astype(dtype))


def test_safetensors_bfloat16(tmp_path: Path) -> None:
    """BF16 is the upper half of float32."""
    halves = (logits().view(np.uint32) >> 16).astype("<u2")
    exact = (halves.astype(np.uint32) << 16).view(np.float32)
    truth = labels().astype("<i8")
    header = {
        "logits": {"dtype": "BF16", "shape": [ROWS, 3], "data_offsets": [0, halves.nbytes]},
        "labels": {
            "dtype": "I64",
            "shape": [ROWS],
            "data_offsets": [halves.nbytes, halves.nbytes + truth.nbytes],
        },
    }
    text = json.dumps(header).encode()
    data = struct.pack("<Q", len(text)) + text + halves.tobytes() + truth.tobytes()
    (tmp_path / "a.safetensors").write_bytes(data)
    scores = read(tmp_path / "a.safetensors").scores
    assert scores.dtype == np.float32
    np.testing.assert_array_equal(scores, exact)


def test_language_model_shapes(tmp_path: Path) -> None:
    """(B, T, K) scores with (B, T) labels are B·T rows."""
    truth = labels(24).reshape(4, 6).copy()
    truth[:, 0] = IGNORED
    np.savez(tmp_path / "a.npz", logits=logits(24).reshape(4, 6, 3), labels=truth)
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.scores, logits(24))
    np.testing.assert_array_equal(predictions.targets, truth.ravel())
    assert predictions.ignored == 4


@pytest.mark.parametrize("shape", [(ROWS,), (ROWS, 1)])
def test_one_score_a_row_is_two_classes(shape: tuple[int, ...], tmp_path: Path) -> None:
    z = np.linspace(-3, 3, ROWS).reshape(shape)
    truth = (z > 0).astype(int)
    np.savez(tmp_path / "a.npz", logits=z, labels=truth)
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.scores, np.stack([0 * z, z], -1).reshape(ROWS, 2))
    np.testing.assert_array_equal(predictions.targets, truth.ravel())

    q = 1 / (1 + np.exp(-z))
    np.savez(tmp_path / "b.npz", probs=q, labels=truth)
    predictions = read(tmp_path / "b.npz")
    assert predictions.kind is Kind.PROBABILITIES
    np.testing.assert_array_equal(predictions.scores, np.stack([1 - q, q], -1).reshape(ROWS, 2))


def test_images_come_along(tmp_path: Path) -> None:
    images = np.arange(ROWS * 4, dtype=np.uint8).reshape(ROWS, 2, 2)
    np.savez(tmp_path / "a.npz", logits=logits(), labels=labels(), images=images)
    found = read(tmp_path / "a.npz").images
    assert found is not None
    np.testing.assert_array_equal(found, images)


def test_arrays_without_telling_names(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits(), labels())
    predictions = read(tmp_path / "a.npz")
    np.testing.assert_array_equal(predictions.scores, logits())
    np.testing.assert_array_equal(predictions.targets, labels())


def test_objects_that_are_not_needed_are_left_alone(tmp_path: Path) -> None:
    extra = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "a.npz", logits=logits(), labels=labels(), history=extra)
    assert len(read(tmp_path / "a.npz")) == ROWS


@pytest.mark.parametrize(
    ("scores", "truth"),
    [
        ("logits.npy", "labels.npy"),
        ("val_probs_2.npy", "val_targets_2.npy"),
        ("Test-Logits.npy", "Test-y_true.npy"),
    ],
)
def test_either_file_of_a_pair_opens_both(scores: str, truth: str, tmp_path: Path) -> None:
    np.save(tmp_path / scores, logits())
    np.save(tmp_path / truth, labels())
    for name in (scores, truth):
        predictions = read(tmp_path / name)
        np.testing.assert_array_equal(predictions.scores, logits())
        np.testing.assert_array_equal(predictions.targets, labels())
        assert {source.path.name for source in predictions.sources} == {scores, truth}


def test_parquet_labels_of_every_type(tmp_path: Path) -> None:
    truth = labels()
    columns = {f"p_{name}": softmax(logits())[:, k] for k, name in enumerate(NAMES)}
    names = [NAMES[k] for k in truth]
    for label in (
        pa.array(truth),
        pa.array(truth.astype(float)),
        pa.array(names),
        pa.array(names).dictionary_encode(),
        pa.array([name.encode() for name in names]),
    ):
        pq.write_table(pa.table({**columns, "label": label}), tmp_path / "a.parquet")
        predictions = read(tmp_path / "a.parquet")
        np.testing.assert_array_equal(predictions.targets, truth)
        assert predictions.class_names == NAMES


def test_jsonl_layouts(tmp_path: Path) -> None:
    truth, q = labels(), softmax(logits())
    rows = [dict(zip(NAMES, row.tolist(), strict=True)) for row in q]
    records = [{"probs": row, "label": NAMES[k]} for row, k in zip(rows, truth, strict=True)]
    by_class = read(lines(tmp_path / "a.jsonl", records))
    wide = [
        {**{f"prob_{name}": p for name, p in row.items()}, "gold": int(k)}
        for row, k in zip(rows, truth, strict=True)
    ]
    by_key = read(lines(tmp_path / "b.jsonl", wide))
    soft = [
        {"logits": row.tolist(), "target": p.tolist()}
        for row, p in zip(logits(), softmax(-logits()), strict=True)
    ]
    distributions = read(lines(tmp_path / "c.jsonl", soft))
    for predictions in (by_class, by_key):
        assert predictions.kind is Kind.PROBABILITIES
        assert predictions.class_names == NAMES
        np.testing.assert_array_equal(predictions.scores, q)
        np.testing.assert_array_equal(predictions.targets, truth)
    assert distributions.has_distributions
    np.testing.assert_allclose(distributions.targets, softmax(-logits()), atol=1e-12)


def test_lm_eval_with_fewer_choices_in_some_rows(tmp_path: Path) -> None:
    samples = [lm_eval_sample(k, row[: 2 + k % 2]) for k, row in enumerate(logits())]
    predictions = read(lines(tmp_path / "samples_arc.jsonl", samples))
    assert predictions.class_names == ("A", "B", "C")
    assert np.isneginf(predictions.scores[::2, 2]).all()
    assert np.isfinite(predictions.scores[1::2]).all()
    guess = predictions.guess(Field.SCORES)
    assert guess is not None
    assert "2 to 3 choices" in guess.reason


@pytest.mark.parametrize(
    "change",
    [
        {"target": 2},
        {"target": "bird"},
        {"target": "C"},
        {"target": [2]},
        {"arguments": [["Which?", f" {name}"] for name in NAMES]},
        {"filtered_resps": [[-1.0, False], [-2.5, False], [-0.5, True]]},
        {"filtered_resps": None, "resps": [[[-1.0, False]], [[-2.5, False]], [[-0.5, True]]]},
    ],
)
def test_lm_eval_spellings(change: dict[str, object], tmp_path: Path) -> None:
    sample = {**lm_eval_sample(2, [-1.0, -2.5, -0.5]), **change}
    predictions = read(lines(tmp_path / "samples.jsonl", [sample, sample]))
    np.testing.assert_array_equal(predictions.scores, [[-1.0, -2.5, -0.5]] * 2)
    np.testing.assert_array_equal(predictions.targets, [2, 2])
    assert predictions.class_names == NAMES


def test_lm_eval_mutual_information_asks_twice(tmp_path: Path) -> None:
    sample = lm_eval_sample(1, [-1.0, -2.0, -3.0])
    sample["filtered_resps"] = [[-1.0, False], [-2.0, False], [-3.0, False]] * 2
    contexts = ["Which?"] * 3 + [""] * 3
    sample["arguments"] = [[c, n] for c, n in zip(contexts, NAMES * 2, strict=True)]
    predictions = read(lines(tmp_path / "samples.jsonl", [sample, sample]))
    assert predictions.scores.shape == (2, 3)


def numbers_as_choices(target: object) -> dict[str, object]:
    return {
        "doc_id": 0, "doc": {}, "target": target, "arguments": [["Q", "1"], ["Q", "2"], ["Q", "3"]],
        "resps": [], "filtered_resps": [["-3", "F"], ["-0.1", "T"], ["-4", "F"]],
    }  # fmt: skip


@pytest.mark.parametrize(("target", "right"), [(1, 1), (0, 0), ("0", 0), ("3", 2), ([1], 1)])
def test_lm_eval_with_choices_that_are_numbers(target: object, right: int, tmp_path: Path) -> None:
    predictions = read(lines(tmp_path / "samples.jsonl", [numbers_as_choices(target)] * 2))
    np.testing.assert_array_equal(predictions.targets, [right] * 2)
    form = predictions.guess(Field.LABEL_FORM)
    assert form is not None
    assert form.reason == "the format writes them so"


def test_lm_eval_asks_whether_a_number_is_an_index_or_a_choice(tmp_path: Path) -> None:
    rows = [numbers_as_choices("1"), numbers_as_choices("2")]
    path = lines(tmp_path / "samples.jsonl", rows)
    for door in (read, sniff):
        with pytest.raises(AmbiguousFile, match="so are the choices") as caught:
            door(path)
    found = {each.value: read(path, each.options).targets for each in caught.value.readings}
    np.testing.assert_array_equal(found[LabelForm.ZERO_BASED], [1, 2])
    np.testing.assert_array_equal(found[LabelForm.NAMES], [0, 1])
    # An index that is too large for all rows is none: then every target is a choice.
    path = lines(tmp_path / "samples.jsonl", [*rows, numbers_as_choices("3")])
    np.testing.assert_array_equal(read(path).targets, [0, 1, 2])


def test_lm_eval_counts_a_sample_once_whatever_its_filters(tmp_path: Path) -> None:
    first = lm_eval_sample(1, [-1.0, -3.0, -4.0]) | {"filter": "none"}
    again = first | {"filter": "take_first"}
    other = lm_eval_sample(2, [-1.0, -3.0, -4.0]) | {"filter": "none"}
    assert len(read(lines(tmp_path / "samples.jsonl", [first, again, other]))) == 2
    again["filtered_resps"] = [["-9", "False"], ["-3", "True"], ["-4", "False"]]
    with pytest.raises(FileRefused, match="line 2: has the sample 1 twice, through the filters"):
        read(lines(tmp_path / "samples.jsonl", [first, again]))


def test_content_decides_over_the_name(tmp_path: Path) -> None:
    path = MAKERS["logits.npz"](tmp_path / "a.npz").rename(tmp_path / "a.csv")
    predictions = read(path)
    guess = predictions.guess(Field.FORMAT)
    assert guess is not None
    assert guess.value == "npz"
    assert "its name ends in .csv" in guess.reason
    tabbed = MAKERS["logits.tsv"](tmp_path / "a.txt")
    assert read(tabbed).class_names == NAMES


def test_a_zip_member_at_any_offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members that other tools wrote, with comments and extra fields before the numbers."""
    source = MAKERS["logits.npz"](tmp_path / "a.npz")
    path = tmp_path / "b.npz"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename)
            member.extra = b"\xca\xfe\x03\x00abc"
            new.writestr(member, old.read(info))
    monkeypatch.setattr(arrays, "MAP_ABOVE", 100)
    np.testing.assert_array_equal(read(path).scores, logits())


def test_chosen_arrays_are_read(tmp_path: Path) -> None:
    other = -logits()
    np.savez(tmp_path / "a.npz", logits=logits(), z2=other, labels=labels(), old=2 - labels())
    options = ReadOptions().choose(Field.SCORES, "z2").choose(Field.LABELS, "old")
    predictions = read(tmp_path / "a.npz", options)
    np.testing.assert_array_equal(predictions.scores, other)
    np.testing.assert_array_equal(predictions.targets, 2 - labels())
    with pytest.raises(FileRefused, match="no array “z3”"):
        read(tmp_path / "a.npz", ReadOptions(scores="z3"))


def test_a_table_with_both_kinds_of_scores_offers_the_other(tmp_path: Path) -> None:
    q = softmax(logits())
    header = [*(f"prob_{n}" for n in NAMES), *(f"logit_{n}" for n in NAMES), "label"]
    rows = [[*p, *z, k] for p, z, k in zip(q, logits(), labels(), strict=True)]
    path = table(tmp_path / "a.csv", header, rows)
    guess = read(path).guess(Field.SCORES)
    assert guess is not None
    assert (guess.value, guess.alternatives) == ("logit_*", ("prob_*",))
    chosen = read(path, ReadOptions().choose(Field.SCORES, "prob_*"))
    np.testing.assert_allclose(chosen.scores, q)
    assert chosen.class_names == NAMES
