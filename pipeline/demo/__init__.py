"""A small law site, written for this project: served on loopback to try and to test the whole pipeline with."""
