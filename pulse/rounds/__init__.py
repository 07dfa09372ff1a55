"""One occurrence of a programme: opened, answered, sealed."""
