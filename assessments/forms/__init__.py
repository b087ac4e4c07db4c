"""What the browser sent, checked."""
