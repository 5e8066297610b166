"""Laws: numerals, citations, registry, verdicts."""
