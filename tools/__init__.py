"""Builders and checks that run at the desk, never inside the program."""
