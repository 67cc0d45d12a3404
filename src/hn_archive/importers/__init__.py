"""Readers of old archives: saved pages, Word files, other generators' Markdown, WordPress exports, tables."""
