"""What an attacker tries: every attack has a control that succeeds when the remedy is taken away."""
