"""Runs the standing checks and those of the spec over one dealer's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportgen.catalogs import words_in
from reportgen.document.blocks import Finding
from reportgen.document.finding_order import needs_attention
from reportgen.document.formats import plain
from reportgen.document.ledger import Account, Ledger
from reportgen.errors import SourceError
from reportgen.extension.components import Check
from reportgen.extension.plugin_faults import told
from reportgen.extension.process_state import Severed, undisturbed
from reportgen.labels import label
from reportgen.report.quality.checked_table import CheckedTable
from reportgen.report.quality.standing_checks import CHECKS
from reportgen.report.quality.table_profile import needed_columns, profile
from reportgen.report.section_needs import missing_needs
from reportgen.report.yielded_blocks import findings_of
from reportgen.section.data import Data
from reportgen.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read for one dealer, and what the checks found.

    Attributes:
        ledger: The accounts of the files.
        tables: The tables with their profiles.
        found: Check and finding: the standing checks table by table, then those of the spec.
        passed: The headings of the spec's checks that had data and found nothing.
        broken: The headings of checks that raised, and why.
        refused: Why the spec wants no report from such data; empty where it does.
    """

    ledger: Ledger
    tables: tuple[CheckedTable, ...] = ()
    found: tuple[tuple[str, Finding], ...] = ()
    passed: tuple[str, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    refused: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader must know about the data before trusting the report."""
        return tuple(finding for _, finding in self.found)


def check(spec: Spec, data: Data, ledger: Ledger) -> Checked:
    """Run all checks, and refuse data that the spec wants no report from.

    Raises:
        SourceError: A check the spec requires has failed, or a table lost more rows than it allows.
    """
    checked = run_checks(spec, data, ledger)
    if checked.refused:
        raise SourceError(checked.refused)
    return checked


def run_checks(spec: Spec, data: Data, ledger: Ledger) -> Checked:
    """Run all checks; where the spec wants no report, say why in `refused` and raise nothing."""
    tables = tuple(_tables(spec, data, ledger))
    found = tuple(
        (name, finding)
        for table in tables
        for name, look in CHECKS.items()
        for finding in look(table)
    )
    checked = Checked(ledger, tables, found)
    for each in spec.checks:
        if not missing_needs(data, each.needs):
            checked = _with_check(checked, each, data)
    return replace(checked, refused=next(_refusals(spec, data, checked), ""))


def _tables(spec: Spec, data: Data, ledger: Ledger) -> Iterator[CheckedTable]:
    needed = needed_columns(spec.sections)
    grouped: dict[str, list[Account]] = {}
    for account in ledger.accounts:
        grouped.setdefault(account.table, []).append(account)
    own = data.speaking(words_in("data_quality"))
    for name, accounts in grouped.items():
        if name in data.tables:
            contract = data.contracts[name]
            seen = profile(data, contract, needed.get(name, ()))
            yield CheckedTable(own, contract, accounts, seen)


def _with_check(checked: Checked, each: Check, data: Data) -> Checked:
    """Return `checked` with the outcome of one plugin's check; if it raised, noted as broken."""
    name = label(each.heading).in_(data.language) or each.type
    try:
        with undisturbed(each.check):
            made = each.check(data.speaking(each.phrases, each.type))
            found = tuple((each.type, finding) for finding in findings_of(made, each.check))
    except Severed:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
        return replace(checked, broken=(*checked.broken, (name, told(error))))
    passed = (name,) if not found and each.heading else ()
    return replace(checked, found=checked.found + found, passed=checked.passed + passed)


def _refusals(spec: Spec, data: Data, checked: Checked) -> Iterator[str]:
    """Yield why the spec wants no report from such data: the check, what it found, what to do."""
    dealer, most = data.dealer.title(data.language), spec.quality.max_dropped
    for table in checked.tables:
        if most is not None and table.lost_share() > most:
            lost, reason = table.lost()
            yield (
                f"{dealer}: {table.name}: {lost} rows of data ({table.lost_share():.1%}) could not "
                f"be used, mostly: {reason}; correct the export, or raise quality.max_dropped "
                f"(now {most:g})"
            )
    for name, finding in checked.found:
        if name in spec.quality.required and needs_attention(finding):
            said = plain((*finding.title, "; ", *finding.text), data.language)
            yield (
                f"{dealer}: required check '{name}' failed: {said} "
                "Correct the data, or take the check out of quality.required"
            )
