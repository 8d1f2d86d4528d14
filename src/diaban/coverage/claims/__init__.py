"""Published figures (claims): against their own arithmetic, the units of their day, other sources and registers."""
