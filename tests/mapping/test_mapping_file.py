from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import SpecError
from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import find_workspace
from reportgen.mapping import Changes, Line, changes, read_mapping, written
from reportgen.spec.spec import read_spec


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    header = ("建单日", "是: 否", "#备注", "yes", "", "接车人")
    lines = [
        Line("day", "建单日", "1.00 好"),
        Line("flag", "是: 否", "0.93\n两行"),
        Line("note", "#备注", ""),
        Line("yes", "yes", ""),
        Line("advisor", "接车人", "? 0.45", asked=True),
    ]
    path = tmp_path / "m.yaml"
    path.write_text(written(["标题"], lines, header), "utf-8")

    found = read_mapping(path)

    assert found.columns == {"day": "建单日", "flag": "是: 否", "note": "#备注", "yes": "yes"}
    assert found.header == ("建单日", "是: 否", "#备注", "yes", "接车人")
    assert "# advisor: 接车人" in path.read_text("utf-8")


def test_a_mapping_by_hand_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("day: 建单日\n", "utf-8")

    assert read_mapping(path).columns == {"day": "建单日"}
    assert read_mapping(path).header == ()


def test_a_file_without_certain_columns_maps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("# advisor: 接车人\n_header: [接车人]\n", "utf-8")

    assert read_mapping(path).columns == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("day: [a]\n", "m.yaml:1:6: day: "),
        ("- a\n", "m.yaml:1:1: "),
        (
            "day: a\n_head: [a]\n",
            "m.yaml:2:1: '_head' is no column; the extra keys are words and _header",
        ),
        ("_header: 建单日\n", "m.yaml:1:10: _header: "),
        ("_header: [a, {b: c}]\n", "m.yaml:1:14: _header.1: "),
    ],
)
def test_an_error_names_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(SpecError) as error:
        read_mapping(path)

    assert message in str(error.value)


def test_changes_do_not_mind_how_a_header_is_written() -> None:
    assert not changes(["车牌号", "R/O No"], ["車牌號 ", "ＲＯ ＮＯ", ""])
    assert changes(["a", "b"], ["b", "c", "d"]) == Changes(("c", "d"), ("a",))
    assert Changes(("c", "d"), ("a",)).told == {
        "new": 2, "missing": 1, "new_headers": "c, d", "missing_headers": "a",
    }  # fmt: skip


def test_words_are_checked_when_the_spec_is_read(tmp_path: Path) -> None:
    (tmp_path / "configs" / "mappings").mkdir(parents=True)
    mapping = tmp_path / "configs" / "mappings" / "x.yaml"
    mapping.write_text(
        "called_at: 日期\nwords:\n  outcome:\n    success:\n      - 成功回访\n#      - 已访\n"
        "    refused:\n  channel:\n",
        "utf-8",
    )
    spec = tmp_path / "configs" / "m.yaml"
    text = (
        'report: { title: "{month}" }\nperiod: { month: 2026-10 }\ndealers: [D1]\nsources:\n'
        '  callbacks: { type: csv, path: "x.csv", mapping: mappings/x.yaml,\n'
        "    words: { outcome: { refused: [挂断] } } }\nsections: [csi_by_advisor]\n"
    )
    spec.write_text(text, "utf-8")
    registry = load_plugins(find_workspace(spec))
    read = read_spec(spec, registry)
    (calls,) = read.sources["callbacks"]
    assert read.declarations(calls).words == {
        "outcome": {"success": ("成功回访",), "refused": ("挂断",)}
    }

    spec.write_text(text.replace("outcome", "outcom"), "utf-8")
    with pytest.raises(SpecError) as wrong:
        read_spec(spec, registry)
    assert str(wrong.value).startswith(
        f"{spec}:6:14: sources.callbacks: words: callbacks has no column of words or names "
        "'outcom'; did you mean 'outcome'?"
    )
    spec.write_text(text, "utf-8")
    mapping.write_text("words:\n  outcome:\n    succes: [成功回访]\n", "utf-8")
    with pytest.raises(SpecError) as wrong:
        read_spec(spec, registry)
    assert str(wrong.value) == (
        f"{mapping}:3:5: words: 'succes' is nothing a word of outcome can mean; did you mean "
        "'success'?"
    )


def test_a_written_mapping_works_in_a_spec(tmp_path: Path) -> None:
    (tmp_path / "configs" / "mappings").mkdir(parents=True)
    mapping = tmp_path / "configs" / "mappings" / "x.yaml"
    mapping.write_text(
        written(["x"], [Line("opened_at", "建单日", "")], ["建单日", "车架号"]), "utf-8"
    )
    spec = tmp_path / "configs" / "monthly.yaml"
    spec.write_text(
        'report: { title: "x", formats: [xlsx] }\n'
        "period: { month: 2026-09 }\n"
        "dealers: [D001]\n"
        "sources:\n"
        '  repair_orders: { type: csv, path: "x.csv", mapping: mappings/x.yaml }\n'
        '  complaints: { type: csv, path: "y.csv", mapping: { received_at: 来电日 } }\n'
        "sections: [complaints]\n",
        "utf-8",
    )
    read = read_spec(spec, load_plugins(find_workspace(spec)))

    orders, complaints = (read.sources[name][0] for name in ("repair_orders", "complaints"))

    assert read.declarations(orders).mapping == {"opened_at": "建单日"}
    assert read.mapping_file(orders).header == ("建单日", "车架号")
    assert read.declarations(complaints).mapping == {"received_at": "来电日"}
    assert read.mapping_file(complaints).header == ()
