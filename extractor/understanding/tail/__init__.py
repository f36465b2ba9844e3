"""The end of a document: offices and names of those who sign, distribution, digital signatures."""
