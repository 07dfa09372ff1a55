"""What employees, leaders and HR read."""
