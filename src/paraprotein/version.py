"""Which version this is, and what else made the numbers."""

__version__ = "0.1.0"


def made_with(*libraries: str) -> dict[str, str]:
    """Versions of this package, of Python, and of the libraries that compute, for the record of a result.

    Example:
        >>> list(made_with("numpy"))
        ['paraprotein', 'python', 'numpy']
    """
    import platform  # here, so that `import paraprotein` stays quick
    from importlib.metadata import version

    known = {name: version(name) for name in libraries}
    return {"paraprotein": __version__, "python": platform.python_version(), **known}
