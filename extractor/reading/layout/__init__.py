"""From words with boxes to lines in reading order and to tables, ruled or not, the same way for PDF and scan."""
