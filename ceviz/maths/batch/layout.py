"""Two ways to lay a block of scores out in cache, with the same verbs.

NumPy is quick along long contiguous runs and slow over short rows. Few classes are therefore
turned so that runs go over samples (``Tiles``); many classes stay as they are (``Rows``).
Measured on float32: at 10 classes tiles are 2.5 times as fast as rows, and from 64 classes
on rows win, because ``argmax`` of a row becomes vectorised there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from ceviz.maths.arrays import AnyArray, FloatArray, IntArray

#: From here on rows are long enough; below, class numbers also fit in a byte.
MANY_CLASSES = 64

#: Samples in a tile: long enough for NumPy's loops, short enough for the turning copy to stay
#: in the first-level cache. Blocks that are not whole tiles are one odd tile.
TILE = 512

#: Longest run added up in the cells' own precision; from there on in float64.
_RUN = 512


class Cells(ABC):
    """A private copy of a block's scores; the source is never written to.

    After ``load`` the copy holds the (n, K) scores of the block. Every method either reports
    one number a sample, as float64 unless said otherwise, or changes the copy in place.
    """

    cells: AnyArray
    _store: AnyArray
    _at: IntArray

    @abstractmethod
    def load(self, scores: AnyArray) -> None:
        """Copy the scores (n, K), any real type and layout."""

    @abstractmethod
    def take(self, labels: IntArray) -> FloatArray:
        """The cell of each sample's label, remembered for ``put``."""

    def put(self, value: float | AnyArray) -> None:
        """Overwrite the cells last taken."""
        self.cells.reshape(-1)[self._at] = value

    @abstractmethod
    def peak(self) -> tuple[AnyArray, IntArray]:
        """The largest cell of each sample, in the cells' type, and its lowest class.

        A NaN in the row makes the largest cell NaN.
        """

    @abstractmethod
    def top(self) -> AnyArray:
        """The largest cell of each sample alone, in the cells' type."""

    @abstractmethod
    def subtract(self, shift: AnyArray) -> None:
        """Take ``shift`` (n,) away from all cells of each sample."""

    @abstractmethod
    def divide(self, unit: AnyArray) -> None:
        """Divide all cells of each sample by its ``unit`` (n,)."""

    @abstractmethod
    def sums(self) -> FloatArray:
        """Σ of each sample's cells."""

    @abstractmethod
    def dot(self, weight: FloatArray) -> FloatArray:
        """Σ of each sample's cells times ``weight`` (K,), leaving out classes of weight 0."""

    def square(self) -> None:
        """Square every cell where it lies."""
        np.multiply(self.cells, self.cells, out=self.cells)

    def exponentials_of(self, other: Cells, factor: float) -> None:
        """Make the cells exp(``factor`` · those of ``other``), a layout of the same size."""
        self.cells = self._store.reshape(-1)[: other.cells.size].reshape(other.cells.shape)
        np.multiply(other.cells, other.cells.dtype.type(factor), out=self.cells)
        np.exp(self.cells, out=self.cells)

    def times(self, other: Cells) -> None:
        """Multiply every cell by the one of ``other`` in its place."""
        np.multiply(self.cells, other.cells, out=self.cells)

    def _taken(self) -> FloatArray:
        return _floats(self.cells.reshape(-1)[self._at])


class Tiles(Cells):
    """Few classes: tiles of consecutive samples, within a tile class after class."""

    def __init__(self, rows: int, classes: int, dtype: type[np.floating]) -> None:
        self._classes = classes
        self._firsts = _firsts(-(-rows // TILE), classes, TILE)
        self._store = np.empty(rows * classes, dtype)
        self._equal = np.empty(rows * classes, np.bool_)
        self._ranks = np.arange(classes, 0, -1, dtype=np.uint8)[:, np.newaxis]

    def load(self, scores: AnyArray) -> None:
        n, k = len(scores), self._classes
        tile = TILE if n % TILE == 0 else n
        self.cells = self._store[: n * k].reshape(n // tile, k, tile)
        np.copyto(self.cells, scores.reshape(-1, tile, k).transpose(0, 2, 1), casting="unsafe")

    def take(self, labels: IntArray) -> FloatArray:
        tile = self.cells.shape[2]
        firsts = self._firsts if tile == TILE else _firsts(1, self._classes, tile)
        self._at = labels * tile + firsts[: len(labels)]
        return self._taken()

    def peak(self) -> tuple[AnyArray, IntArray]:
        top = np.maximum.reduce(self.cells, axis=1)
        # The largest rank among the cells equal to the top is the lowest class: three
        # byte-wide passes instead of argmax, which is slow across the long axis.
        equal = self._equal[: self.cells.size].reshape(self.cells.shape)
        np.equal(self.cells, top[:, np.newaxis], out=equal)
        ranks = equal.view(np.uint8)
        np.multiply(ranks, self._ranks, out=ranks)
        first = self._classes - np.maximum.reduce(ranks, axis=1).astype(np.int64)
        return top.reshape(-1), first.reshape(-1)

    def top(self) -> AnyArray:
        top: AnyArray = np.maximum.reduce(self.cells, axis=1)
        return top.reshape(-1)

    def subtract(self, shift: AnyArray) -> None:
        tiles, _, tile = self.cells.shape
        np.subtract(self.cells, shift.reshape(tiles, 1, tile), out=self.cells)

    def divide(self, unit: AnyArray) -> None:
        tiles, _, tile = self.cells.shape
        np.divide(self.cells, unit.reshape(tiles, 1, tile), out=self.cells)

    def sums(self) -> FloatArray:
        if self.cells.shape[2] == 1:
            # Of one sample alone NumPy would add by eights, and round as in no other company.
            return _floats(np.add.accumulate(self.cells, axis=1)[:, -1])
        return _floats(np.add.reduce(self.cells, axis=1))

    def dot(self, weight: AnyArray) -> FloatArray:
        used = np.flatnonzero(weight)
        cells = self.cells if len(used) == len(weight) else self.cells[:, used]
        return _floats(np.einsum("tkn,k->tn", cells, _like(weight[used], cells)))


def _firsts(tiles: int, classes: int, tile: int) -> IntArray:
    """Where class 0 of each sample is in the flattened tiles."""
    places = np.arange(tile) + np.arange(tiles)[:, np.newaxis] * (classes * tile)
    return places.reshape(-1)


class Rows(Cells):
    """Many classes: samples as they come, one contiguous row each."""

    def __init__(self, rows: int, classes: int, dtype: type[np.floating]) -> None:
        self._classes = classes
        self._store = np.empty((rows, classes), dtype)
        self._index = np.arange(rows)

    def load(self, scores: AnyArray) -> None:
        self.cells = self._store[: len(scores)]
        np.copyto(self.cells, scores, casting="unsafe")

    def take(self, labels: IntArray) -> FloatArray:
        self._at = labels + self._index[: len(labels)] * self._classes
        return self._taken()

    def peak(self) -> tuple[AnyArray, IntArray]:
        first = self.cells.argmax(axis=1)
        return self.cells[self._index[: len(first)], first], first

    def top(self) -> AnyArray:
        top: AnyArray = np.maximum.reduce(self.cells, axis=1)
        return top

    def subtract(self, shift: AnyArray) -> None:
        np.subtract(self.cells, shift[:, np.newaxis], out=self.cells)

    def divide(self, unit: AnyArray) -> None:
        np.divide(self.cells, unit[:, np.newaxis], out=self.cells)

    def sums(self) -> FloatArray:
        return _row_sums(self.cells)

    def dot(self, weight: FloatArray) -> FloatArray:
        used = np.flatnonzero(weight)
        cells = self.cells if len(used) == len(weight) else self.cells[:, used]
        return _row_sums(cells * _like(weight[used], cells))


def _row_sums(cells: AnyArray) -> FloatArray:
    """Σ of each row, error below a unit in 10⁶ whatever the numbers.

    einsum keeps a few running sums a row: fastest of all, but over a long row of equal numbers
    they drift. Cutting the row into short runs first costs a tenth more and keeps them true.
    """
    rows, columns = cells.shape
    runs = -(-columns // _RUN)
    if runs <= 1:
        return _floats(np.einsum("nk->n", cells))
    width = columns // runs
    even, odd = cells[:, : runs * width], cells[:, runs * width :]
    partial = np.einsum("nrk->nr", even.reshape(rows, runs, width))
    return _floats(partial.sum(axis=1, dtype=np.float64) + np.einsum("nk->n", odd))


def cells_for(rows: int, classes: int, dtype: type[np.floating]) -> Cells:
    """The layout that is quicker for this many classes."""
    return (Rows if classes >= MANY_CLASSES else Tiles)(rows, classes, dtype)


def _like(values: AnyArray, cells: AnyArray) -> AnyArray:
    return values.astype(cells.dtype)


def _floats(values: AnyArray) -> FloatArray:
    return values.reshape(-1).astype(np.float64)
