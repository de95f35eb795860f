"""What a provider may say of a setting: the words and codes it chooses from, and what may not be said."""
