"""Settings of Sphinx."""

project = <% json .project_name %>
author = <% json .full_name %>
copyright = <% json (printf "%s, %s" .year .full_name) %>
version = release = <% json .version %>
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
html_theme = "furo"
myst_heading_anchors = 3
