"""What networks are built of and described by."""
