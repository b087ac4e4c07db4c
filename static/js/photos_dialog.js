// The window in which photos are taken, turned, put in order and joined into one PDF. Photos are worked on one after the
// other, so that a cheap phone has the memory for it; decoding and drawing again drops everything but the picture.
// Photos that are not uploaded yet wait in the browser's own database, so that a reload loses none.

const LONG_SIDE = 2000;
const QUALITY = 0.7;
const THUMBNAIL = 180;
const A4 = [210, 297]; // mm
const MEGABYTE = 1024 * 1024;
const DAYS_KEPT = 14;

let job = null;
let photos = [];
let wired = false;
const sent = new Set(); // on their way since this page was opened; after a reload their photos are offered again

const part = (name) => job.dialog.querySelector(`[data-photos-${name}]`);
const say = (text) => {
  part("status").textContent = text;
};

/** What the browser keeps: the photos of each form in their order; `sentAs` names the file in which one was handed on. */
class Store {
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
const placeOf = (form) => new URL(form.action).pathname;

/** Fetches the window, watches the lists of files, tells what is left from before; returns what opens the window. */
export async function start(template, forms) {
  const answer = await fetch(template.dataset.photosWindow);
  if (!answer.ok || answer.redirected) throw new Error("no window");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = page.querySelector("dialog[data-photos]");
  document.body.append(dialog);
  for (const form of forms) {
    new MutationObserver(() => settle(form)).observe(form.closest("section.evidence"), { childList: true, subtree: true });
  }
  const places = await store.tidy();
  for (const form of forms.filter((one) => places.has(placeOf(one)))) await settle(form);
  return async (form) => {
    await open({ dialog, form, store, place: placeOf(form), code: placeOf(form).split("/").at(-3) });
    await label(form);
  };
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

/** Shows the window for one upload form; ends when it is closed. */
async function open(given) {
  job = given;
  photos = (await job.store.of(job.place)).filter((photo) => !sent.has(photo.sentAs));
  if (!wired) wire();
  part("item").textContent = job.code;
  part("name").value = `Ảnh chụp ${job.code} ${stamp(new Date())}`;
  say("");
  draw();
  library().catch(() => {}); // while the photos are taken
  job.dialog.showModal();
  await new Promise((resolve) => job.dialog.addEventListener("close", resolve, { once: true }));
}

function stamp(now) {
  const two = (number) => String(number).padStart(2, "0");
  return `${two(now.getDate())}-${two(now.getMonth() + 1)}-${now.getFullYear()} ${two(now.getHours())}h${two(now.getMinutes())}`;
}

function wire() {
  wired = true;
  for (const input of job.dialog.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      await take(files);
    });
  }
  part("list").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-deed]");
    if (button) act(button.dataset.deed, Number(button.closest("li").dataset.place));
  });
  part("send").addEventListener("click", send);
  part("discard").addEventListener("click", discard);
  part("close").addEventListener("click", () => job.dialog.close());
}

/** Adds photos one by one; a picture that the browser cannot read is named and the others are kept. */
async function take(files) {
  const unread = [];
  busy(true);
  for (const [place, file] of files.entries()) {
    say(`Đang xử lý ảnh ${place + 1}/${files.length}…`);
    try {
      const photo = { ...(await scan(file)), place: job.place, turn: 0, order: nextOrder(), added: Date.now() };
      photo.id = await job.store.keep(photo);
      photos.push(photo);
      draw();
    } catch {
      unread.push(file.name);
    }
  }
  busy(false);
  say(unread.length ? `Không đọc được: ${unread.join(", ")}. Vui lòng chụp lại hoặc chọn ảnh JPEG, PNG.` : `Có ${photos.length} trang.`);
}

const nextOrder = () => Math.max(0, ...photos.map((photo) => photo.order)) + 1;

async function scan(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  return picture(bitmap, 0, scale);
}

/** Draws a bitmap turned by quarters on white ground and returns it as JPEG; the bitmap is given back. */
async function picture(bitmap, turn, scale) {
  const canvas = document.createElement("canvas");
  paint(canvas, bitmap, turn, scale);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  const { width, height } = canvas;
  canvas.width = canvas.height = 0; // gives the memory back at once
  if (!blob) throw new Error("no memory");
  return { blob, width, height };
}

function paint(canvas, bitmap, turn, scale) {
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const lies = turn % 2 === 1;
  canvas.width = lies ? height : width;
  canvas.height = lies ? width : height;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turn * Math.PI) / 2);
  pen.drawImage(bitmap, -width / 2, -height / 2, width, height);
}

async function act(deed, place) {
  const photo = photos[place];
  if (deed === "turn") {
    photo.turn = (photo.turn + 1) % 4;
    await job.store.keep(photo);
    say(`Đã xoay trang ${place + 1}.`);
  } else if (deed === "drop") {
    photos.splice(place, 1);
    await job.store.drop(photo.id);
    say(`Đã xóa một trang, còn ${photos.length} trang.`);
  } else {
    await swap(place, deed === "up" ? place - 1 : place + 1);
  }
  draw();
  focus(deed, deed === "up" ? place - 1 : deed === "down" ? place + 1 : place);
}

async function swap(place, other) {
  const [one, two] = [photos[place], photos[other]];
  [one.order, two.order] = [two.order, one.order];
  [photos[place], photos[other]] = [two, one];
  await job.store.keep(one);
  await job.store.keep(two);
  say(`Trang ${place + 1} chuyển thành trang ${other + 1}.`);
}

/** The keyboard stays on the button that was pressed, or on the nearest one that can be. */
function focus(deed, place) {
  const line = part("list").children[Math.min(place, photos.length - 1)];
  const wanted = line?.querySelector(`button[data-deed=${deed}]:not([disabled])`) ?? line?.querySelector("button");
  (wanted ?? job.dialog.querySelector("input[type=file]")).focus();
}

function draw() {
  part("list").replaceChildren(...photos.map(line));
  const size = photos.reduce((sum, photo) => sum + photo.blob.size, 0);
  const most = Number(job.form.dataset.maxMb);
  const shown = (size / MEGABYTE).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  const large = size > most * MEGABYTE;
  part("size").textContent = photos.length
    ? `${photos.length} trang, khoảng ${shown} MB.${large ? ` Tối đa ${most} MB: vui lòng chia thành nhiều tệp.` : ""}`
    : "Chưa có ảnh nào.";
  part("send").disabled = !photos.length || large;
  part("discard").hidden = !photos.length;
}

function line(photo, place) {
  const item = part("line").content.firstElementChild.cloneNode(true);
  item.dataset.place = place;
  for (const number of item.querySelectorAll("[data-number]")) number.textContent = place + 1;
  item.querySelector("[data-deed=up]").disabled = place === 0;
  item.querySelector("[data-deed=down]").disabled = place === photos.length - 1;
  const canvas = item.querySelector("canvas");
  canvas.setAttribute("aria-label", `Trang ${place + 1}`);
  show(canvas, photo);
  return item;
}

async function show(canvas, photo) {
  const bitmap = await createImageBitmap(photo.blob);
  paint(canvas, bitmap, photo.turn, THUMBNAIL / Math.max(bitmap.width, bitmap.height));
  bitmap.close();
}

/** Joins the pages and hands the file to the upload of the form; the photos stay until the server lists it. */
async function send() {
  const name = `${part("name").value.replace(/[\\/:*?"<>|]+/g, " ").replace(/\s+/g, " ").trim() || `Ảnh chụp ${job.code}`}.pdf`;
  busy(true);
  try {
    const file = new File([await join(name)], name, { type: "application/pdf" });
    if (file.size > Number(job.form.dataset.maxMb) * MEGABYTE) throw new RangeError(name);
    sent.add(name);
    for (const photo of photos) await job.store.keep(Object.assign(photo, { sentAs: name }));
    job.dialog.close();
    job.form.dispatchEvent(new CustomEvent("upload:files", { bubbles: true, detail: { files: [file] } }));
  } catch (error) {
    say(error instanceof RangeError ? "Tệp PDF quá lớn. Vui lòng bớt ảnh hoặc chia thành nhiều tệp." : "Chưa ghép được tệp PDF. Vui lòng kiểm tra mạng rồi thử lại; ảnh vẫn còn trên máy này.");
  } finally {
    busy(false);
  }
}

/** Fetches what writes PDF, once; a dead line can be tried again. */
function library() {
  if (window.jspdf) return Promise.resolve(window.jspdf);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = job.dialog.dataset.library;
    script.addEventListener("load", () => resolve(window.jspdf));
    script.addEventListener("error", () => reject(new Error("line")));
    document.head.append(script);
  });
}

async function join(name) {
  say("Đang ghép các trang…");
  const { jsPDF } = await library();
  let paper = null;
  for (const [place, photo] of photos.entries()) {
    say(`Đang ghép trang ${place + 1}/${photos.length}…`);
    const { blob, width, height } = photo.turn ? await picture(await createImageBitmap(photo.blob), photo.turn, 1) : photo;
    const orientation = width > height ? "landscape" : "portrait";
    if (paper) paper.addPage("a4", orientation);
    else paper = new jsPDF({ unit: "mm", format: "a4", orientation, compress: true });
    const sheet = orientation === "landscape" ? [A4[1], A4[0]] : A4;
    const scale = Math.min(sheet[0] / width, sheet[1] / height);
    const [wide, high] = [width * scale, height * scale];
    const data = new Uint8Array(await blob.arrayBuffer());
    paper.addImage(data, "JPEG", (sheet[0] - wide) / 2, (sheet[1] - high) / 2, wide, high, `page-${place}`, "NONE");
  }
  paper.setProperties({ title: name.replace(/\.pdf$/, "") });
  return paper.output("blob");
}

async function discard() {
  if (!window.confirm(`Bỏ ${photos.length} ảnh đã chụp? Ảnh chưa tải lên sẽ mất.`)) return;
  for (const photo of photos) await job.store.drop(photo.id);
  photos = [];
  draw();
  say("Đã bỏ tất cả ảnh.");
}

function busy(on) {
  for (const control of job.dialog.querySelectorAll("button, input")) control.toggleAttribute("inert", on);
  job.dialog.setAttribute("aria-busy", String(on));
}
