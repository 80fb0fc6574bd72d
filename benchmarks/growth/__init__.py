"""How the cost of an operation grows with what is stored: a table and a chart for each axis."""
