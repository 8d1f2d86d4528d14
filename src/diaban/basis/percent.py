"""Percentages that never say more than they know."""

from decimal import ROUND_HALF_UP, Decimal

__all__ = ["percent"]


def percent(part: int, whole: int, places: int = 1) -> Decimal | None:
    """``part`` of ``whole`` in per cent, rounded half up; None of nothing.

    100 and 0 are all and none, and only they: 3,320 of 3,321 is 99.9, one of 3,321 is 0.1 (DESIGN "Figures", rule 5).
    More than all is left as it is: it is somebody's mistake to be seen.

    Raises ValueError for a negative ``part``, ``whole`` or ``places``.
    """
    if part < 0 or whole < 0 or places < 0:
        raise ValueError(f"not a part of a whole: {part}/{whole} to {places} places")
    if whole == 0:
        return None
    if part in (0, whole):
        return Decimal(100 if part else 0)
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(100 * part) / whole).quantize(step, ROUND_HALF_UP)
    if part < whole:
        return min(max(rounded, step), 100 - step)
    return max(rounded, 100 + step)
