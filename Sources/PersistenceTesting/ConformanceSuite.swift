// Placeholder so that the room exists.
