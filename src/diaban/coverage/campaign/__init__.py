"""The registration campaign as counts (M8): target, pace, the day it ends, teams that are short, cards on their way."""
