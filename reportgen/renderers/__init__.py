"""Writes a document as a file; each format is a renderer that registers itself by hook."""
