"""Counts of the registers: added up over units and periods, with the statistics that they bear (M10–M13)."""
