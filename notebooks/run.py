"""Run the notebooks from top to bottom and keep their outputs: `python notebooks/run.py`, or `make notebooks`.

Outputs hold nothing of the machine or the day: no times, no paths, no versions.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 300  # for one cell, on a slow machine

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path: Path) -> nbformat.NotebookNode:
    """The notebook at a path with new outputs, run in its folder; raises CellExecutionError where a cell fails."""
    import matplotlib.font_manager  # noqa: F401 - its first import says that it makes a cache, which is no output

    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else a warning of the kernel's debugger
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    resources = {"metadata": {"path": path.parent}}
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        coalesce_streams=True,
        record_timing=False,
        resources=resources,
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/plain" in data:  # "<Styler at 0x7f...>": where it lay in memory
                data["text/plain"] = re.sub(r" at 0x[0-9a-f]+>", ">", data["text/plain"])
    return notebook


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook as Jupyter does, so that opening and saving it there changes nothing."""
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.ipynb")):
        write(run(path), path)
        print(f"run: {path.name}")
