"""Hears an interrupt (Ctrl-C) again that came where Python lets no error out.

What runs when an object is collected or a process forks can raise nothing: Python prints the error
and goes on, and the command would be deaf to the key.
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_LATER: Final = 0.05
"""Seconds until the next try, by judgement: what swallowed it has ended by then."""


def hear_swallowed() -> None:
    """Have each interrupt that is swallowed raised again a little later."""
    if not hasattr(signal, "pthread_kill"):
        return
    before = sys.unraisablehook

    def hook(swallowed: UnraisableHookArgs) -> None:
        if isinstance(swallowed.exc_value, KeyboardInterrupt):
            main = threading.main_thread().ident  # it may be waiting for something
            again = threading.Timer(_LATER, signal.pthread_kill, (main, signal.SIGINT))
            again.daemon = True
            again.start()
        else:
            before(swallowed)

    sys.unraisablehook = hook
