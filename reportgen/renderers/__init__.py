"""Renderers write a document as a file; each is a package that registers itself by hook."""
