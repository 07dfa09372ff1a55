"""Which team follows which: renamed, merged or split, as HR says."""
