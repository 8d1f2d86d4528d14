"""Memory: the only Django models; queries (facts as of a day, as known at a moment) and actions (the only writes).

``diaban.store.memory.setup`` comes first; nothing here loads Django before it is called.
"""
