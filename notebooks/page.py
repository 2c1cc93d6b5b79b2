"""Run a notebook and write it as one page for a browser: text, tables and pictures, with the code folded away.

``python notebooks/page.py leader`` writes ``outputs/leader.html``; another folder is named by ``--out``. A notebook of
your own is named by its path. Nothing but the environment of ``requirements.lock`` is needed.
"""

from __future__ import annotations

import argparse
import base64
import re
import sys
import time
from html import escape
from pathlib import Path
from typing import Any

import jupytext
import nbclient
from markdown_it import MarkdownIt

from diffusion_sim import report
from diffusion_sim.disk import whole_file
from diffusion_sim.errors import BadInput, nearest

HERE = Path(__file__).resolve().parent
STYLE = Path(report.__file__).with_name("style.css")
#: Longest time that one cell may take, in seconds.
PATIENCE = 3600


def notebook(name: str) -> Path:
    """Return the file of a notebook of this folder, or of a path.

    Raises
    ------
    BadInput
        If there is none.
    """
    own = {p.stem: p for p in HERE.glob("*.py") if p != Path(__file__).resolve()}
    path = own.get(name.removesuffix(".py"), Path(name).expanduser())
    if not path.is_file():
        raise BadInput(f"Notebook {name!r} does not exist; allowed: {', '.join(sorted(own))}, or the path of one."
                       f"{nearest(name, own)}")  # fmt: skip
    return path


def executed(path: Path) -> Any:
    """Run all cells, in a kernel of its own that starts in the notebook's folder.

    Raises
    ------
    BadInput
        If a cell stops with an error.
    """
    client = nbclient.NotebookClient(
        jupytext.read(path), timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    try:
        return client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        raise BadInput(f"{path}: a cell stopped with {error.ename}: {error.evalue}") from None


def as_html(book: Any, title: str) -> str:
    """Return the page of a notebook that was run."""
    text = MarkdownIt("commonmark").enable("table")
    body = []
    for cell in book.cells:
        if cell.cell_type == "markdown":
            body.append(text.render(cell.source))
        elif cell.cell_type == "code":
            body.append(f"<details><summary>code</summary><pre>{escape(cell.source)}</pre></details>")
            body += [_shown(output, text) for output in cell.outputs]
    style = STYLE.read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{style} img {{ max-width: 100%; }}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(body) + "\n</body></html>\n"


def _shown(output: Any, text: MarkdownIt) -> str:
    """Return one output; what the program says of its progress is left out."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        # As a picture of its own it shares no id with another one.
        coded = base64.b64encode(data["image/svg+xml"].encode()).decode()
        return f'<p><img alt="" src="data:image/svg+xml;base64,{coded}"></p>'
    if "text/markdown" in data:
        return str(text.render(data["text/markdown"]))
    if "text/html" in data:
        return f'<div class="scroll">{data["text/html"]}</div>'
    said = data.get("text/plain") or (output.get("text") if output.get("name") == "stdout" else "")
    return f"<pre>{escape(said)}</pre>" if said else ""


def main(arguments: list[str] | None = None) -> int:
    """Run the notebook and write its page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", help="trainer, leader, researcher, or a path")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="folder (default outputs)")
    args = parser.parse_args(arguments)
    try:
        path, began = notebook(args.notebook), time.monotonic()
        print(f"Running {path.name} ...", flush=True)
        book = executed(path)
        found = re.search(r"^# (.+)$", "\n".join(c.source for c in book.cells if c.cell_type == "markdown"), re.M)
        made = as_html(book, found.group(1) if found else path.stem)
        args.out.mkdir(parents=True, exist_ok=True)
        with whole_file(args.out / f"{path.stem}.html") as part:
            part.write_text(made, encoding="utf-8")
    except BadInput as error:
        print(f"page: {error}", file=sys.stderr)
        return 2
    print(f"{args.out / path.stem}.html, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
