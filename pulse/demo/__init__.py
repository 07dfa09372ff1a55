"""The demo company: made, asked and followed up by the product's own actions."""
