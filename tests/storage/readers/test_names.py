"""Names that speak against a role: what is called so is no truth, and no score."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ceviz.errors import FileRefused, LabelsMissing
from ceviz.storage.readers import AmbiguousFile, Field, Kind, ReadOptions, read
from ceviz.storage.readers.meaning.roles import is_features, is_no_truth
from ceviz.storage.readers.readings import fit_of

P = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0.6, 0.3, 0.1]])
BEST = P.argmax(axis=1)
TRUTH = np.array([0, 1, 1, 0])
LOSS = -np.log([0.7, 0.8, 0.3, 0.6]).mean()


def save(path: Path, **arrays: NDArray[np.generic]) -> None:
    np.savez(path, **arrays)  # type: ignore[arg-type]


def loss(path: Path, options: ReadOptions | None = None) -> float:
    fit = fit_of(read(path, options))
    assert fit is not None
    return fit.loss


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("preds", "probs"),
        ("predicted_labels", "probs"),
        ("winner", "probs"),
        ("best_class", "probs"),
        ("top_class", "probs"),
        ("argmax", "probs"),
        ("fold", "probs"),
        ("domain", "probs"),
        ("correct", "probs"),
        ("sample_id", "probs"),
        ("y_train", "test_logits"),
        ("test_labels", "val_probs"),
    ],
)
@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_an_array_whose_name_speaks_against_it_is_no_truth(
    name: str, scores: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{scores}{suffix}"
    if suffix == ".npz":
        save(path, **{scores: P, name: TRUTH})
        chosen = name
    else:
        np.save(path, P)
        np.save(tmp_path / f"{name}.npy", TRUTH)
        chosen = f"{name}.npy"
    with pytest.raises(LabelsMissing):
        read(path)
    assert loss(path, ReadOptions(labels=chosen)) > 0  # who says so may have it


@pytest.mark.parametrize(
    ("name", "scores"),
    [
        ("arr_1", "arr_0"),
        ("label_ids", "predictions"),
        ("correct_labels", "probs"),
        ("sample_labels", "probs"),
        ("y_test", "test_probs"),
        ("val_targets", "val_logits"),
        ("labels", "test_probs"),
    ],
)
def test_other_names_are(name: str, scores: str, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save(path, **{scores: P, name: TRUTH, "fold": BEST})
    assert loss(path) == pytest.approx(LOSS)


def test_predictions_opened_as_the_labels_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "pred_probs.npy", P)
    np.save(tmp_path / "pred_labels.npy", BEST)
    for name in ("pred_probs.npy", "pred_labels.npy"):
        with pytest.raises(LabelsMissing):
            read(tmp_path / name)


def test_predictions_among_arrays_check_the_scores(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, probs=P, labels=TRUTH, preds=(BEST + 1) % 3)
    predictions = read(path)
    told = predictions.guess(Field.PREDICTION)
    assert told is not None
    assert "0\xa0% of 4 rows" in told.warning
    np.savez(path, probs=P, labels=TRUTH, preds=BEST)
    told = read(path).guess(Field.PREDICTION)
    assert told is not None
    assert not told.warning
    none = read(path, ReadOptions(prediction="none"))
    assert none.guess(Field.PREDICTION) is None


@pytest.mark.parametrize("name", ["winner", "best", "top_class", "domain", "cluster", "fold_name"])
def test_the_only_column_of_text_may_be_no_truth(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"cat,dog,{name}\n.7,.3,cat\n.2,.8,dog\n")
    with pytest.raises(LabelsMissing):
        read(path)


@pytest.mark.parametrize("name", ["embeddings", "features", "X", "hidden_states", "X_test"])
def test_what_a_model_takes_in_is_no_score(name: str, tmp_path: Path) -> None:
    table = np.random.default_rng(0).normal(size=(4, 3))
    path = tmp_path / "a.npz"
    save(path, **{name: table, "labels": TRUTH})
    with pytest.raises(FileRefused, match="no array of scores"):
        read(path)
    save(path, **{name: table, "labels": TRUTH, "table": P})
    assert loss(path) == pytest.approx(LOSS)
    np.save(tmp_path / f"{name}.npy", table)
    np.save(tmp_path / "labels.npy", TRUTH)
    with pytest.raises(LabelsMissing):
        read(tmp_path / f"{name}.npy")
    path = tmp_path / "a.jsonl"
    rows = [{name: row, "label": int(k)} for row, k in zip(table.tolist(), TRUTH, strict=True)]
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(FileRefused):
        read(path)


def test_the_scores_of_two_models_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [
        {"model_a_probs": p, "model_b_probs": p[::-1], "label": int(k)}
        for p, k in zip(P.tolist(), TRUTH, strict=True)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(AmbiguousFile, match="--scores model_a_probs"):
        read(path)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_gold_label_beside_a_label_is_asked_about(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        path.write_text("cat,dog,label,gold_label\n.7,.3,cat,dog\n.2,.8,dog,dog\n")
    else:
        rows = [([0.7, 0.3], 0, 1), ([0.2, 0.8], 1, 1)]
        path.write_text(
            "".join(f'{{"probs":{p},"label":{a},"gold_label":{b}}}\n' for p, a, b in rows)
        )
    with pytest.raises(AmbiguousFile, match="--labels gold_label"):
        read(path)


def test_names_speak_by_their_parts() -> None:
    assert is_no_truth("Predicted Label")
    assert is_no_truth("train_labels", "val_probs")
    assert not is_no_truth("train_labels", "train_probs")
    assert not is_no_truth("labels", "val_probs")
    assert is_features("last_hidden_state")
    assert not is_features("max")


@pytest.mark.parametrize(
    "name",
    ["segment", "subject", "site", "year", "lang", "ood", "species", "noisy_labels", "sex_labels"],
)
@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_classes_that_are_not_called_the_truth_are_confirmed(
    name: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"probs{suffix}"
    chosen = name
    if suffix == ".npz":
        save(path, probs=P, **{name: TRUTH})
    else:
        np.save(path, P)
        np.save(tmp_path / f"{name}.npy", TRUTH)
        chosen = f"{name}.npy"
    with pytest.raises(AmbiguousFile, match="nothing says") as caught:
        read(path)
    (reading,) = caught.value.readings
    assert reading.value == chosen
    assert loss(path, reading.options) == pytest.approx(LOSS)


@pytest.mark.parametrize("name", ["energy", "alpha", "odds", "tsne", "distances"])
def test_tables_that_are_not_called_scores_are_confirmed(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save(path, labels=TRUTH, **{name: 3 * P})
    with pytest.raises(AmbiguousFile, match="holds scores") as caught:
        read(path)
    (reading,) = caught.value.readings
    assert reading.option == "--kind logits"
    assert loss(path, reading.options) > 0
    assert loss(path, ReadOptions(scores=name)) > 0
    save(path, labels=TRUTH, **{name: P})
    assert loss(path) == pytest.approx(LOSS)  # whatever they are called, these are probabilities


@pytest.mark.parametrize("name", ["class_ids", "columns", "class_order", "classes", "label_map"])
@pytest.mark.parametrize("kind", ["i8", "f8", "U3"])
def test_the_order_of_the_classes_is_heard(name: str, kind: str, tmp_path: Path) -> None:
    """The columns are those of classes 2, 0 and 1."""
    path = tmp_path / "a.npz"
    order = np.array([2, 0, 1])
    save(path, probs=P[:, order], labels=TRUTH, **{name: order.astype(kind)})
    try:
        assert loss(path) == pytest.approx(LOSS)
    except AmbiguousFile as question:
        losses = [loss(path, reading.options) for reading in question.readings]
        assert any(found == pytest.approx(LOSS) for found in losses)


@pytest.mark.parametrize("name", ["sample_weight", "weights", "mask", "valid"])
def test_weights_and_masks_are_not_passed_over_in_silence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save(path, probs=P, labels=TRUTH, **{name: np.ones(4)})
    assert f"“{name}” is not used: every row counts once." in read(path).warnings


def test_one_log_probability_a_row_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    q = np.array([0.9, 0.2, 0.6])
    save(path, log_probs=np.log(q), labels=np.array([1, 0, 1]))
    with pytest.raises(AmbiguousFile, match="never above 0") as caught:
        read(path)
    assert {each.option for each in caught.value.readings} == {
        "--kind log-probabilities",
        "--kind logits",
    }
    wanted = -np.log([0.9, 0.8, 0.6]).mean()
    assert loss(path, ReadOptions(kind=Kind.LOG_PROBABILITIES)) == pytest.approx(wanted)


def test_numbers_that_fit_the_sorted_names_better_are_asked_about(tmp_path: Path) -> None:
    """As scikit-learn's LabelEncoder numbers names, beside columns in another order."""
    path = tmp_path / "a.jsonl"
    names = ("positive", "neutral", "negative")
    rows = [
        {"probs": dict(zip(names, row.tolist(), strict=True)), "label": int(2 - truth)}
        for row, truth in zip(P, TRUTH, strict=True)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(AmbiguousFile, match="alphabet") as caught:
        read(path)
    best, other = caught.value.readings
    assert best.option == "--label-form '0-based by the alphabet'"
    assert other.option == "--label-form 0-based"
    predictions = read(path, best.options)
    assert predictions.class_names == names
    assert loss(path, best.options) == pytest.approx(LOSS)
