"""Many files measured as one, from a script: here, in processes, or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy.typing as npt

from ceviz.api.arrays import as_numpy
from ceviz.api.choices import read_options
from ceviz.errors import InvalidInput
from ceviz.maths.batch.shapes import Axis
from ceviz.maths.batch.task import checked_temperature
from ceviz.storage.parts.engines import Client, engine_of, threads_each, working
from ceviz.storage.parts.listing import listed_files
from ceviz.storage.parts.part import Settings
from ceviz.storage.parts.whole import Whole, measure_files


def evaluate_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    client: Client | Executor | None = None,
    workers: int | None = None,
    are_parts: bool = False,
    find_temperature: bool = True,
    kind: str = "auto",
    weight: npt.ArrayLike | None = None,
    ignore_index: int | None = -100,
    label_smoothing: float = 0.0,
    temperature: float = 1.0,
    class_names: Sequence[str] | None = None,
    class_axis: Axis | None = None,
    scores: str | None = None,
    labels: str | None = None,
    label_form: str | None = None,
    limit: int | str | None = None,
) -> Whole:
    """What all rows of many files come to, to the last bit as if they stood in one.

    No more than a file a worker is in memory at a time; of the rows only the dearest are kept.

    Args:
        paths: files, folders and patterns (``shards/*.parquet``), in any order.
        client: a Dask ``distributed.Client``, or an executor of :mod:`concurrent.futures`, whose
            workers have ceviz and see the files under the same names.
        workers: read in so many processes of this machine instead. A script needs
            ``if __name__ == "__main__":`` before it.
        are_parts: whether files that look like checkpoints of one run, or have the same truth
            row by row, are parts all the same.
        find_temperature: whether the best temperature is looked for, which reads all files again
            several times.
        kind, weight, ignore_index, label_smoothing, temperature, class_names, class_axis: as
            :func:`ceviz.evaluate` has them. What is left open is guessed from the first file,
            and a file that does not agree is refused.
        scores, labels, label_form, limit: as :func:`ceviz.read` has them.

    Returns:
        An object with ``cross_entropy, accuracy, ece, summary, per_class, optimal``, ``files``
        (what each one comes to), ``worst(count)`` and ``certainty()``.

    Raises:
        FileRefused: a file cannot be read, or does not go with the first; it is named.
        InvalidInput: a number cannot be measured, by file and row; or an argument is wrong.
    """
    if client is not None and workers is not None:
        raise InvalidInput("there is one place to work at", remedy="give client or workers")
    words = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    files = listed_files(os.fspath(word) for word in words)
    if not files:
        raise InvalidInput("there are no files to measure", where="paths")
    options = read_options(
        scores=scores, kind=None if kind == "auto" else kind, labels=labels,
        label_form=label_form, ignore_index=ignore_index, class_names=class_names,
        class_axis=class_axis, limit=limit,
    )  # fmt: skip
    settings = Settings(
        weight=None if weight is None else tuple(as_numpy(weight, "weight").ravel().tolist()),
        label_smoothing=label_smoothing,
        temperature=checked_temperature(temperature),
        fit=find_temperature,
        threads=threads_each(workers),
    )
    if client is not None:
        # How many work beside each other is not known here, so each takes one.
        engine = engine_of(client)
        return measure_files(
            files, options, replace(settings, threads=1), engine=engine, are_parts=are_parts
        )
    with working(workers) as here:
        return measure_files(files, options, settings, engine=here, are_parts=are_parts)
