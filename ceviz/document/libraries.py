"""The document's loss as a few lines of another library's code, which print the number shown.

One row a library in :data:`LIBRARIES`; the Edit menu and ``ceviz code`` follow from it. The code
is written from the document's exact numbers, in double precision. Nothing of it is run here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ceviz.document.analysis import analyse
from ceviz.document.model import Document, Unit
from ceviz.document.targets import Free, OneHot, Smoothed, distribution
from ceviz.document.text.numbers import show_information
from ceviz.errors import UnknownSource
from ceviz.maths.arrays import FloatArray

#: How many numbers a line of code holds.
PER_LINE = 8


@dataclass(frozen=True, slots=True)
class Library:
    """What a library is called, and how the loss is written with it."""

    key: str
    title: str
    write: Callable[[Document], str]


def code(document: Document, key: str) -> str:
    """The loss of the selected sample with library ``key``, ready to be run.

    Raises:
        UnknownSource: there is no such library.
    """
    for library in LIBRARIES:
        if library.key == key:
            return library.write(document)
    known = ", ".join(each.key for each in LIBRARIES)
    raise UnknownSource(f"there is no code for “{key}”", remedy=f"choose one of {known}")


def _numpy(document: Document) -> str:
    p = distribution(document.sample.target, len(document.classes))
    return _lines(
        "import numpy as np",
        "",
        *_names(document),
        *_array("z", document.sample.scores, "np.array({})", "np.inf", "scores"),
        *_array("p", p, "np.array({})", "np.inf", "the truth"),
        "",
        f"z = z / {document.temperature!r}  # the temperature",
        "log_q = z - np.logaddexp.reduce(z)  # softmax, as logarithms",
        "loss = -p[p > 0] @ log_q[p > 0]  # 0 · log 0 counts as 0",
        *_printed(document, "loss", "np.log(2.0)"),
    )


def _torch(document: Document) -> str:
    known = isinstance(document.sample.target, OneHot)
    by_hand = _impossible(document) and not known
    target, call = _target(
        document, "torch.tensor([{}])", "torch.tensor({}, dtype=torch.float64)",
        smoothed=not by_hand,
    )  # fmt: skip
    t = repr(document.temperature)
    ready = [
        f"criterion = torch.nn.CrossEntropyLoss({call})  # softmax is inside",
        f"loss = criterion(logits / {t}, target).item()",
    ]
    return _lines(
        "import torch",
        "",
        *_names(document),
        *_array(
            "logits", document.sample.scores, "torch.tensor([{}], dtype=torch.float64)",
            'float("inf")', "scores",
        ),
        *target,
        "",
        *(_by_hand(f"torch.log_softmax(logits / {t}, dim=-1)") if by_hand else ready),
        *_printed(document, "loss", "0.6931471805599453"),
    )  # fmt: skip


def _optax(document: Document) -> str:
    known = isinstance(document.sample.target, OneHot)
    target, _ = _target(document, "jnp.array([{}])", "jnp.array({})")
    name = "softmax_cross_entropy" + ("_with_integer_labels" if known else "")
    t = repr(document.temperature)
    ready = [f"losses = optax.{name}(logits / {t}, target)", "loss = losses.mean().item()"]
    by_hand = _impossible(document) and not known
    return _lines(
        "import jax",
        "import jax.numpy as jnp",
        "import optax",
        "",
        'jax.config.update("jax_enable_x64", True)',
        *_names(document),
        *_array("logits", document.sample.scores, "jnp.array([{}])", "jnp.inf", "scores"),
        *target,
        "",
        *(_by_hand(f"jax.nn.log_softmax(logits / {t})") if by_hand else ready),
        *_printed(document, "loss", "0.6931471805599453"),
    )


def _keras(document: Document) -> str:
    known = isinstance(document.sample.target, OneHot)
    target, _ = _target(document, "np.array([{}])", "np.array({})")
    name = "SparseCategoricalCrossentropy" if known else "CategoricalCrossentropy"
    t = repr(document.temperature)
    ready = [
        f"criterion = keras.losses.{name}(from_logits=True)",
        f"loss = float(criterion(target, logits / {t}))",
    ]
    if _impossible(document):
        target, _ = _target(document, "np.array([{}])", "np.array({})", whole=True)
        log_q = f"keras.ops.convert_to_numpy(keras.ops.log_softmax(logits / {t}))"
        ready = _by_hand(log_q)
    return _lines(
        "import keras",
        "import numpy as np",
        "",
        'keras.backend.set_floatx("float64")',
        *_names(document),
        *_array("logits", document.sample.scores, "np.array([{}])", "np.inf", "scores"),
        *target,
        "",
        *ready,
        *_printed(document, "loss", "0.6931471805599453"),
    )


#: In the order of the menu.
LIBRARIES: tuple[Library, ...] = (
    Library("torch", "PyTorch", _torch),
    Library("numpy", "NumPy", _numpy),
    Library("jax", "JAX with Optax", _optax),
    Library("keras", "Keras", _keras),
)


def _impossible(document: Document) -> bool:
    """Whether a score is −∞: losses over distributions multiply 0 by it, which is no number."""
    return bool(np.isinf(document.sample.scores).any())


def _by_hand(log_q: str) -> list[str]:
    return [
        f"log_q = {log_q}",
        "possible = target > 0  # 0 · log 0 counts as 0",
        "loss = float(-(target[possible] * log_q[possible]).sum())",
    ]


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _names(document: Document) -> list[str]:
    """The classes in a comment, so that nobody counts: as many as a line holds."""
    names = document.classes.names
    shown = ", ".join(names[:PER_LINE])
    more = f" and {len(names) - PER_LINE:,} more" if len(names) > PER_LINE else ""
    return [f"# classes: {shown}{more}"]


def _array(name: str, values: FloatArray, form: str, infinity: str, what: str) -> list[str]:
    """``name = form`` with every number in full."""
    numbers = [_number(value, infinity) for value in values.tolist()]
    if len(numbers) <= PER_LINE:
        return [f"{name} = {form.format('[' + ', '.join(numbers) + ']')}  # {what}"]
    rows = [
        "    " + ", ".join(numbers[at : at + PER_LINE]) + ","
        for at in range(0, len(numbers), PER_LINE)
    ]
    head, tail = form.split("{}")
    return [f"{name} = {head}[  # {what}", *rows, f"]{tail}"]


def _number(value: float, infinity: str) -> str:
    if np.isinf(value):
        return f"-{infinity}" if value < 0 else infinity
    return repr(value)


def _target(
    document: Document, by_index: str, by_mass: str, *, smoothed: bool = False, whole: bool = False
) -> tuple[list[str], str]:
    """The lines that say the truth, and what the loss is to be told of it.

    By the index of the class where there is one, unless it is wanted ``whole``; ``smoothed`` says
    that the loss can smooth it itself.
    """
    target, names = document.sample.target, document.classes.names
    if whole:
        smoothed, target = False, Free(distribution(target, len(names)))
    if isinstance(target, OneHot) or (smoothed and isinstance(target, Smoothed)):
        line = f"target = {by_index.format(target.true)}  # {names[target.true]}"
        epsilon = f"label_smoothing={target.epsilon!r}" if isinstance(target, Smoothed) else ""
        return [line], epsilon
    mass = distribution(target, len(names))
    return _array("target", mass, by_mass.replace("{}", "[{}]"), "1.0", "the truth"), ""


def _printed(document: Document, name: str, log_2: str) -> list[str]:
    """The line that prints the number, and what it prints."""
    loss = analyse(document).cross_entropy * document.unit.per_nat
    value = name if document.unit is Unit.NATS else f"{name} / {log_2}"
    return [f"print({value})  # {show_information(loss)} {document.unit.value}"]
