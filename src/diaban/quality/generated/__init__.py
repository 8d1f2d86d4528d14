"""Invented registration forms with their truth: people, households and the errors of a table. Nobody in them exists."""
