// Sends evidence files one after the other, each with its progress and its own answer, and brings the page up to date.
// What was left unfinished goes on by itself. Without this module the same form sends all files at once.

import { forget, kept } from "./kept-files.js";
import { endpointOf, idOf, leftBehind, token, transfer } from "./transfer.js";

const MEGABYTE = 1024 * 1024;
const waiting = [];
let sending = null;

/** Makes one upload form take dropped files and send by itself. */
function prepare(form) {
  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-upload-hint]").hidden = false;
  form.querySelector("[data-upload-button]").hidden = true;
  const take = () => {
    add(form, [...input.files]);
    input.value = "";
  };
  input.addEventListener("change", take);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  form.addEventListener("dragover", () => form.classList.add("is-over"));
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    add(form, [...event.dataTransfer.files]);
  });
  form.addEventListener("upload:files", (event) => add(form, event.detail.files));
}

/** Puts files into the line; those that the server would refuse for their size are not sent at all. */
function add(form, files) {
  for (const old of form.querySelectorAll('[data-state="done"]')) old.remove();
  const { maxMb, maxFiles } = form.dataset;
  if (files.length > Number(maxFiles)) {
    const line = lineFor(form, `${files.length} tệp`);
    show(line, "failed", `Mỗi lần chỉ tải lên được tối đa ${maxFiles} tệp. Chưa tệp nào được lưu; vui lòng chọn ít tệp hơn.`);
    return;
  }
  for (const file of files) {
    const line = lineFor(form, file.name);
    if (file.size > Number(maxMb) * MEGABYTE) {
      show(line, "failed", `Tệp lớn hơn ${maxMb} MB nên không nhận. Vui lòng giảm dung lượng hoặc chia thành nhiều tệp.`);
    } else if (file.size === 0) {
      show(line, "failed", "Tệp rỗng (0 byte) nên không nhận. Vui lòng kiểm tra lại tệp.");
    } else {
      removeNote(form, file);
      wait({ form, file, line });
    }
  }
}

function wait(job) {
  show(job.line, "waiting", "Đang chờ");
  offer(job, "Hủy", () => cancel(job));
  waiting.push(job);
  if (!sending) next();
}

function next() {
  sending = waiting.shift() || null;
  if (sending) send(sending);
}

/** One file at a time, and never the same one from two windows. */
async function send(job) {
  const id = idOf(endpointOf(job.form), job.file);
  const run = () => new Promise((resolve) => carry(job, resolve));
  progress(job.line, 0);
  if (navigator.locks) {
    await navigator.locks.request(id, { ifAvailable: true }, (lock) => (lock ? run() : elsewhere(job)));
  } else {
    await run();
  }
  next();
}

function elsewhere(job) {
  fail(job, "Tệp này đang được tải lên ở một thẻ khác của trình duyệt.");
}

function carry(job, over) {
  const { form, file, line } = job;
  const ended = (deed) => async (value) => {
    job.transfer = null;
    await deed(value);
    over();
  };
  job.transfer = transfer(form, file, {
    progress: (percent) => progress(line, percent),
    waiting: () => hold(line),
    done: ended((url) => fetchResult(job, url)),
    refused: ended((sentence) => show(line, "failed", sentence)),
    failed: ended((sentence) => fail(job, sentence)),
  });
  job.over = over;
  job.transfer.start();
}

async function fetchResult(job, url) {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (answer.ok || answer.status === 422) return read(job, await answer.text());
    } catch {
      // The file is stored; only the sentence about it is still missing.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
  }
  return show(job.line, "noted", "Đã tải lên. Vui lòng tải lại trang để xem tệp.");
}

function read(job, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const result = page.querySelector("[data-upload-results] > li");
  if (!result) return show(job.line, "noted", "Đã tải lên. Vui lòng tải lại trang để xem tệp.");
  update(page);
  const state = { error: "failed", warning: "noted" }[result.dataset.level] || "done";
  return show(job.line, state, result.textContent.trim());
}

/** Replaces what the answer names elsewhere on the page; nothing else is touched. */
function update(page) {
  for (const fresh of page.querySelectorAll("[hx-swap-oob]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    const focused = old.contains(document.activeElement);
    fresh.removeAttribute("hx-swap-oob");
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    if (focused) focusHeading(fresh.id);
  }
}

function focusHeading(id) {
  document.getElementById(id.replace(/^tl-/, "th-"))?.focus();
}

function lineFor(form, name) {
  const line = document.createElement("li");
  const bar = document.createElement("progress");
  const title = document.createElement("span");
  const text = document.createElement("span");
  title.className = "upload-name";
  title.textContent = name;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Tiến độ tải lên ${name}`);
  text.className = "upload-text";
  line.append(title, bar, text);
  const list = form.querySelector("[data-upload-files]");
  list.hidden = false;
  list.append(line);
  return line;
}

function progress(line, percent) {
  line.dataset.state = "sending";
  line.querySelector("progress").value = percent;
  line.querySelector(".upload-text").textContent = percent < 100 ? `Đang tải lên ${percent}%` : "Đang kiểm tra tệp";
}

/** Shows where a file stands and, once it is known, tells it to those who do not see it. */
function show(line, state, text) {
  line.dataset.state = state;
  line.querySelector("progress").hidden = state !== "waiting";
  line.querySelector(".upload-text").textContent = text;
  line.querySelector("button")?.remove();
  if (state === "waiting" || !line.isConnected) return;
  line.closest("form").querySelector("[data-upload-status]").textContent =
    `${line.querySelector(".upload-name").textContent}: ${text}`;
}

function fail(job, text) {
  show(job.line, "failed", text);
  offerRetry(job);
}

function offerRetry(job) {
  offer(job, "Thử lại", () => wait(job));
}

function offer(job, label, deed) {
  const button = document.createElement("button");
  const name = document.createElement("span");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  name.className = "visually-hidden";
  name.textContent = ` tệp ${job.line.querySelector(".upload-name").textContent}`;
  button.append(label, name);
  button.addEventListener("click", deed);
  job.line.querySelector("button")?.remove();
  job.line.append(button);
}

async function cancel(job) {
  const { transfer: running, over } = job;
  job.line.querySelector("button").disabled = true;
  if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
  await (running || transfer(job.form, job.file, {})).cancel();
  show(job.line, "cancelled", "Đã hủy, không tải lên.");
  if (running) over();
}

/** Says that the line is gone; the transfer comes back by itself. */
function hold(line) {
  line.dataset.state = "held";
  line.querySelector(".upload-text").textContent =
    "Mất kết nối. Phần đã gửi được giữ lại; tệp sẽ tự tải tiếp khi có mạng.";
}

/** Goes on with what this person left unfinished on the forms of this page. */
async function resume(forms) {
  const person = document.querySelector("[data-person]")?.dataset.person;
  const files = await kept(person);
  for (const form of forms) {
    const mine = files.filter((entry) => entry.endpoint === endpointOf(form));
    for (const { file } of mine) wait({ form, file, line: lineFor(form, file.name) });
    for (const left of leftBehind(endpointOf(form), mine.map((entry) => entry.id))) note(form, left);
  }
}

/** Names an unfinished file that this browser could not keep. */
function note(form, left) {
  const line = lineFor(form, left.name);
  line.dataset.left = `${left.name}|${left.size}`;
  show(line, "noted", "Chưa tải xong. Chọn lại chính tệp này để tải tiếp phần còn lại.");
  offer({ line }, "Hủy", async () => {
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(form) };
    await fetch(left.url, { method: "DELETE", headers }).catch(() => {}); // the server forgets it by itself
    localStorage.removeItem(left.key);
    await forget(left.key.slice("tus::".length, left.key.lastIndexOf("::")));
    line.remove();
  });
}

function removeNote(form, file) {
  for (const line of form.querySelectorAll("[data-left]")) {
    if (line.dataset.left === `${file.name}|${file.size}`) line.remove();
  }
}

/** A file dropped beside the frame must not replace the page and all that was typed in it. */
function guardPage() {
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
}

/** Taking a file off removes the button that was pressed: the keyboard goes on from the heading of the files. */
function keepFocus() {
  let lost = "";
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id.startsWith("tl-") && target.contains(document.activeElement)) lost = target.id;
  });
  document.body.addEventListener("htmx:oobAfterSwap", () => {
    if (lost) focusHeading(lost);
    lost = "";
  });
}

const forms = [...document.querySelectorAll("form[data-upload]")];
forms.forEach(prepare);
resume(forms);
guardPage();
keepFocus();
