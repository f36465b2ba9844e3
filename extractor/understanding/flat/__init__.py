"""Tables flattened in plain text, one line for each line of a cell, rebuilt from headings, numbering and vocabulary."""
