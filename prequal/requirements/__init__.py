"""The national requirement set: versioned data and pure rules."""
