"""The registration campaign as counts: target, pace, the day it ends, where teams are short, cards on their way (M8)."""
