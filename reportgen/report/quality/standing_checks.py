"""The data checks that always run. To add one: a function here, its name in `CHECKS`.

Its sentences are `NAME.title` and `NAME.text` of `reportgen/words/data_quality.yaml`; each ends
with what the finding means for the conclusions. A spec may require it by its name, which is why
`StandingCheck` of `reportgen/spec/values.py` lists the names: the type checker asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from reportgen.document.blocks import Finding, Severity
from reportgen.document.damage import Damage
from reportgen.document.facts import Words
from reportgen.document.formats import plain
from reportgen.intake import VEHICLE
from reportgen.intake.category_words import key_label, keys_of
from reportgen.periods import Month
from reportgen.punctuation import listing
from reportgen.report.quality.checked_table import REPEATS, CheckedTable
from reportgen.spec.values import StandingCheck

_USUAL_LOSS: Final = 0.05
"""Share of unusable or repeated rows from which a finding is made; by judgement."""
_WORDS: Final = 8
"""Words named in a sentence; by judgement."""
_FALL: Final = 0.10
"""Fall of a column's completeness (share of rows) from which a finding is made; by judgement."""
_HALF: Final = 0.5
"""Share of blanks from which a column without earlier months is a finding; by judgement."""


def _scale(table: CheckedTable) -> Iterator[Finding]:
    """Find columns refused because their scores look like another scale."""
    for column in table.contract.columns:
        count = sum(account.refused.get(column.name, 0) for account in table.accounts)
        if count:
            said = {"count": count, "high": round(column.high or 0), "name": column.name}
            likely = [a.likely_scales.get(column.name, 0.0) for a in table.accounts]
            said["scale"] = round(max(likely))
            text = table.data.say("scale.text", **said)
            label = table.data.pick(column.label)
            hurt = (table.damage(column.name),)
            yield _found(table, "scale", "bad", text, column.name, hurt, column=label)


def _unknown_words(table: CheckedTable) -> Iterator[Finding]:
    """Find words of a category that nobody knows: their rows count as nothing."""
    for column in table.contract.columns:
        words = table.unknown_words(column.name)
        if not words:
            continue
        shown = [f"{word} {count}" for word, count in words.most_common(_WORDS)]
        if len(words) > _WORDS:
            more = table.data.say("unknown_words.more", count=len(words) - _WORDS)
            shown.append(plain(more, table.data.language))
        language, count = table.data.language, words.total()
        keys = [f"{key} ({key_label(column, key, language)})" for key in keys_of(column)]
        said = {"first": next(iter(words)), "keys": listing(keys, language), "name": column.name}
        text = table.data.say("unknown_words.text", words=listing(shown, language), **said)
        severity: Severity = "bad" if count > _USUAL_LOSS * table.used else "watch"
        label = table.data.pick(column.label)
        hurt = (table.damage(column.name, *table.months_unread(column.name)),)
        yield _found(
            table, "unknown_words", severity, text, column.name, hurt, column=label, count=count
        )


def _unreadable(table: CheckedTable) -> Iterator[Finding]:
    """Values of the month nobody could read: every one is missing in a sum."""
    for column in table.contract.columns:
        refused = any(account.refused.get(column.name) for account in table.accounts)
        if refused or column.traits.holds == "word":  # told by checks of their own
            continue
        count, rows = table.unread(column.name)
        few = count <= _USUAL_LOSS * rows
        if not count or (few and column.traits.holds != "number"):
            continue
        said = {"column": table.data.pick(column.label), "count": count}
        text = table.data.say("unreadable.text")
        hurt = (table.damage(column.name, *table.months_unread(column.name)),)
        severity: Severity = "watch" if few else "bad"
        yield _found(table, "unreadable", severity, text, column.name, hurt, **said)


def _no_rows(table: CheckedTable) -> Iterator[Finding]:
    """Find a table whose report's month is not exported, though earlier months are."""
    seen = table.profile
    if seen.last is not None and seen.exported == "not":
        hurt = (table.damage("", table.data.month),)
        yield _found(table, "no_rows", "bad", table.data.say("no_rows.text"), hurt=hurt)


def _freshness(table: CheckedTable) -> Iterator[Finding]:
    """Find a table that has some days of the month only: its figures are marked as those so far."""
    if (days := table.profile.so_far) is None:
        return
    ends = {"first": table.day(days.first), "last": table.day(days.last)}
    said = table.data.text(f"freshness.{days.part}", **ends)
    text = table.data.say("freshness.text", count=table.data.month.days - days.count)
    hurt = (table.damage("", table.data.month),)
    yield _found(table, "freshness", "watch", text, hurt=hurt, days=said)


def _coverage(table: CheckedTable) -> Iterator[Finding]:
    """Find a stretch of days within the month without a row."""
    if table.profile.gap is not None:
        first, last = table.profile.gap
        text = table.data.say("coverage.text", count=(last - first).days + 1)
        said = {"first": table.day(first), "last": table.day(last)}
        hurt = (table.damage("", table.data.month),)
        yield _found(table, "coverage", "watch", text, hurt=hurt, **said)


def _months(table: CheckedTable) -> Iterator[Finding]:
    """Find whole months after the first one that are not exported."""
    if holes := table.profile.holes:
        language = table.data.language
        months = listing(_runs(table, holes), language)
        text, hurt = table.data.say("months.text"), (table.damage("", *holes),)
        yield _found(table, "months", "watch", text, hurt=hurt, months=months)


def _cut_off(table: CheckedTable) -> Iterator[Finding]:
    """Months before the report's are exported in part."""
    if some := table.profile.cut_off:
        language = table.data.language
        months = listing(_runs(table, some), language)
        text, hurt = table.data.say("cut_off.text"), (table.damage("", *some),)
        yield _found(table, "cut_off", "watch", text, hurt=hurt, months=months)


def _blank(table: CheckedTable) -> Iterator[Finding]:
    """Find columns that say nothing in months, though others fill them: figures are missing."""
    for column in table.contract.columns:
        if not column.sparse and (some := table.months_blank(column.name)):
            language = table.data.language
            label, months = table.data.pick(column.label), listing(_runs(table, some), language)
            text, hurt = table.data.say("blank.text"), (table.damage(column.name, *some),)
            yield _found(
                table, "blank", "watch", text, column.name, hurt, column=label, months=months
            )


def _undated(table: CheckedTable) -> Iterator[Finding]:
    """Find a month whose files have rows without a date, more than those of other months."""
    share, before = table.undated()
    if share > (_HALF if before is None else before + _FALL):
        said = table.share("undated", share)
        hurt = (table.damage("", table.data.month),)
        text = table.data.say("undated.text")
        yield _found(
            table, "undated", "bad", text, hurt=hurt,
            column=table.column(table.contract.date), share=said,
        )  # fmt: skip


def _completeness(table: CheckedTable) -> Iterator[Finding]:
    """Find a needed column that is blank more often than before, or mostly."""
    seen = table.profile
    if seen.complete is None or table.data.month in table.months_blank(seen.column):
        return
    fell = seen.before is not None and seen.complete < seen.before - _FALL
    if not fell and (seen.before is not None or seen.complete >= _HALF):
        return
    before = table.share("complete_before", seen.before or 0.0)
    text = (
        table.data.say("completeness.text", before=before)
        if fell
        else table.data.say("completeness.alone")
    )
    share = table.share("complete", seen.complete)
    column = table.column(seen.column)
    hurt = (table.damage(seen.column, table.data.month),) if fell else ()
    yield _found(table, "completeness", "watch", text, hurt=hurt, column=column, share=share)


def _duplicates(table: CheckedTable) -> Iterator[Finding]:
    """Find a table in which many rows stand twice."""
    if share := _much(table, "duplicate"):
        text = table.data.say("duplicates.text")
        yield _found(table, "duplicates", "info", text, share=table.share("repeated", share))


def _conflicts(table: CheckedTable) -> Iterator[Finding]:
    """Find a table in which many rows have the number of another and say something else."""
    if share := _much(table, "conflicting_key"):
        text = table.data.say("conflicts.text")
        yield _found(
            table, "conflicts", "watch", text, hurt=(table.damage(),),
            count=table.count("conflicting_key"), share=table.share("conflicts", share),
        )  # fmt: skip


def _much(table: CheckedTable, reason: str) -> float | None:
    """The share of rows left out for a reason among those and the used, where it is not usual."""
    share = table.count(reason) / max(1, table.used + table.count(*REPEATS))
    return share if share > _USUAL_LOSS else None


def _dropped(table: CheckedTable) -> Iterator[Finding]:
    """Find a table in which many rows of data could not be used."""
    if table.lost_share() > _USUAL_LOSS:
        text = table.data.say("dropped.text", reason=table.lost()[1])
        share = table.share("lost", table.lost_share())
        yield _found(table, "dropped", "bad", text, hurt=(table.damage(),), share=share)


def _no_vehicle(table: CheckedTable) -> Iterator[Finding]:
    """Rows that do not say which vehicle they are about."""
    if not table.data.tables.has(table.contract.name, VEHICLE):
        return
    vehicles = table.data.table(table.contract.name)[VEHICLE]
    if count := int(vehicles.isna().sum()):
        share = table.share("no_vehicle", count / len(vehicles))
        severity: Severity = "watch" if count > _USUAL_LOSS * len(vehicles) else "info"
        text = table.data.say("no_vehicle.text")
        yield _found(table, "no_vehicle", severity, text, count=count, share=share)


def _reused_numbers(table: CheckedTable) -> Iterator[Finding]:
    """One number on several days or for several vehicles."""
    count = sum(account.repaired.get("reused_number", 0) for account in table.accounts)
    if count:
        text = table.data.say("reused_numbers.text")
        yield _found(table, "reused_numbers", "watch", text, count=count)


DataCheck: TypeAlias = Callable[[CheckedTable], Iterator[Finding]]
"""What one table of one dealer has to say, a finding for each thing worth knowing."""

CHECKS: Final[Mapping[StandingCheck, DataCheck]] = {
    "scale": _scale,
    "unknown_words": _unknown_words,
    "unreadable": _unreadable,
    "no_rows": _no_rows,
    "freshness": _freshness,
    "coverage": _coverage,
    "months": _months,
    "cut_off": _cut_off,
    "blank": _blank,
    "undated": _undated,
    "completeness": _completeness,
    "duplicates": _duplicates,
    "conflicts": _conflicts,
    "dropped": _dropped,
    "no_vehicle": _no_vehicle,
    "reused_numbers": _reused_numbers,
}
"""Every standing check by name, in the order their findings are told."""


def _found(  # noqa: PLR0913, PLR0917 a finding and what it says
    table: CheckedTable,
    check: StandingCheck,
    severity: Severity,
    text: Words,
    part: str = "",
    hurt: tuple[Damage, ...] = (),
    **said: object,
) -> Finding:
    title = table.data.say(f"{check}.title", table=table.name, **said)
    name = table.contract.name
    place = f"{name}.{part}" if part else name
    return Finding(f"quality.{check}:{place}", severity, title, text, undermines=hurt)


def _runs(table: CheckedTable, months: Sequence[Month]) -> Iterator[str]:
    """Write months in order, those that follow one another as one stretch."""
    language = table.data.language
    for at, first in enumerate(months):
        if at and months[at - 1] + 1 == first:
            continue
        last = next((m for m in months[at:] if m + 1 not in months), first)
        said = {"first": first.text(language), "last": last.text(language)}
        yield table.data.text("months.run", **said) if last > first else said["first"]
