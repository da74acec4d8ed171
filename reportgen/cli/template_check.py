"""`reportgen template check`: checks a Word template against its contract."""

from __future__ import annotations

from pathlib import Path

from reportgen.cli.session import Session
from reportgen.exit_codes import ExitCode
from reportgen.renderers.docx.template_trial import examine


def run(session: Session, file: Path) -> int:
    """Check the template and print what it had better have.

    Raises:
        TemplateError: It lacks what a report cannot do without.
    """
    path = file if file.exists() else session.workspace.template(str(file))
    advice = examine(path)
    for text in advice:
        session.console.warn(text)
    session.console.good("template.good", file=str(path))
    session.console.result({"file": path, "advice": advice})
    return ExitCode.DONE
