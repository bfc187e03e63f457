"""Pictures as PDF: pages of vectors, with the fonts embedded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QByteArray, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from ceviz import __version__
from ceviz.draw.primitives import saved
from ceviz.export.buffer import bytes_of, open_buffer
from ceviz.export.page import Page
from ceviz.storage.carried.pdf import FILE_NAME

RESOLUTION = 1200

#: The dates in the file, so that the same picture is the same bytes.
_DATE = re.compile(rb"\(D:(\d{14})([^)]*)\)")
_DAY = b"20000101000000"

_MEDIA_BOX = re.compile(rb"/MediaBox \[([^\]]*)\]")

_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


def pdf_bytes(
    paints: Sequence[Callable[[QPainter], None]], page: Page, title: str, carried: bytes = b""
) -> bytes:
    """What each of ``paints`` paints in logical units, a page each of the page's size.

    ``carried`` is the session that is attached, if any.
    """
    buffer = open_buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    size = QSizeF(page.width_mm, page.height_mm)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0.0, 0.0, 0.0, 0.0),
        )
    )
    writer.setTitle(title)
    writer.setCreator(f"ceviz {__version__}")
    writer.setDocumentId(QUuid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    writer.setDocumentXmpMetadata(QByteArray(_METADATA.format(title=escape(title)).encode()))
    if carried:
        writer.addFileAttachment(FILE_NAME, QByteArray(carried), "application/json")
    with QPainter(writer) as painter:
        # Pictures within pictures stay what they are instead of becoming JPEGs.
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering, True)
        for number, paint in enumerate(paints):
            if number:
                writer.newPage()
            with saved(painter):
                painter.scale(RESOLUTION / 96.0, RESOLUTION / 96.0)
                paint(painter)
    return _sized(_undated(bytes_of(buffer)), page)


def _sized(data: bytes, page: Page) -> bytes:
    """The page in exact points: Qt rounds it to whole ones, and counts heights from the top."""
    width, height = (mm * 72.0 / 25.4 for mm in (page.width_mm, page.height_mm))

    def exact(match: re.Match[bytes]) -> bytes:
        top = float(match[1].split()[3])
        box = f"/MediaBox [0 {top - height:.4f} {width:.4f} {top:g}]".encode()
        # Offsets in the file count bytes; there is room, since Qt writes six decimals.
        return box.ljust(len(match[0])) if len(box) <= len(match[0]) else match[0]

    return _MEDIA_BOX.sub(exact, data)


def _undated(data: bytes) -> bytes:
    """The dates replaced in place: offsets in the file count bytes."""

    def fixed(match: re.Match[bytes]) -> bytes:
        zone = match[2]
        return b"(D:" + _DAY + (b"Z" + b" " * (len(zone) - 1) if zone else b"") + b")"

    return _DATE.sub(fixed, data)
