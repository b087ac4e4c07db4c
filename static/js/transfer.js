// Carries one file to the server by the tus protocol: goes on after a broken line, waits while there is none.

import { forget, keep } from "./kept-files.js";

const PIECE = 4 * 1024 * 1024; // one request: a slow line never holds a place at the server for long
const DELAYS = [0, 1000, 3000, 5000, 10000, 20000, 30000, 30000, 30000, 60000, 60000, 60000];
const HASHED = 64 * 1024 * 1024; // the browser needs the whole file in memory for it

const LIBRARY = import.meta.resolve("../vendor/tus.min.js");
let fetched = null;
let failures = 0;

/**
 * Fetches the protocol's library with the first file: most visits to a page send none. After a dead line it is asked for
 * under another address, as browsers remember failures.
 */
function library() {
  const url = new URL(LIBRARY);
  if (failures) url.searchParams.set("lan", failures);
  fetched ??= import(url.href).catch((error) => {
    fetched = null;
    failures += 1;
    throw error;
  });
  return fetched;
}

const person = () => document.querySelector("[data-person]")?.dataset.person || "";

/** The address of the upload that belongs to a form. */
export const endpointOf = (form) => form.action.replace(/tai-lieu\/$/, "tai-len/");

export const idOf = (endpoint, file) => [person(), endpoint, file.name, file.size, file.lastModified].join("|");

/** Somebody may have signed in again in another window: the cookie then holds the newer token. */
export function token(form) {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

/**
 * Makes a transfer. `tell` gets: progress(percent), waiting(), done(url), refused(sentence), failed(sentence).
 * Exactly one of the last three ends it; `start` may be called again after failed.
 */
export function transfer(form, file, tell) {
  const endpoint = endpointOf(form);
  const id = idOf(endpoint, file);
  let stopped = false;
  let comeBack = null;
  let upload = null;

  const options = {
    endpoint,
    chunkSize: PIECE,
    retryDelays: DELAYS,
    removeFingerprintOnSuccess: true,
    fingerprint: async () => id,
    onBeforeRequest: (request) => request.setHeader("X-CSRFToken", token(form)),
    onProgress: (sent, total) => tell.progress(Math.floor((sent * 100) / total)),
    onShouldRetry: (error) => {
      const again = mayRetry(status(error)) && navigator.onLine;
      if (again) tell.waiting();
      return again;
    },
    onSuccess: async () => {
      await forget(id);
      tell.done(upload.url);
    },
    onError: (error) => end(error),
  };

  async function made() {
    await library();
    upload ??= new window.tus.Upload(file, options);
    return upload;
  }

  async function end(error) {
    if (stopped) return;
    const code = status(error);
    if (code === 0 && error.originalRequest && !navigator.onLine) {
      waitForLine(() => upload.start());
    } else if ([413, 422].includes(code) || (code === 403 && isPlain(error))) {
      await drop();
      tell.refused(error.originalResponse.getBody());
    } else if (code === 401) {
      tell.failed("Phiên làm việc đã hết. Vui lòng đăng nhập lại ở một thẻ khác của trình duyệt rồi bấm “Thử lại”.");
    } else if (code === 0 && !error.originalRequest) {
      await drop();
      tell.refused("Không đọc được tệp trên máy này. Vui lòng chọn lại tệp.");
    } else {
      tell.failed(code ? "Máy chủ chưa nhận được tệp." : "Chưa tải lên được do mất kết nối.");
    }
  }

  function waitForLine(goOn) {
    tell.waiting();
    comeBack = goOn;
    window.addEventListener("online", comeBack, { once: true });
  }

  /** Forgets what this browser knows of the upload. */
  async function drop() {
    await forget(id);
    if (!upload) return;
    for (const previous of await upload.findPreviousUploads()) localStorage.removeItem(previous.urlStorageKey);
  }

  async function start() {
    await keep(id, { person: person(), endpoint, file });
    try {
      await made();
    } catch {
      if (navigator.onLine) tell.failed("Chưa tải lên được do mất kết nối.");
      else waitForLine(start);
      return;
    }
    upload.options.metadata = { filename: file.name, ...(await hashOf(file)) };
    const [previous] = await upload.findPreviousUploads();
    if (previous && !upload.url) upload.resumeFromPreviousUpload(previous);
    if (!stopped) upload.start();
  }

  async function cancel() {
    stopped = true;
    if (comeBack) window.removeEventListener("online", comeBack);
    await made().catch(() => {});
    if (upload) {
      const [previous] = await upload.findPreviousUploads();
      upload.url ??= previous?.uploadUrl ?? null;
      await upload.abort(Boolean(upload.url)).catch(() => {}); // without a line the server forgets it by itself
    }
    await drop();
  }

  return { start, cancel };
}

const status = (error) => error.originalResponse?.getStatus() ?? 0;
const mayRetry = (code) => code < 400 || code >= 500 || [409, 423, 460].includes(code);
const isPlain = (error) => (error.originalResponse.getHeader("Content-Type") || "").startsWith("text/plain");

/** The hash lets the server prove that what arrived is what was chosen; browsers have it on https pages only. */
async function hashOf(file) {
  if (!window.crypto?.subtle || file.size > HASHED) return {};
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return { sha256: [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  } catch {
    return {};
  }
}

/** Names the unfinished uploads of an address whose file is not kept here: [{name, size, url, key}]. */
export function leftBehind(endpoint, keptIds) {
  const start = `tus::${person()}|${endpoint}|`;
  const found = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(start) || keptIds.some((id) => key.startsWith(`tus::${id}::`))) continue;
    const entry = JSON.parse(localStorage.getItem(key));
    found.push({ key, name: entry.metadata.filename, size: entry.size, url: entry.uploadUrl });
  }
  return found;
}
