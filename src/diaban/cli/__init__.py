"""The door for machines, and the demonstration."""
