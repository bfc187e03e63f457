"""Session files: exact, readable, and refused in words when they are not whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.edits import set_score
from ceviz.document.model import (
    Classes,
    Document,
    Policy,
    Rows,
    Sample,
    Samples,
    Slide,
    SlideView,
    Unit,
    check_scores,
)
from ceviz.document.targets import OneHot, Smoothed, free
from ceviz.errors import FileRefused, NewerFile
from ceviz.maths.batch import task
from ceviz.storage import session
from tests.document.examples import documents, fruit

EVERYTHING = Document(
    classes=Classes(("Apfel", "=Birne", "🍌 gelb"), (4, 0, 2), frozenset({1})),
    samples=Samples.of(
        [
            Sample(check_scores([1.0, -np.inf, 0.1]), OneHot(2), "the “first”"),
            Sample(check_scores([-0.0, 5e-324, -1e150]), Smoothed(1, 0.1)),
            Sample(check_scores([1e-5, 1e22, 2.0]), free(np.array([0.1, 0.2, 0.7])), "third"),
        ]
    ),
    selected=1,
    temperature=0.1,
    unit=Unit.BITS,
    policy=Policy.PARTNER,
    partner=2,
    title="Alles\nzusammen",
)

TEXT = """\
{
  "ceviz_session": 2,
  "title": "Alles\\nzusammen",
  "unit": "bits",
  "temperature": 0.1,
  "policy": "partner",
  "partner": "🍌 gelb",
  "selected": 1,
  "classes": [
    {"name": "Apfel", "colour": 4, "locked": false},
    {"name": "=Birne", "colour": 0, "locked": true},
    {"name": "🍌 gelb", "colour": 2, "locked": false}
  ],
  "samples": [
    {"name": "the “first”", "target": {"kind": "one-hot", "true": "🍌 gelb"}, "scores": [1.0, "-inf", 0.1]},
    {"name": "", "target": {"kind": "smoothed", "true": "=Birne", "epsilon": 0.1}, "scores": [-0.0, 5e-324, -1e+150]},
    {"name": "third", "target": {"kind": "free", "p": [0.1, 0.2, 0.7]}, "scores": [1e-05, 1e+22, 2.0]}
  ]
}
"""  # noqa: E501 - a file as it is written


def bits(document: Document) -> list[bytes]:
    """Every number to the last bit; == would call −0.0 and 0.0 the same."""
    return [sample.scores.tobytes() for sample in document.samples]


def tree(**changes: Any) -> dict[str, Any]:
    return {**json.loads(session.dumps(fruit())), **changes}


def loads(changed: object) -> Document:
    return session.loads(json.dumps(changed).encode(), "f.ceviz")


def test_the_file_is_as_people_would_write_it() -> None:
    assert session.dumps(EVERYTHING).decode("utf-8") == TEXT


def test_every_field_comes_back_to_the_last_bit() -> None:
    again = session.loads(TEXT.encode(), "f.ceviz")
    assert again.same_as(EVERYTHING)
    assert bits(again) == bits(EVERYTHING)
    assert again.classes.same_as(EVERYTHING.classes)
    assert again.settings() == EVERYTHING.settings()


@given(documents())
def test_any_document_comes_back(drawn: Document) -> None:
    data = session.dumps(drawn)
    again = session.loads(data, "f.ceviz")
    assert again.same_as(drawn)
    assert bits(again) == bits(drawn)
    assert session.dumps(again) == data


def test_edited_samples_are_saved_like_any_other() -> None:
    overlaid = replace(fruit(), samples=fruit().samples.replaced(0, EVERYTHING.samples[0]))
    assert session.loads(session.dumps(overlaid), "f").same_as(overlaid)


def test_a_document_of_arrays_is_saved_as_numbers() -> None:
    """numpy's own integers and floats, which the json module would not take."""
    odd = replace(
        fruit(Smoothed(int(np.argmax([0, 1])), float(np.float64(0.25)))),
        selected=cast(int, np.argmax([1])),
        temperature=np.float64(2.0),
    )
    assert session.loads(session.dumps(odd), "f").same_as(odd)


def test_what_can_be_left_out() -> None:
    short = {
        "ceviz_session": 1,
        "classes": [{"name": "a"}, {"name": "b"}],
        "samples": [{"scores": [1, 2], "target": {"kind": "one-hot", "true": "b"}}],
    }
    found = loads(short)
    assert found.classes.same_as(Classes.named(["a", "b"]))
    assert found.settings() == (0, 1.0, Unit.NATS, Policy.RATIO, 0, "")
    assert found.sample.same_as(Sample(check_scores([1.0, 2.0]), OneHot(1)))


def test_a_session_of_version_1_is_read() -> None:
    old = TEXT.replace('"ceviz_session": 2', '"ceviz_session": 1')
    assert session.loads(old.encode(), "f").same_as(EVERYTHING)


SHOWN = Slide(
    EVERYTHING, "At first", "what they believe", True,
    (SlideView("simplex", {"top": [1, 2]}), SlideView("sums")), {"simple": True}, 1.25, 2,
)  # fmt: skip

DECK = replace(fruit(), slides=(SHOWN, Slide(fruit(), "Then")))


def test_scenes_come_back_with_all_that_they_keep() -> None:
    data = session.dumps(DECK)
    again = session.loads(data, "f.ceviz")
    assert again.same_as(DECK)
    first, second = again.slides
    assert first.document.same_as(EVERYTHING)
    assert bits(first.document) == bits(EVERYTHING)
    assert (first.title, first.line, first.data) == ("At first", "what they believe", True)
    assert first.views == (SlideView("simplex", {"top": [1, 2]}), SlideView("sums"))
    assert (first.view, first.text_size, first.selected) == ({"simple": True}, 1.25, 2)
    assert second.same_as(Slide(fruit(), "Then"))
    assert session.dumps(again) == data


def test_each_thing_a_scene_keeps_makes_it_another_file() -> None:
    changes: list[dict[str, Any]] = [
        {"document": fruit()}, {"title": "x"}, {"line": "x"}, {"data": False}, {"views": ()},
        {"view": {}}, {"text_size": 1.0}, {"selected": 0},
    ]  # fmt: skip
    assert {name for change in changes for name in change} == set(Slide.__dataclass_fields__)
    for change in changes:
        other = replace(DECK, slides=(replace(SHOWN, **change), DECK.slides[1]))
        assert not other.same_as(DECK)
        assert session.dumps(other) != session.dumps(DECK)


def scene(**changes: Any) -> dict[str, Any]:
    one = {"title": "a", "session": json.loads(session.dumps(fruit()))}
    return tree(scenes=[one, {**one, **changes}])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (tree(scenes=[{"title": "a"}]), r"scenes\[0\]: the field “session” is missing"),
        (scene(title=" "), r"f\.ceviz, scenes\[1\]: a scene needs a title"),
        (scene(title="a\nb"), r"scenes\[1\]: a scene's title is one line of text"),
        (scene(line="a\tb"), r"scenes\[1\]: what a scene says is one line of text"),
        (scene(line="a" * 301), r"scenes\[1\]: what a scene says has at most 300 characters"),
        (scene(loss=1), r"scenes\[1\]: the field “loss” is not known"),
        (scene(views=[{"options": {}}]), r"scenes\[1\]\.views\[0\]: the field “name” is missing"),
        (scene(views="sums"), r"scenes\[1\]\.views: text where a list belongs"),
        (scene(text_size=0), r"scenes\[1\]\.text_size: a number at least 0\.5"),
        (scene(selected=3), r"scenes\[1\]\.selected: there is no class 3"),
        (scene(session={}), r"scenes\[1\]\.session: is not a ceviz session"),
        (scene(session=tree(temperature=0)), r"scenes\[1\]\.session, temperature: a number above"),
        (scene(session=tree(ceviz_session=99)), r"scenes\[1\]\.session: .* by a later ceviz"),
        (scene(session=scene()), r"scenes\[1\]\.session\.scenes: a scene holds no scenes"),
        (tree(scenes=[scene()["scenes"][0]] * 501), "scenes: a list with at most 500 entries"),
    ],
)
def test_a_scene_that_is_not_whole_is_refused_with_its_field(changed: object, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refusal:
        loads(changed)
    assert str(refusal.value).startswith("f.ceviz")


def test_scenes_within_scenes_are_refused_however_deep() -> None:
    deep: dict[str, Any] = tree()
    for _ in range(200):
        deep = tree(scenes=[{"title": "a", "session": deep}])
    with pytest.raises(FileRefused, match="a scene holds no scenes"):
        loads(deep)


def test_samples_of_all_scenes_together_have_to_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deck.ceviz"
    monkeypatch.setattr(session, "MAX_BYTES", 150)
    session.check_room(fruit(), "f")
    with pytest.raises(FileRefused, match=r"the samples of 2 scenes are too many .*Remove scenes"):
        session.save(path, DECK)
    assert not path.exists()
    with pytest.raises(FileRefused, match="60,000 samples of 10 classes are too many"):
        session.save(path, replace(fruit(), slides=(Slide(_opened(60_000, 10), "a"),)))


def sample(**changes: Any) -> dict[str, Any]:
    one = {"scores": [1.0, 3.5, -0.5], "target": {"kind": "one-hot", "true": "Banana"}}
    return tree(samples=[one, {**one, **changes}])


def named(*names: str) -> dict[str, Any]:
    return tree(classes=[{"name": name} for name in names])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (tree(ceviz_session=99), "written by a later ceviz"),
        (tree(unit="nits"), r"f\.ceviz, unit: “nits” is not nats or bits"),
        (tree(policy="all"), "policy: “all” is not ratio, equal, partner or score"),
        (tree(temperature=0), "temperature: a number above 0"),
        (tree(temperature=-1.0), "temperature: a number above 0"),
        (tree(temperature=1e-320), "temperature: the temperature 9.99989e-321 is out of reach"),
        (tree(temperature=1e308), "temperature: the temperature 1e.308 is out of reach"),
        (tree(temperature="hot"), "temperature: text where a number belongs"),
        (tree(partner="Pear"), "partner: there is no class “Pear”"),
        (tree(selected=1), r"selected: there is no sample 1 \(there are 1, counted from 0\)"),
        (tree(selected=-1), "selected: a whole number at least 0"),
        (tree(loss=0.1), "the field “loss” is not known"),
        (tree(samples=[]), "samples: a list with at least 1 entry"),
        (tree(samples=None), "samples: null where a list belongs"),
        (named("a"), "classes: a document needs at least 2 classes"),
        (named("a", "b", "a"), "classes: classes 1 and 3: two classes cannot both"),
        (named("a", "", "c"), "classes: class 2: a class needs a name"),
        (named("a", "b\nc", "c"), "classes: class 2: a class name is one line"),
        (named(*map(str, range(1001))), "classes: a list with at most 1000 entries"),
        (tree(classes=[{"name": "a", "colour": -1}]), r"classes\[0\]\.colour: a whole number at"),
        (tree(classes=[{"name": "a", "locked": 1}]), r"classes\[0\]\.locked: .* true or false"),
        (sample(scores=[1, 2]), r"samples\[1\]\.scores: 2 numbers for 3 classes"),
        (sample(scores=[1, 2, "inf"]), r"samples\[1\]\.scores\[2\]: “inf” is not a number"),
        (sample(scores=["-inf"] * 3), r"samples\[1\]\.scores: every score is −∞"),
        (sample(scores=[1, 2, None]), r"samples\[1\]\.scores\[2\]: null where a number"),
        (sample(target={"kind": "hot"}), r"samples\[1\]\.target\.kind: “hot” is not one-hot, smoo"),
        (sample(target={"true": "Banana"}), r"samples\[1\]\.target: the field “kind” is missing"),
        (
            sample(target={"kind": "one-hot", "true": "Kiwi"}),
            r"target\.true: there is no class “Kiw",
        ),
        (
            sample(target={"kind": "smoothed", "true": "Apple", "epsilon": 1.5}),
            r"target\.epsilon: a number at most 1",
        ),
        (sample(target={"kind": "free", "p": [0.5, 0.5]}), r"target\.p: 2 numbers for 3 classes"),
        (
            sample(target={"kind": "free", "p": [0.5, 0.5, 0.5]}),
            r"samples\[1\]\.target\.p: the target probabilities sum to 1\.5, not 1",
        ),
        (
            sample(target={"kind": "free", "p": [1.5, -0.5, 0.0]}),
            r"target\.p: a target probability is negative \(class 2\)",
        ),
        ([], "is not a ceviz session"),
        ({"samples": []}, "is not a ceviz session"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_field(changed: object, words: str) -> None:
    with pytest.raises(FileRefused, match=words) as refusal:
        loads(changed)
    assert str(refusal.value).startswith("f.ceviz")
    assert "\n" not in str(refusal.value)


def test_a_newer_file_is_told_from_a_broken_one() -> None:
    with pytest.raises(NewerFile):
        loads(tree(ceviz_session=3, something="that is not known yet"))


@pytest.mark.parametrize("cut", range(0, len(TEXT.encode()) - 2, 37))
def test_a_truncated_file_is_refused_with_its_line(cut: int) -> None:
    data = TEXT.encode()[:cut]
    with pytest.raises(FileRefused, match=r"^f, line \d+: ") as refusal:
        session.loads(data, "f")
    line = int(refusal.value.where.split()[-1])
    assert line <= data.count(b"\n") + 1


@given(st.data())
def test_damage_never_escapes_as_anything_else(data: st.DataObject) -> None:
    damaged = bytearray(TEXT.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        found = session.loads(bytes(damaged), "f")
    except FileRefused:
        return
    assert session.loads(session.dumps(found), "f").same_as(found)


def test_too_large_a_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.ceviz"
    with path.open("wb") as file:
        file.truncate(session.MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(FileRefused, match="is too large for a session: 64 MB"):
        session.load(path)
    monkeypatch.setattr(session, "MAX_BYTES", 100)
    with pytest.raises(FileRefused, match="too large"):
        session.loads(b" " * 101, "f")


def test_too_large_a_document_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.ceviz"
    rows = Rows(
        np.broadcast_to(np.float32(0.5), (10**7, 3)),  # takes no room
        np.broadcast_to(0, 10**7),
        np.broadcast_to(np.nan, 10**7),
    )
    words = "10,000,000 samples of 3 classes are too many .a session holds at most 64 MB"
    with pytest.raises(FileRefused, match=words):
        session.save(path, replace(fruit(), samples=Samples(rows)))
    monkeypatch.setattr(session, "MAX_BYTES", 100)
    with pytest.raises(FileRefused, match="1 samples of 3 classes"):
        session.save(path, fruit())
    assert not path.exists()


def test_saving_and_loading(tmp_path: Path) -> None:
    path = tmp_path / "one two ü.ceviz"
    for document in (EVERYTHING, fruit()):
        session.save(path, document)
        assert session.load(str(path)).same_as(document)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_windows_line_ends_and_a_byte_order_mark_are_no_harm() -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    assert session.loads(data, "f").same_as(EVERYTHING)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"none\.ceviz: there is no such file"):
        session.load(tmp_path / "none.ceviz")
    with pytest.raises(FileRefused, match="is not an ordinary file"):
        session.load(tmp_path)
    with pytest.raises(FileRefused, match="cannot be read"):
        session.load("x" * 5000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ceviz")
    with pytest.raises(FileRefused, match="is not an ordinary file"):
        session.load(tmp_path / "pipe.ceviz")


def test_half_a_character_in_a_title_is_not_fatal() -> None:
    odd = replace(fruit(), title="a\ud800b")
    assert session.loads(session.dumps(odd), "f").title == "a?b"


@pytest.mark.parametrize("half", ["\\ud800", "\\uDC00", "\\ud83c\\\\udf4c", "\\ud83cx\\udf4c"])
def test_half_a_character_in_a_file_is_refused_with_its_line(half: str) -> None:
    broken = session.dumps(fruit()).decode().replace('"Fruit"', f'"{half}"')
    broken = broken.replace('"title": ""', f'"title": "{half}"')
    assert half in broken
    with pytest.raises(FileRefused, match=r"f, line 3: .* is half a character"):
        session.loads(broken.encode(), "f")
    whole = broken.replace(half, "\\ud83c\\udf4c \\\\ud800")
    assert session.loads(whole.encode(), "f").title == "🍌 \\ud800"


def _opened(rows: int, classes: int, *, ignored: int = 0) -> Document:
    """A document over the rows of a file."""
    scores = np.random.default_rng(0).normal(size=(rows, classes))
    labels = np.arange(rows) % classes
    labels[:ignored] = -100
    names = Classes.named(f"class {k}" for k in range(classes))
    document = Document(names, Samples(Rows.opened(task(scores, labels))), selected=ignored)
    return set_score(document, 1, 7.0)


def test_a_small_file_of_predictions_is_copied_with_its_edits(tmp_path: Path) -> None:
    document = _opened(30, 4)
    session.save(tmp_path / "copy.ceviz", document)
    again = session.load(tmp_path / "copy.ceviz")
    assert again.samples.same_as(Samples.of(list(document.samples)))
    assert again.sample.scores[1] == 7.0
    assert again.samples.rows.of_file
    session.save(tmp_path / "again.ceviz", again)
    assert session.load(tmp_path / "again.ceviz").samples.rows.of_file
    assert not session.loads(session.dumps(EVERYTHING), "f").samples.rows.of_file


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (lambda: _opened(60_000, 10), "60,000 samples of 10 classes are too many"),
        (lambda: _opened(5, 1001), "5 samples of 1,001 classes are too many"),
        (lambda: _opened(30, 4, ignored=1), "some rows of the opened file do not count"),
    ],
)
def test_what_no_session_can_hold_is_refused_and_not_written(
    tmp_path: Path, document: Callable[[], Document], reason: str
) -> None:
    with pytest.raises(FileRefused, match=reason):
        session.save(tmp_path / "copy.ceviz", document())
    assert list(tmp_path.iterdir()) == []
