"""Which format a file is in: its first bytes decide, its name only where they cannot.

Formats that can run code when they are opened, or that refer to other files, are named and
refused together with two lines that convert them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from ceviz.storage.readers.edge import refuse, shown

#: Enough for every magic number and for telling text from binary.
HEAD_BYTES = 4096


class Format(StrEnum):
    """The formats ceviz reads, as it calls them."""

    NPZ = "npz"
    NPY = "npy"
    SAFETENSORS = "safetensors"
    PARQUET = "Parquet"
    JSONL = "JSONL"
    CSV = "CSV"
    TSV = "TSV"


_BY_SUFFIX = {
    ".npz": Format.NPZ,
    ".npy": Format.NPY,
    ".safetensors": Format.SAFETENSORS,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
}
_BINARY = (Format.NPZ, Format.NPY, Format.SAFETENSORS, Format.PARQUET)

_RECIPES = {
    "PyTorch": "d = torch.load({name!r}, map_location='cpu', weights_only=True); "
    "np.savez({new!r}, logits=d['logits'].float().numpy(), labels=d['labels'].numpy())",
    "joblib": "d = joblib.load({name!r}); "
    "np.savez({new!r}, logits=d['logits'], labels=d['labels'])",
    "pickle": "d = pickle.load(open({name!r}, 'rb')); "
    "np.savez({new!r}, logits=d['logits'], labels=d['labels'])",
    "HDF5": "d = h5py.File({name!r}, 'r'); "
    "np.savez({new!r}, logits=d['logits'][:], labels=d['labels'][:])",
}
_REFUSED_SUFFIXES = {
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
_OTHER_MAGIC = {
    b"\x1f\x8b": ("is compressed with gzip", "unpack it first"),
    b"BZh": ("is compressed with bzip2", "unpack it first"),
    b"\xfd7zXZ": ("is compressed with xz", "unpack it first"),
    b"\x28\xb5\x2f\xfd": ("is compressed with zstd", "unpack it first"),
    b"\xd0\xcf\x11\xe0": ("is an old Excel file", "save it as CSV"),
    b"%PDF": ("is a PDF", ""),
    b"\x89PNG": ("is a picture", ""),
    b"\xff\xd8\xff": ("is a picture", ""),
    b"MATLAB": ("is a MATLAB file", "save the arrays with scipy.io.loadmat and np.savez"),
    b"ARROW1": ("is an Arrow file", "save it as Parquet"),
    b"Obj\x01": ("is an Avro file", "save it as Parquet"),
    b"SQLite format 3": ("is an SQLite database", "export the table as CSV"),
}


def detect(path: Path, head: bytes) -> tuple[Format, str]:
    """The format of a file that begins with ``head``, and why it was taken for it.

    Raises:
        FileRefused: for pickle, PyTorch, joblib and HDF5, with how to convert them; for
            anything else that is no table and no array.
    """
    suffix = path.suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    found = _by_magic(path, head)
    if found is not None:
        if named in (found, None):
            return found, f"it begins as {found} files do"
        return found, f"it begins as {found} files do, though its name ends in {suffix}"
    if suffix in _REFUSED_SUFFIXES:
        refuse_with_recipe(path, _REFUSED_SUFFIXES[suffix])
    if named in _BINARY:
        refuse(
            f"is called {suffix} but does not begin as such a file",
            why=f"it begins with “{shown(head[:16].decode('latin-1'))}”",
        )
    return _text_format(head, named, suffix)


def refuse_with_recipe(path: Path, family: str) -> NoReturn:
    """Refuse a file of ``family`` with the code that converts it."""
    new = path.with_suffix(".npz")
    # The recipe writes over nothing: what is called p.npz may be the only copy there is.
    while new.exists():
        new = new.with_stem(f"{new.stem}-converted")
    recipe = _RECIPES[family].format(name=path.name, new=new.name)
    refuse(
        f"is a {family} file",
        why=_REASONS[family],
        remedy=f"convert it where you trust it, with numpy imported as np: {recipe}",
    )


def _by_magic(path: Path, head: bytes) -> Format | None:
    if head.startswith(b"PK\x03\x04"):
        return Format.NPZ
    if head.startswith(b"PK\x05\x06"):
        refuse("is an empty archive")
    if head.startswith(b"\x93NUMPY"):
        return Format.NPY
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= path.stat().st_size - 8:
        return Format.SAFETENSORS
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        refuse_with_recipe(path, "HDF5")
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05" and len(head) > 1:
        refuse_with_recipe(path, _REFUSED_SUFFIXES.get(path.suffix.lower(), "pickle"))
    for magic, (what, remedy) in _OTHER_MAGIC.items():
        if head.startswith(magic):
            refuse(what, remedy=remedy)
    return None


def _text_format(head: bytes, named: Format | None, suffix: str) -> tuple[Format, str]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse("is text in UTF-16", remedy="save it as UTF-8")
    if b"\0" in head:
        refuse(
            "is neither text nor a format ceviz reads",
            why=f"it begins with “{shown(head[:16].decode('latin-1'))}”",
            remedy="npz, npy, safetensors, Parquet, CSV, TSV and JSONL are read",
        )
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begins:
        refuse("holds nothing but blank lines")
    if begins.startswith(b"["):
        refuse("is one JSON list", remedy="write one object a line (JSONL)")
    if begins.startswith(b"{"):
        return Format.JSONL, "its first line is a JSON object"
    if named is Format.JSONL:
        refuse(f"is called {suffix} but its first line is not a JSON object", place="line 1")
    if begins[:1] == b"<":
        refuse("is a web page or XML, not a table")
    if named is not None:
        return named, f"its name ends in {suffix}"
    is_tabbed = b"\t" in begins.split(b"\n", 1)[0]
    found = Format.TSV if is_tabbed else Format.CSV
    return found, f"it is text, separated by {'tabs' if is_tabbed else 'commas or the like'}"
