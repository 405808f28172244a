"""The few lines that make "drop a file here" work."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

T = TypeVar("T")


def load(package: str, kind: type[T]) -> tuple[T, ...]:
    """The one constant of type `kind` that each module of the package exports, in file-name order.

    Raises TypeError when a module exports none or several: a file that registers nothing is a mistake.
    """
    path = import_module(package).__path__
    found: list[T] = []
    for name in sorted(module.name for module in iter_modules(path)):
        module = import_module(f"{package}.{name}")
        constants = [value for value in vars(module).values() if isinstance(value, kind)]
        if len(constants) != 1:
            raise TypeError(f"{package}.{name} must export exactly one {kind.__name__}, found {len(constants)}")
        found += constants
    return tuple(found)
