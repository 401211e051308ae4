"""What it took to meet: attempts, ways and days, from the first try to the first meeting (report of 2007, 3.2)."""
