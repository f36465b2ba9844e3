"""Cited documents: each printed mention, what stands behind its number, its role, and one citation for each document."""
