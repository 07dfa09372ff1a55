"""Messages as rows, written in the transaction of what they tell; sent later, exactly once per person and kind."""
