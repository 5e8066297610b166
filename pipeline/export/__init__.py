"""Stored articles in the formats of others: JSON lines, CSV, Parquet, Markdown, feeds. Pure but for the file written."""
