"""`reportgen schema`: prints the JSON Schema of a spec."""

from __future__ import annotations

import json
from pathlib import Path

from reportgen.cli.session import Session
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins
from reportgen.files import write_whole
from reportgen.spec.json_schema import json_schema


def run(session: Session, out: Path | None) -> int:
    """Print the schema, or write it to a file."""
    registry = load_plugins(session.workspace)
    text = json.dumps(json_schema(registry), ensure_ascii=False, indent=2)
    if out:
        write_whole(out, text.encode())
    else:
        session.console.line(text)
    return ExitCode.DONE
