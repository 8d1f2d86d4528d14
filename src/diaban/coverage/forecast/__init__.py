"""The honest date of 100 %: how probably, when, and which units decide it (MISSION M7, DOMAIN "The date of 100 %")."""
