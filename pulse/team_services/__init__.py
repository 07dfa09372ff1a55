"""Teams that serve teams: who serves whom, and which groups are asked about it in a round."""
