"""The zip: bytes that depend on the bundle alone."""

from __future__ import annotations

import io
import zipfile

import pytest

from scormpack.bundle import Bundle, to_zip


def test_a_zip_holds_every_file_in_the_bundles_order() -> None:
    bundle = Bundle({"imsmanifest.xml": b"<manifest/>", "index.html": b"<p>Hello", "a/b.png": b"\x89PNG"})

    with zipfile.ZipFile(io.BytesIO(to_zip(bundle))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["imsmanifest.xml", "index.html", "a/b.png"]
        assert archive.read("index.html") == b"<p>Hello"


def test_entries_name_no_moment_no_owner_and_are_readable_by_all() -> None:
    with zipfile.ZipFile(io.BytesIO(to_zip(Bundle({"a.txt": b"x"})))) as archive:
        (entry,) = archive.infolist()
    assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    assert entry.external_attr >> 16 == 0o100644
    assert entry.extra == b""


def test_pictures_are_stored_because_they_are_compressed_already() -> None:
    with zipfile.ZipFile(io.BytesIO(to_zip(Bundle({"a.png": b"x" * 99, "a.svg": b"x" * 99})))) as archive:
        assert [entry.compress_type for entry in archive.infolist()] == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", "a/../../up", "a\\b"])
def test_a_path_that_leaves_the_package_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="may not stand in a package"):
        Bundle({path: b""})


def test_names_that_differ_in_case_alone_are_refused() -> None:
    with pytest.raises(ValueError, match="ignores case"):
        Bundle({"index.html": b"", "Index.html": b""})
