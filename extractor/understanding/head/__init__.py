"""The head of a document: number, place and date, issuer, type, subject, addressees; and where else these may stand."""
