// Offers to photograph papers and to join them into one PDF. Everything heavy is fetched when somebody asks for it;
// photos that are not uploaded yet wait in the browser's own database, so that a reload loses none.

const DAYS_KEPT = 14;
const dialog = document.querySelector("dialog[data-photos]");
const template = document.querySelector("template[data-photos-button]");

/** What the browser keeps: the photos of each form in their order; `sentAs` names the file in which one was handed on. */
export class Store {
  #opened = null;

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("tiepcanpl-photos", 1);
      request.onupgradeneeded = () => {
        const photos = request.result.createObjectStore("photos", { keyPath: "id", autoIncrement: true });
        photos.createIndex("place", "place");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.#opened;
  }

  async #do(mode, deed) {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("photos", mode);
      const request = deed(transaction.objectStore("photos"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  /** Returns the photos of a place in their order. */
  async of(place) {
    const found = await this.#do("readonly", (rows) => rows.index("place").getAll(place));
    return found.sort((one, other) => one.order - other.order);
  }

  /** Keeps a photo and returns its number. */
  keep(photo) {
    return this.#do("readwrite", (rows) => rows.put(photo));
  }

  drop(id) {
    return this.#do("readwrite", (rows) => rows.delete(id));
  }

  /** Drops what nobody came back for; returns the places that still have photos. */
  async tidy() {
    const photos = await this.#do("readonly", (rows) => rows.getAll());
    const oldest = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
    for (const photo of photos.filter((one) => one.added < oldest)) await this.drop(photo.id);
    return new Set(photos.filter((one) => one.added >= oldest).map((one) => one.place));
  }
}

const store = new Store();

export function placeOf(form) {
  return new URL(form.action).pathname;
}

/** Tells whether a file of this name stands among the documents of the item. */
function isListed(form, name) {
  const list = form.closest("section.evidence");
  return [...list.querySelectorAll("a")].some((link) => link.textContent.trim() === name);
}

/** The server has the file when the item lists it: only then are the photos let go. */
async function settle(form) {
  for (const photo of await store.of(placeOf(form))) {
    if (photo.sentAs && isListed(form, photo.sentAs)) await store.drop(photo.id);
  }
  await label(form);
}

async function label(form) {
  const button = form.querySelector("[data-photos-open]");
  const count = (await store.of(placeOf(form))).length;
  button.querySelector("[data-photos-left]").textContent = count ? ` (còn ${count} ảnh chưa tải lên)` : "";
}

let fetched = null;
let failures = 0;

/** Fetches the window's module; a line that was dead is tried again under another address, as browsers remember failures. */
function load() {
  const url = new URL(dialog.dataset.module, document.baseURI);
  if (failures) url.searchParams.set("lan", failures);
  fetched ??= import(url.href).catch((error) => {
    fetched = null;
    failures += 1;
    throw error;
  });
  return fetched;
}

async function show(form) {
  try {
    const { open } = await load();
    await open({ dialog, form, store, place: placeOf(form), code: codeOf(form) });
    await label(form);
  } catch {
    form.querySelector("[data-photos-left]").textContent = " (chưa mở được: vui lòng kiểm tra mạng rồi bấm lại)";
  }
}

function offer(form) {
  const button = template.content.firstElementChild.cloneNode(true);
  button.querySelector("[data-photos-code]").textContent = codeOf(form);
  button.addEventListener("click", () => show(form));
  form.querySelector(".upload-deeds").prepend(button);
  const list = form.closest("section.evidence");
  new MutationObserver(() => settle(form)).observe(list, { childList: true, subtree: true });
}

/** The item's code, as its address has it. */
function codeOf(form) {
  return placeOf(form).split("/").at(-3);
}

async function start() {
  const forms = [...document.querySelectorAll("form[data-upload]")];
  forms.forEach(offer);
  if (forms.length) setTimeout(() => load().catch(() => {}), 2000); // the line may be dead by the time it is needed
  const places = await store.tidy();
  for (const form of forms.filter((one) => places.has(placeOf(one)))) await settle(form);
}

if (dialog && template && "indexedDB" in window && "createImageBitmap" in window) start();
