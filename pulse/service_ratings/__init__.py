"""Inside customers: how teams rate the teams that serve them."""
