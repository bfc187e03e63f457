"""Formats that are named and refused.

They can run code, refer to other files, or hold no predictions that could be read as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from ceviz.storage.readers.edge import refuse

# Whatever the arrays are called, and a pair without names, such as fastai's get_preds gives.
_NAMED = "d = d if hasattr(d, 'items') else dict(zip(('scores', 'labels'), d)); "
_SAVED = "np.savez({new!r}, **{{k: np.asarray(v) for k, v in d.items() if np.ndim(v) > 0}})"
_RECIPES = {
    "PyTorch": "import numpy as np, torch; "
    "d = torch.load({name!r}, map_location='cpu', weights_only=True); "
    + _NAMED
    + "np.savez({new!r}, **{{k: (v.float() if v.is_floating_point() else v).detach().numpy() "
    "for k, v in d.items() if hasattr(v, 'detach')}})",
    "joblib": f"import joblib, numpy as np; d = joblib.load({{name!r}}); {_NAMED}{_SAVED}",
    "pickle": f"import pickle, numpy as np; d = pickle.load(open({{name!r}}, 'rb')); "
    f"{_NAMED}{_SAVED}",
    "HDF5": "import h5py, numpy as np; d = h5py.File({name!r}, 'r'); "
    "np.savez({new!r}, **{{k: v[()] for k, v in d.items() if hasattr(v, 'shape')}})",
}
_FAMILY_OF_SUFFIX = {
    **dict.fromkeys((".pt", ".pth", ".ckpt", ".bin"), "PyTorch"),
    **dict.fromkeys((".pkl", ".pickle"), "pickle"),
    ".joblib": "joblib",
    **dict.fromkeys((".h5", ".hdf5", ".keras"), "HDF5"),
}
_REASONS = {
    "PyTorch": "such a file can run code when it is opened",
    "joblib": "such a file can run code when it is opened",
    "pickle": "such a file can run code when it is opened",
    "HDF5": "such a file can make its reader open other files",
}
_MAGIC = {
    b"PK\x05\x06": ("is an empty archive", ""),
    b"\xfd7zXZ": ("is compressed with xz", "unpack it first"),
    b"\xd0\xcf\x11\xe0": ("is an old Excel file", "save it as CSV"),
    b"%PDF": ("is a PDF", ""),
    b"\x89PNG": ("is a picture", ""),
    b"\xff\xd8\xff": ("is a picture", ""),
    b"GIF8": ("is a picture", ""),
    b"\x7fELF": ("is a program", ""),
    b"OggS": ("is a sound", ""),
    b"ID3": ("is a sound", ""),
    b"\x1a\x45\xdf\xa3": ("is a film", ""),
    b"GGUF": ("is a language model (GGUF)", "save what it predicts, not the model"),
    b"MATLAB": ("is a MATLAB file", "save the arrays with scipy.io.loadmat and np.savez"),
    b"Obj\x01": ("is an Avro file", "save it as Parquet"),
    b"SQLite format 3": ("is an SQLite database", "export the table as CSV"),
    b"_logits_": (
        "is a llama.cpp base of log-probabilities (--kl-divergence-base)",
        "save the logits and the next tokens as npz; such files are not read yet",
    ),
}


def refuse_by_magic(path: Path, head: bytes) -> None:
    """Refuse a file that begins as one of these formats do."""
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        refuse_with_recipe(path, "HDF5")
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and len(head) > 1:
        refuse_with_recipe(path, _FAMILY_OF_SUFFIX.get(path.suffix.lower(), "pickle"))
    for magic, (what, remedy) in _MAGIC.items():
        if head.startswith(magic):
            refuse(what, remedy=remedy)


def refuse_by_name(path: Path) -> None:
    """Refuse a file whose name says that it can run code."""
    family = _FAMILY_OF_SUFFIX.get(path.suffix.lower())
    if family is not None:
        refuse_with_recipe(path, family)


def refuse_with_recipe(path: Path, family: str) -> NoReturn:
    """Refuse a file of ``family`` with the code that converts it."""
    new = path.with_suffix(".npz")
    # The recipe writes over nothing: what is called p.npz may be the only copy there is.
    while new.exists():
        new = new.with_stem(f"{new.stem}-converted")
    recipe = _RECIPES[family].format(name=str(path), new=str(new))
    refuse(
        f"is a {family} file",
        why=_REASONS[family],
        remedy=f"convert it where you trust it, in Python: {recipe}",
        recipe=recipe,
    )


#: Keys of what language-model services and servers answer, with the k most probable tokens.
_ANSWERS = (
    "completion_probabilities", "prompt_logprobs", "logprobsResult", "top_logprobs",
    "input_token_logprobs", "output_token_logprobs", "input_top_logprobs", "output_top_logprobs",
)  # fmt: skip

#: Keys in which they are wrapped.
_ENVELOPES = ("choices", "candidates", "output", "content", "response", "body", "meta_info")


def refuse_service_answers(record: Mapping[str, Any]) -> None:
    """Refuse an answer of a language-model service: it knows k tokens of a row at most."""
    inside: list[Mapping[str, Any]] = [record]
    for value in inside:  # what is found is looked into as well
        for key in _ENVELOPES:
            found = value.get(key)
            first = found[0] if isinstance(found, list) and found else found
            if isinstance(first, dict):
                inside.append(first)
        logprobs = value.get("logprobs")
        is_answer = isinstance(logprobs, dict) and bool({"content", "tokens"} & set(logprobs))
        if isinstance(logprobs, list) and logprobs and isinstance(logprobs[0], dict):
            is_answer = {"token", "logprob"} <= set(logprobs[0])
        if is_answer or any(key in value for key in _ANSWERS):
            refuse(
                "is an answer of a language-model service",
                place="line 1",
                why="it has the most probable tokens only, and no label",
                remedy="save the logits of all tokens and the tokens that came next",
            )
