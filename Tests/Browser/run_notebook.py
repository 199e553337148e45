#!/usr/bin/env python3
"""The Angular example in Chromium, against real servers. usage: run_notebook.py FOLDER-OF-PROGRAMS [WORD IN A TEST'S NAME]..."""

import run
from notebook_world import NotebookWorld

if __name__ == "__main__":
    run.main("notebook", NotebookWorld)
