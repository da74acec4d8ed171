"""An opened package is parsed once, and tells what is wrong with any package."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reportgen.renderers.open_package import Package, package_faults

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SOUND = {
    "[Content_Types].xml": '<Types><Default Extension="rels"/><Default Extension="xml"/></Types>',
    "a/b.xml": f'<b xmlns:r="{RELATIONS}"><c r:id="rId1"/><d r:embed="rId2"/></b>',
    "a/_rels/b.xml.rels": '<R><Relationship Id="rId1" Target="../c.xml"/>'
    '<Relationship Id="rId2" Target="http://x/y" TargetMode="External"/></R>',
    "c.xml": "<c/>",
}


def package(changes: Mapping[str, str] = {}) -> Package:
    return Package({name: part.encode() for name, part in {**SOUND, **changes}.items()})


def test_a_sound_package_has_no_faults() -> None:
    assert list(package_faults(package())) == []


def test_parts_are_parsed_once_and_found_by_relation() -> None:
    opened = package()

    assert opened.root("c.xml") is opened.root("c.xml")
    assert opened.targets("a/b.xml") == {"rId1": "c.xml"}
    assert [one.external for one in opened.links("a/b.xml")] == [False, True]
    assert opened.links("c.xml") == []
    assert len(opened) == 4


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("a/_rels/b.xml.rels", "../c.xml", "d.xml", "missing part a/d.xml"),
        ("a/_rels/b.xml.rels", "rId2", "rId1", "relation rId1 stands 2 times"),
        ("a/_rels/b.xml.rels", "rId2", "rId3", "a/b.xml: dangling relation rId2"),
        ("a/b.xml", "r:", "rel:", ""),
        ("a/b.xml", 'r:id="rId1"', 'r:link="rId9"', "a/b.xml: dangling relation rId9"),
        ("[Content_Types].xml", 'Extension="xml"', 'Extension="png"', "no content type for c.xml"),
        ("[Content_Types].xml", "</Types>", '<Override PartName="/x"/></Types>', "missing part /x"),
        ("c.xml", "<c/>", f'<c xmlns:q="{RELATIONS}" q:id="rId1"/>', "c.xml: dangling relation"),
    ],
)
def test_faults_of_a_package_are_named(part: str, old: str, new: str, fault: str) -> None:
    assert old in SOUND[part]
    changed = SOUND[part].replace(old, new)
    if new == "rel:":
        changed = changed.replace("xmlns:r=", "xmlns:rel=")
    found = list(package_faults(package({part: changed})))

    assert any(fault in one for one in found) if fault else not found


def test_relations_of_a_part_that_is_gone_are_found() -> None:
    parts = {name: part.encode() for name, part in SOUND.items() if name != "a/b.xml"}

    assert list(package_faults(Package(parts))) == [
        "a/_rels/b.xml.rels: relations of the missing part a/b.xml"
    ]
