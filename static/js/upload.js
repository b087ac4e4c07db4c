// Sends evidence files one after the other, each with its progress and its own answer, and brings the page up to date.
// Without this module the same form sends all files at once.

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
  form.addEventListener("upload:files", (event) => add(form, event.detail.files));
  form.addEventListener("dragover", () => form.classList.add("is-over"));
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("is-over");
    add(form, [...event.dataTransfer.files]);
  });
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
      wait({ form, file, line });
    }
  }
}

function wait(job) {
  show(job.line, "waiting", "Đang chờ");
  waiting.push(job);
  if (!sending) next();
}

function next() {
  sending = waiting.shift() || null;
  if (sending) send(sending);
}

function send(job) {
  const { form, file, line } = job;
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("files", file, file.name);
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRFToken", token(form));
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress(line, Math.floor((event.loaded * 100) / event.total));
  });
  request.addEventListener("load", () => read(job, request));
  request.addEventListener("error", () => fail(job, "Chưa tải lên được do mất kết nối."));
  request.addEventListener("loadend", next);
  progress(line, 0);
  request.send(body);
}

/** Somebody may have signed in again in another window: the cookie then holds the newer token. */
function token(form) {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
}

function read(job, request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const result = page.querySelector("[data-upload-results] > li");
  if (result) {
    update(page);
    const refused = result.dataset.level === "error";
    show(job.line, refused ? "failed" : result.dataset.level === "warning" ? "noted" : "done", result.textContent.trim());
    if ("again" in result.dataset) offerRetry(job);
  } else if (request.responseURL && new URL(request.responseURL).pathname !== new URL(job.form.action).pathname) {
    fail(job, "Phiên làm việc đã hết. Vui lòng đăng nhập lại ở một thẻ khác của trình duyệt rồi bấm “Thử lại”.");
  } else if ([403, 409, 413].includes(request.status) && !page.querySelector("main")) {
    show(job.line, "failed", page.body.textContent.replace(/\s+/g, " ").trim());
  } else {
    fail(job, "Máy chủ chưa nhận được tệp.");
  }
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
  if (state === "waiting") return;
  line.closest("form").querySelector("[data-upload-status]").textContent =
    `${line.querySelector(".upload-name").textContent}: ${text}`;
}

function fail(job, text) {
  show(job.line, "failed", text);
  offerRetry(job);
}

function offerRetry(job) {
  const button = document.createElement("button");
  const name = document.createElement("span");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-primary";
  name.className = "visually-hidden";
  name.textContent = ` tệp ${job.file.name}`;
  button.append("Thử lại", name);
  button.addEventListener("click", () => wait(job));
  job.line.append(button);
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

document.querySelectorAll("form[data-upload]").forEach(prepare);
guardPage();
keepFocus();
