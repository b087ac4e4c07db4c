// The viewer of files: arrow keys from page to page, plus and minus for the size, the number of the page in sight. All of
// it is only an addition: the pages are a list of pictures, the tools are links.

const LARGEST = 4;

function zoom(sheets, step) {
  const now = Number(sheets.dataset.zoom) || 1;
  sheets.dataset.zoom = String(Math.min(LARGEST, Math.max(1, now + step)));
  if (Number(sheets.dataset.zoom) > 1) {
    for (const picture of sheets.querySelectorAll(".sheet img")) picture.sizes = "1280px";
  }
}

function inSight(sheets) {
  const pages = [...sheets.querySelectorAll("[data-sheet]")];
  const box = sheets.querySelector(".sheets-pages");
  const top = box.scrollHeight > box.clientHeight + 1 ? box.getBoundingClientRect().top : 0;
  const middle = top + Math.min(window.innerHeight, box.clientHeight) / 2;
  const place = pages.findIndex((page) => page.getBoundingClientRect().bottom >= middle);
  return { pages, place: place < 0 ? pages.length - 1 : place };
}

function step(sheets, by) {
  const { pages, place } = inSight(sheets);
  const next = pages[place + by];
  if (next) next.scrollIntoView({ block: "start" });
  else sheets.querySelector(by > 0 ? "[rel=next]" : "[rel=prev]")?.click();
}

const KEYS = {
  ArrowLeft: (sheets) => step(sheets, -1),
  ArrowRight: (sheets) => step(sheets, 1),
  "+": (sheets) => zoom(sheets, 1),
  "=": (sheets) => zoom(sheets, 1),
  "-": (sheets) => zoom(sheets, -1),
};

function obey(sheets, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== "+")) return;
  const deed = KEYS[event.key];
  if (!deed || !sheets.querySelector("[data-sheet]")) return;
  event.preventDefault();
  deed(sheets);
}

function tell(sheets) {
  const line = sheets.querySelector("[data-sheets-place]");
  const { pages, place } = inSight(sheets);
  if (!line || pages.length < 2) return;
  const words = pages[place].querySelector("figcaption span").textContent;
  if (line.textContent !== words) line.textContent = words;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-sheets-zoom]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  zoom(link.closest("[data-sheets]"), Number(link.dataset.sheetsZoom));
});

let pending = false;
document.addEventListener(
  "scroll",
  () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      for (const sheets of document.querySelectorAll("[data-sheets]")) {
        if (sheets.querySelector("[data-sheet]")) tell(sheets);
      }
    });
  },
  { capture: true, passive: true },
);

// On the page of one file the keys belong to the viewer; on the bench they do while the viewer has the focus.
document.addEventListener("keydown", (event) => {
  const sheets = event.target.closest?.("[data-sheets]") ?? document.querySelector("main > [data-sheets]");
  if (!sheets || event.defaultPrevented || event.isComposing) return;
  if (event.target.matches("input, textarea, select, summary, [contenteditable]")) return;
  obey(sheets, event);
});
