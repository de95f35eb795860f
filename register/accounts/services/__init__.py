"""What people do with their accounts: one function a user action; the route owns the transaction."""
