"""The one gate through which any result leaves: cells, clamp, cell tables, comments."""
