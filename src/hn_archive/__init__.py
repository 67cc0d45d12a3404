"""A static-site generator for news-article archives, right for Vietnamese."""

__version__ = "0.1.0"
