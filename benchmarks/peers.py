"""The named peers, ready to be measured: ``vietnamadminunits`` with its way to the network closed, ``rapidfuzz``."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

__all__ = ["PACKAGE", "VERSIONS", "converter", "lookup"]

PACKAGE = "vietnamadminunits"
VERSIONS = {name: version(name) for name in (PACKAGE, "rapidfuzz")}


def converter() -> tuple[Callable[[str], Any], list[str]]:
    """``convert_address``, and the addresses that it took to a geocoder.

    The geocoder answers nothing, so that no run depends on a network; for addresses with no street the peer does not
    ask it, and the list stays empty.
    """
    import vietnamadminunits
    from vietnamadminunits.converter import converter_2025

    asked: list[str] = []
    converter_2025.get_geo_location = asked.append
    return vietnamadminunits.convert_address, asked


def lookup() -> Callable[[str], object]:
    """A legacy commune by its code through the package's own ``database.query``."""
    from vietnamadminunits.database import query

    return lambda code: query(f"SELECT * FROM admin_units_legacy WHERE wardCode = '{code}'")
