"""The size of a picture, so that a page keeps its place before the picture arrives.

Reads the first bytes of PNG, GIF, JPEG and WebP files, and the root element of SVG. A file it cannot read has
the size (0, 0): the browser then finds it out by itself.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

_SVG_ROOT = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_VIEW_BOX = re.compile(rb"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)")


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in CSS pixels, (0, 0) where the file does not say."""
    with path.open("rb") as stream:
        head = stream.read(65536)
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return struct.unpack(">II", head[16:24])
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"\xff\xd8"):
        return _jpeg_size(head)
    if head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    root = _SVG_ROOT.search(head)
    return _svg_size(root.group()) if root else (0, 0)


def _jpeg_size(head: bytes) -> tuple[int, int]:
    """From the first start-of-frame segment (ISO/IEC 10918-1, B.2.2)."""
    place = 2
    while place + 9 < len(head) and head[place] == 0xFF:
        marker, length = head[place + 1], int.from_bytes(head[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", head[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return 0, 0


def _svg_size(root: bytes) -> tuple[int, int]:
    sizes = []
    for name in (rb"width", rb"height"):
        match = re.search(rb"\s" + name + rb"\s*=\s*[\"']([\d.]+)(?:px)?[\"']", root)
        sizes.append(round(float(match.group(1))) if match else 0)
    if all(sizes):
        return sizes[0], sizes[1]
    box = _VIEW_BOX.search(root)
    return (round(float(box.group(1))), round(float(box.group(2)))) if box else (0, 0)
