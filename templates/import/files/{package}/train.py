"""Runs the program in source as it is, with the same arguments<% if ne .tracks "yes" %>, and keeps what came out<% end %>."""

import runpy
import sys
from pathlib import Path
<%- if ne .tracks "yes" %>

from .tracking import tracked
<%- end %>

SOURCE = Path(__file__).resolve().parent.parent / "source"
SCRIPT = SOURCE / <% json .entry %>


def run() -> None:
    sys.path[:0] = [str(SOURCE / folder) for folder in (<% .paths %>)]
    sys.argv[0] = str(SCRIPT)
<%- if .module %>
    runpy.run_module(<% json .module %>, run_name="__main__", alter_sys=True)
<%- else %>
    runpy.run_path(str(SCRIPT), run_name="__main__")
<%- end %>


def main() -> None:
<%- if eq .tracks "yes" %>
    run()
<%- else %>
    with tracked():
        run()
<%- end %>


if __name__ == "__main__":
    main()
