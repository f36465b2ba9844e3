"""Tables whose cells are known: rows of cells to tables of the record, with roles of columns, groups and sums."""
