"""What was written is what is restored, to the last bit; what is damaged is refused."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import msgspec
import numpy as np
import pytest

from ceviz.document import edits
from ceviz.document.model import Document, Samples, Slide
from ceviz.document.slides import add_slide, remove_slide
from ceviz.errors import CevizError, FileRefused
from ceviz.storage.journal.frames import MAGIC, START, framed, scan
from ceviz.storage.journal.records import Copied, Moment, Step, record
from ceviz.storage.journal.replay import replay
from tests.helpers.documents import batch, free_fruit, fruit, infinite, many
from tests.helpers.edits import some_edit
from tests.helpers.files import load, write_npz


def written(moments: list[Moment]) -> bytes:
    """The bytes of a journal of those moments."""
    data, checksum, before = MAGIC, START, None
    for moment in moments:
        made, checksum = framed(record(moment, before), checksum)
        data, before = data + made, moment
    return data


def document_in(data: bytes) -> Document:
    kept = replay(data)
    assert kept is not None
    return kept.document("it")


@pytest.mark.parametrize("start", [fruit(), free_fruit(), infinite(), batch(), many(200)])
def test_every_step_of_a_random_run_comes_back(start: Document) -> None:
    random = Random(2)
    moments = [Moment(start)]
    for _ in range(60):
        moments.append(Moment(some_edit(random, moments[-1].document)))
        if random.random() < 0.2:  # undone
            moments.append(Moment(random.choice(moments[-4:]).document))
    data = written(moments)
    places = [0]
    for end in (len(piece) + 8 for piece in scan(data)):
        places.append((places[-1] or len(MAGIC)) + end)
    for moment, end in zip(moments, places[1:], strict=True):
        document = document_in(data[:end])
        assert document.same_as(moment.document)
        assert document.sample.scores.tobytes() == moment.document.sample.scores.tobytes()


def test_scenes_come_back_and_are_written_when_they_change(tmp_path: Path) -> None:
    deck = add_slide(add_slide(fruit(), Slide(batch(), "One")), Slide(fruit(), "Two", "a line"))
    dragged = edits.set_score(deck, 0, 2.0)
    without = remove_slide(remove_slide(dragged, 0), 0)
    moments = [Moment(each) for each in (fruit(), deck, dragged, without, deck)]
    for count in range(1, len(moments) + 1):
        assert document_in(written(moments[:count])).same_as(moments[count - 1].document)
    assert len(record(moments[2], moments[1])) < 500


def test_a_scene_that_no_session_holds_is_left_out(tmp_path: Path) -> None:
    file = load(write_npz(tmp_path / "file.npz", rows=60_000, classes=10))
    shown = add_slide(add_slide(fruit(), Slide(file.document, "many")), Slide(fruit(), "few"))
    data = written([Moment(shown)])
    assert len(data) < 5000
    assert [slide.title for slide in document_in(data).slides] == ["few"]


def test_a_step_is_small_however_large_the_document() -> None:
    before = Moment(many(1000))
    after = Moment(edits.set_temperature(before.document, 2.0))
    assert len(record(after, before)) < 500


def test_edits_of_a_file_come_back_over_its_rows(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "file.npz", rows=50)
    file = load(path)
    first = Moment(edits.set_score(edits.select_sample(file.document, 7), 1, 4.25), file)
    last = Moment(edits.set_temperature(first.document, 1.5), file, steps=2, at=5.0)
    data = written([first, last])
    assert len(data) < 2000
    kept = replay(data)
    assert kept is not None
    assert (kept.file, kept.unchanged, kept.last.at) == (path, True, 5.0)
    again = load(path, kept.options("it"))
    document, lost = kept.over(again, "it")
    assert lost == 0
    assert document.samples.rows is again.rows
    assert document.samples.edited.keys() == {7}
    assert document.samples[7].same_as(last.document.samples[7])
    assert document.settings() == last.document.settings()


def test_edits_of_rows_that_changed_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "file.npz"
    rng = np.random.default_rng(5)
    logits, labels = rng.normal(size=(20, 4)), rng.integers(0, 4, 20)
    np.savez(path, logits=logits, labels=labels)
    file = load(path)
    document = file.document
    for row in (3, 11):
        document = edits.set_score(edits.select_sample(document, row), 0, 1.0)
    data = written([Moment(document, file)])
    logits[11, 2] += 1e-9
    np.savez(path, logits=logits, labels=labels)
    os.utime(path, ns=(0, 0))
    kept = replay(data)
    assert kept is not None
    assert not kept.unchanged
    found, lost = kept.over(load(path), "it")
    assert (set(found.samples.edited), lost) == ({3}, 1)


def test_another_number_of_classes_is_refused(tmp_path: Path) -> None:
    file = load(write_npz(tmp_path / "file.npz", rows=20))
    kept = replay(written([Moment(edits.set_score(file.document, 0, 1.0), file)]))
    np.savez(tmp_path / "file.npz", logits=np.eye(9), labels=np.arange(9))
    assert kept is not None
    with pytest.raises(FileRefused, match="cannot be restored"):
        kept.over(load(tmp_path / "file.npz"), "it")


def test_what_belongs_to_a_session_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"na\xffme.ceviz")
    kept = replay(written([Moment(fruit(), path=path, contents=b"digest", steps=3)]))
    assert kept is not None
    assert (kept.path, kept.last.contents, kept.last.steps) == (path, b"digest", 3)


def test_half_characters_are_written_as_question_marks() -> None:
    document = replace(fruit(), title="a\udc80b")
    assert document_in(written([Moment(document)])).title == "a?b"
    deck = add_slide(fruit(), Slide(document, "One"))
    assert document_in(written([Moment(deck)])).slides[0].document.title == "a?b"


def test_a_journal_of_later_records_is_read_as_far_as_it_is_known() -> None:
    data, checksum = MAGIC, START
    for piece in (record(Moment(fruit()), None), msgspec.msgpack.encode({"later": 1})):
        made, checksum = framed(piece, checksum)
        data += made
    assert document_in(data).same_as(fruit())


def changed(**fields: object) -> bytes:
    """A journal of the fruit whose record says something else."""
    step = msgspec.msgpack.decode(record(Moment(free_fruit()), None), type=Step)
    rows = {name: fields.pop(name) for name in list(fields) if name in Copied.__struct_fields__}
    if rows:
        assert isinstance(step.rows, Copied)
        fields["rows"] = msgspec.structs.replace(step.rows, **rows)
    made, _ = framed(msgspec.msgpack.encode(msgspec.structs.replace(step, **fields)), START)
    return MAGIC + made


@pytest.mark.parametrize(
    "fields",
    [
        {"scores": b"short"},
        {"scores": np.array([np.nan, 1.0, 2.0]).tobytes()},
        {"scores": np.array([1e300, 1.0, 2.0]).tobytes()},
        {"scores": np.full(3, -np.inf).tobytes()},
        {"scores": b"", "labels": b"", "smoothing": b""},
        {"labels": np.array([3]).tobytes()},
        {"labels": np.array([-2]).tobytes()},
        {"smoothing": np.array([1.5]).tobytes(), "labels": np.array([0]).tobytes()},
        {"distributions": None},
        {"distributions": np.array([0.5, 0.6, 0.2]).tobytes()},
        {"distributions": np.array([np.nan, 0.6, 0.2]).tobytes()},
        {"names": ["one", "two"]},
        {"temperature": 0.0},
        {"temperature": float("nan")},
        {"partner": 3},
    ],
)
def test_what_no_document_holds_is_refused(fields: dict[str, object]) -> None:
    kept = replay(changed(**fields))
    assert kept is not None
    with pytest.raises(FileRefused, match="cannot be restored"):
        kept.document("it")


@pytest.mark.parametrize("slides", [b"{", b"[1]", b"null", b'[{"title": "a"}]', b"\xff"])
def test_scenes_that_make_no_sense_are_refused(slides: bytes) -> None:
    kept = replay(changed(slides=slides))
    assert kept is not None
    with pytest.raises(FileRefused, match=r"^it"):
        kept.document("it")


def test_damage_of_any_byte_raises_nothing_else() -> None:
    """With the checksums made right, as whoever writes such a file can."""
    samples = Samples(
        batch().samples.rows, MappingProxyType({1: free_fruit().sample, 2: fruit().sample})
    )
    good = record(Moment(replace(batch(), samples=samples)), None)
    random = Random(3)
    outcomes = set()
    for _ in range(3000):
        damaged = bytearray(good)
        damaged[random.randrange(len(damaged))] = random.randrange(256)
        kept = replay(MAGIC + framed(bytes(damaged), START)[0])
        if kept is None:
            outcomes.add("none")
            continue
        try:
            made = kept.document("it")
        except CevizError:
            outcomes.add("refused")
        else:
            assert len(made.sample.scores) == len(made.classes)
            outcomes.add("made")
    assert outcomes == {"none", "refused", "made"}
