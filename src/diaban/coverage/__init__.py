"""Who meets what: standards, promises, measures, frames, states and steps; and published figures set against them."""
