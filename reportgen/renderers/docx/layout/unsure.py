"""The layout's way to say that it does not know where lines or pages end."""


class UnsureError(Exception):
    """Nobody can say on which page things stand; the text says why."""
