"""Shows archives of files ("```txtar bad") as one block for each file, under its name."""
import re

BLOCK = re.compile(r"^```txtar[^\n]*\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"^-- (\S+) --\n", re.M)
LANGUAGES = {"py": "python", "yaml": "yaml", "yml": "yaml", "toml": "toml", "sh": "bash", "json": "json", "ipynb": "json"}


def blocks(match):
    parts = FILE.split(match.group(1))
    out = [f"```text\n{parts[0]}```"] if parts[0].strip() else []
    for name, text in zip(parts[1::2], parts[2::2]):
        language = LANGUAGES.get(name.rsplit(".", 1)[-1], "text")
        out.append(f'```{language} title="{name}"\n{text.rstrip()}\n```')
    return "\n\n".join(out)


def on_page_markdown(markdown, **_):
    return BLOCK.sub(blocks, markdown)
