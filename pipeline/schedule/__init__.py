"""Runs that nobody watches: APScheduler only ticks, the files of config/ say when, and ``runs`` says what was missed."""

from pipeline.schedule.due import missed
from pipeline.schedule.timetable import Places, run

__all__ = ["Places", "missed", "run"]
