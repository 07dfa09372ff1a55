"""The link between what teams and their customers say: chosen before it is looked for, never sold as a cause."""
