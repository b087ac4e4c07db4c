// Keeps every edit of a form that saves itself in the browser (IndexedDB) until the server has acknowledged it; what a closed
// tab, an ended session or a dead line left behind is sent later, in the order of typing. An entry belongs to one person and
// one line of typing. Tells "queue:changed"; hears "queue:send", "queue:drop" and "autosave:*". Without a store it does nothing.

const person = document.getElementById("unsaved")?.dataset.person;
const STORE = "unsaved";
const LOCK = "tiepcanpl-page-";
const KEEP_DAYS = 30;
const REFUSED_AGAIN = 10 * 60 * 1000;
const FIRST_WAIT = 5000;
const LONGEST_WAIT = 300000;
const LONGEST_ANSWER = 60000;
const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const failed = new Set();
const queue = { phase: "", sent: 0, busy: false, wait: FIRST_WAIT, timer: 0, release: null };

// --- The store ---
let database = null;

const result = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

async function open() {
  const request = indexedDB.open("tiepcanpl", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "line" });
  database = await result(request);
  database.onversionchange = () => database.close();
}

const store = (mode = "readwrite") => database.transaction(STORE, mode).objectStore(STORE);
const all = async () => (await result(store("readonly").getAll())).sort((one, other) => one.at - other.at);
const remove = (line) => result(store().delete(line));

/** Changes an entry (null: removes it) unless somebody has typed on in the meantime. */
async function settle(entry, changes) {
  const entries = store();
  const now = await result(entries.get(entry.line));
  if (now && now.edits === entry.edits) {
    await result(changes ? entries.put({ ...now, ...changes }) : entries.delete(entry.line));
  }
}

// --- What a form holds ---
const formOf = (entry) => document.querySelector(`form[data-autosave][action="${CSS.escape(entry.url)}"]`);
const oneLine = (text) => text.trim().replace(/\s+/g, " ");

function readable(form) {
  const lines = [];
  for (const field of form.elements) {
    if (!field.labels?.length || field.closest("[data-conflict]")) continue;
    const label = oneLine(field.labels[0].textContent);
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) lines.push(`✓ ${label}`);
    } else if (field.value.trim()) {
      lines.push(`${label}: ${field.value.trim()}`);
    }
  }
  return lines.join("\n");
}

function entryOf(form) {
  const own = ([name]) => !/^(csrfmiddlewaretoken|version|compared|choice-.*)$/.test(name);
  return {
    line: form.dataset.line,
    edits: Number(form.dataset.edits),
    at: Number(form.dataset.typedAt),
    version: form.querySelector("[name=version]").value,
    fields: [...new FormData(form)].filter(own),
    text: readable(form),
    url: form.getAttribute("action"),
    item: form.dataset.autosave,
    dossier: document.querySelector("[data-dossier]")?.dataset.dossier ?? "",
    link: `${location.pathname}#${form.closest("[id]:not(form)").id}`,
    person,
    page,
  };
}

function restore(form, entry) {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit" || field.closest("[data-conflict]")) continue;
    const values = entry.fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  form.querySelector("[name=version]").value = entry.version;
  Object.assign(form.dataset, { line: entry.line, edits: entry.edits, typedAt: entry.at, dirty: "1" });
}

// --- Pages that are alive look after their own entries ---
function hold() {
  navigator.locks?.request(LOCK + page, { ifAvailable: true }, (lock) => lock && new Promise((end) => (queue.release = end)));
}

async function cared() {
  if (!navigator.locks) return (entry) => entry.page !== page && Date.now() - entry.at < 60000;
  const held = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
  return (entry) => entry.page !== page && held.has(LOCK + entry.page);
}

async function mine() {
  const elsewhere = await cared();
  return (await all()).filter((entry) => entry.person === person && !elsewhere(entry));
}

// --- Sending ---
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/** Returns "saved", "kept" with the reason, or why nothing more is sent now. */
function meaning({ status, redirected, refused, text }) {
  if (redirected) return ["signed-out"];
  if (status === 401) return ["other-person"];
  if (status >= 200 && status < 300) return ["saved"];
  if (status === 0) return ["offline"];
  if (status >= 500 || status === 429) return ["busy"];
  if (status === 404) return ["kept", "Không còn thấy hồ sơ hoặc nội dung này."];
  if (refused) {
    const reasons = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("li")];
    return ["kept", reasons.map((reason) => oneLine(reason.textContent)).join(" ")];
  }
  if (status === 409) return ["kept", "Người khác đã lưu nội dung này sau khi bạn nhập. Mở nội dung để chọn."];
  if (status === 422) return ["kept", "Có ô chưa đọc được. Mở nội dung để sửa."];
  return ["reload"];
}

async function post(entry) {
  const body = new URLSearchParams([...entry.fields, ["version", entry.version], ["attempt", `${entry.line}-${entry.edits}`]]);
  const headers = { "HX-Request": "true", "X-CSRFToken": decodeURIComponent(cookie("csrftoken")), "X-Person": person };
  try {
    const answer = await fetch(entry.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(LONGEST_ANSWER) });
    const redirected = answer.type === "opaqueredirect";
    return { status: answer.status, redirected, refused: answer.headers.has("HX-Retarget"), text: await answer.text() };
  } catch {
    return { status: 0 };
  }
}

function byForm(form) {
  return new Promise((done) => {
    form.addEventListener("autosave:settled", (event) => done(event.detail), { once: true });
    setTimeout(() => done({ status: 0 }), LONGEST_ANSWER);
    form.dispatchEvent(new CustomEvent("autosave:send", { bubbles: true }));
  });
}

async function sendOne(entry) {
  const form = formOf(entry);
  const [outcome, why] = meaning(await (form ? byForm(form) : post(entry)));
  if (outcome === "saved" && !form) {
    queue.sent += 1;
    await settle(entry, null);
  } else if (outcome === "kept" && !form) {
    await settle(entry, { why, after: Date.now() + REFUSED_AGAIN });
  }
  return outcome === "saved" || outcome === "kept" ? "" : outcome;
}

// What was refused is tried again on its own page at once, elsewhere now and then.
const isDue = (entry, forced) => forced || formOf(entry) || !entry.after || entry.after < Date.now();

// A form that waits for a choice or a correction is left alone until its person asks.
function isWaiting(entry, forced) {
  const form = formOf(entry);
  return !form || (form.dataset.line === entry.line && (forced ? failed.has(entry.line) : form.dataset.failed === "1"));
}

async function sendAll(forced) {
  await adopt();
  for (const entry of (await mine()).filter((one) => isWaiting(one, forced) && isDue(one, forced))) {
    queue.phase = "sending";
    await tell();
    queue.phase = await sendOne(entry);
    if (queue.phase) break;
  }
}

async function send(forced = false) {
  if (!database || queue.busy || !navigator.onLine) return;
  queue.busy = true;
  clearTimeout(queue.timer);
  try {
    const work = () => sendAll(forced);
    await (navigator.locks ? navigator.locks.request(`tiepcanpl-send-${person}`, work) : work());
  } finally {
    queue.busy = false;
  }
  queue.wait = queue.phase ? Math.min(queue.wait * 2, LONGEST_WAIT) : FIRST_WAIT;
  if (["offline", "busy"].includes(queue.phase)) later();
  await tell();
}

function later() {
  clearTimeout(queue.timer);
  queue.timer = setTimeout(send, queue.wait);
}

/** Puts what was left behind back into the forms of this page, the oldest first. */
async function adopt() {
  for (const entry of await mine()) {
    const form = formOf(entry);
    if (!form || form.dataset.dirty) continue;
    restore(form, entry);
    form.dispatchEvent(new CustomEvent("autosave:restored", { bubbles: true }));
    hold();
    failed.add(entry.line);
    await settle(entry, { page });
  }
}

async function tell() {
  const found = await mine();
  const others = (await all()).some((entry) => entry.person !== person);
  const entries = found.filter((entry) => !formOf(entry) || failed.has(entry.line));
  const detail = { entries, others, phase: navigator.onLine ? queue.phase : "offline", sent: queue.sent };
  queue.count = found.length;
  document.dispatchEvent(new CustomEvent("queue:changed", { detail }));
}

// --- What happens on the page ---
function listen() {
  document.addEventListener("autosave:edited", (event) => {
    hold();
    result(store().put(entryOf(event.target))).catch(() => delete document.body.dataset.kept);
  });
  document.addEventListener("autosave:settled", async (event) => {
    const form = event.target;
    const [outcome, why] = meaning(event.detail);
    const entry = { line: form.dataset.line, edits: Number(form.dataset.sentEdits) };
    if (outcome === "saved") {
      failed.delete(entry.line);
      const typedOn = form.dataset.dirty;
      await (typedOn ? result(store().put(entryOf(form))) : settle(entry, null));
    } else {
      failed.add(entry.line);
      await settle(entry, outcome === "kept" ? { why, after: Date.now() + REFUSED_AGAIN } : {});
      if (!queue.busy) queue.phase = outcome === "kept" ? "" : outcome;
      if (["offline", "busy"].includes(queue.phase)) later();
    }
    if (!document.querySelector("form[data-autosave][data-dirty]")) queue.release?.();
    await tell();
  });
  document.addEventListener("click", (event) => event.target.closest("a[data-again]") && stopWarning(), true);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-discard]");
    if (!link) return;
    event.preventDefault();
    await remove(link.closest("form").dataset.line ?? "");
    location.assign(link.href);
  });
  document.addEventListener("queue:send", () => send(true));
  document.addEventListener("queue:drop", async (event) => {
    await remove(event.detail.line);
    const form = document.querySelector(`form[data-line="${CSS.escape(event.detail.line)}"]`);
    if (form) {
      delete form.dataset.dirty;
      location.reload();
    }
    await tell();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  window.addEventListener("online", () => send());
  window.addEventListener("offline", tell);
  document.addEventListener("submit", leave, true);
}

function leave(event) {
  if (!event.target.matches("[data-sign-out]") || !queue.count) return;
  const text = `Còn ${queue.count} nội dung chưa lưu lên máy chủ. Nội dung này vẫn nằm trong trình duyệt này và chỉ được gửi khi chính bạn đăng nhập lại tại đây. Vẫn đăng xuất?`;
  if (!window.confirm(text)) {
    event.preventDefault();
  } else {
    stopWarning();
  }
}

// Whatever is typed is kept: the browser need not ask.
function stopWarning() {
  for (const form of document.querySelectorAll("form[data-autosave][data-dirty]")) delete form.dataset.dirty;
}

async function begin() {
  try {
    await open();
    const oldest = Date.now() - KEEP_DAYS * 24 * 60 * 60 * 1000;
    for (const entry of await all()) if (entry.at < oldest) await remove(entry.line);
  } catch {
    database = null;
    return;
  }
  document.body.dataset.kept = "1";
  listen();
  await adopt();
  await tell();
  await send();
}

if (person) begin();
