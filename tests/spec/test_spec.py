from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pydantic import Field

from reportgen.document.blocks import Block, Document, Finding
from reportgen.errors import SourceError, SpecError, UsageError
from reportgen.extension import workspace
from reportgen.extension.components import Check, Look, Place, RawTable, Renderer, Section, Source
from reportgen.extension.registry import Broken, Registry
from reportgen.extension.workspace import Workspace
from reportgen.labels import Label
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.section.data import Data, Dealer
from reportgen.section.targets import Indicator
from reportgen.spec.json_schema import Schema, json_schema
from reportgen.spec.spec import Spec, read_spec
from reportgen.yaml.file import read_yaml
from reportgen.yaml.model import Strict


class Csv(Source):
    """A text file.

    More about it.
    """

    type = "csv"

    path: str = Field(description="file pattern")

    def read(self, place: Place) -> Iterator[RawTable]:  # noqa: ARG002
        yield from ()


class Churn(Section):
    """Lost customers."""

    type = "churn"

    target: float = Field(default=10, ge=0)
    profile: str | None = None

    def build(self, data: Data) -> Iterator[Block]:  # noqa: ARG002
        yield from ()


class Complaints(Churn):
    """Complaints."""

    type = "complaints"


class Totals(Check):
    """Totals agree."""

    type = "totals"

    def check(self, data: Data) -> Iterable[Finding]:  # noqa: ARG002
        return ()


class Word(Renderer):
    """A Word document."""

    type = "docx"

    def render(self, document: Document, look: Look) -> bytes:  # noqa: ARG002
        return b""


class Excel(Word):
    """A workbook."""

    type = "xlsx"


GOOD = """\
report:
  title: "{dealer} {month} 客户服务月度分析报告"
  formats: [docx, {type: xlsx}]
  date: 2026-11-02
  privacy: {open: [plate]}
period: {month: 2026-10}
dealers: {from: repair_orders}
sources:
  repair_orders: {type: csv, path: 工单.csv, mapping: mappings/dms.yaml}
  callbacks:
    - {type: csv, path: a.csv}
    - {type: csv, path: b.csv, mapping: {vin: 车架号}}
checks: [totals]
sections:
  - churn
  - type: churn
    id: lost
    target: 5
recommendations:
  owners: {lost: 张三}
glossary: {CSI: 满意度}
thanks: [信息部]
"""


@pytest.fixture
def registry() -> Registry:
    names = ("repair_orders", "callbacks")
    row = Label("一张工单", "one order")
    return Registry(
        tables={name: TableContract(name, Label(name, name), row, ()) for name in names},
        sources={"csv": Csv},
        checks={"totals": Totals},
        sections={"churn": Churn, "complaints": Complaints},
        renderers={"docx": Word, "xlsx": Excel},
    )


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spec in a workspace; the bundled workspace has a template and nothing else."""
    shipped = tmp_path / "shipped"
    (shipped / "report_templates").mkdir(parents=True)
    (shipped / "report_templates" / "monthly.docx").touch()
    monkeypatch.setattr(workspace, "bundled", lambda: Workspace(shipped))
    own = tmp_path / "own"
    (own / "configs" / "mappings").mkdir(parents=True)
    (own / "configs" / "mappings" / "dms.yaml").write_text("vin: VIN码\n", "utf-8")
    monkeypatch.chdir(own)
    return Path("configs/m.yaml")


def read(path: Path, registry: Registry, text: str = GOOD, *changes: tuple[str, str]) -> Spec:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return read_spec(path, registry)


def told(path: Path, registry: Registry, *changes: tuple[str, str]) -> str:
    with pytest.raises(SpecError) as caught:
        read(path, registry, GOOD, *changes)
    return str(caught.value)


def test_a_spec_becomes_checked_objects(path: Path, registry: Registry, tmp_path: Path) -> None:
    spec = read(path, registry)

    assert spec.path == path
    assert spec.folder == tmp_path / "own"
    assert spec.workspace == Workspace(tmp_path / "own")
    assert spec.report.date == date(2026, 11, 2)
    assert spec.report.formats == (Word(), Excel())
    assert spec.report.privacy.open == ("plate",)
    assert (spec.period.month, spec.period.history) == (Month(2026, 10), 13)
    assert spec.checks == (Totals(),)
    assert spec.chapters == (("churn", Churn()), ("lost", Churn(id="lost", target=5)))
    assert spec.recommendations.owners == {"lost": "张三"}
    assert spec.recommendations.deadline_days == 30
    assert spec.listed_dealers() == ()
    assert [[spec.declarations(one).mapping for one in some] for some in spec.sources.values()] == [
        [{"vin": "VIN码"}],
        [{}, {"vin": "车架号"}],
    ]
    assert spec.look == Look(tmp_path / "shipped" / "report_templates" / "monthly.docx")


def test_word_and_excel_are_the_standard_formats(path: Path, registry: Registry) -> None:
    spec = read(path, registry, GOOD, ("  formats: [docx, {type: xlsx}]\n", ""))

    assert spec.report.formats == (Word(), Excel())


def test_dealers_may_be_listed_or_stand_in_a_file(
    path: Path, registry: Registry, tmp_path: Path
) -> None:
    listed = read(
        path,
        registry,
        GOOD,
        ("{from: repair_orders}", "[SH01, 0102, 103, {id: X, name: 城东店, region: 华东}]"),
    )
    assert listed.listed_dealers() == (
        Dealer("SH01"),
        Dealer("0102"),
        Dealer("103"),
        Dealer("X", "城东店", "华东"),
    )

    (tmp_path / "own" / "dealers.csv").write_text("id,name\nSH01,城东店\n", "utf-8")
    filed = read(path, registry, GOOD, ("{from: repair_orders}", "{file: dealers.csv}"))
    assert filed.listed_dealers() == (Dealer("SH01", "城东店"),)


def test_targets_stand_in_a_file_of_their_own(path: Path, registry: Registry) -> None:
    loss = Indicator("churn.loss", Label("流失率", "Loss rate"), "share")
    churn = type("Aimed", (Churn,), {"indicators": (loss,), "__module__": __name__})
    own = replace(registry, sections={**registry.sections, "churn": churn})
    text = "targets: targets.csv\n" + GOOD
    Path("targets.csv").write_text("indicator,target\n流失率,12%\n", "utf-8")
    assert read(path, own, text).targets_set.value("any", Month(2026, 10), "churn.loss") == 0.12
    assert read(path, own).targets_set.value("any", Month(2026, 10), "churn.loss") is None

    Path("targets.csv").write_text("indicator,target\n流失,12%\n", "utf-8")
    with pytest.raises(SourceError, match=r"targets\.csv:2: no section .* did you mean '流失率'"):
        read(path, own, text)
    Path("targets.csv").unlink()
    with pytest.raises(SourceError, match=r"targets\.csv"):
        read(path, own, text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{dealer} {month}",
            "{delaer}",
            "2:10: report.title: unknown placeholder '{delaer}'; did you mean 'dealer'?",
        ),
        (
            "{dealer} {month}",
            "{x}",
            "2:10: report.title: unknown placeholder '{x}'; there are {dealer} and {month}",
        ),
        (
            "{dealer} {month}",
            "{dealer:>30000000}",
            (
                "2:10: report.title: '{dealer…}' holds more than a name; write '{dealer}', "
                "without ':' and '!'"
            ),
        ),
        (
            "{dealer} {month}",
            "{dealer:{month.__class__}}",
            (
                "2:10: report.title: '{dealer…}' holds more than a name; write '{dealer}', "
                "without ':' and '!'"
            ),
        ),
        (
            "{dealer} {month}",
            "{month!r}",
            (
                "2:10: report.title: '{month…}' holds more than a name; write '{month}', "
                "without ':' and '!'"
            ),
        ),
        (
            "{dealer} {month}",
            "{dealer.__class__}",
            (
                "2:10: report.title: unknown placeholder '{dealer.__class__}'; there are "
                "{dealer} and {month}"
            ),
        ),
        (
            "{dealer} {month}",
            "{dealer",
            "2:10: report.title: a '{' or '}' stands alone; write '{{' or '}}' for a brace",
        ),
        (
            "[docx, {type: xlsx}]",
            "[docx, {type: xslx}]",
            "3:26: report.formats.1.type: unknown format 'xslx'; did you mean 'xlsx'?",
        ),
        ("[docx, {type: xlsx}]", "[]", "3:12: report.formats: needs at least 1 of them, got 0"),
        (
            "2026-11-02",
            "2026-02-31",
            "4:9: report.date: '2026-02-31' is not a day; write it as YYYY-MM-DD",
        ),
        (
            "2026-11-02",
            "20261102x",
            "4:9: report.date: '20261102x' is not a day; write it as YYYY-MM-DD",
        ),
        (
            "2026-10}",
            "2024-13}",
            "6:17: period.month: '2024-13' is not a month; write it as YYYY-MM, such as 2026-10",
        ),
        (
            "2026-10}",
            "2026-10, history: 0}",
            "6:35: period.history: must be at least 1, got the number 0",
        ),
        (
            "[plate]",
            "[plates]",
            (
                "5:20: report.privacy.open.0: 'plates' is not one of "
                "name, phone, plate, vin, id, customer, text; did you mean 'plate'?"
            ),
        ),
        (
            "date: 2026-11-02",
            "template: ../../x.docx",
            (
                "4:13: report.template: there is no template '../../x.docx'; "
                "put it into {own}/report_templates"
            ),
        ),
        (
            "date: 2026-11-02",
            "brand: /etc/passwd",
            "4:10: report.brand: '/etc/passwd' is an absolute path; write it relative to {own}",
        ),
        (
            "date: 2026-11-02",
            "brand: 3",
            "4:10: report.brand: expected text, got the number 3; put it in quotes",
        ),
        (
            "from: repair_orders",
            "from: repair_order",
            "7:17: dealers.from: unknown table 'repair_order'; did you mean 'repair_orders'?",
        ),
        (
            "from: repair",
            "form: repair",
            "7:11: unknown key 'dealers.form'; did you mean 'from'?",
        ),
        (
            "{from: repair_orders}",
            "[A, B, A]",
            "7:17: dealers.2: 'A' stands twice, first as entry 1; remove one",
        ),
        ("{from: repair_orders}", "[]", "7:10: dealers: needs at least 1 of them, got 0"),
        (
            "{from: repair_orders}",
            "[{id: A, nam: x}]",
            "7:19: unknown key 'dealers.0.nam'; did you mean 'name'?",
        ),
        (
            "  callbacks:",
            "  callback:",
            "10:3: sources.callback: unknown table 'callback'; did you mean 'callbacks'?",
        ),
        (
            "path: 工单.csv",
            "pth: 工单.csv",
            "9:30: unknown key 'sources.repair_orders.pth'; did you mean 'path'?",
        ),
        (
            "path: b.csv",
            "paht: b.csv",
            "12:19: unknown key 'sources.callbacks.1.paht'; did you mean 'path'?",
        ),
        (
            "mappings/dms.yaml",
            "mappings/dsm.yaml",
            (
                "9:53: sources.repair_orders.mapping: there is no file 'mappings/dsm.yaml'; "
                "did you mean 'mappings/dms.yaml'?"
            ),
        ),
        (
            "type: csv, path: a",
            "type: cvs, path: a",
            "11:14: sources.callbacks.0.type: unknown source type 'cvs'; did you mean 'csv'?",
        ),
        (
            "{type: csv, path: a.csv}",
            "{path: a.csv}",
            "11:7: sources.callbacks.0: the key 'type' is missing; add it",
        ),
        (
            "[totals]",
            "[3]",
            "13:10: checks.0: write a mapping with a 'type'",
        ),
        (
            "- churn",
            "- chrun",
            "15:5: sections.0: unknown section 'chrun'; did you mean 'churn'?",
        ),
        (
            "- churn",
            "- type：churn",
            (
                "15:5: sections.0: unknown section 'type：churn'; "
                "the colon '：' is full-width, write ': '"
            ),
        ),
        (
            "target: 5",
            "targett: 5",
            "18:5: unknown key 'sections.1.targett'; did you mean 'target'?",
        ),
        (
            "target: 5",
            "target: -5",
            "18:13: sections.1.target: must be at least 0, got the number -5",
        ),
        (
            "    id: lost\n    target: 5\nrecommendations:\n  owners: {lost",
            "recommendations:\n  owners: {churn",
            (
                "16:5: sections.1: 'churn' stands twice, first as entry 1; "
                "give one of them another 'id'"
            ),
        ),
        (
            "owners: {lost",
            "owners: {lots",
            "20:12: recommendations.owners.lots: there is no such section; did you mean 'lost'?",
        ),
        ("thanks: [信息部]", "thanks: 信息部", "22:9: thanks: expected a list, got '信息部'"),
        (
            "  - churn\n  - type: churn\n    id: lost\n    target: 5\n",
            "  churn\n",
            "15:3: sections: expected a list, got 'churn'",
        ),
        ("thanks:", "thank:", "22:1: unknown key 'thank'; did you mean 'thanks'?"),
    ],
)
def test_what_a_spec_may_not_say(
    path: Path, registry: Registry, old: str, new: str, message: str
) -> None:
    assert told(path, registry, (old, new)) == (
        f"configs/m.yaml:{message.replace('{own}', str(Path.cwd()))}"
    )


def test_dealers_come_from_a_table_that_is_read(path: Path, registry: Registry) -> None:
    assert told(
        path, registry, ("  callbacks:\n", "  other:\n"), ("from: repair_orders", "from: callbacks")
    ) == (
        "configs/m.yaml:7:17: dealers.from: no source reads the table 'callbacks'; "
        "there are repair_orders, other\n"
        "configs/m.yaml:10:3: sources.other: unknown table 'other'; "
        "there are repair_orders, callbacks"
    )


def test_a_broken_plugin_is_named_where_its_type_may_be_meant(
    path: Path, registry: Registry
) -> None:
    registry.broken.append(Broken("idle", "plugins/idle.py", "SystemExit: 1"))

    assert told(path, registry, ("- churn", "- idle")) == (
        "configs/m.yaml:15:5: sections.0: unknown section 'idle'; there are churn, complaints; "
        "it may be in a plugin that could not be loaded: plugins/idle.py (SystemExit: 1)"
    )


def test_all_errors_come_at_once_in_the_order_of_the_file(path: Path, registry: Registry) -> None:
    lines = told(
        path,
        registry,
        ("{dealer}", "{store}"),
        ("2026-10}", "October}"),
        ("- churn", "- chrun"),
        ("owners: {lost", "owners: {lots"),
        ("thanks", "thank"),
    ).splitlines()

    assert [line.split(":")[1] for line in lines] == ["2", "6", "15", "20", "22"]


def test_a_missing_template_is_an_error_when_it_is_needed(
    path: Path, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "shipped" / "report_templates" / "monthly.docx").unlink()
    spec = read(path, registry)

    with pytest.raises(UsageError) as caught:
        _ = spec.look

    assert str(caught.value) == (
        f"there is no template 'monthly.docx'; put it into {tmp_path / 'own'}/report_templates"
    )


def test_a_spec_needs_the_plugins() -> None:
    with pytest.raises(TypeError, match="made by read_spec"):
        Spec.model_validate({})


def test_specs_share_what_stands_in_another_file(path: Path, registry: Registry) -> None:
    common = path.with_name("common.yaml")
    common.write_text("glossary: { 台次: 一次进厂 }\nthanks: [甲]\n", "utf-8")
    text = f"use: common.yaml\n{GOOD}"

    assert read(path, registry, text).thanks == ("信息部",)  # its own go first
    assert read(path, registry, text.replace("thanks:", "#")).thanks == ("甲",)

    common.write_text("glossaryy: {}\n", "utf-8")
    with pytest.raises(SpecError, match=r"common.yaml:1:1: unknown key 'glossaryy'"):
        read(path, registry, text)


# --- the JSON schema ------------------------------------------------------------------------------


def errors(schema: Schema, value: object, root: Schema, where: str = "spec") -> list[str]:  # noqa: C901, PLR0911, PLR0912 one keyword a case
    """What a draft-07 validator would say, for the keywords our schema uses."""
    if "$ref" in schema:
        return errors(root["definitions"][schema["$ref"].split("/")[-1]], value, root, where)
    if found := [e for part in schema.get("allOf", ()) for e in errors(part, value, root, where)]:
        return found
    if "if" in schema:
        branch = "else" if errors(schema["if"], value, root, where) else "then"
        if found := errors(schema.get(branch, {}), value, root, where):
            return found
    if "anyOf" in schema and all(errors(part, value, root, where) for part in schema["anyOf"]):
        return [f"{where}: anyOf"]
    if "not" in schema and not errors(schema["not"], value, root, where):
        return [f"{where}: not"]
    if "const" in schema and value != schema["const"]:
        return [f"{where}: const"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: enum"]
    types = {
        "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
        "null": type(None), "boolean": bool,
    }  # fmt: skip
    if "type" in schema and not isinstance(value, types[schema["type"]]):
        return [f"{where}: type"]
    if isinstance(value, list):
        items = schema.get("items", {})
        return [e for i, v in enumerate(value) for e in errors(items, v, root, f"{where}.{i}")]
    if not isinstance(value, dict):
        return []
    found = [f"{where}: lacks {key}" for key in schema.get("required", ()) if key not in value]
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    for key in value:
        found += errors(schema.get("propertyNames", {}), key, root, f"{where}, key {key}")
    for key, inner in value.items():
        if key in known:
            found += errors(known[key], inner, root, f"{where}.{key}")
        elif isinstance(other, dict):
            found += errors(other, inner, root, f"{where}.{key}")
        elif not other:
            found.append(f"{where}: unknown {key}")
    return found


def keywords(part: object) -> set[str]:
    if isinstance(part, list):
        return {key for inner in part for key in keywords(inner)}
    if isinstance(part, dict):
        return set(part).union(*(keywords(inner) for inner in part.values()))
    return set()


def test_the_schema_accepts_what_read_spec_accepts(path: Path, registry: Registry) -> None:
    schema = json_schema(registry)
    read(path, registry)

    assert errors(schema, read_yaml(path).data, schema) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("target: 5", "targett: 5", ["spec.sections.1: unknown targett"]),
        ("type: churn", "type: chrun", ["spec.sections.1.type: enum"]),
        ("  callbacks:", "  callback:", ["spec.sources: unknown callback"]),
        ("thanks: [信息部]", "thank: []", ["spec: unknown thank"]),
        ("period: {month: 2026-10}", "period: {}", ["spec.period: lacks month"]),
        ("date: 2026-11-02", "language: fr", ["spec.report.language: enum"]),
        ("path: 工单.csv, ", "", ["spec.sources.repair_orders: lacks path"]),
    ],
)
def test_the_schema_refuses_what_read_spec_refuses(
    path: Path, registry: Registry, old: str, new: str, expected: list[str]
) -> None:
    schema = json_schema(registry)
    told(path, registry, (old, new))

    assert errors(schema, read_yaml(path).data, schema) == expected


def test_the_schema_leaves_to_the_used_files_what_only_they_say(registry: Registry) -> None:
    schema = json_schema(registry)

    own = {"use": "common.yaml", "period": {"history": 3}, "report": {"language": "en"}}
    assert errors(schema, own, schema) == []
    assert errors(schema, {**own, "thank": []}, schema) == ["spec: unknown thank"]
    lacking = ("report", "dealers", "sources", "sections")
    assert errors(schema, {"period": {"month": "2026-10"}}, schema) == [
        f"spec: lacks {key}" for key in lacking
    ]


def test_the_schema_leaves_to_the_used_files_what_only_they_say_of_a_source(
    registry: Registry,
) -> None:
    schema = json_schema(registry)

    def said(source: object) -> list[str]:
        return errors(schema, {"use": "common.yaml", "sources": {"callbacks": source}}, schema)

    assert said({"path": "回访.csv"}) == []
    assert said({"type": "csv"}) == []
    assert said({"pathh": "回访.csv"}) == ["spec.sources.callbacks, key pathh: enum"]
    assert said({"type": "csv", "pathh": ""}) == ["spec.sources.callbacks: unknown pathh"]
    assert said({"type": "cvs"}) == ["spec.sources.callbacks.type: enum"]
    assert said([{"type": "csv", "path": "a.csv"}, {"path": "b.csv"}]) == [
        "spec.sources.callbacks.1: lacks type"
    ]
    assert said([{"type": "csv"}]) == ["spec.sources.callbacks.0: lacks path"]


def test_every_component_is_told_by_its_type_and_described(registry: Registry) -> None:
    schema = json_schema(registry)

    churn = schema["definitions"]["sections.churn"]
    assert churn["properties"]["type"] == {"const": "churn", "description": "Lost customers."}
    assert churn["required"] == ["type"]
    assert churn["additionalProperties"] is False
    whole = schema["definitions"]["sources"]["then"]["allOf"]
    assert [one["then"] for one in whole] == [{"required": ["type", "path"]}]
    assert schema["definitions"]["sources.csv"]["properties"]["path"]["description"] == (
        "file pattern"
    )
    assert schema["definitions"]["sources.csv"]["description"] == "A text file."
    assert schema["properties"]["sources"]["properties"]["callbacks"]["description"] == (
        "一张工单 / one order"
    )
    section = schema["properties"]["sections"]["items"]
    assert section["then"] == {"enum": ["churn", "complaints"]}
    assert [one["then"]["$ref"] for one in section["else"]["allOf"]] == [
        "#/definitions/sections.churn",
        "#/definitions/sections.complaints",
    ]


def test_options_may_be_mappings_themselves(registry: Registry) -> None:
    class Bands(Strict):
        """Where a class ends."""

        months: int

    class Banded(Churn):
        """Classes."""

        type = "banded"

        bands: tuple[Bands, ...] = ()

    registry.sections["banded"] = Banded
    schema = json_schema(registry)

    spec = {"type": "banded", "bands": [{"months": 3}]}
    assert errors(schema["definitions"]["sections.banded"], spec, schema) == []
    spec["bands"] = [{"months": "3"}]
    assert errors(schema["definitions"]["sections.banded"], spec, schema) == [
        "spec.bands.0.months: type"
    ]


def test_the_schema_is_draft_07(registry: Registry) -> None:
    schema = json_schema(registry)

    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not keywords(schema) & {"$defs", "prefixItems", "component", "discriminator"}


def test_without_plugins_nothing_can_be_named() -> None:
    schema = json_schema(Registry())

    assert schema["properties"]["sections"]["items"] == {"not": {}}
