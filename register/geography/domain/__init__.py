"""Geography's rules and value objects: postcodes, areas, authorities, distances. Standard library only."""
