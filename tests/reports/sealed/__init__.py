"""A sealed company: its pages, comments, files, papers, the interface for programs."""
