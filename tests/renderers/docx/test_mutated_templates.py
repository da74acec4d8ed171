"""A damaged template is one error with its place, or makes a report; never a traceback.

The full form, with figures: `python benchmarks/mutated_templates.py`.
"""

from pathlib import Path

import pytest
from template_mutations import MUTATIONS, mutated

from reportgen.errors import TemplateError
from reportgen.extension.components import Look
from reportgen.renderers.docx.template_trial import tried


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_damaged_template_is_an_error_with_its_place(
    kind: str, look: Look, tmp_path: Path
) -> None:
    data = look.template.read_bytes()
    for seed in range(12):
        path = tmp_path / f"own{seed}.docx"
        path.write_bytes(mutated(data, kind, seed))
        try:
            tried(path)
        except TemplateError as error:
            for line in str(error).splitlines():
                assert line.startswith(f"own{seed}.docx: "), f"{kind} {seed}"
                assert len(line) > len("own1.docx: ") + 20
                assert "no report can be made with it" not in line, f"{kind} {seed}"
