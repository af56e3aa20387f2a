"""What can be set, from where, and the files in which it stands: for both programs."""
