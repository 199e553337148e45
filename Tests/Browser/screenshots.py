"""Pictures of a page as people see it: light and dark, on a phone and on a desk."""

import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[2] / ".build/screenshots"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


def take(page, name):
    """Writes .build/screenshots/<name>-<light|dark>-<phone|desktop>.png, the whole page each; the paths.

    The page gets its size and its colours back.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    before, written = page.viewport_size, []
    try:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for size, viewport in SIZES.items():
                page.set_viewport_size(viewport)
                path = FOLDER / f"{name}-{scheme}-{size}.png"
                page.screenshot(path=path, full_page=True, animations="disabled", caret="initial")
                written.append(path)
    finally:
        page.emulate_media(color_scheme="null")
        if before:
            page.set_viewport_size(before)
    return written
