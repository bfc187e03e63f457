"""The truth from another file: joined by ids or row by row, in every format, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from ceviz.errors import ChoiceNeeded, FileRefused
from ceviz.storage.readers import (
    AmbiguousFile,
    Field,
    Predictions,
    ReadOptions,
    named_beside,
    read,
    sniff,
    weigh,
)
from ceviz.storage.readers.ids import matched
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import NAMES, ROWS, labels, lines, logits, softmax, table

IDS = [f"img_{7 * k % ROWS:02}" for k in range(ROWS)]
NAMED = [NAMES[label] for label in labels()]
SHUFFLED = np.random.default_rng(5).permutation(ROWS)


def with_truth(truth: Path, **more: str) -> ReadOptions:
    return ReadOptions(truth=truth.name, **more)  # type: ignore[arg-type]


def told(predictions: Predictions, field: Field) -> tuple[str, str]:
    guess = predictions.guess(field)
    assert guess is not None
    return guess.value, guess.reason


def scores_csv(path: Path, ids: Sequence[object] | None = IDS, name: str = "id") -> Path:
    """Logits without labels, perhaps with ids."""
    rows = [[repr(float(z)) for z in row] for row in logits()]
    header = ["logit_cat", "logit_dog", "logit_bird"]
    if ids is None:
        return table(path, header, rows)
    return table(path, [name, *header], [[i, *row] for i, row in zip(ids, rows, strict=True)])


def labels_csv(path: Path, order: Sequence[int] = range(ROWS), name: str = "id") -> Path:
    return table(path, [name, "label"], [[IDS[k], NAMED[k]] for k in order])


def scores_npy(path: Path) -> Path:
    np.save(path, logits())
    return path


# Every format of both


def columns(order: Sequence[int]) -> dict[str, list[str]]:
    return {"id": [IDS[k] for k in order], "label": [NAMED[k] for k in order]}


def wide() -> dict[str, list[object]]:
    z = logits().astype(float)
    return {"id": list(IDS), **{f"logit_{n}": z[:, k].tolist() for k, n in enumerate(NAMES)}}


def write(path: Path, table: dict[str, list[object]] | dict[str, list[str]]) -> Path:
    """A table in the format that the suffix says."""
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    match path.suffix:
        case ".csv" | ".tsv":
            mark = "\t" if path.suffix == ".tsv" else ","
            write_text(path, [mark.join(map(str, each)) for each in (table, *_values(rows))])
        case ".jsonl":
            lines(path, rows)
        case ".json":
            path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        case ".parquet":
            pq.write_table(pa.table(table), path)
        case ".arrow":
            made = pa.table(table)
            with pa.ipc.new_file(str(path), made.schema) as writer:
                writer.write_table(made)
        case ".npz":
            np.savez(path, **{name: np.array(column) for name, column in table.items()})  # type: ignore[arg-type]
    return path


def write_text(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _values(rows: Sequence[dict[str, object]]) -> list[list[object]]:
    return [list(row.values()) for row in rows]


@pytest.mark.parametrize("theirs", ["csv", "tsv", "jsonl", "json", "parquet", "arrow", "npz"])
@pytest.mark.parametrize("ours", ["csv", "tsv", "jsonl", "json", "parquet", "arrow"])
def test_shuffled_ids_find_their_labels_in_every_format(
    ours: str, theirs: str, tmp_path: Path
) -> None:
    path = write(tmp_path / f"scores.{ours}", wide())
    truth = write(tmp_path / f"truth.{theirs}", columns(SHUFFLED.tolist()))
    options = with_truth(truth, join="id")
    predictions = read(path, options)
    np.testing.assert_allclose(predictions.scores, logits(), rtol=1e-6)
    np.testing.assert_array_equal(predictions.targets, labels())
    assert predictions.class_names == NAMES
    assert told(predictions, Field.LABELS)[0] == "label"
    assert told(predictions, Field.TRUTH)[0] == truth.name
    assert [source.path.name for source in predictions.sources] == [path.name, truth.name]
    # The first rows alone have the same labels.
    fit = weigh(path, options)
    assert fit is not None
    assert fit.accuracy == np.mean(logits().argmax(axis=1) == labels())


def test_arrays_are_joined_by_their_ids(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", logits=logits(), ids=np.arange(ROWS)[::-1])
    truth = write(tmp_path / "t.csv", {"id": list(range(ROWS)), "label": labels()[::-1].tolist()})
    predictions = read(tmp_path / "a.npz", with_truth(truth, join="ids=id"))
    np.testing.assert_array_equal(predictions.targets, labels())


@pytest.mark.parametrize("whole", ["i8", "f8", "i2"])
def test_npy_scores_with_npy_labels_of_any_name(whole: str, tmp_path: Path) -> None:
    path = scores_npy(tmp_path / "run7.npy")
    np.save(tmp_path / "gold standard.npy", labels().astype(whole))
    np.save(tmp_path / "other.npy", labels()[::-1].copy())
    predictions = read(path, ReadOptions(truth="gold standard.npy"))
    np.testing.assert_array_equal(predictions.targets, labels())
    assert told(predictions, Field.JOIN)[0] == "order"


def test_safetensors_takes_its_labels_from_elsewhere(tmp_path: Path) -> None:
    from tests.storage.readers.making import makers

    path = makers()["logits.safetensors"](tmp_path / "a.safetensors")
    truth = write_text(tmp_path / "t.txt", ["label", *map(str, labels()[SHUFFLED])])
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels()[SHUFFLED])


def test_soft_labels_of_an_array(tmp_path: Path) -> None:
    path = scores_npy(tmp_path / "z.npy")
    soft = softmax(2 * logits(seed=3))
    np.save(tmp_path / "soft.npy", soft)
    predictions = read(path, ReadOptions(truth="soft.npy"))
    np.testing.assert_allclose(predictions.targets, soft)
    lines(tmp_path / "soft.jsonl", [{"target": row} for row in soft.tolist()])
    predictions = read(path, ReadOptions(truth="soft.jsonl"))
    np.testing.assert_allclose(predictions.targets, soft)
    pq.write_table(pa.table({"target": soft.tolist()}), tmp_path / "soft.parquet")
    predictions = read(path, ReadOptions(truth="soft.parquet"))
    np.testing.assert_allclose(predictions.targets, soft)


def test_pytorch_shapes_fit_labels_of_their_own_file(tmp_path: Path) -> None:
    scores = np.random.default_rng(1).normal(size=(4, 3, 5)).astype(np.float32)
    truth = np.random.default_rng(2).integers(0, 3, (4, 5))
    np.save(tmp_path / "z.npy", scores)
    np.save(tmp_path / "y.npy", truth)
    predictions = read(tmp_path / "z.npy", ReadOptions(truth="y.npy"))
    np.testing.assert_array_equal(predictions.targets, truth.ravel())
    np.testing.assert_array_equal(predictions.scores, np.moveaxis(scores, 1, -1).reshape(-1, 3))


# By order


def test_without_ids_they_are_joined_row_by_row(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", None)
    truth = write_text(tmp_path / "t.csv", ["label", *NAMED])
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels())
    assert told(predictions, Field.JOIN) == ("order", "no column of ids is in both files")


@pytest.mark.parametrize("count", [1, ROWS - 1, ROWS + 1])
def test_counts_that_differ_are_refused_with_both(count: int, tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", None)
    truth = write_text(tmp_path / "t.csv", ["label", *(2 * NAMED)[:count]])
    with pytest.raises(FileRefused, match=rf"has {ROWS} rows, and “t.csv” has {count} labels"):
        read(path, with_truth(truth))


def test_a_truth_that_is_too_short_shows_at_the_first_look(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", None)
    truth = write_text(tmp_path / "t.csv", ["label", *NAMED[:5]])
    with pytest.raises(FileRefused, match=f"has {ROWS} rows, and “t.csv” has 5 labels"):
        sniff(path, with_truth(truth))


# By ids


def test_ids_in_the_same_order_need_no_question(tmp_path: Path) -> None:
    path, truth = scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels())
    assert told(predictions, Field.JOIN) == ("id", "both files have it")


def test_words_that_both_files_call_ids_are_certain(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv")
    truth = labels_csv(tmp_path / "t.csv", SHUFFLED.tolist())
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels())
    assert told(predictions, Field.JOIN) == ("id", "both files have it")


def test_the_same_numbers_that_both_files_call_ids_are_certain(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv")
    truth = labels_csv(tmp_path / "t.csv", SHUFFLED.tolist())
    for file in (path, truth):
        file.write_text(file.read_text().replace("img_", ""))
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels())
    assert told(predictions, Field.JOIN) == ("id", "both files have it")


def test_an_index_and_order_that_differ_are_asked_about(tmp_path: Path) -> None:
    """The index of a table that was shuffled may count the rows of the other as they stand."""
    path = scores_csv(tmp_path / "p.csv", name="index")
    truth = labels_csv(tmp_path / "t.csv", SHUFFLED.tolist(), name="index")
    for file in (path, truth):
        file.write_text(file.read_text().replace("img_", ""))
    with pytest.raises(AmbiguousFile, match="--join index or --join order") as question:
        read(path, with_truth(truth))
    by_id, by_order = question.value.readings
    assert by_id.fit is not None
    assert by_order.fit is not None
    assert by_id.fit.accuracy == np.mean(logits().argmax(axis=1) == labels())
    assert by_order.fit.accuracy == np.mean(logits().argmax(axis=1) == labels()[SHUFFLED])
    np.testing.assert_array_equal(read(path, by_id.options).targets, labels())
    np.testing.assert_array_equal(read(path, by_order.options).targets, labels()[SHUFFLED])


def test_a_difference_beyond_the_first_rows_is_asked_about(tmp_path: Path) -> None:
    rows = 400
    z = np.tile(np.eye(2) * 3, (rows // 2, 1))
    path = table(tmp_path / "p.csv", ["index", "logit_a", "logit_b"],
                 [[k, *map(repr, row)] for k, row in enumerate(z.tolist())])  # fmt: skip
    order = [*range(rows - 2), rows - 1, rows - 2]
    truth = table(tmp_path / "t.csv", ["index", "label"], [[k, "ab"[k % 2]] for k in order])
    with pytest.raises(AmbiguousFile, match="by ids or by the order"):
        read(path, with_truth(truth))


def test_ids_may_be_called_differently(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", name="sample_id")
    truth = labels_csv(tmp_path / "t.csv", [*SHUFFLED.tolist()], name="Image ID")
    with truth.open("a", encoding="utf-8") as stream:
        stream.write("img_99,cat\nimg_98,dog\n")
    predictions = read(path, with_truth(truth))
    np.testing.assert_array_equal(predictions.targets, labels())
    value, reason = told(predictions, Field.JOIN)
    assert value == "sample_id=Image ID"
    assert "called “Image ID”" in reason
    assert "2 ids there have no row here, the first is “img_99”" in reason


def test_whole_numbers_are_the_same_ids_however_they_are_written(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", [f"{k}.0" for k in range(ROWS)])
    order = SHUFFLED.tolist()
    truth = table(tmp_path / "t.csv", ["id", "label"], [[k, NAMED[k]] for k in order])
    predictions = read(path, with_truth(truth, join="id"))
    np.testing.assert_array_equal(predictions.targets, labels())


def test_a_column_of_another_name_joins_if_its_content_does(tmp_path: Path) -> None:
    texts = [f"sentence {k}" for k in range(ROWS)]
    path = scores_csv(tmp_path / "p.csv", texts, name="sentence")
    rows = [[texts[k], NAMED[k]] for k in range(ROWS)]
    truth = table(tmp_path / "t.csv", ["sentence", "label"], rows)
    assert told(read(path, with_truth(truth)), Field.JOIN)[0] == "sentence"
    rows[3][0] = "another sentence"
    table(truth, ["sentence", "label"], rows)
    assert told(read(path, with_truth(truth)), Field.JOIN)[0] == "order"


@pytest.mark.parametrize("join", [None, "id"])
def test_an_id_without_a_partner_is_refused(join: str | None, tmp_path: Path) -> None:
    path, truth = scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    truth.write_text(truth.read_text().replace("img_07", "img_7"))
    with pytest.raises(FileRefused, match=r"“id”, row 1 .*“img_07” has no partner in “t.csv”"):
        read(path, ReadOptions(truth="t.csv", join=join))
    by_order = read(path, ReadOptions(truth="t.csv", join="order"))
    np.testing.assert_array_equal(by_order.targets, labels())


@pytest.mark.parametrize(("which", "place"), [("p.csv", "p.csv, “id”"), ("t.csv", "t.csv, “id”")])
def test_an_id_that_is_there_twice_is_refused(which: str, place: str, tmp_path: Path) -> None:
    scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    path = tmp_path / which
    path.write_text(path.read_text().replace("img_14", "img_07"))
    with pytest.raises(FileRefused, match="the id “img_07” is there twice") as refusal:
        read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))
    assert f"{place}, rows 1 and 2 (from 0)" in refusal.value.where


def test_the_column_to_join_by_must_be_there(tmp_path: Path) -> None:
    path, truth = scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    for join, words in (("key", "the predictions have no column “key”"), ("id=key", "“key”")):
        with pytest.raises(FileRefused, match=words):
            read(path, with_truth(truth, join=join))


# What is the truth, and what is no score


def test_labels_name_the_column_of_the_other_file(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv")
    rows = [[IDS[k], NAMED[k], NAMES[(k + 1) % 3]] for k in range(ROWS)]
    truth = table(tmp_path / "t.csv", ["id", "expert", "crowd"], rows)
    with pytest.raises(AmbiguousFile, match="--labels expert or --labels crowd"):
        read(path, with_truth(truth))
    predictions = read(path, with_truth(truth, labels="crowd"))
    np.testing.assert_array_equal(predictions.targets, (labels() + 1) % 3)


def test_two_columns_that_could_be_the_truth_are_asked_about(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv")
    rows = [[IDS[k], NAMED[k], NAMES[(k + 1) % 3]] for k in range(ROWS)]
    truth = table(tmp_path / "t.csv", ["id", "label", "target"], rows)
    with pytest.raises(AmbiguousFile, match="--labels label or --labels target"):
        read(path, with_truth(truth))


def test_labels_of_its_own_are_no_scores_beside_the_truth(tmp_path: Path) -> None:
    rows = [
        [IDS[k], (k + 1) % 3, *map(repr, row)] for k, row in enumerate(softmax(logits()).tolist())
    ]
    path = table(tmp_path / "p.csv", ["id", "label", *NAMES], rows)
    truth = labels_csv(tmp_path / "t.csv")
    predictions = read(path, with_truth(truth))
    np.testing.assert_allclose(predictions.scores, softmax(logits()))
    np.testing.assert_array_equal(predictions.targets, labels())


def test_numbers_find_the_names_in_a_file_beside(tmp_path: Path) -> None:
    path = scores_npy(tmp_path / "z.npy")
    write_text(tmp_path / "classes.txt", NAMES)
    truth = write_text(tmp_path / "t.csv", ["label", *map(str, labels())])
    predictions = read(path, with_truth(truth))
    assert predictions.class_names == NAMES
    np.testing.assert_array_equal(predictions.targets, labels())
    write_text(truth, ["label", *NAMED])
    np.testing.assert_array_equal(read(path, with_truth(truth)).targets, labels())


def test_a_label_that_is_no_class_is_told_by_its_row(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv", None)
    truth = write_text(tmp_path / "t.csv", ["label", *NAMED[:-1], "fish"])
    with pytest.raises(FileRefused, match=f"row {ROWS - 1}.*label of t.csv.*fish"):
        read(path, with_truth(truth))


def test_blank_lines_and_quotes_move_no_label(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    rows = ["id,logit_a,logit_b", '"1, a",1.5,0', "", " , ,", '"2', ' b",0,2.5', "3,1,0", ""]
    write_text(path, rows)
    truth = write_text(tmp_path / "t.csv", ["id;label", "3;a", "", " ; ", "2\n b;b", "1, a;a"])
    truth.write_text(truth.read_text().replace("2\n b", '"2\n b"'))
    predictions = read(path, with_truth(truth, join="id"))
    assert predictions.targets.tolist() == [0, 1, 0]
    np.testing.assert_array_equal(predictions.scores, [[1.5, 0], [0, 2.5], [1, 0]])


# The file


def test_the_other_file_is_named_in_refusals(tmp_path: Path) -> None:
    path = scores_csv(tmp_path / "p.csv")
    with pytest.raises(FileRefused, match=r"p.csv, gone.csv: cannot be read"):
        read(path, ReadOptions(truth="gone.csv"))
    write_text(tmp_path / "t.csv", ["id,label", "1,cat", "2"])
    with pytest.raises(FileRefused, match=r"p.csv, t.csv, line 3: has 1 cells instead of 2"):
        read(path, ReadOptions(truth="t.csv"))
    (tmp_path / "t.pkl").write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(FileRefused, match=r"p.csv, t.pkl: .*pickle"):
        read(path, ReadOptions(truth="t.pkl"))


def test_a_change_of_the_other_file_is_noticed(tmp_path: Path) -> None:
    path, truth = scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    predictions = read(path, with_truth(truth))
    predictions.check()
    truth.write_text(truth.read_text() + "more,cat\n")
    with pytest.raises(FileRefused, match=r"t\.csv: the file was changed"):
        predictions.check()


def test_memory_that_ids_take_is_within_the_limit(tmp_path: Path) -> None:
    path, truth = scores_csv(tmp_path / "p.csv"), labels_csv(tmp_path / "t.csv")
    with pytest.raises(FileRefused, match=r"needs .* of memory"):
        read(path, replace(with_truth(truth), limit=3000))


@pytest.mark.parametrize(
    ("folder", "expected"), [("", lambda path: path.name), ("elsewhere", lambda path: str(path))]
)
def test_a_file_beside_is_named_without_its_folder(
    folder: str, expected: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    truth = tmp_path / folder / "t.csv"
    assert named_beside("p.csv", truth.relative_to(tmp_path)) == expected(truth)


# Ids that could be overlooked


def two(tmp_path: Path, ours: str, theirs: str) -> Path:
    (tmp_path / "t.csv").write_text(theirs)
    path = tmp_path / "p.csv"
    path.write_text(ours)
    return path


#: Two rows by their ids have this loss; in the order of the rows another.
BY_IDS = -np.log([0.7, 0.8]).mean()


@pytest.mark.parametrize(
    ("ours", "theirs", "join"),
    [
        (",cat,dog\n0,.7,.3\n1,.2,.8\n", ",label\n1,dog\n0,cat\n", ""),
        ("patient,cat,dog\n007,.7,.3\n008,.2,.8\n", "patient,label\n8,dog\n7,cat\n", "patient"),
        ("img,cat,dog\na,.7,.3\nb,.2,.8\n", "pic,label\nb,dog\na,cat\n", "img=pic"),
        ("study_id,cat,dog\na,.7,.3\nb,.2,.8\n", "id,label\nb,dog\na,cat\n", "study_id=id"),
        ("key,cat,dog\na,.7,.3\nb,.2,.8\n", "key,label\nB,dog\nA,cat\n", "key"),
        ("when,cat,dog\n1.5,.7,.3\n2.25,.2,.8\n", "when,label\n2.25,dog\n1.50,cat\n", "when"),
        (
            "row,patient,cat,dog\n0,a,.7,.3\n1,b,.2,.8\n",
            "row,patient,label\n0,b,dog\n1,a,cat\n",
            "patient",
        ),
        (
            ",patient,cat,dog\n0,a,.7,.3\n1,b,.2,.8\n",
            ",patient,label\n0,b,dog\n1,a,cat\n",
            "patient",
        ),
    ],
)
def test_ids_against_the_order_are_asked_about_whatever_they_are_called(
    ours: str, theirs: str, join: str, tmp_path: Path
) -> None:
    path = two(tmp_path, ours, theirs)
    with pytest.raises(AmbiguousFile) as question:
        read(path, ReadOptions(truth="t.csv"))
    assert [reading.value for reading in question.value.readings] == [join, "order"]
    predictions = read(path, ReadOptions(truth="t.csv", join=join))
    fit = fit_of(predictions)
    assert fit is not None
    assert fit.loss == pytest.approx(BY_IDS)


def test_the_truth_needs_no_header_to_be_joined_by_ids(tmp_path: Path) -> None:
    path = two(tmp_path, "img,cat,dog\na,.7,.3\nb,.2,.8\n", "b,dog\na,cat\n")
    predictions = read(path, ReadOptions(truth="t.csv"))
    fit = fit_of(predictions)
    assert fit is not None
    assert fit.loss == pytest.approx(BY_IDS)


def test_ids_of_arrays_are_found_whatever_they_are_called(tmp_path: Path) -> None:
    path, truth = tmp_path / "p.npz", tmp_path / "t.npz"
    np.savez(path, probs=[[0.7, 0.3], [0.2, 0.8]], filenames=["a.jpg", "b.jpg"])
    np.savez(truth, files=["b.jpg", "a.jpg"], labels=[1, 0])
    with pytest.raises(AmbiguousFile, match="--join filenames=files or --join order"):
        read(path, ReadOptions(truth="t.npz"))


def test_how_ids_were_compared_is_told(tmp_path: Path) -> None:
    path = two(
        tmp_path,
        "patient,cat,dog\n007,.7,.3\n008,.2,.8\n",
        "patient,label\n8,dog\n7,cat\n",
    )
    reason = told(read(path, ReadOptions(truth="t.csv", join="patient")), Field.JOIN)[1]
    assert "“007” here is taken for “7” there" in reason


@pytest.mark.parametrize(
    ("ours", "theirs", "missing"),
    [(["7", "007"], ["7", "8"], "007"), (["A", "a"], ["a", "b"], "A")],
)
def test_ids_that_are_two_are_not_taken_for_one(
    ours: list[str], theirs: list[str], missing: str, tmp_path: Path
) -> None:
    path = two(
        tmp_path,
        "id,cat,dog\n" + "".join(f"{k},.7,.3\n" for k in ours),
        "id,label\n" + "".join(f"{k},cat\n" for k in theirs),
    )
    with pytest.raises(FileRefused, match=f"the id “{missing}” has no partner"):
        read(path, ReadOptions(truth="t.csv"))


def test_ids_that_do_not_fit_speak_against_the_order(tmp_path: Path) -> None:
    path = two(
        tmp_path,
        "patient,cat,dog\na,.7,.3\nb,.2,.8\nc,.2,.8\n",
        "patient,label\nd,dog\na,cat\ne,dog\n",
    )
    with pytest.raises(AmbiguousFile, match="“a” is in row 0 here and in row 1 of") as asked:
        read(path, ReadOptions(truth="t.csv"))
    assert [reading.value for reading in asked.value.readings] == ["order"]


def test_two_columns_of_ids_that_differ_are_asked_about(tmp_path: Path) -> None:
    path = two(
        tmp_path,
        "id,patient,cat,dog\n5,a,.7,.3\n6,b,.2,.8\n",
        "id,patient,label\n5,b,dog\n6,a,cat\n7,c,cat\n",
    )
    with pytest.raises(AmbiguousFile, match="--join patient or --join id"):
        read(path, ReadOptions(truth="t.csv"))


SLICES = [(f"s{k // 4}", k % 4) for k in range(12)]


def of_slices(folder: Path, more: str = "", order: Sequence[int] = range(11, -1, -1)) -> Path:
    """Scores and truth by study and slice, neither of which is an id; rows in another order."""
    q = [f"{0.05 + 0.08 * k:.2f},{0.95 - 0.08 * k:.2f}" for k in range(12)]
    rows = [f"{a},{b},{scores}" for (a, b), scores in zip(SLICES, q, strict=True)]
    (folder / "p.csv").write_text("study,slice,cat,dog\n" + "\n".join(rows))
    truth = [f"{SLICES[k][0]},{SLICES[k][1]}{more},{'cat' if k < 6 else 'dog'}" for k in order]
    head = "study,slice,label" if not more else "study,slice,site,label"
    (folder / "t.csv").write_text(head + "\n" + "\n".join(truth))
    return folder / "p.csv"


def test_two_columns_that_are_ids_together(tmp_path: Path) -> None:
    path = of_slices(tmp_path)
    predictions = read(path, ReadOptions(truth="t.csv"))
    assert predictions.class_names == ("cat", "dog")
    np.testing.assert_array_equal(predictions.targets, [0] * 6 + [1] * 6)
    assert told(predictions, Field.JOIN)[0] == "study, slice"
    chosen = read(path, ReadOptions(truth="t.csv", join="study, slice"))
    np.testing.assert_array_equal(chosen.targets, predictions.targets)


def test_two_columns_that_are_no_ids_together(tmp_path: Path) -> None:
    path = of_slices(tmp_path, order=[0, 0, *range(11, 1, -1)])
    with pytest.raises(AmbiguousFile, match="both files have “study”, but the rows do not fit"):
        read(path, ReadOptions(truth="t.csv"))
    with pytest.raises(FileRefused, match="is there twice"):
        read(path, ReadOptions(truth="t.csv", join="study, slice"))


def test_a_column_that_is_no_id_speaks_against_the_order(tmp_path: Path) -> None:
    """The same column in both files, in another order."""
    (tmp_path / "p.csv").write_text("site,cat,dog\nA,.7,.3\nB,.2,.8\nB,.9,.1\n")
    (tmp_path / "t.csv").write_text("site,label\nB,dog\nA,cat\nB,dog\n")
    with pytest.raises(AmbiguousFile, match=r"row 0 .* has “A” here and “B” in “t\.csv”"):
        read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))
    (tmp_path / "t.csv").write_text("site,label\nA,cat\nB,dog\nB,dog\n")
    assert len(read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))) == 3


def test_ids_of_one_file_that_count_in_another_order(tmp_path: Path) -> None:
    """As an index does that was shuffled; the other file has nothing to join by."""
    (tmp_path / "p.csv").write_text(",cat,dog\n2,.9,.1\n0,.7,.3\n1,.2,.8\n")
    (tmp_path / "t.csv").write_text("label\ncat\ndog\ndog\n")
    with pytest.raises(AmbiguousFile, match="counts rows in another order") as caught:
        read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))
    assert len(read(tmp_path / "p.csv", caught.value.readings[0].options)) == 3
    (tmp_path / "p.csv").write_text(",cat,dog\n0,.9,.1\n1,.7,.3\n2,.2,.8\n")
    assert len(read(tmp_path / "p.csv", ReadOptions(truth="t.csv"))) == 3


def test_two_arrays_of_ids_in_different_orders(tmp_path: Path) -> None:
    path, ids = tmp_path / "a.npz", np.arange(ROWS)[::-1].copy()
    np.savez(path, logits=logits(), labels=labels(), logits_ids=np.arange(ROWS), labels_ids=ids)
    with pytest.raises(ChoiceNeeded, match="hold the same ids in different orders"):
        read(path)
    as_they_stand = read(path, ReadOptions(join="order"))
    np.testing.assert_array_equal(as_they_stand.targets, labels())
    np.savez(path, logits=logits(), labels=labels(), logits_ids=ids, labels_ids=ids)
    assert len(read(path)) == ROWS


@pytest.mark.parametrize(("first", "is_told"), [(0, True), (1, True), (5, False)])
def test_an_array_that_counts_rows_in_another_order_is_told(
    first: int, is_told: bool, tmp_path: Path
) -> None:
    ids = np.roll(np.arange(ROWS), 3) + first
    np.savez(tmp_path / "a.npz", logits=logits(), labels=labels(), test_idx=ids)
    found = [w for w in read(tmp_path / "a.npz").warnings if "“test_idx” counts the rows" in w]
    assert bool(found) is is_told


@pytest.mark.parametrize(
    ("ours", "theirs", "is_one"),
    [
        ("img/{}.png", "{}", True),
        ("data/img/{}.png", "img/{}.jpg", True),
        ("img/{}.PNG", "{}.png", True),
        ("test/{}.png", "train/{}.png", False),
        ("test/{}.png", "train/{}", False),
        ("{}.left", "{}.right", False),
    ],
)
def test_names_of_other_files_are_not_joined(ours: str, theirs: str, is_one: bool) -> None:
    numbers = [f"a{row:03}" for row in range(9)]
    here = TextLabels.of(np.array([ours.format(name) for name in numbers]))
    there = TextLabels.of(np.array([theirs.format(name) for name in [*reversed(numbers), "b"]]))
    found = matched(here, there)
    assert found.is_whole == is_one
    if is_one:
        assert found.told
        np.testing.assert_array_equal(found.rows, np.arange(9)[::-1])
