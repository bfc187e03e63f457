"""Between a document and the tree of a session file; the schema of its newest version.

What the fields mean is told in :mod:`ceviz.storage.session`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

from ceviz.document import slides
from ceviz.document.classes import MAX_CLASSES
from ceviz.document.model import (
    Classes,
    Document,
    Policy,
    Samples,
    Slide,
    SlideView,
    Unit,
    check_names,
    check_temperature,
)
from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.json_stream import JsonStream
from ceviz.storage.migrations import VERSION, VERSION_KEY, Tree, migrate
from ceviz.storage.sample_trees import SampleReader, class_index, to_trees
from ceviz.storage.strict_json import fit


class _Class(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    colour: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] | None = None
    locked: bool = False


class _ClassList(msgspec.Struct):
    classes: Annotated[list[_Class], msgspec.Meta(max_length=MAX_CLASSES)]


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
    samples: Annotated[list[Any], msgspec.Meta(min_length=1)]  # read one by one
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
    tree = to_open_tree(document)
    return {**tree, "samples": list(tree["samples"])}


def to_open_tree(document: Document) -> Tree:
    """As :func:`to_tree`, but the samples are an iterator, which makes their trees as it goes."""
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
        "samples": to_trees(document.samples, names),
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
    return _document(fit(migrate(tree, name), _Session, name), name)


def from_stream(stream: JsonStream, name: str) -> Document:
    """The document that ``stream`` spells, in what its arrays take; raises as :func:`from_tree`.

    Samples are read one by one where all that they need stands before them, as it does in what
    is written here; else as a tree, like sessions of older versions.
    """
    if stream.next() != "{":
        tree, samples = stream.value(), None
    else:
        tree, samples = _members(stream, name)
    stream.end()
    session = fit(migrate(tree, name), _Session, name)
    return _document(session, name, samples)


def _members(stream: JsonStream, name: str) -> tuple[Tree, SampleReader | None]:
    """The tree of a session, without those samples that were read one by one."""
    tree: Tree = {}
    samples = None
    for key in stream.members():
        known = tree.get(VERSION_KEY) == VERSION and "classes" in tree
        if key == "samples" and known and stream.next() == "[":
            listed = fit({"classes": tree["classes"]}, _ClassList, name).classes
            samples = SampleReader(_classes(listed, name).names, name)
            for _ in stream.entries():
                samples.add(stream.value())
            tree[key] = [None] * min(len(samples), 1)  # whether there are any is checked later
        else:
            tree[key] = stream.value()
    return tree, samples


def _document(session: _Session, name: str, samples: SampleReader | None = None) -> Document:
    """``samples`` are those of the session that have been read already."""
    classes = _classes(session.classes, name)
    if samples is None:
        samples = SampleReader(classes.names, name)
        for tree in session.samples:
            samples.add(tree)
    rows = samples.rows(of_file=session.rows_of_file)
    if session.selected >= len(rows):
        raise FileRefused(
            f"there is no sample {session.selected}",
            where=f"{name}, selected",
            why=f"there are {len(rows)}, counted from 0",
        )
    place = {class_name: index for index, class_name in enumerate(classes.names)}
    partner = session.partner
    return Document(
        classes=classes,
        samples=Samples(rows),
        selected=session.selected,
        temperature=_temperature(session, name),
        unit=session.unit,
        policy=session.policy,
        partner=0 if partner is None else class_index(partner, place, f"{name}, partner"),
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


def _classes(listed: list[_Class], name: str) -> Classes:
    try:
        names = check_names(entry.name for entry in listed)
    except InvalidInput as refusal:
        raise FileRefused(str(refusal), where=f"{name}, classes") from None
    colours = (
        index if entry.colour is None else entry.colour for index, entry in enumerate(listed)
    )
    locked = (index for index, entry in enumerate(listed) if entry.locked)
    return Classes(tuple(names), tuple(colours), frozenset(locked))


def _temperature(session: _Session, name: str) -> float:
    try:
        return check_temperature(session.temperature)
    except InvalidInput as refusal:
        raise FileRefused(refusal.what, where=f"{name}, temperature", why=refusal.why) from None
