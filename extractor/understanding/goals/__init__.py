"""Quantified goals (chỉ tiêu): in sentences and in the rows of targets tables."""
