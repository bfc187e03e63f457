"""Between samples and their trees in a session file, one at a time.

As many as a session holds would take ten times its size as trees: they are written as they are
asked for, and read into arrays.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np

from ceviz.document.samples import DISTRIBUTED, Rows, Sample, Samples
from ceviz.document.scores import check_scores, first_unfit
from ceviz.document.targets import Free, OneHot, Smoothed, Target, free
from ceviz.errors import FileRefused, InvalidInput
from ceviz.maths.arrays import FloatArray
from ceviz.storage.migrations import Tree
from ceviz.storage.strict_json import fit

_Score: TypeAlias = float | Literal["-inf"]


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


def to_trees(samples: Samples, names: tuple[str, ...]) -> Iterator[Tree]:
    """Each of ``samples`` as it stands in a session whose classes have ``names``."""
    return (_written(sample, names) for sample in samples)


class SampleReader:
    """Rows from the trees of samples, as they come."""

    def __init__(self, class_names: tuple[str, ...], name: str) -> None:
        """``name`` is what refusals call the file."""
        self._place = {class_name: index for index, class_name in enumerate(class_names)}
        self._name = name
        self._scores, self._smoothing = array("d"), array("d")
        self._labels = array("q")
        self._distributions, self._distributed = array("d"), array("q")
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, tree: object) -> None:
        """The next sample.

        Raises:
            FileRefused: it is none, or not one of these classes; with its field.
        """
        within = f"samples[{len(self)}]"
        sample = fit(tree, _Sample, self._name, within)
        where = f"{self._name}, {within}"
        self._check_count(sample.scores, f"{where}.scores")
        # "-inf" is the one text there is.
        self._scores.extend(map(float, sample.scores))
        self._add_target(sample.target, f"{where}.target")
        self._names.append(sample.name)

    def rows(self, *, of_file: bool) -> Rows:
        """All of them; nothing is copied, and nothing can be added any more.

        Raises:
            FileRefused: the scores of one are such as no sample has.
        """
        scores = self._table(self._scores)
        if (row := first_unfit(scores)) is not None:
            try:
                check_scores(scores[row])
            except InvalidInput as refusal:
                where = f"{self._name}, samples[{row}].scores"
                raise FileRefused(str(refusal), where=where) from None
        return Rows(
            scores=scores,
            labels=_fixed(self._labels, np.int64),
            smoothing=_fixed(self._smoothing, np.float64),
            distributions=self._all_distributions() if self._distributed else None,
            names=tuple(self._names),
            of_file=of_file,
        )

    def _all_distributions(self) -> FloatArray:
        """(N, K) the targets that are distributions, and 0 for all others."""
        found = self._table(self._distributions)
        if len(found) == len(self):
            return found
        laid = np.zeros((len(self), len(self._place)))
        laid[_fixed(self._distributed, np.int64)] = found
        return laid

    def _table(self, values: array[float]) -> FloatArray:
        found: FloatArray = _fixed(values, np.float64)
        return found.reshape(-1, len(self._place))

    def _add_target(self, target: _OneHot | _Smoothed | _Free, where: str) -> None:
        label, epsilon = DISTRIBUTED, math.nan
        match target:
            case _OneHot(true=true):
                label = class_index(true, self._place, f"{where}.true")
            case _Smoothed(true=true, epsilon=epsilon):
                label = class_index(true, self._place, f"{where}.true")
            case _Free(p=p):
                self._check_count(p, f"{where}.p")
                try:
                    self._distributions.extend(free(np.array(p)).p)
                except InvalidInput as refusal:
                    raise FileRefused(refusal.what, where=f"{where}.p", why=refusal.where) from None
                self._distributed.append(len(self))
        self._labels.append(label)
        self._smoothing.append(epsilon)

    def _check_count(self, values: list[Any], where: str) -> None:
        if len(values) != len(self._place):
            numbers = "number" if len(values) == 1 else "numbers"
            raise FileRefused(
                f"{len(values)} {numbers} for {len(self._place)} classes", where=where
            )


def class_index(class_name: str, place: dict[str, int], where: str) -> int:
    """The ``place`` of the class that a field names; refused if there is none."""
    index = place.get(class_name.strip())
    if index is None:
        raise FileRefused(f"there is no class “{class_name}”", where=where)
    return index


def _fixed(values: array[Any], kind: type[np.generic]) -> Any:
    found = np.frombuffer(values, dtype=kind)
    found.flags.writeable = False
    return found


def _written(sample: Sample, names: tuple[str, ...]) -> Tree:
    return {
        "name": sample.name,
        "target": _written_target(sample.target, names),
        "scores": ["-inf" if z == -math.inf else z for z in sample.scores.tolist()],
    }


def _written_target(target: Target, names: tuple[str, ...]) -> Tree:
    match target:
        case OneHot(true):
            return {"kind": "one-hot", "true": names[true]}
        case Smoothed(true, epsilon):
            return {"kind": "smoothed", "true": names[true], "epsilon": epsilon}
        case Free(p):
            return {"kind": "free", "p": p.tolist()}
