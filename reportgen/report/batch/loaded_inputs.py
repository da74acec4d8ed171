"""Hands loaded inputs to other processes: one file that all of them open."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from reportgen.extension.components import Place
from reportgen.metric.table_contracts import TableContract
from reportgen.periods import Month
from reportgen.report.batch.output_folder import sha256_of
from reportgen.report.one import Inputs
from reportgen.section.dealer import Dealer
from reportgen.sources.file_source import FileSource, find
from reportgen.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class LoadedPart:
    """One dealer's part of the inputs: small, can be pickled, opened in another process.

    Attributes:
        dealer: Whose it is.
        key: Hash of the inputs.
        file: Where they are.
    """

    dealer: Dealer
    key: str
    file: Path

    def open(self, contracts: Mapping[str, TableContract]) -> Inputs:
        """Read the dealer's inputs."""
        found: Inputs = pickle.loads(self.file.read_bytes())  # noqa: S301 written by `loaded`
        return Inputs(found.tables, found.ledger, found.dealers, contracts)


@dataclass(frozen=True, slots=True)
class LoadedInputs:
    """Loaded inputs, as other processes find them; `files` is the hash of each file read."""

    key: str
    file: Path
    files: Mapping[str, str]

    def slice(self, dealer: Dealer) -> LoadedPart:
        """Return the handle of one dealer's part."""
        return LoadedPart(dealer, self.key, self.file)


@contextmanager
def loaded(spec: Spec, inputs: Inputs, month: Month) -> Iterator[LoadedInputs]:
    """Keep inputs in a file while reports are made from them."""
    with TemporaryDirectory(prefix="reportgen-inputs-") as folder:
        file = Path(folder) / "inputs"
        file.write_bytes(pickle.dumps(Inputs(inputs.tables, inputs.ledger, inputs.dealers, {})))
        yield LoadedInputs(_key(inputs), file, dict(_files(spec, month)))


def _key(inputs: Inputs) -> str:
    whole = hashlib.sha256(repr(inputs.ledger).encode())
    for name, frame in inputs.tables.items():
        whole.update(repr((name, dict(frame.dtypes))).encode())
        whole.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return whole.hexdigest()


def _files(spec: Spec, month: Month) -> Iterator[tuple[str, str]]:
    place = Place(spec.folder, month.back(spec.period.history))
    for sources in spec.sources.values():
        for source in sources:
            if isinstance(source, FileSource):
                for path in find(source.path, place):
                    yield path.name, sha256_of(path)
