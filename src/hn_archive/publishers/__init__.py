"""Put a built site where readers find it."""
