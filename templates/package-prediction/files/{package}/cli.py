"""The command <% .slug %>."""

import argparse
import sys
from importlib import resources
from pathlib import Path

from . import __version__, tables
from .model_<% .framework %> import SUFFIX, load, predict


def parse_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="<% .slug %>", description="Predicts with a trained model.")
    parser.add_argument("-i", "--input", required=True, help="rows to predict: .npy, .csv or .tsv with a header")
    parser.add_argument("-o", "--output", default="predictions.csv", help="where the table of predictions goes")
    parser.add_argument("-m", "--model", default="", help=f"a model ({SUFFIX}) instead of the one in the package")
    parser.add_argument("-c", "--cuda", action=argparse.BooleanOptionalAction, default=False, help="predict on a GPU")
    parser.add_argument("--version", action="version", version=__version__)
    return parser.parse_args(arguments)


def packaged_model() -> Path:
    """The model that comes with the package: the last by name in its folder models."""
    folder = Path(str(resources.files(__package__))) / "models"
    models = sorted(folder.glob(f"*{SUFFIX}"))
    if not models:
        raise tables.InputError(f"the package has no model; put one ({SUFFIX}) into {folder}, or give one with --model")
    return models[-1]


def main(arguments: list[str] | None = None) -> int:
    options = parse_options(arguments)
    try:
        model = load(options.model or str(packaged_model()), options.cuda)
        rows = tables.read(options.input)
        tables.write(options.output, predict(model, rows, options.cuda))
    except (tables.InputError, OSError) as error:
        print(f"<% .slug %>: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
