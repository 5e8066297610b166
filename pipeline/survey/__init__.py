"""A look at a site nobody has described yet: which system, which sitemaps, feeds and lists, what its articles look like.

Everything that is written into the site's file was seen: a sitemap or feed is named only if it was fetched and parsed.
"""

from pipeline.survey.describe import Survey, describe, name_of
from pipeline.survey.look import Get, look_at

__all__ = ["Survey", "name_of", "survey"]


async def survey(base_url: str, get: Get) -> Survey:
    """Look at a site through ``get`` (about 25 requests) and describe it.

    InputError where ``base_url`` is no http(s) URL or the home page cannot be read.
    """
    return describe(await look_at(base_url, get))
