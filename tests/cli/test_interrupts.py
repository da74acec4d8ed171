"""An interrupt is heard wherever it comes, also where Python swallows errors."""

from __future__ import annotations

import gc
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from reportgen.cli.interrupts import hear_swallowed


class Collected:
    """Something that is interrupted while it is collected."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


def swallowing() -> Iterator[None]:
    try:
        yield
    finally:
        signal.raise_signal(signal.SIGINT)


def closed() -> None:
    made = swallowing()
    next(made)
    del made


def collected() -> None:
    one = Collected()
    one.itself = one  # type: ignore[attr-defined]
    del one
    gc.collect()


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Interrupts raise, also where whoever runs the tests has them ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("swallow", [closed, collected])
def test_what_is_swallowed_is_heard_again(swallow: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "unraisablehook", print)
    hear_swallowed()
    assert callable(swallow)
    swallow()
    with pytest.raises(KeyboardInterrupt):
        time.sleep(10)


def test_other_errors_are_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    hear_swallowed()

    class Odd:
        def __del__(self) -> None:
            raise ValueError

    Odd()
    gc.collect()
    assert len(told) == 1
