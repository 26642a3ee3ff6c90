"""Zips that mean harm or were damaged: one message that names what is wrong, at once, and nothing written."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scormpack.build import build_course
from scormpack.cli import main
from scormpack.verify.archive import MAX_DIRECTORY, MAX_FILES
from scormpack.verify.package import inspect_package
from tests.courses import write_course

Files = dict[str, bytes]
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def test_texts_of_a_package_do_not_reach_the_terminal_as_orders(package: Files, tmp_path: Path) -> None:
    """A title may be anybody's: escape sequences are shown, not obeyed."""
    page = package["index.html"].replace(b'"version":"1.0.0"', b'"version":"1\\u001b[2J\\u202e"')
    assert page != package["index.html"]
    (tmp_path / "x.zip").write_bytes(zipped({**package, "index.html": page}))
    for command in (("inspect",), ("decode",)):
        result = CliRunner().invoke(
            main, [*command, str(tmp_path / "x.zip"), *(["1.ABAAAA.."] if command == ("decode",) else [])]
        )
        assert result.exit_code == 0, result.output
        assert "1\ufffd[2J\ufffd" in result.stdout
        assert "\x1b" not in result.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of a real package."""
    folder = tmp_path_factory.mktemp("package")
    (built,) = build_course(write_course(folder / "course"), ("scorm12",), folder).packages
    with zipfile.ZipFile(built.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, *, kind: int = stat.S_IFREG) -> bytes:
    """``kind`` is of the last file alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((kind if name == list(files)[-1] else stat.S_IFREG) | 0o644) << 16
            archive.writestr(entry, content, method)
    return out.getvalue()


def patched(archive: bytes, name: str, local: int, central: int, field: bytes) -> bytes:
    """The zip with bytes of one file's two headers replaced, at these places; -1 leaves one as it is."""
    data = bytearray(archive)
    for signature, length, place in ((LOCAL, 30, local), (CENTRAL, 46, central)):
        at = data.index(signature)
        while data[at + length : at + length + len(name)] != name.encode():
            at = data.index(signature, at + 1)
        if place >= 0:
            data[at + place : at + place + len(field)] = field
    return bytes(data)


def declaring(archive: bytes, name: str, size: int) -> bytes:
    return patched(archive, name, 22, 24, struct.pack("<L", size))


def run(path: Path, *command: str) -> Result:
    return CliRunner().invoke(main, [*(command or ("inspect",)), str(path)])


def refusal(path: Path) -> str:
    """What `inspect` says of a zip that it refuses."""
    before = sorted(path.parent.rglob("*"))
    result = run(path)
    assert type(result.exception) is SystemExit, result.exception
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error PKG010: {path.name}: it"), result.stderr
    assert sorted(path.parent.rglob("*")) == before
    others = (("diff", str(path), str(path)), ("decode", str(path), "1.ABAAAA..")) if path.is_file() else ()
    for command in others:
        other = CliRunner().invoke(main, command)
        assert (other.exit_code, other.stdout, other.stderr) == (1, "", result.stderr)
    return result.stderr


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return refusal(path)


# --- the zip -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("../evil.html", "`../evil.html` leads out of the package", id="parent"),
        pytest.param("a/../../evil", "leads out of the package", id="parent-inside"),
        pytest.param("../", "leads out of the package", id="parent-folder"),
        pytest.param("/etc/passwd", "leads out of the package", id="absolute"),
        pytest.param("C:evil.exe", "leads out of the package", id="drive"),
        pytest.param("a\\..\\evil", "leads out of the package", id="backslash"),
        pytest.param("\\\\server\\x", "leads out of the package", id="share"),
        pytest.param("a\x1b[31mb", "`a\\x1b[31mb` has a name with characters", id="escape"),
        pytest.param("a\nb", "has a name with characters", id="line-feed"),
        pytest.param("a\u202egpj.exe", "has a name with characters", id="turned-round"),
        pytest.param("INDEX.html", "`index.html` and `INDEX.html` are one file on some machines", id="case"),
        pytest.param("./index.html", "are one file on some machines", id="dot"),
    ],
)
def test_a_name_that_is_no_courses_is_refused(name: str, message: str, package: Files, tmp_path: Path) -> None:
    assert message in refused(tmp_path / "x.zip", zipped({**package, name: b""}))


def test_a_name_with_a_nul_is_refused(package: Files, tmp_path: Path) -> None:
    archive = zipped({**package, "safe.jsX.exe": b""}).replace(b"safe.jsX.exe", b"safe.js\0.exe")
    assert "`safe.js\\x00.exe` has a name with characters" in refused(tmp_path / "x.zip", archive)


def test_a_name_that_is_there_twice_is_refused(package: Files, tmp_path: Path) -> None:
    archive = zipped({**package, "indeX.html": b""}).replace(b"indeX.html", b"index.html")
    assert "it has two files `index.html`" in refused(tmp_path / "x.zip", archive)


def test_names_that_differ_in_how_an_accent_is_written_are_refused(package: Files, tmp_path: Path) -> None:
    archive = zipped({**package, "caf\u00e9.js": b"", "cafe\u0301.js": b""})
    assert "are one file on some machines" in refused(tmp_path / "x.zip", archive)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (stat.S_IFLNK, "`media/x` is a link"),
        (stat.S_IFIFO, "`media/x` is no plain file"),
        (stat.S_IFCHR, "`media/x` is no plain file"),
        (stat.S_IFDIR, "`media/x` is no plain file"),
    ],
)
def test_a_special_file_is_refused(kind: int, message: str, package: Files, tmp_path: Path) -> None:
    assert message in refused(tmp_path / "x.zip", zipped({**package, "media/x": b"/etc/passwd"}, kind=kind))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param(lambda a: patched(a, "quiz.js", 6, 8, b"\x01"), "`quiz.js` is encrypted", id="encrypted"),
        pytest.param(lambda a: patched(a, "quiz.js", 8, 10, b"\x63"), "in a way that no LMS reads", id="method-99"),
        pytest.param(lambda a: patched(a, "quiz.js", 8, 10, b"\x0e"), "in a way that no LMS reads", id="lzma"),
        pytest.param(lambda a: patched(a, "quiz.js", -1, 42, bytes(4)), "overlaps with another", id="overlap"),
        pytest.param(lambda a: patched(a, "quiz.js", 18, 20, b"\0\x40"), "overlaps with", id="quoted-overlap"),
        pytest.param(lambda a: patched(a, "lab.js", 18, 20, b"\xff\xff\xff"), "is cut off", id="too-long"),
        pytest.param(lambda a: patched(a, "quiz.js", 14, 16, b"\0\0\0\0"), "`quiz.js` is damaged", id="checksum"),
        pytest.param(lambda a: patched(a, "quiz.js", 37, -1, b"\xff\xff"), "`quiz.js` is damaged", id="deflate"),
        pytest.param(lambda a: patched(a, "quiz.js", 0, -1, b"XX"), "`quiz.js` is damaged", id="no-header"),
        pytest.param(lambda a: declaring(a, "quiz.js", 10_000_000), "to over 200 times its size", id="ratio"),
        pytest.param(lambda a: declaring(a, "quiz.js", 600 * 1024**2), "more than a course has", id="sum"),
        pytest.param(lambda a: declaring(a, "quiz.js", 900_000), "shorter than it declares", id="short"),
        pytest.param(lambda a: declaring(a, "quiz.js", 100), "`quiz.js` unpacks to more than it declares", id="long"),
        pytest.param(lambda a: a[: len(a) // 2], "is no zip that can be read", id="half"),
        pytest.param(lambda a: a[:-1], "is no zip that can be read", id="one-byte-short"),
        pytest.param(lambda a: a[5000:], "it", id="without-its-beginning"),
        pytest.param(lambda _a: b"", "is no zip that can be read", id="empty"),
        pytest.param(lambda _a: b"<html>", "(File is not a zip file)", id="no-zip"),
        pytest.param(lambda _a: END + bytes(18), "it has no imsmanifest.xml", id="no-files"),
        pytest.param(lambda _a: END + b"\xff" * 18, "is no zip that can be read", id="only-ones"),
    ],
)
def test_a_damaged_zip_is_refused(
    damage: Callable[[bytes], bytes], message: str, package: Files, tmp_path: Path
) -> None:
    assert message in refused(tmp_path / "x.zip", damage(zipped(package)))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_no_lms_unpacks_is_refused(method: int, package: Files, tmp_path: Path) -> None:
    assert "in a way that no LMS reads" in refused(tmp_path / "x.zip", zipped(package, method))


def test_a_zip_of_too_many_files_is_refused(tmp_path: Path) -> None:
    archive = zipped({f"{number}.js": b"" for number in range(MAX_FILES + 1)})
    assert f"it has {MAX_FILES + 1} files" in refused(tmp_path / "x.zip", archive)


def test_a_list_of_a_million_files_is_not_read(tmp_path: Path) -> None:
    entries = (CENTRAL + bytes(42)) * 1_000_000
    archive = entries + END + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    assert "its list of files is longer than a course has" in bounded(tmp_path / "x.zip", archive)


def bounded(path: Path, archive: bytes) -> str:
    """The refusal, with neither the time nor the memory that unpacking would take."""
    path.write_bytes(archive)
    refusal(path)
    tracemalloc.start()
    began = time.monotonic()
    inspected = inspect_package(path)
    took, (_now, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * MAX_DIRECTORY
    assert took < 5
    return inspected.diagnostics[0].message


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = zipped({f"{number}.html": bytes(10 * 1024**2) for number in range(20)})
    assert "`0.html` unpacks to over 200 times its size" in bounded(tmp_path / "x.zip", archive)


def test_a_bomb_that_declares_little_is_given_up_at_what_it_declares(tmp_path: Path) -> None:
    size, name = 1000, "index.html"
    archive = declaring(zipped({name: bytes(64 * 1024**2)}), name, size)
    archive = patched(archive, name, 14, 16, struct.pack("<L", zlib.crc32(bytes(size))))
    assert "`index.html` unpacks to more than it declares" in bounded(tmp_path / "x.zip", archive)


def test_what_is_stored_unpacked_and_long_is_read(package: Files, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({**package, "media/film.mp4": os.urandom(9 * 1024**2)}, zipfile.ZIP_STORED))
    result = run(tmp_path / "x.zip")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_folder_and_a_pipe_that_are_called_zip_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.zip").mkdir()
    os.mkfifo(tmp_path / "pipe.zip")
    assert "it is no file" in refusal(tmp_path / "folder.zip")
    assert "it is no file" in refusal(tmp_path / "pipe.zip")


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.zip").write_bytes(b"")
    error = PermissionError(13, "Permission denied")
    monkeypatch.setattr("io.FileIO", lambda _path: (_ for _ in ()).throw(error))
    assert (
        "it is no zip that can be read (Permission denied)"
        in inspect_package(tmp_path / "x.zip").diagnostics[0].message
    )


# --- what is in it -----------------------------------------------------------------------------------------------

LAUGHS = b'<!DOCTYPE m [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY a{i} "{f"&a{i - 1 if i else str()};" * 10}">'.encode() for i in range(10)
)
OUTSIDE = b'<!DOCTYPE m [<!ENTITY a SYSTEM "secret.txt">]><m>&a;</m>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(LAUGHS + b"]><m>&a9;</m>", "its imsmanifest.xml has a DOCTYPE", id="billion-laughs"),
        pytest.param(LAUGHS + b']><m a="&a9;"/>', "imsmanifest.xml has a DOCTYPE", id="laughs-in-an-attribute"),
        pytest.param(OUTSIDE, "imsmanifest.xml has a DOCTYPE", id="external-entity"),
        pytest.param(b'<!DOCTYPE m SYSTEM "https://example.org/x.dtd"><m/>', "has a DOCTYPE", id="external-dtd"),
        pytest.param(OUTSIDE.decode().encode("utf-16"), "is no valid XML", id="utf-16"),
        pytest.param(b'<?xml version="1.0" encoding="UTF-7"?><m>+ADwAIQ-DOCTYPE', "is no valid XML", id="utf-7"),
        pytest.param(b"<m>&a;</m>", "is no valid XML", id="unknown-entity"),
        pytest.param(b"<m>" * 100_000, "is no valid XML (Excessive depth", id="deep"),
        pytest.param(b"<m>" + os.urandom(9_000_000), "is longer than a course's", id="long"),
        pytest.param(b"", "is no valid XML", id="empty"),
        pytest.param(b"\0", "is no valid XML", id="nul"),
        pytest.param(b"\xff\xfe<", "is no valid XML", id="bytes"),
        pytest.param(b"<manifest/>", "has no item or no resource", id="nothing"),
    ],
)
def test_a_hostile_manifest_is_refused(content: bytes, message: str, package: Files, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    said = refused(tmp_path / "x.zip", zipped({**package, "imsmanifest.xml": content}))
    assert message in said
    assert "SECRET" not in said


def with_contract(package: Files, change: Callable[[str], str]) -> Files:
    """The package with its contract's JSON changed."""
    head, mark, rest = package["index.html"].decode().partition('id="contract"')
    start, _mark, rest = rest.partition(">")
    contract, _mark, end = rest.partition("</script>")
    changed = change(contract)
    assert changed != contract
    return {**package, "index.html": f"{head}{mark}{start}>{changed}</script>{end}".encode()}


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def changed_part(place: int, **fields: object) -> Callable[[str], str]:
    def change(text: str) -> str:
        contract = json.loads(text)
        contract["modules"][0]["parts"][place] |= fields
        return json.dumps(contract)

    return change


def deep_rule(depth: int) -> str:
    return '{"op": "all", "rules": [' * depth + '{"op": "viewed", "of": "page"}' + "]}" * depth


def deep(text: str) -> str:
    contract = json.loads(text) | {"completion": 0}
    return json.dumps(contract).replace('"completion": 0', f'"completion": {deep_rule(5000)}')


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda _text: "[" * 1_000_000, "its contract is of another version or damaged", id="brackets"),
        pytest.param(lambda _text: "null", "its contract is of another version or damaged", id="null"),
        pytest.param(lambda _text: "", "its contract is of another version or damaged", id="empty"),
        pytest.param(deep, "its contract is of another version or damaged", id="deep-rule"),
        pytest.param(lambda text: text[:-9], "its contract is of another version or damaged", id="cut"),
        pytest.param(replacing('"small"', '"\\ud800"'), "its contract is of another version", id="surrogate"),
        pytest.param(changed_part(0, bits=[10**9]), "(what it keeps of `intro` is no state)", id="wide-bits"),
        pytest.param(changed_part(0, bits=[2**20] * 99), "(nothing keeps so long a state)", id="many-bits"),
        pytest.param(changed_part(0, bits=[-1]), "(what it keeps of `intro` is no state)", id="negative-bits"),
        pytest.param(changed_part(0, bits=[]), "(what it keeps of `intro` is no state)", id="page-without-bits"),
        pytest.param(changed_part(1, bits=[1, 4]), "(what it keeps of `quiz` is no state)", id="quiz-without-bits"),
        pytest.param(changed_part(2, bits=[1]), "(what it keeps of `lab` is no state)", id="lab-without-bits"),
        pytest.param(changed_part(2, topics=["t"] * 99), "(what it keeps of `lab` is no state)", id="many-topics"),
        pytest.param(changed_part(0, id="quiz"), "(it has no part, or one twice)", id="twice"),
        pytest.param(changed_part(1, id="other"), "its answer keys have nothing for `other`", id="no-keys"),
        pytest.param(changed_part(1, mastery_score=float("nan")), "holds a number that is none", id="no-number"),
        pytest.param(replacing('"index.html"', '"../x.html"'), "its page `../x.html` is missing", id="page-outside"),
        pytest.param(replacing('"answers.js"', '"none.js"'), "its answer key `none.js` is missing", id="no-key-file"),
        pytest.param(replacing('"answers.js"', '"a\\u001b[2J"'), "`a\\x1b[2J` is missing", id="terminal"),
    ],
)
def test_a_hostile_contract_is_refused(
    change: Callable[[str], str], message: str, package: Files, tmp_path: Path
) -> None:
    assert message in refused(tmp_path / "x.zip", zipped(with_contract(package, change)))


KEY = '(self.scormpackAnswers??=[]).push({"page":0,"parts":{"quiz":%s}})'
QUESTION = '{"type":"single-choice","id":"q1","points":1,"choices":[{"id":"a","feedback":"%s"}]}'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("answers.js", KEY % ("[" * 1_000_000), "`answers.js` is damaged", id="deep-key"),
        pytest.param("answers.js", KEY % "[]", "nothing for `quiz`", id="empty-key"),
        pytest.param("answers.js", KEY % f"[{QUESTION},{QUESTION}]", "`quiz` twice", id="question-twice"),
        pytest.param("answers.js", b"\xff", "`answers.js` cannot be read", id="key-bytes"),
        pytest.param("answers.js", "alert(1)", "`answers.js` is missing or damaged", id="key-script"),
        pytest.param("index.html", "", "`index.html` cannot be read", id="empty-page"),
        pytest.param("index.html", b"\xff", "`index.html` cannot be read", id="page-bytes"),
        pytest.param("index.html", "<?xml version='1' encoding='x'?>", "`index.html` cannot be read", id="xml"),
        pytest.param("index.html", "<p>Hello.", "its launch page holds no contract", id="no-contract"),
        pytest.param(
            "index.html",
            "".join(f"<p><p><p><p>{i:x}" for i in range(500_001)),
            "more elements than a course has",
            id="elements",
        ),
        pytest.param(
            "index.html",
            f"<p {' '.join(f'a{i}=1' for i in range(20_000))}>",
            "`p` with 20000 attributes",
            id="attributes",
        ),
        pytest.param("index.html", "<div>" * 5000 + "<script id=contract>{}", "holds no contract", id="deep-page"),
        pytest.param("index.html", b" " * (17 * 1024**2), "unpacks to over 200 times", id="spaces"),
        pytest.param("index.html", os.urandom(17 * 1024**2), "is longer than a course's", id="long-page"),
    ],
)
def test_a_hostile_page_or_key_is_refused(
    name: str, content: str | bytes, message: str, package: Files, tmp_path: Path
) -> None:
    content = content.encode() if isinstance(content, str) else content
    assert message in refused(tmp_path / "x.zip", zipped({**package, name: content}))


def test_a_control_character_in_a_pictures_text_is_passed_over(package: Files, tmp_path: Path) -> None:
    page = package["index.html"].replace(b"Hello</h1>", b"Hello<img alt='&#1;x'></h1>")
    assert page != package["index.html"]
    (tmp_path / "x.zip").write_bytes(zipped({**package, "index.html": page}))
    result = run(tmp_path / "x.zip", "inspect", "--format", "json")
    assert json.loads(result.stdout)["parts"][0]["title"] == "Hellox"


def test_a_refused_package_is_not_decoded_either(package: Files, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(with_contract(package, changed_part(0, bits=[]))))
    result = CliRunner().invoke(main, ["decode", str(path), "1.ABAAAA.."])
    assert type(result.exception) is SystemExit
    assert (result.exit_code, "PKG010" in result.stderr) == (1, True)
