"""Draws the pages of a PDF or a picture and reads their text: a script of its own, always run by `sandbox`.

    python -I drawing.py ORDER.json     writes result.json and the pictures into the current folder

An order: `source`, `kind` (pdf, picture), `pages` [first, last] to draw, `scans` (pages to draw for recognition), `read`
(sizes, text and thumbnail of the whole file). It imports nothing of the product, so that it starts fast and holds no secret.
"""

import json
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MOST_PAGES, MOST_CHARACTERS = 500, 1_000_000
LARGE, SMALL = 1280, 640  # pixels across
TALLEST = 4 * LARGE
THUMBNAIL = (144, 192)
_SCAN_DOTS, _SCAN_LONGEST = 220 / 72, 3000
_MOST_PIXELS = 120_000_000
_SECONDS_FOR_TEXT = 40
_QUALITY = 70

Size = tuple[int, int]


def fitted(width: float, height: float, *, across: int = LARGE) -> Size:
    """Return the size in pixels at which a page is drawn: so wide, but never taller than four times that."""
    width, height = max(width, 1.0), max(height, 1.0)
    scale = min(across / width, TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


class Pdf:
    """A PDF file. No script of it runs: the library is built without one."""

    def __init__(self, source: str) -> None:
        self.document = pypdfium2.PdfDocument(source)
        self.document.init_forms()  # what was typed into a form belongs to the page

    def __len__(self) -> int:
        return len(self.document)

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """Open one page, counted from 1, and close it: a long document must not fill the memory."""
        page = self.document[number - 1]
        try:
            yield page
        finally:
            page.close()

    def size(self, number: int) -> Size:
        return fitted(*self.document.get_page_size(number - 1))

    def draw(self, number: int, longest: int | None = None) -> Image.Image:
        with self.page(number) as page:
            width, height = page.get_size()
            scale = fitted(width, height)[0] / max(width, 1.0)
            if longest:
                scale = min(_SCAN_DOTS, longest / max(width, height, 1.0))
            picture: Image.Image = page.render(scale=scale).to_pil()
            return picture.convert("RGB")

    def text(self, number: int) -> str:
        with self.page(number) as page:
            content = page.get_textpage()
            try:
                return str(content.get_text_bounded(errors="ignore"))
            finally:
                content.close()


class Picture:
    """A photo or a drawing: one page, turned as the camera was held."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __len__(self) -> int:
        return 1

    def size(self, number: int) -> Size:
        return self.draw(number).size

    def draw(self, number: int, longest: int | None = None) -> Image.Image:  # noqa: ARG002  # as for a PDF
        with Image.open(self.source) as opened:
            opened.draft("RGB", (longest or LARGE, longest or TALLEST))
            picture = _on_white(ImageOps.exif_transpose(opened))
        if longest:
            picture.thumbnail((longest, longest))
        else:
            picture.thumbnail((LARGE, TALLEST))
        return picture

    def text(self, number: int) -> str:  # noqa: ARG002  # as for a PDF
        return ""


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def obey(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Do what is asked for; the pictures lie in the folder as `<page>.webp`, `<page>-nho.webp`, `thumbnail.webp`."""
    file = Pdf(order["source"]) if order["kind"] == "pdf" else Picture(order["source"])
    result: dict[str, Any] = {"count": len(file)}
    shown = min(len(file), MOST_PAGES)
    if order.get("read"):
        result |= _read(file, shown, folder)
    if order.get("pages"):
        first, last = order["pages"]
        result["drawn"] = [_draw(file, number, folder) for number in range(first, min(last, shown) + 1)]
    for number in order.get("scans", ()):
        file.draw(number, _SCAN_LONGEST).convert("L").save(folder / f"scan-{number}.png", compress_level=1)
    return result


def _read(file: Pdf | Picture, shown: int, folder: Path) -> dict[str, Any]:
    texts, left, until = [], MOST_CHARACTERS, time.monotonic() + _SECONDS_FOR_TEXT
    for number in range(1, shown + 1):
        if left <= 0 or time.monotonic() > until:
            break
        texts.append(file.text(number)[:left])
        left -= len(texts[-1])
    picture = file.draw(1) if shown else Image.new("RGB", THUMBNAIL, "white")
    picture.thumbnail(THUMBNAIL)
    picture.save(folder / "thumbnail.webp", quality=_QUALITY)
    return {
        "sizes": [file.size(number) for number in range(1, shown + 1)],
        "texts": texts,
        "cut": len(texts) < len(file) or left <= 0,
        "thumbnail": picture.size,
    }


def _draw(file: Pdf | Picture, number: int, folder: Path) -> int:
    picture = file.draw(number)
    picture.save(folder / f"{number}.webp", quality=_QUALITY, method=2)
    picture.thumbnail((SMALL, TALLEST))
    picture.save(folder / f"{number}-nho.webp", quality=_QUALITY, method=2)
    return number


def main(order: str) -> None:
    """Read the order, obey, write the result."""
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    folder = Path.cwd()
    result = obey(json.loads(Path(order).read_text(encoding="utf-8")), folder)
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
