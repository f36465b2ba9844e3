"""PDF files: words, fonts and rules of the text layer, signature fields, page images."""
