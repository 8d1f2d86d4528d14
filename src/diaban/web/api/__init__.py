"""The door for programs: forms and returns as JSON, at addresses below ``/api/``."""
