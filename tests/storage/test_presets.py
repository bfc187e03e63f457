"""The examples: every file is whole, and every number its caption mentions is so."""

from __future__ import annotations

import importlib.util
import json
import math
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from ceviz.document.analysis import Analysis, analyse
from ceviz.document.batch import per_sample
from ceviz.errors import FileRefused, UnknownSource
from ceviz.storage import presets as module
from ceviz.storage import resources, session
from ceviz.storage.presets import DEFAULT, load_preset, presets

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "presets"
IDS = [preset.id for preset in presets()]


def numbers(caption: str) -> list[str]:
    """The numbers in a caption as they are written, “−0.5”, “91 %”, “1000”."""
    return re.findall(r"(?<![\w.])−?\d+(?:\.\d+)?(?: %)?", caption)


def percent(value: float, digits: int = 0) -> str:
    return f"{100.0 * value:.{digits}f} %"


def fixed(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def told(preset_id: str) -> list[str]:
    """What the caption should say, computed from the document it stands beside."""
    document = load_preset(preset_id)
    a = analyse(document)
    loss, z = a.cross_entropy, a.z
    match preset_id:
        case "fruit":
            return [*map(plain, z), percent(a.q[1]), fixed(loss, 3)]
        case "fruit-85":
            return [fixed(a.q[1], 2), fixed(loss, 2)]
        case "fruit-10":
            assert a.predicted == 0
            return [percent(a.q[1]), fixed(a.q[1], 2), fixed(loss, 2)]
        case "fruit-1":
            ten = of("fruit-10")
            assert loss == pytest.approx(2.0 * ten.cross_entropy, rel=1e-12)
            return [
                *[percent(ten.q[1]), percent(a.q[1]), fixed(a.q[1], 2), fixed(loss, 2)],
                *["10", fixed(math.log(10.0), 2)],
            ]
        case "barely-sure":
            return [percent(a.q[0]), fixed(loss, 3), fixed(math.log(2.0), 3)]
        case "very-sure":
            barely = of("barely-sure")
            return [
                *[percent(a.q[0]), percent(barely.q[0]), fixed(loss, 3)],
                fixed(barely.cross_entropy, 3),
            ]
        case "confidently-wrong":
            assert fixed(abs(a.gradient).max(), 2) == "1.00"
            return [percent(a.q[a.predicted], 1), fixed(loss, 2), "1"]
        case "sure-and-unsure":
            losses = per_sample(document.samples, document.temperature)
            assert losses.correct.tolist() == [True, True, False]
            assert [s.name for s in document.samples] == [
                f"{percent(confidence)} sure" for confidence in losses.confidence
            ]
            costs = losses.cross_entropy
            return [
                *[percent(losses.confidence[0]), percent(losses.confidence[1])],
                *[fixed(costs[0], 3), fixed(costs[1], 3), "1", fixed(costs[2], 2)],
                percent(costs[2] / costs.sum()),
            ]
        case "cat-dog-bird":
            return [*map(plain, z), *map(percent, a.q)]
        case "spam":
            return [plain(len(z)), plain(z[0] - z[1]), percent(a.q[0])]
        case "ten-digits":
            assert a.ranking[:2].tolist() == [7, 1]
            return ["7", "1", percent(a.q[7] + a.q[1]), percent(a.q[7]), "7"]
        case "fair-coin":
            assert (a.kl, document.unit.value) == (0.0, "bits")
            return [plain(a.entropy * document.unit.per_nat)]
        case "soft-target":
            people = [plain(10.0 * p) for p in a.p]
            return ["10", *people, fixed(a.entropy, 2), fixed(loss, 2), fixed(a.kl, 2)]
        case "huge-scores":
            return [plain(z.max()), plain(loss)]
        case "digits":
            losses = per_sample(document.samples, document.temperature)
            wrong = np.flatnonzero(~losses.correct)
            surest = wrong[np.argsort(losses.confidence[wrong])][-4:]
            assert sorted(surest.tolist()) == [8, 9, 10, 11]
            share = losses.cross_entropy[-4:].sum() / losses.cross_entropy.sum()
            batch = a.batch
            # The numbers alone do not tell right from wrong.
            assert f"{len(wrong)} of them wrong: the 4 it was surest of" in caption_of(preset_id)
            return [
                *[plain(batch.count), plain(len(wrong)), "4", percent(share)],
                fixed(batch.cross_entropy, 2),
            ]
    raise AssertionError(f"say what the caption of {preset_id} should mention")


def caption_of(preset_id: str) -> str:
    return next(preset.caption for preset in presets() if preset.id == preset_id)


def of(preset_id: str) -> Analysis:
    return analyse(load_preset(preset_id))


@pytest.mark.parametrize("preset_id", IDS)
def test_every_number_in_a_caption_is_so(preset_id: str) -> None:
    assert numbers(caption_of(preset_id)) == told(preset_id)


def test_all_that_were_promised_are_there() -> None:
    promised = (
        "fruit fruit-85 fruit-10 fruit-1 barely-sure very-sure confidently-wrong sure-and-unsure "
        "cat-dog-bird spam ten-digits fair-coin soft-target huge-scores digits"
    )
    assert set(promised.split()) <= set(IDS)
    assert IDS[0] == DEFAULT


def test_groups_stand_together_and_titles_differ() -> None:
    listed = presets()
    groups = [preset.group for preset in listed]
    assert [g for i, g in enumerate(groups) if i == 0 or groups[i - 1] != g] == list(
        dict.fromkeys(groups)
    )
    assert len({preset.title for preset in listed}) == len(listed)
    assert len({preset.order for preset in listed}) == len(listed)


@pytest.mark.parametrize("preset_id", IDS)
def test_a_preset_is_a_session_like_any_other(preset_id: str) -> None:
    document = load_preset(preset_id)
    info = next(preset for preset in presets() if preset.id == preset_id)
    assert document.title == info.title
    assert info.caption.endswith(".")
    assert len(info.caption) <= 140
    assert session.loads(session.dumps(document), "f").same_as(document)


def test_the_fruit_of_the_issue() -> None:
    document = load_preset("fruit")
    assert document.classes.names == ("Apple", "Banana", "Orange")
    assert document.sample.scores.tolist() == [1.0, 3.5, -0.5]
    assert of("fruit").q == pytest.approx([0.0746, 0.9088, 0.0166], abs=5e-5)
    assert of("fruit").cross_entropy == pytest.approx(0.0957, abs=5e-5)


@pytest.mark.parametrize(("percentage", "loss"), [(85, 0.16), (10, 2.30), (1, 4.61)])
def test_the_losses_of_the_issue(percentage: int, loss: float) -> None:
    found = of(f"fruit-{percentage}")
    assert found.cross_entropy == pytest.approx(-math.log(percentage / 100.0), rel=1e-14)
    assert found.cross_entropy == pytest.approx(loss, abs=0.005)


def test_51_and_99_percent_are_both_right() -> None:
    barely, very = of("barely-sure"), of("very-sure")
    assert barely.correct
    assert very.correct
    assert barely.cross_entropy == pytest.approx(0.673, abs=5e-4)
    assert very.cross_entropy == pytest.approx(0.010, abs=5e-4)


def make_digits() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_digits", FOLDER / "make_digits.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_digits_are_what_their_script_makes() -> None:
    assert make_digits().preset() == (FOLDER / "digits.json").read_bytes()


def test_the_digits_are_the_rows_of_the_samples() -> None:
    document = load_preset("digits")
    samples = resources.read_text("samples/digits-rows.json")
    rows = json.loads(samples)["rows"]
    with resources.file_of("samples/digits.npz") as path, np.load(path) as archive:
        logits, labels = archive["logits"], archive["labels"]
    for sample, row in zip(document.samples, rows, strict=True):
        assert sample.scores.tolist() == row["logits"]
        match = re.fullmatch(r"#(\d+): (\d), (?:unsure, )?(right|called (\d))", sample.name)
        assert match is not None
        number = int(match[1])
        np.testing.assert_allclose(logits[number], sample.scores, atol=1e-4)
        assert labels[number] == sample.true == int(match[2])
        called = int(sample.scores.argmax())
        assert called == (sample.true if match[3] == "right" else int(match[4]))


def test_an_unknown_preset() -> None:
    with pytest.raises(UnknownSource, match="no example called “frut”"):
        load_preset("frut")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "other"', r"presets/one\.json, line 1: ends too early"),
        ('{"id": "other"}', r"presets/one\.json: the field “title” is missing"),
        ('{"id": "Not Fit"}', "presets/one.json, id: "),
        (
            '{"id": "other", "title": "t", "caption": "c", "group": "g","order": 1, "session": {}}',
            r"presets/one\.json, id: the id is not the file's name",
        ),
    ],
)
def test_a_damaged_preset_is_refused(
    text: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "listing", lambda *_: ["presets/one.json"])
    monkeypatch.setattr(resources, "read_bytes", lambda _: text.encode())
    module._presets.forget()
    try:
        with pytest.raises(FileRefused, match=words):
            presets()
    finally:
        module._presets.forget()
