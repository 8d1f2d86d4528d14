"""Administrative units of Viet Nam through time: identity, lineage, crosswalk, search."""
