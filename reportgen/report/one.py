"""Makes one report in five steps: load → cut → check → assemble → write.

Each step is one function in a file of its own; `load` is done once for all dealers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.document.blocks import Document
from reportgen.errors import SectionError
from reportgen.extension.plugin_faults import told
from reportgen.extension.process_state import undisturbed
from reportgen.extension.registry import Registry
from reportgen.periods import Month
from reportgen.report.assemble import assemble
from reportgen.report.cut_to_month import cut
from reportgen.report.dealer_selection import choose
from reportgen.report.load_inputs import Inputs, load
from reportgen.report.quality import check
from reportgen.report.store.fact_files import facts_file
from reportgen.report.write_files import Publish, publish, renderers, write
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

__all__ = [
    "FinishedReport",
    "Inputs",
    "assemble",
    "check",
    "choose",
    "cut",
    "load",
    "make_report",
    "renderers",
    "write",
]


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """One dealer's finished report: its document and the files written."""

    document: Document
    files: tuple[Path, ...]
    complaints: tuple[str, ...] = ()
    """What went wrong after the files were written."""


def make_report(  # noqa: PLR0913, PLR0917 the story needs its cast
    spec: Spec,
    inputs: Inputs,
    dealer: Dealer,
    month: Month,
    out: Path,
    registry: Registry,
    formats: Sequence[str] = (),
    *,
    keep_facts: bool = False,
    publish: Publish = publish,
) -> FinishedReport:
    """Make one dealer's report for one month, from loaded inputs to written files.

    `keep_facts` leaves its facts in the store of the workspace, which must be there.

    Raises:
        SectionError: A section failed, and the spec makes that cost the report.
    """
    data, ledger = cut(spec, inputs, dealer, month)
    checked = check(spec, data, ledger)
    document = assemble(spec, data, checked)
    refuse_failed(spec, document)
    kept = facts_file(spec, document, dealer) if keep_facts else {}
    files = write(spec, document, out, registry, formats, kept, publish)
    return FinishedReport(document, files, tuple(_tell_plugins(registry, files, document)))


def refuse_failed(spec: Spec, document: Document) -> None:
    """Refuse a report with a chapter that failed, where the spec says `on_section_error: fail`.

    Raises:
        SectionError: It names the chapters and why they failed.
    """
    failed = [f"{one.title}: {one.failed}" for one in document.all_chapters if one.failed]
    if failed and spec.on_section_error == "fail":
        raise SectionError("; ".join(failed))


def _tell_plugins(registry: Registry, files: Sequence[Path], document: Document) -> Iterator[str]:
    """Tell the plugins of the finished files; what a plugin raises then does not undo them."""
    for path in files:
        for function, tell in registry.listeners():
            try:
                with undisturbed(function):
                    tell(path=path, document=document)
            except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
                yield f"report_written: {told(error)}"
