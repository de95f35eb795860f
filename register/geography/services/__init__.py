"""What people do with geography: build the postcode store, derive the tables of authorities."""
