"""The folder of the stores: one a spec, month and language; whole or absent, and never shared.

Each is made under a temporary name and renamed when it is whole. Another source makes another
store beside it; the old one is removed as soon as no run holds it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from reportgen.report.store.digests import digest
from reportgen.report.store.private_files import make_private, write_private
from reportgen.report.store.stored_inputs import Contents
from reportgen.report.store.table_parts import DamagedError, table_from_json
from reportgen.report.whose_rows import WhoseRows
from reportgen.spec.spec import Spec

try:
    import fcntl
except ModuleNotFoundError:  # Windows; there no store is removed but by `store clear`
    fcntl = None  # type: ignore[assignment]

INDEX: Final = "store.json"
STORE: Final = "store"
"""The folder in a workspace."""
_TABLES: Final = "tables"
_ASIDE: Final = ".part-"
_IGNORE: Final = b"*\n"
_CACHE: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n"
"""What tells backups to leave a folder out: https://bford.info/cachedir/"""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a store was made for and from, as `reportgen store` tells it.

    Attributes:
        spec: The spec, relative to the workspace.
        month: The month of the report.
        language: The language of its examples.
        files: File → the digest of its bytes.
    """

    spec: str
    month: str
    language: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A store as it lies in its folder.

    Attributes:
        folder: Where it lies.
        key: Digest of what it was made from.
        origin: What it was made for.
        contents: What stands in it.
    """

    folder: Path
    key: str
    origin: Origin
    contents: Contents

    @classmethod
    def read(cls, folder: Path) -> Kept:
        """Read the index of a store.

        Raises:
            DamagedError: There is none, or it is not what was written.
        """
        try:
            told, _, body = (folder / INDEX).read_bytes().partition(b"\n")
            if digest(body) != told.decode("ascii", "replace"):
                raise DamagedError(f"{INDEX}: is not what was written")
            read = json.loads(body)
            return cls(folder, read["key"], Origin(**read["origin"]), _contents(read["contents"]))
        except OSError as error:
            raise DamagedError(f"{INDEX}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedError(f"{INDEX}: is of another version") from error

    def write(self, folder: Path) -> None:
        """Write the index into a folder that holds all else."""
        body = json.dumps(
            {"key": self.key, "origin": asdict(self.origin), "contents": asdict(self.contents)},
            separators=(",", ":"),
        ).encode()
        write_private(folder / INDEX, digest(body).encode() + b"\n" + body)

    def check(self, key: str) -> None:
        """Check every byte, and what it was made from.

        Raises:
            DamagedError: One is not what was written.
        """
        if self.key != key:
            raise DamagedError(f"{INDEX}: was made from something else")
        self.contents.check(self.folder)


def spec_name(spec: Spec) -> Path:
    """Return what a spec is known by in the store: its path in the workspace without suffix."""
    return spec.path.resolve().relative_to(spec.folder.resolve()).with_suffix("")


def slot_of(spec: Spec) -> Path:
    """Return the folder of the stores of a spec in its language; one a month is kept."""
    return spec.folder / STORE / _TABLES / spec_name(spec) / spec.report.language


def prepare(workspace: Path) -> None:
    """Make the folder of all stores, which no version control should hold, and no backup rows.

    Raises:
        OSError: It cannot be made.
    """
    root = make_private(workspace / STORE)
    root.chmod(0o700)  # whoever made it
    tables = make_private(root / _TABLES)
    for path, content in ((root / ".gitignore", _IGNORE), (tables / "CACHEDIR.TAG", _CACHE)):
        with suppress(FileExistsError):
            write_private(path, content)


def aside(slot: Path) -> Path:
    """Make a temporary folder in which a store is made.

    Raises:
        OSError: It cannot be made.
    """
    return Path(tempfile.mkdtemp(prefix=_ASIDE, dir=make_private(slot)))


def settle(made: Path, folder: Path) -> bool:
    """Give a whole store its name; tells whether no other run was first.

    Raises:
        OSError: It cannot be renamed.
    """
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def hold(folder: Path, until: ExitStack) -> bool:
    """Hold a store or one that is made, so that nobody removes it; tells whether it is there."""
    if fcntl is None:
        return folder.is_dir()
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    until.callback(os.close, handle)
    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_SH)
    return True


def remove(folder: Path) -> bool:
    """Remove a store or what is left of one, unless a run holds it; tells whether it did."""
    if _is_held(folder):
        return False
    with suppress(OSError):  # first, so that nobody believes what is half gone
        (folder / INDEX).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _is_held(folder: Path) -> bool:
    if fcntl is None:
        return False
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def remove_old(slot: Path, kept: Path) -> None:
    """Remove what another store of the month replaces, and what broken runs left."""
    if fcntl is None:  # nobody can tell whether a run holds one
        return
    month = kept.name.rpartition("-")[0]
    for folder in sorted(slot.iterdir()):
        if folder != kept and folder.name.startswith((month, _ASIDE)):
            remove(folder)


def all_kept(workspace: Path) -> Iterator[Path]:
    """Yield the folder of every store in a workspace, whole or not, and of what is half made."""
    tables = workspace / STORE / _TABLES
    if tables.is_dir():
        found = {index.parent for index in tables.rglob(INDEX)} | set(tables.rglob(f"{_ASIDE}*"))
        yield from sorted(found)


def _contents(read: dict[str, Any]) -> Contents:
    whose = read["whose"]
    return Contents(
        {name: table_from_json(table) for name, table in read["tables"].items()},
        table_from_json(read["ledger"]),
        read["common"],
        WhoseRows(
            {name: tuple(codes) for name, codes in whose["codes"].items()},
            whose["nameless"],
            whose["nobodys"],
        ),
        read["read"],
        read["used"],
        tuple(read["unbalanced"]),
    )
