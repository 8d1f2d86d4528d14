"""Speed and memory, measured side by side with named peers: ``make bench``."""
