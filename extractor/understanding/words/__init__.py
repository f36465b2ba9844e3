"""Pieces of official language that every reader of a document needs: numbers, dates, amounts, bodies, persons, sections."""
