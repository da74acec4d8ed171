"""Opens the store of a spec and month: the one that is there, else one made from the sources."""

from __future__ import annotations

import ctypes
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

from reportgen.document.ledger import Ledger
from reportgen.errors import EnvironmentFault
from reportgen.extension.registry import Registry
from reportgen.periods import Month
from reportgen.personal_data import mask_file_name
from reportgen.report.load_inputs import SpecReading
from reportgen.report.rowless_tables import refuse_rowless
from reportgen.report.store.dealer_groups import DealerGroup, dealer_groups
from reportgen.report.store.made_from import MadeFrom
from reportgen.report.store.store_folder import (
    Kept,
    Origin,
    aside,
    hold,
    prepare,
    remove,
    remove_old,
    settle,
    slot_of,
)
from reportgen.report.store.store_writer import StoreWriter
from reportgen.report.store.stored_inputs import Stored
from reportgen.report.store.table_parts import DamagedError
from reportgen.spec.spec import Spec

_KEY: Final = 16
"""Characters of the key in a folder's name; the index holds all of them."""


def open_store(spec: Spec, registry: Registry, month: Month) -> Stored:
    """Open the store of a spec and month; unless it is there and whole, it is made.

    Where the workspace cannot be written to, the store is made in a temporary folder, which goes
    when it is closed; `temporary` of the answer says why.

    Raises:
        SourceError: A file is missing, unreadable, or breaks its table's contract; two dealers
            would share a file; or a table of several dealers does not say whose its rows are.
        EnvironmentFault: The machine cannot hold a store anywhere.
    """
    reading = SpecReading.of(spec, registry, month)
    made_from = MadeFrom.of(reading)
    until = ExitStack()
    try:
        folder = slot_of(spec) / f"{month}-{made_from.key[:_KEY]}"
        kept = _kept(folder, made_from.key, until)
        fresh, temporary = kept is None, ""
        if kept is None:
            origin = _origin(spec, month, made_from)
            kept, temporary = _made(reading, made_from, origin, folder, until)
            give_back_memory()
        dealers = kept.contents.whose.dealers(spec)
    except BaseException:
        until.close()
        raise
    return Stored(
        kept.folder,
        kept.key,
        kept.origin.files,
        month,
        dealers,
        registry.tables,
        kept.contents,
        fresh,
        temporary,
        until,
    )


def give_back_memory() -> None:
    """Give back what held all dealers' rows: the process that reads them lives as long as a batch.

    Of 286 MiB that stay after reading 300 dealers Arrow returns 110, then glibc 102; other systems'
    memory is left to them.
    """
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _kept(folder: Path, key: str, until: ExitStack) -> Kept | None:
    """The store in a folder, if it is whole; else the folder is free afterwards."""
    with ExitStack() as held:
        if not hold(folder, held):
            return None
        try:
            kept = Kept.read(folder)
            kept.check(key)
        except DamagedError:
            held.close()
            remove(folder)
            return None
        until.push(held.pop_all())
        return kept


def _origin(spec: Spec, month: Month, made_from: MadeFrom) -> Origin:
    name = spec.path.resolve().relative_to(spec.folder.resolve()).as_posix()
    files = {mask_file_name(file): found for file, found in made_from.files.items()}
    return Origin(name, str(month), spec.report.language, files)


def _made(
    reading: SpecReading, made_from: MadeFrom, origin: Origin, folder: Path, until: ExitStack
) -> tuple[Kept, str]:
    """Read the sources and make the store, in the workspace or else in a temporary folder."""
    groups = dealer_groups(reading)
    whole = reading.take(made_from.raws) if groups == [None] else None
    if whole:
        refuse_rowless(whole[1])

    def fill(made: Path) -> Kept:
        writer = StoreWriter(made, reading)
        for group in groups:
            writer.add(*(whole or _taken(reading, group)), group)
        kept = Kept(made, made_from.key, origin, writer.finish())
        kept.write(made)
        return kept

    try:
        prepare(reading.place.folder)
        return _in_workspace(folder, made_from.key, fill, until), ""
    except OSError as error:
        return _elsewhere(fill, until), error.strerror or type(error).__name__


def _taken(
    reading: SpecReading, group: DealerGroup | None
) -> tuple[Mapping[str, pd.DataFrame], Ledger]:
    """Read the files of some dealers, and those that say nothing of dealers."""
    dealers = group.dealers if group else None
    some = replace(reading, place=replace(reading.place, dealers=dealers))
    return some.take(some.raws())


def _in_workspace(folder: Path, key: str, fill: Callable[[Path], Kept], until: ExitStack) -> Kept:
    made = aside(folder.parent)
    try:
        with ExitStack() as held:
            hold(made, held)
            kept = fill(made)
            if not settle(made, folder):
                if theirs := _kept(folder, key, until):
                    return theirs
                made.rename(folder)
            until.push(held.pop_all())
            remove_old(folder.parent, folder)
            return replace(kept, folder=folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _elsewhere(fill: Callable[[Path], Kept], until: ExitStack) -> Kept:
    """Make the store where nobody keeps it.

    Raises:
        EnvironmentFault: The machine has no place for it.
    """
    try:
        made = Path(tempfile.mkdtemp(prefix="reportgen-store-"))
        until.callback(shutil.rmtree, made, ignore_errors=True)
        return fill(made)
    except OSError as error:
        raise EnvironmentFault(
            "what was read can be kept neither in the store/ of the workspace nor in a temporary "
            f"folder ({error.strerror}); make room, then run the same command again"
        ) from error
