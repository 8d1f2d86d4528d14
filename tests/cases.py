"""How many examples a property is tried on: few in every run, many in the long one."""

from hypothesis import settings

__all__ = ["examples"]


def examples(number: int) -> int:
    """``number``, or as many as `make faults` goes through (the profile of that name in tests/conftest.py)."""
    long = settings.get_profile("faults").max_examples
    assert settings.default is not None
    return long if settings.default.max_examples == long else number
