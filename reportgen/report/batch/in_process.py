"""Makes the reports in this process, where the system cannot fork (Windows): without isolation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reportgen.extension.registry import Registry
from reportgen.files import set_aside
from reportgen.report.batch.batch_task import Task
from reportgen.report.batch.engine import PutInPlace
from reportgen.report.batch.job import make
from reportgen.report.batch.outcome import Order, Outcome
from reportgen.report.batch.watch import Aside
from reportgen.report.closing import Closing
from reportgen.report.write_files import Publish
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec


class InProcess(Closing):
    """What `Workers` is, for one report after the other; nothing guards against a crash."""

    def __init__(self, spec: Spec, registry: Registry) -> None:
        self._spec, self._registry = spec, registry

    def close(self) -> None:
        """Do nothing: there is nothing to end."""

    def make(
        self, order: Order, tasks: Sequence[Task], put_in_place: PutInPlace
    ) -> Iterator[Outcome]:
        """Do each task, which makes a report as a rule; yields the outcomes.

        Raises:
            EnvironmentFault: The machine cannot go on.
        """
        for own in tasks:
            publish = publisher(own.dealer, put_in_place)
            yield make(order, self._spec, self._registry, own, publish)


def publisher(dealer: Dealer, put_in_place: PutInPlace) -> Publish:
    """Return what writes the files of one report from this process itself."""

    def publish(files: Mapping[Path, bytes], kept: Mapping[Path, bytes]) -> tuple[Path, ...]:
        content = {**files, **kept}
        aside = [
            Aside(path, part, hashlib.sha256(content[path]).hexdigest(), path in kept)
            for path, part in set_aside(content).items()
        ]
        return tuple(put_in_place(dealer, aside))

    return publish
