"""The facts of finished reports, one small Parquet file a dealer and month.

Roll-ups, comparisons and `explain` of an earlier month read them without the rows. Clearing the
store leaves them: the rows of an earlier month may be gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from reportgen.document.blocks import Document, Kpis
from reportgen.document.facts import Fact
from reportgen.errors import SourceError
from reportgen.files import safe_name
from reportgen.labels import LANGUAGES, Label
from reportgen.metric.exported_days import ExportedDays
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.report.store.definition_digest import definition_digest
from reportgen.report.store.digests import digest_of_all
from reportgen.report.store.store_folder import STORE, spec_name
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

_FACTS: Final = "facts"
_ABOUT: Final = b"reportgen"
"""The key of the file's metadata that says whose facts these are."""
_DIGEST: Final = b"reportgen.digest"
_SCHEMA: Final = pa.schema(
    {
        "id": pa.string(),
        "value": pa.float64(),
        "unit": pa.string(),
        "label": pa.string(),
        "n": pa.int64(),
        "top": pa.float64(),
        "bottom": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
        "better": pa.string(),
        "reason": pa.string(),
        "evidence": pa.string(),
        "so_far": pa.list_(
            pa.struct({each: pa.string() for each in ("first", "last", *LANGUAGES)})
        ),
        "metric": pa.string(),
        "definition": pa.string(),
        "chapter": pa.string(),
    }
)
_BESIDE: Final = {"metric", "definition", "chapter"}
_OF_FACT: Final = tuple(name for name in _SCHEMA.names if name not in _BESIDE)


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One number of an earlier report.

    Attributes:
        fact: The number with its evidence; without its metric and expression.
        metric: The id of the metric it comes from; empty for a number computed otherwise.
        definition: Digest of that metric: facts of another digest are counted otherwise.
        chapter: The id of the first chapter that has it among its key figures; empty for others.
    """

    fact: Fact
    metric: str = ""
    definition: str = ""
    chapter: str = ""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """The facts of one finished report.

    Attributes:
        dealer: Whose they are.
        month: The month they are about.
        currency: What amounts are in.
        facts: Every fact of the report by id, in reading order.
    """

    dealer: Dealer
    month: Month
    currency: str
    facts: Mapping[str, StoredFact]


def facts_path(spec: Spec, dealer: str, month: Month) -> Path:
    """Return where the facts of a report are kept."""
    folder = spec.folder / STORE / _FACTS / spec_name(spec) / str(month)
    return folder / f"{safe_name(dealer)}.parquet"


def facts_file(spec: Spec, document: Document, dealer: Dealer) -> dict[Path, bytes]:
    """Return the file that keeps the facts of a document: its path and its content."""
    about = {
        "dealer": {**asdict(dealer), "tags": list(dealer.tags)},
        "month": str(document.cover.month),
        "currency": spec.report.currency,
    }
    contracts = {detail.contract.name: detail.contract for detail in document.details}
    contracts, shown = {**document.contracts, **contracts}, _key_figures(document)
    rows = [_row(fact, contracts, shown) for fact in document.facts().values()]
    table = pa.Table.from_pylist(rows, _SCHEMA)
    told = {_ABOUT: json.dumps(about).encode(), _DIGEST: _digest(table.to_pylist(), about).encode()}
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(told), sink, compression="zstd")
    path = facts_path(spec, dealer.id, document.cover.month)
    return {path: sink.getvalue().to_pybytes()}


def read_facts(spec: Spec, dealer: str, month: Month) -> StoredFacts | None:
    """Return the facts of a dealer's report of a month; null where none was made.

    Raises:
        SourceError: The file is damaged.
    """
    path = facts_path(spec, dealer, month)
    try:
        table = pq.read_table(path, partitioning=None)
        about = json.loads(table.schema.metadata[_ABOUT])
        rows = table.to_pylist()
        if _digest(rows, about) != table.schema.metadata[_DIGEST].decode():
            raise ValueError("they are not what was written")  # noqa: TRY301 told as all damage is
        facts = {row["id"]: _fact(row) for row in rows}
        whose = Dealer(**{**about["dealer"], "tags": tuple(about["dealer"]["tags"])})
        return StoredFacts(whose, Month.parse(about["month"]), about["currency"], facts)
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise SourceError(
            f"{path}: the facts of this report cannot be read ({error}); make the report again"
        ) from error


def months_with_facts(spec: Spec, dealer: str) -> tuple[Month, ...]:
    """Return the months of which a dealer's facts are kept, the earliest first."""
    folder = spec.folder / STORE / _FACTS / spec_name(spec)
    found = folder.glob(f"[0-9]*-[0-9]*/{safe_name(dealer)}.parquet") if folder.is_dir() else ()
    return tuple(sorted(Month.parse(path.parent.name) for path in found))


def _digest(rows: list[dict[str, Any]], about: dict[str, Any]) -> str:
    """The digest of all that is said of a report."""
    return digest_of_all((json.dumps(about), json.dumps(rows)))


def _key_figures(document: Document) -> dict[str, str]:
    """Return which facts are key figures, and of which chapter first."""
    shown: dict[str, str] = {}
    for chapter in document.all_chapters:
        tiles = (
            tile for block in chapter.blocks if isinstance(block, Kpis) for tile in block.tiles
        )
        for tile in tiles:
            shown.setdefault(tile.fact.id, chapter.id)
    return shown


def _row(
    fact: Fact, contracts: Mapping[str, TableContract], shown: Mapping[str, str]
) -> dict[str, Any]:
    own = {name: getattr(fact, name) for name in _OF_FACT}
    own["so_far"] = [
        {"first": str(days.first), "last": str(days.last), **asdict(days.table)}
        for days in fact.so_far
    ]
    metric = fact.metric
    return {
        **own,
        "metric": metric.id if metric else "",
        "definition": definition_digest(metric, contracts) if metric else "",
        "chapter": shown.get(fact.id, ""),
    }


def _fact(row: dict[str, Any]) -> StoredFact:
    so_far = tuple(map(_days, row["so_far"]))
    fact = Fact(**{**{name: row[name] for name in _OF_FACT}, "so_far": so_far})
    return StoredFact(fact, row["metric"], row["definition"], row["chapter"])


def _days(row: dict[str, str]) -> ExportedDays:
    first, last = (date.fromisoformat(row[end]) for end in ("first", "last"))
    return ExportedDays(first, last, Label(**{each: row[each] for each in LANGUAGES}))
