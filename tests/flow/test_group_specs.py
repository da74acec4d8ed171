"""The bundled specs of a group are built from the surveys of the demo, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from survey_cases import said

from reportgen.extension.loader import load_plugins
from reportgen.extension.workspace import bundled
from reportgen.labels import Language
from reportgen.report.one import assemble, check, cut, load
from reportgen.spec.spec import read_spec


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["quarterly_satisfaction", "annual_plan"])
def test_a_bundled_spec_of_a_group_is_built(tmp_path: Path, name: str, language: Language) -> None:
    from reportgen_plugins.after_sales.demo.demo_group_surveys import (  # noqa: PLC0415 a plugin
        SURVEYS_FILE,
        group_surveys,
    )

    suffix = {"zh": "", "en": "_en"}[language]
    spec_file = tmp_path / "configs" / f"{name}{suffix}.yaml"
    spec_file.parent.mkdir()
    shipped = bundled().configs / spec_file.name
    spec_file.write_bytes(shipped.read_bytes())
    exported = tmp_path / SURVEYS_FILE.in_(language)
    exported.parent.mkdir()
    group_surveys(4, 25, 1, language=language, a_month=5).to_csv(exported, index=False)
    registry = load_plugins()
    spec = read_spec(spec_file, registry)
    inputs = load(spec, registry, spec.period.month)
    data, ledger = cut(spec, inputs, inputs.dealers[0], spec.period.month)
    document = assemble(spec, data, check(spec, data, ledger))

    assert [c.id for c in document.chapters] == [section.type for section in spec.sections]
    assert not [chapter.failed for chapter in document.chapters if chapter.failed]
    for chapter in document.chapters:
        assert len(said(chapter, language)) > 100
