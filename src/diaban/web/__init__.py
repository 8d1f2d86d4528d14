"""The door for people: pages that parse a request, ask one question or carry out one action, and render."""
