"""Reading what the regulators publish: one importer a source, pure of application and database."""
