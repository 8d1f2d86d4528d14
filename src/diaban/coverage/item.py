"""Things told apart by code in a definition file: the items of a list, the kinds of equipment that are counted."""

from collections.abc import Mapping

from diaban.basis.catalogue import Language
from diaban.basis.definition import Reader

__all__ = ["read_items"]


def read_items(reader: Reader, *, optional: bool = False) -> dict[str, Mapping[Language, str]]:
    """Codes of the tables ``item``, in their order, with their titles; each may be marked as not verified.

    A code that is there twice is a fault of the file.
    """
    items: dict[str, Mapping[Language, str]] = {}
    for table in reader.tables("item", optional=optional):
        code = table.string("code")
        title = table.bilingual("title")
        table.flag("to_verify")
        table.done()
        if code is not None and code in items:
            table.refuse("code", code, "each code once")
        elif code is not None:
            items[code] = title
    return items
