"""Phasing (*phân kỳ*): which works begin in which year, under ceilings, and why."""
