"""Between a document and the tree of a session file; the schema of its newest version.

What the fields mean is told in :mod:`ceviz.storage.session`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np

from ceviz.document import slides
from ceviz.document.classes import MAX_CLASSES
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
    check_names,
    check_scores,
    check_temperature,
)
from ceviz.document.targets import Free, OneHot, Smoothed, Target, free
from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.migrations import VERSION, VERSION_KEY, Tree, migrate
from ceviz.storage.strict_json import fit

_Score: TypeAlias = float | Literal["-inf"]


class _Class(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    colour: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] | None = None
    locked: bool = False


class _OneHot(msgspec.Struct, tag_field="kind", tag="one-hot", forbid_unknown_fields=True):
    true: str


class _Smoothed(msgspec.Struct, tag_field="kind", tag="smoothed", forbid_unknown_fields=True):
    true: str
    epsilon: Annotated[float, msgspec.Meta(ge=0, le=1)]


class _Free(msgspec.Struct, tag_field="kind", tag="free", forbid_unknown_fields=True):
    p: list[float]


class _Sample(msgspec.Struct, forbid_unknown_fields=True):
    scores: list[_Score]
    target: _OneHot | _Smoothed | _Free
    name: str = ""


class _View(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(max_length=100)]
    options: dict[str, Any] = {}


class _Scene(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    session: dict[str, Any]
    line: str = ""
    data: bool = False
    views: Annotated[list[_View], msgspec.Meta(max_length=20)] = []
    view: dict[str, Any] = {}
    text_size: Annotated[float, msgspec.Meta(ge=0.5, le=4)] = 1.0
    selected: Annotated[int, msgspec.Meta(ge=0)] = 0


class _Scenes(msgspec.Struct, forbid_unknown_fields=True):
    scenes: Annotated[list[_Scene], msgspec.Meta(max_length=slides.MOST_SLIDES)] = []


class _Session(msgspec.Struct, forbid_unknown_fields=True):
    ceviz_session: int
    classes: Annotated[list[_Class], msgspec.Meta(max_length=MAX_CLASSES)]
    samples: Annotated[list[_Sample], msgspec.Meta(min_length=1)]
    title: str = ""
    unit: Unit = Unit.NATS
    temperature: Annotated[float, msgspec.Meta(gt=0)] = 1.0
    policy: Policy = Policy.RATIO
    partner: str | None = None
    selected: Annotated[int, msgspec.Meta(ge=0)] = 0
    rows_of_file: bool = False
    scenes: Annotated[list[_Scene], msgspec.Meta(max_length=slides.MOST_SLIDES)] = []


def to_tree(document: Document) -> Tree:
    """``document`` as a tree of the newest version: every field, nothing derived.

    That rows are a file's, and scenes, are written where they are so.
    """
    names = document.classes.names
    tree: Tree = {
        VERSION_KEY: VERSION,
        "title": document.title,
        "unit": document.unit.value,
        "temperature": document.temperature,
        "policy": document.policy.value,
        "partner": names[document.partner],
        "selected": int(document.selected),
        "classes": [
            {"name": name, "colour": colour, "locked": index in document.classes.locked}
            for index, (name, colour) in enumerate(
                zip(names, document.classes.colours, strict=True)
            )
        ],
        "samples": [
            {
                "name": sample.name,
                "target": _written_target(sample.target, names),
                "scores": ["-inf" if z == -math.inf else z for z in sample.scores.tolist()],
            }
            for sample in document.samples
        ],
    }
    if document.samples.rows.of_file:
        tree["rows_of_file"] = True
    if document.slides:
        tree["scenes"] = slides_to_trees(document.slides)
    return tree


def slides_to_trees(shown: Iterable[Slide]) -> list[Tree]:
    """The slides of a document, each as it stands in the tree of its session."""
    return [_written_slide(slide) for slide in shown]


def slides_from_trees(trees: object, name: str) -> tuple[Slide, ...]:
    """What :func:`slides_to_trees` wrote; raises as :func:`from_tree` does."""
    return _slides(fit({"scenes": trees}, _Scenes, name).scenes, name)


def from_tree(tree: object, name: str) -> Document:
    """The document that ``tree``, parsed JSON of any version, describes.

    Raises:
        NewerFile: written by a later ceviz.
        FileRefused: anything that is not a whole, consistent session; with its field.
    """
    session = fit(migrate(tree, name), _Session, name)
    classes = _classes(session, name)
    place = {class_name: index for index, class_name in enumerate(classes.names)}
    samples = [
        _sample(sample, place, f"{name}, samples[{row}]")
        for row, sample in enumerate(session.samples)
    ]
    if session.selected >= len(samples):
        raise FileRefused(
            f"there is no sample {session.selected}",
            where=f"{name}, selected",
            why=f"there are {len(samples)}, counted from 0",
        )
    partner = session.partner
    return Document(
        classes=classes,
        samples=Samples(Rows.of(samples, of_file=session.rows_of_file)),
        selected=session.selected,
        temperature=_temperature(session, name),
        unit=session.unit,
        policy=session.policy,
        partner=0 if partner is None else _class_index(partner, place, f"{name}, partner"),
        title=session.title,
        slides=_slides(session.scenes, name),
    )


def _slides(scenes: list[_Scene], name: str) -> tuple[Slide, ...]:
    return tuple(_slide(scene, f"{name}, scenes[{place}]") for place, scene in enumerate(scenes))


def _slide(scene: _Scene, where: str) -> Slide:
    # Refused before it is read: scenes within scenes could be as deep as they like.
    if scene.session.get("scenes"):
        raise FileRefused("a scene holds no scenes", where=f"{where}.session.scenes")
    document = from_tree(scene.session, f"{where}.session")
    if scene.selected >= len(document.classes):
        raise FileRefused(
            f"there is no class {scene.selected}",
            where=f"{where}.selected",
            why=f"there are {len(document.classes)}, counted from 0",
        )
    views = tuple(SlideView(view.name, view.options) for view in scene.views)
    made = Slide(
        document, scene.title, scene.line, scene.data, views, scene.view, scene.text_size,
        scene.selected,
    )  # fmt: skip
    try:
        return slides.checked(made)
    except InvalidInput as refusal:
        raise FileRefused(refusal.what, where=where, why=refusal.why) from None


def _written_slide(slide: Slide) -> Tree:
    return {
        "title": slide.title,
        "line": slide.line,
        "data": slide.data,
        "views": [{"name": view.name, "options": dict(view.options)} for view in slide.views],
        "view": dict(slide.view),
        "text_size": slide.text_size,
        "selected": slide.selected,
        "session": to_tree(slide.document),
    }


def _classes(session: _Session, name: str) -> Classes:
    try:
        names = check_names(entry.name for entry in session.classes)
    except InvalidInput as refusal:
        raise FileRefused(str(refusal), where=f"{name}, classes") from None
    colours = (
        index if entry.colour is None else entry.colour
        for index, entry in enumerate(session.classes)
    )
    locked = (index for index, entry in enumerate(session.classes) if entry.locked)
    return Classes(tuple(names), tuple(colours), frozenset(locked))


def _temperature(session: _Session, name: str) -> float:
    try:
        return check_temperature(session.temperature)
    except InvalidInput as refusal:
        raise FileRefused(refusal.what, where=f"{name}, temperature", why=refusal.why) from None


def _sample(sample: _Sample, place: dict[str, int], where: str) -> Sample:
    _check_count(sample.scores, place, f"{where}.scores")
    try:
        scores = check_scores([float(z) for z in sample.scores])
    except InvalidInput as refusal:
        raise FileRefused(str(refusal), where=f"{where}.scores") from None
    return Sample(scores, _target(sample.target, place, f"{where}.target"), sample.name)


def _target(target: _OneHot | _Smoothed | _Free, place: dict[str, int], where: str) -> Target:
    match target:
        case _OneHot(true=true):
            return OneHot(_class_index(true, place, f"{where}.true"))
        case _Smoothed(true=true, epsilon=epsilon):
            return Smoothed(_class_index(true, place, f"{where}.true"), epsilon)
        case _Free(p=p):
            _check_count(p, place, f"{where}.p")
            try:
                return free(np.array(p))
            except InvalidInput as refusal:
                raise FileRefused(refusal.what, where=f"{where}.p", why=refusal.where) from None


def _written_target(target: Target, names: tuple[str, ...]) -> dict[str, Any]:
    match target:
        case OneHot(true):
            return {"kind": "one-hot", "true": names[true]}
        case Smoothed(true, epsilon):
            return {"kind": "smoothed", "true": names[true], "epsilon": epsilon}
        case Free(p):
            return {"kind": "free", "p": p.tolist()}


def _class_index(class_name: str, place: dict[str, int], where: str) -> int:
    index = place.get(class_name.strip())
    if index is None:
        raise FileRefused(f"there is no class “{class_name}”", where=where)
    return index


def _check_count(values: list[Any], place: dict[str, int], where: str) -> None:
    if len(values) != len(place):
        numbers = "number" if len(values) == 1 else "numbers"
        raise FileRefused(f"{len(values)} {numbers} for {len(place)} classes", where=where)
