"""`reportgen plan`: reads the data and says which reports and chapters would be made."""

from __future__ import annotations

from pathlib import Path

from reportgen.cli.session import Session, asked_month
from reportgen.exit_codes import ExitCode
from reportgen.report.one import cut
from reportgen.report.section_needs import said_missing
from reportgen.report.store import open_store


def run(session: Session, path: Path, month: str | None) -> int:
    """Print the month, the dealers, and what each section lacks for the first dealer."""
    console = session.console
    spec, registry = session.read(path)
    when = asked_month(month, spec)
    with open_store(spec, registry, when) as stored:
        dealers = stored.dealers
        data, _ = cut(spec, stored.of(dealers[0]), dealers[0], when)
    formats = ", ".join(renderer.type for renderer in spec.report.formats)
    console.good("plan.month", month=str(when), formats=formats)
    names = ", ".join(dealer.id for dealer in dealers[:10])
    console.good("plan.dealer", count=len(dealers), dealers=names)
    chapters = {}
    for section_id, section in spec.chapters:
        missing = said_missing(section, data)
        chapters[section_id] = missing
        title = section.chapter_title(console.language)
        if missing:
            text = console.text("plan.nodata", section=title, type=section.type, missing=missing)
            console.warn(text)
        else:
            console.good("plan.section", section=title, type=section.type)
    console.result({"month": when, "dealers": [d.id for d in dealers], "missing": chapters})
    return ExitCode.DONE
