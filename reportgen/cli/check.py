"""`reportgen check`: checks a spec and what it names; with `--data` the data of its files too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reportgen.cli.session import Session, asked_month
from reportgen.errors import UsageError
from reportgen.exit_codes import check_exit_code
from reportgen.spec.spec import Spec


def run(
    session: Session, path: Path, *, data: bool = False, month: str | None = None, strict: bool
) -> int:
    """Check the spec, its template, brand file and plugins; makes no report."""
    spec, registry = session.read(path)
    for renderer in spec.report.formats:
        renderer.check(spec.look)
    if data:
        from reportgen.cli.check_data import DataView, examine  # noqa: PLC0415 only asked for here

        when = asked_month(month, spec)
        found = examine(spec, registry, when, session.console.language)
        return DataView(session.console, spec, registry).show(found, when, strict=strict)
    if month:
        raise UsageError("--month: the spec alone has no months to look at; add --data")
    lacking = _lacking(spec)
    for section, missing in lacking.items():
        session.console.warn(
            session.console.text("check.warning", section=section, missing=missing)
        )
    broken = session.tell_broken(registry)
    if not lacking and not broken:
        session.console.good("check.good", spec=str(path))
    session.console.next_steps(
        {f"reportgen plan {path}": "next.plan", f"reportgen build {path}": "next.build"}
    )
    session.console.result({"spec": path, "warnings": lacking, "broken": broken})
    return check_exit_code(len(lacking) + len(broken), strict=strict)


def _lacking(spec: Spec) -> Mapping[str, str]:
    """Find the tables that each section needs and the spec gives no source for, by section."""
    found = {}
    for section_id, section in spec.chapters:
        ways = section.needs_any or ({},)
        lacking = [[t for t in {**section.needs, **way} if t not in spec.sources] for way in ways]
        if all(lacking):
            found[section_id] = ", ".join(lacking[0])
    return found
