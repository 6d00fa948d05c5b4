"""Many fiches from data to files: selected, drawn by workers, written whole, listed.

The one package that joins the data side (polars) and the page side (matplotlib, ReportLab).
"""
