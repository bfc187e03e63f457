"""The class table to and from a spreadsheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document import class_columns, edits
from ceviz.document.analysis import analyse
from ceviz.document.class_columns import Column
from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import Classes, Document, Unit
from ceviz.document.targets import Free, OneHot, Smoothed, distribution, free
from ceviz.document.text import tsv
from ceviz.errors import InvalidInput, NotADistribution
from tests.document.examples import document, documents, fruit

TABLE = "class\ttarget p\tscore z\tprobability q\n"


def paste(
    text: str,
    *,
    into: Document | None = None,
    row: int = 0,
    column: Column = class_columns.NAME,
    normalise: bool = False,
) -> Document:
    return tsv.paste(into or fruit(), text, row=row, column=column, normalise=normalise)


def q_of(pasted: Document) -> list[float]:
    return [float(value) for value in analyse(pasted).q]


def copied(source: Document) -> str:
    return tsv.copy(source, analyse(source), range(len(source.classes)))


def test_copying_writes_a_header_and_exact_numbers() -> None:
    source = replace(document([[1.0, -np.inf, 0.1]], [OneHot(1)]), unit=Unit.BITS)
    lines = copied(source).split("\n")
    assert lines[0].split("\t") == [
        *["class", "target p", "score z", "probability q"],
        *["surprise [bits]", "contribution [bits]", "gradient"],
    ]
    assert lines[2] == "Banana\t1.0\t-inf\t0.0\tinf\tinf\t-1.0"
    apple = lines[1].split("\t")
    analysis = analyse(source)
    assert [float(cell) for cell in apple[1:]] == [
        0.0,
        1.0,
        analysis.q[0],
        pytest.approx(analysis.surprisal[0] / np.log(2.0)),
        0.0,
        analysis.gradient[0],
    ]
    assert lines[4:] == [""]


def test_copying_some_rows_in_the_order_given() -> None:
    text = tsv.copy(fruit(), analyse(fruit()), [2, 0])
    assert [line.split("\t")[0] for line in text.split("\n")[1:3]] == ["Orange", "Apple"]


def test_a_name_is_never_a_formula() -> None:
    named = replace(fruit(), classes=Classes.named(["=cmd|x", "-1", "a"]))
    text = copied(named)
    assert "\n'=cmd|x\t" in text
    assert "\n'-1\t" in text
    assert tsv.paste(named, text, row=0, column=class_columns.NAME) == named


@given(documents())
def test_what_was_copied_changes_nothing_when_it_is_pasted(drawn: Document) -> None:
    assert paste(copied(drawn), into=drawn) == drawn


@given(documents())
def test_a_spreadsheets_15_digits_change_nothing_either(drawn: Document) -> None:
    analysis = analyse(drawn)
    rows = [
        "\t".join([f"{analysis.p[i]:.15g}", f"{analysis.z[i]:.15g}", f"{analysis.q[i]:.15g}"])
        for i in range(len(drawn.classes))
    ]
    assert paste("\r\n".join(rows), into=drawn, column=class_columns.P) == drawn


def test_a_column_of_scores() -> None:
    assert paste("2\n-inf\n1e-3", column=class_columns.Z).sample.scores.tolist() == [
        2,
        -np.inf,
        1e-3,
    ]
    assert paste("-7", row=2, column=class_columns.Z).sample.scores.tolist() == [1.0, 3.5, -7.0]


def test_everything_spreadsheets_do_to_cells() -> None:
    text = '"Äpfel"\t\t"1,5"\r\n Birnen \t\t−2\r\n'
    after = paste(text)
    assert after.classes.names == ("Äpfel", "Birnen", "Orange")
    assert after.sample.scores.tolist() == [1.5, -2.0, -0.5]


def test_columns_are_known_by_their_names_in_any_order() -> None:
    text = "Logit\tnote\tName\n5\tx\tKiwi\n6\ty\tLime\n7\tz\tPlum"
    after = paste(text, row=0, column=class_columns.Q)
    assert after.classes.names == ("Kiwi", "Lime", "Plum")
    assert after.sample.scores.tolist() == [5.0, 6.0, 7.0]


def test_known_names_find_their_classes() -> None:
    after = paste("class\tz\nOrange\t9\nApple\t8", row=1)
    assert after.sample.scores.tolist() == [8.0, 3.5, 9.0]
    assert after.classes.same_as(fruit().classes)


def test_unknown_names_rename_in_place() -> None:
    after = paste("class\tz\nPlum\t9\nPear\t8", row=1)
    assert after.classes.names == ("Apple", "Plum", "Pear")
    assert after.sample.scores.tolist() == [1.0, 9.0, 8.0]
    with pytest.raises(InvalidInput, match="both be called “Apple”"):
        paste("class\tz\nPlum\t9\nApple\t8", row=1)


def test_names_can_be_swapped() -> None:
    assert paste("Banana\nApple").classes.names == ("Banana", "Apple", "Orange")


def test_rows_behind_the_last_class_add_classes() -> None:
    before = document([[1.0, 3.5, -0.5], [0.0, 0.0, 0.0]], [OneHot(1), OneHot(2)])
    after = paste("Orange\t\t-0.5\nKiwi\t\t2\n\t\t4", into=before, row=2)
    assert after.classes.names == ("Apple", "Banana", "Orange", "Kiwi", "Class 5")
    assert after.sample.scores.tolist() == [1.0, 3.5, -0.5, 2.0, 4.0]
    assert after.samples[1].scores.tolist() == [0.0] * 5
    assert after.sample.target == OneHot(1)


def test_a_whole_new_table() -> None:
    after = paste(TABLE + "Cat\t0.5\t1\t\nDog\t0.25\t2\t\nCow\t0.25\t3\t\nHen\t0\t4\t\n")
    assert after.classes.names == ("Cat", "Dog", "Cow", "Hen")
    assert after.sample.scores.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert distribution(after.sample.target, 4).tolist() == [0.5, 0.25, 0.25, 0.0]


def test_all_probabilities() -> None:
    after = paste("10%\n85 %\n1/20", column=class_columns.Q)
    assert q_of(after) == pytest.approx([0.10, 0.85, 0.05], rel=1e-12)
    assert after.sample.scores.max() == 3.5


def test_some_probabilities_leave_the_rest_to_the_others() -> None:
    after = q_of(paste("0.5", row=1, column=class_columns.Q))
    assert after[1] == pytest.approx(0.5, rel=1e-12)
    assert after[0] / after[2] == pytest.approx(np.exp(1.5), rel=1e-12)
    assert q_of(paste("0.7\n0.3", column=class_columns.Q)) == pytest.approx([0.7, 0.3, 0.0])


def test_probabilities_may_be_exactly_0_and_1() -> None:
    assert q_of(paste("0\n0\n1", column=class_columns.Q)) == [0.0, 0.0, 1.0]


def test_of_scores_and_probabilities_the_edited_column_counts() -> None:
    table = [line.split("\t")[:4] for line in copied(fruit()).splitlines()]
    only_q = [list(row) for row in table]
    for row, q in zip(only_q[1:], ("0.2", "0.3", "0.5"), strict=True):
        row[3] = q
    text = "\n".join("\t".join(row) for row in only_q)
    assert q_of(paste(text)) == pytest.approx([0.2, 0.3, 0.5], rel=1e-12)
    both = [list(row) for row in only_q]
    both[1][2] = "9"
    text = "\n".join("\t".join(row) for row in both)
    assert paste(text).sample.scores.tolist() == [9.0, 3.5, -0.5]


@pytest.mark.parametrize("before", [OneHot(1), Smoothed(0, 0.3), free(np.array([0.2, 0.5, 0.3]))])
def test_a_target_of_one_1_is_one_hot(before: OneHot | Smoothed | Free) -> None:
    after = paste("0\n0\n1", into=fruit(before), column=class_columns.P)
    assert after.sample.target == OneHot(2)
    assert paste("100 %", into=fruit(before), row=2, column=class_columns.P).same_as(after)


def test_targets() -> None:
    after = paste("0.25\n0.25\n50%", column=class_columns.P)
    assert distribution(after.sample.target, 3).tolist() == [0.25, 0.25, 0.5]
    some = paste("0.4", into=after, row=2, column=class_columns.P)
    assert distribution(some.sample.target, 3) == pytest.approx([0.3, 0.3, 0.4])
    smoothed = fruit(Smoothed(1, 0.3))
    text = copied(smoothed)
    assert paste(text, into=smoothed).sample.target == Smoothed(1, 0.3)


@pytest.mark.parametrize("column", [class_columns.P, class_columns.Q])
def test_a_wrong_sum_can_be_normalised(column: Column) -> None:
    text = "0.5\n0.25\n0.5"
    with pytest.raises(NotADistribution, match=r"sum to 1\.25, not 1") as refusal:
        paste(text, column=column)
    assert refusal.value.total == 1.25
    after = analyse(paste(text, column=column, normalise=True))
    found = after.p if column is class_columns.P else after.q
    assert found == pytest.approx([0.4, 0.2, 0.4])


def test_some_target_mass_that_nobody_else_can_take() -> None:
    with pytest.raises(NotADistribution, match=r"sum to 0\.9, not 1"):
        paste("0.9", row=1, column=class_columns.P)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", class_columns.NAME, "nothing to paste"),
        ("\t\n\n", class_columns.NAME, "nothing to paste"),
        ("1\nx\n2", class_columns.Z, r"row 2, column score z: “x” is not a number"),
        ("1\nnan", class_columns.Z, r"row 2, column score z: “nan” is not a number"),
        ("inf", class_columns.Z, "row 1, column score z: a score is finite"),
        ("-inf\n-inf\n-inf", class_columns.Z, "every score is −∞"),
        ("0.5\n-0.5\n1", class_columns.P, "row 2, column target p: a probability lies between"),
        ("120 %", class_columns.Q, "row 1, column probability q: a probability lies between"),
        ("0\n0\n0", class_columns.Q, "column probability q: the probabilities are all 0"),
        ("0.6\n0.6", class_columns.Q, "column probability q: the probabilities sum to 1.2"),
        ("1\t2\t3", class_columns.Z, "3 columns do not fit .from “score z” on 2 can be pasted"),
        ("1\t2\t3\t4\t5", class_columns.NAME, "5 columns do not fit"),
        ("Apple\nApple", class_columns.NAME, "two classes cannot both be called “Apple”"),
        (TABLE + "Apple\t\tx", class_columns.NAME, r"row 2, column score z: “x” is not a number"),
        ("z\tscore\n1\t2", class_columns.NAME, "row 1: two columns are both “score z”"),
        ('"A\nB"', class_columns.NAME, "one line of text"),
        ("1\n" * (MAX_CLASSES + 1), class_columns.Z, "at most 1000 classes"),
    ],
)
def test_refusals_say_where(text: str, column: Column, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        paste(text, column=column)


def test_a_full_table_of_a_thousand_classes() -> None:
    text = "\n".join(f"c{i}\t\t{i / 100}" for i in range(MAX_CLASSES))
    after = paste(text)
    assert len(after.classes) == MAX_CLASSES
    assert after.sample.scores[-1] == 9.99


@given(
    documents(),
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "1",
                    "0",
                    "0.5",
                    "85 %",
                    "-inf",
                    "x",
                    "Apple",
                    "p",
                    "z",
                    "=1",
                    '"',
                    "-3",
                    "1e999",
                ]
            ),
            min_size=1,
            max_size=5,
        ),
        max_size=4,
    ),
    st.integers(0, 6),
    st.sampled_from(class_columns.pasted()),
)
def test_one_new_document_or_one_refusal(
    drawn: Document, rows: list[list[str]], row: int, column: Column
) -> None:
    before = replace(drawn)
    text = "\n".join("\t".join(cells) for cells in rows)
    try:
        after = paste(text, into=drawn, row=min(row, len(drawn.classes)), column=column)
    except InvalidInput:
        pass
    else:
        analysis = analyse(after)
        assert abs(analysis.total - 1.0) <= 1e-14
        assert abs(analysis.p.sum() - 1.0) <= 1e-14
        assert edits.set_scores(after, after.sample.scores).same_as(after)
    assert drawn.same_as(before)
