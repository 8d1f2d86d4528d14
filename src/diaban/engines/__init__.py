"""Libraries that do heavy work for a door: handed in, their answers checked by core code before anything is stored."""
