"""Makes the reports in this process, where the system cannot fork (Windows): without isolation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from reportgen.extension.registry import Registry
from reportgen.files import set_aside
from reportgen.report.batch.job import Slice, make
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.supervisor import PutInPlace
from reportgen.report.batch.watch import Aside
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec


class InProcess:
    """What `Workers` is, for one report after the other; nothing guards against a crash."""

    def __init__(self, spec: Spec, registry: Registry) -> None:
        self._spec, self._registry = spec, registry

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do nothing: there is nothing to end."""

    def make(
        self, order: Order, slices: Sequence[Slice], put_in_place: PutInPlace
    ) -> Iterator[Outcome]:
        """Make the report of each slice; yields the outcomes.

        Raises:
            EnvironmentFault: The machine cannot go on.
        """
        for own in slices:

            def publish(
                files: Mapping[Path, bytes], dealer: Dealer = own.dealer
            ) -> tuple[Path, ...]:
                parts = set_aside(files)
                sums = {path: hashlib.sha256(files[path]).hexdigest() for path in files}
                aside = [Aside(path, part, sums[path]) for path, part in parts.items()]
                return tuple(put_in_place(dealer, aside))

            yield make(order, self._spec, self._registry, own, publish)
