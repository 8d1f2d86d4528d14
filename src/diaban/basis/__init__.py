"""Words every room uses: periods, findings, errors, sources, names, the catalogue of texts."""
