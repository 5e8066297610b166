"""All SQL: migrations, articles, frontier, search, related, reports."""
