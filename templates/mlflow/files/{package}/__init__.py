<% printf "%s: %s" .project_name .project_short_description | json %>

__version__ = <% json .python_version %>
