"""Of two readings none is out for a gap, a typo or a question of its own: both are offered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ceviz.storage.readers import AmbiguousFile, Field, read
from ceviz.storage.readers.readings import fit_of
from tests.storage.readers.making import lines, table


def asked(path: Path) -> AmbiguousFile:
    with pytest.raises(AmbiguousFile) as caught:
        read(path)
    return caught.value


@pytest.mark.parametrize("bad", ["", "dgo"])
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_bad_label_does_not_make_the_other_column_the_truth(
    bad: str, suffix: str, tmp_path: Path
) -> None:
    rows = [(0.7, 0.3, "cat", "dog"), (0.2, 0.8, bad, "cat"), (0.6, 0.4, "cat", "dog")]
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        body = "".join(f"{a},{b},{c},{d}\n" for a, b, c, d in rows)
        path.write_text(f"cat,dog,label,true_label\n{body}")
    else:
        path.write_text(
            "".join(
                f'{{"cat":{a},"dog":{b},"label":"{c}","true_label":"{d}"}}\n' for a, b, c, d in rows
            )
        )
    question = asked(path)
    assert question.field is Field.LABELS
    assert sorted(r.value for r in question.readings) == ["label", "true_label"]
    if bad:
        assert "row 1 (from 0)" in str(question) or "line 2" in str(question)
    else:
        assert "not every row has a label there" in str(question)


def test_a_column_of_which_no_row_fits_is_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("cat,dog,label,gold\n.7,.3,cat,x1\n.2,.8,dog,x2\n.6,.4,cat,x3\n")
    predictions = read(path)
    labels = predictions.guess(Field.LABELS)
    assert labels is not None
    assert labels.value == "label"
    assert "“gold” is out" in labels.reason
    fit = fit_of(predictions)
    assert fit is not None
    assert fit.loss == pytest.approx(-np.log([0.7, 0.8, 0.6]).mean())


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_one_bad_number_does_not_make_the_other_array_the_scores(
    bad: float, tmp_path: Path
) -> None:
    logits = np.random.default_rng(0).normal(size=(40, 3))
    student = logits.copy()
    student[2, 1] = bad
    path = tmp_path / "a.npz"
    np.savez(path, student_logits=student, teacher_logits=logits, labels=np.arange(40) % 3)
    question = asked(path)
    assert {r.value for r in question.readings} == {"student_logits", "teacher_logits"}
    assert "row 2 (from 0)" in str(question)


def test_columns_that_are_percentages_together_stay_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "cat,dog,eel,label\n70.5,20,9.5,dog\n5,90,5,dog\n10,10,80,eel\n10.2,9.8,80,eel\n"
    )
    question = asked(path)
    assert {r.value for r in question.readings} == {"dog, eel", "cat, dog, eel"}
    assert "every row sums to 100" in str(question)


def test_a_typo_in_one_block_does_not_make_another_the_scores(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    random = np.random.default_rng(1)
    lines = ["logit_a,logit_b,logit_c,score_a,score_b,score_c,label"]
    for k in range(20):
        cells = [f"{v:.4f}" for v in random.normal(size=6)]
        if k == 7:
            cells[1] = "1.2e"
        lines.append(",".join([*cells, "abc"[k % 3]]))
    path.write_text("\n".join(lines))
    question = asked(path)
    assert question.field is Field.SCORES
    assert {r.value for r in question.readings} == {"logit_*", "score_*"}
    assert "line 9" in str(question)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_lists_of_another_model_beside_a_plain_name_are_asked_about(
    suffix: str, tmp_path: Path
) -> None:
    random = np.random.default_rng(0)
    records = [
        {"logits": random.normal(size=3).tolist(), "teacher_logits": random.normal(size=3).tolist()}
        for _ in range(12)
    ]
    path = tmp_path / f"a{suffix}"
    if suffix == ".jsonl":
        lines(path, [{**record, "label": k % 3} for k, record in enumerate(records)])
    else:
        rows = [[*map(str, record.values()), k % 3] for k, record in enumerate(records)]
        table(path, ["logits", "teacher_logits", "label"], rows)
    question = asked(path)
    assert question.field is Field.SCORES
    assert {r.value for r in question.readings} == {"logits", "teacher_logits"}


def test_a_fit_says_that_it_is_of_the_first_rows(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for rows, said in ((200, "over 200 rows"), (300, "over the first 256 rows")):
        z, label, gold = (
            random.normal(size=(rows, 2)),
            np.arange(rows) % 2,
            np.arange(rows) // 3 % 2,
        )
        body = [
            [*map(repr, map(float, row)), a, b] for row, a, b in zip(z, label, gold, strict=True)
        ]
        path = table(tmp_path / "a.csv", ["logit_0", "logit_1", "label", "target"], body)
        assert str(asked(path)).count(said) == 2
