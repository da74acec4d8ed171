"""`UnsureError`, raised where the layout cannot tell where lines or pages end."""


class UnsureError(Exception):
    """The layout is not sure on which page things are; the text says why."""
