"""Collects Chinese debt-collection articles, checks the laws they cite, and finds the copies."""
