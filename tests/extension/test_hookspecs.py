from __future__ import annotations

import inspect

import pytest

from reportgen.extension import hookspecs
from reportgen.extension.registry import hook_names


def test_these_are_the_hooks() -> None:
    assert sorted(hook_names()) == [
        "demo_exports",
        "register_checks",
        "register_renderers",
        "register_sections",
        "register_sources",
        "register_tables",
        "report_written",
    ]


@pytest.mark.parametrize("name", sorted(hook_names()))
def test_every_hook_is_described_and_only_a_declaration(name: str) -> None:
    hook = getattr(hookspecs, name)

    assert inspect.getdoc(hook)
    with pytest.raises(NotImplementedError):
        hook(*inspect.signature(hook).parameters)
