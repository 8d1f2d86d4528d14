"""The demonstration's invented registers: a plan of dated acts, the same for the same seed, and what carries it out."""
