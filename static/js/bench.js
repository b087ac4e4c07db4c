// The review bench: keys from item to item, evidence beside the form, reasons put into their field. All of it is only an
// addition: every link, button and select works by itself.

const ON = "tham-tra-phim-tat";
const form = document.querySelector("form[data-review]");
const dialog = document.querySelector("[data-keys]");

// --- Keys ---------------------------------------------------------------------------------------------------------
const follow = (selector) => document.querySelector(selector)?.click();

function choose(verdict) {
  const radio = form?.querySelector(`[name=verdict][value=${verdict}]`);
  if (!radio || radio.matches(":disabled")) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const next = { changed: "[name=points], [name=met]", supplement: "[name=reason]" }[verdict];
  (next ? form.querySelector(next) : radio)?.focus();
}

function showKeys() {
  if (!dialog.open) dialog.showModal();
}

const KEYS = {
  j: () => follow(".bench-nav [rel=next]"),
  k: () => follow(".bench-nav [rel=prev]"),
  ArrowRight: () => follow(".bench-nav [rel=next]"),
  ArrowLeft: () => follow(".bench-nav [rel=prev]"),
  n: () => follow("[data-go=unreviewed]"),
  g: () => follow("[data-go=overview]"),
  a: () => choose("accepted"),
  c: () => choose("changed"),
  s: () => choose("supplement"),
  e: () => viewNext(),
  "?": showKeys,
};

function isSwitchedOn() {
  try {
    return localStorage.getItem(ON) !== "khong";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])");
}

// Arrows move within groups of radio buttons, scroll wide tables, and belong to whatever else uses them.
const ownsArrows = (target) =>
  target.matches("input, [role=region], summary, video, audio") || target.closest("[data-sheets]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const save = form?.querySelector("button[name=go][value=next]");
    if (save && !dialog?.open && (form.contains(event.target) || !isTyping(event.target))) {
      event.preventDefault();
      save.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || dialog?.open || isTyping(event.target) || !isSwitchedOn()) return;
  if (event.key.startsWith("Arrow") && (event.shiftKey || ownsArrows(event.target))) return;
  const deed = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (deed) {
    event.preventDefault();
    deed();
  }
});

if (dialog) {
  const opener = document.querySelector("[data-keys-open]");
  const box = dialog.querySelector("[data-keys-on]");
  opener.hidden = false;
  opener.addEventListener("click", showKeys);
  box.checked = isSwitchedOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(ON, box.checked ? "co" : "khong");
    } catch {
      // Without storage the choice holds for no longer than this page; nothing else depends on it.
    }
  });
}

// --- Evidence beside the item ---------------------------------------------------------------------------------------
const viewer = document.querySelector("[data-viewer]");
const wide = window.matchMedia("(min-width: 62rem)");
let shown = null;

// The viewer of the file's own page, without the page around it. Where it cannot be fetched, the page opens as usual.
async function load(url) {
  const old = viewer.querySelector("[data-sheets]");
  let answer;
  try {
    answer = await fetch(url, { headers: { "HX-Request": "true" } });
  } catch {
    answer = { ok: false };
  }
  if (!answer.ok || answer.redirected) {
    window.location.assign(url);
    return;
  }
  const part = document.createRange().createContextualFragment(await answer.text());
  const sheets = part.querySelector("[data-sheets]");
  if (viewer.hidden || old !== viewer.querySelector("[data-sheets]")) return;
  old?.remove();
  viewer.append(sheets);
  window.htmx?.process(sheets);
}

function view(link) {
  viewer.querySelector("[data-sheets]")?.remove();
  shown?.removeAttribute("aria-current");
  shown = link;
  viewer.hidden = !link;
  if (!link) return;
  link.setAttribute("aria-current", "true");
  viewer.querySelector("[data-viewer-name]").textContent = link.textContent;
  load(link.href);
}

function viewNext() {
  const links = [...document.querySelectorAll("[data-view]")];
  const next = links[links.indexOf(shown) + 1] ?? links[0];
  next?.click();
}

if (viewer) {
  document.querySelector("[data-evidence]").addEventListener("click", (event) => {
    const link = event.target.closest("[data-view]");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    view(link);
  });
  viewer.addEventListener("click", (event) => {
    const link = event.target.closest("[data-sheets-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link.href);
  });
  viewer.querySelector("[data-viewer-close]").addEventListener("click", () => {
    const back = shown;
    view(null);
    back?.focus();
  });
}

// --- Reasons for reuse: only those that fit the verdict; picking one inserts its text --------------------------------
const templates = form?.querySelector("[name=template]");
const reason = form?.querySelector("[name=reason]");

function fit() {
  const verdict = form.querySelector("[name=verdict]:checked")?.value;
  for (const option of templates.querySelectorAll("option[data-text]")) {
    const fits = !option.dataset.verdict || !verdict || option.dataset.verdict === verdict;
    option.hidden = option.disabled = !fits;
    if (!fits && option.selected) templates.value = "";
  }
  for (const group of templates.querySelectorAll("optgroup")) {
    group.hidden = ![...group.children].some((option) => !option.hidden);
  }
}

if (templates && reason) {
  templates.addEventListener("change", () => {
    const text = templates.selectedOptions[0]?.dataset.text;
    if (!text || reason.value.includes(text)) return;
    reason.value = reason.value.trim() ? `${reason.value.trimEnd()}\n${text}` : text;
    reason.dispatchEvent(new Event("input", { bubbles: true }));
    reason.focus();
  });
  form.addEventListener("change", fit);
  fit();
}
