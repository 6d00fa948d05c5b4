"""Codes, names and articles, memberships, outlines: the tables of ``assets/``."""
