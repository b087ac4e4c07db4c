// Saves a form by itself and says so: đang lưu… / Đã lưu lúc 10:32 / Chưa lưu được – thử lại. htmx sends; this watches.
// A form is dirty from the first key until the answer to a request that held everything typed so far. All that one window
// types into a form between two pages is one line; line and count of edits make a repeated request known to the server.
// The queue (queue.js) hears "autosave:edited" and "autosave:settled" and asks by "autosave:send"; without it, this retries.

const RETRY_AFTER = 20000;
const PATIENCE = 4000;

const isOurs = (form) => form instanceof HTMLFormElement && form.matches("form[data-autosave][hx-post]");
const dirtyForms = () => [...document.querySelectorAll("form[data-autosave][data-dirty]")];
const isKept = () => Boolean(document.body.dataset.kept);
const notify = (form, name, detail) => form.dispatchEvent(new CustomEvent(`autosave:${name}`, { bubbles: true, detail }));
const newLine = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function say(form, state, text, canRetry = false) {
  const line = form.querySelector("[data-save-state]");
  const retry = form.querySelector("[data-retry]");
  line.dataset.state = state;
  if (line.textContent !== text) {
    line.textContent = text;
  }
  retry.hidden = !canRetry;
}

function edited(event) {
  const form = event.target.closest("form");
  if (!isOurs(form)) {
    return;
  }
  if (event.target.closest("[data-conflict]")) {
    event.stopPropagation(); // a choice is sent by its button, not by itself
    return;
  }
  form.dataset.line ||= newLine();
  form.dataset.edits = String(Number(form.dataset.edits || 0) + 1);
  form.dataset.typedAt = String(Date.now());
  form.dataset.dirty = "1";
  say(form, "pending", "Chưa lưu");
  notify(form, "edited");
}
document.addEventListener("input", edited, true);
document.addEventListener("change", edited, true);

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target;
  if (!isOurs(form)) {
    return;
  }
  // Deciding takes a click on its button; having it in focus while something else saves is not enough.
  const sent = event.detail.triggeringEvent;
  if (!(sent && sent.type === "submit" && sent.submitter && sent.submitter.name === "merge")) {
    delete event.detail.parameters.merge;
  }
  form.dataset.sentEdits = form.dataset.edits || "0";
  if (form.dataset.line) {
    event.detail.parameters.attempt = `${form.dataset.line}-${form.dataset.sentEdits}`;
  }
  delete form.dataset.failed;
  say(form, "saving", "Đang lưu…");
});

function reason(xhr) {
  if (xhr.signedOut) {
    return [isKept() ? "Chưa lưu được – đăng nhập lại để gửi tiếp" : "Chưa lưu được – đăng nhập lại rồi thử lại", true];
  }
  if (xhr.status === 401) {
    return ["Chưa lưu được – đang đăng nhập bằng tài khoản khác", true];
  }
  if (xhr.getResponseHeader("HX-Retarget")) {
    return ["Chưa lưu được – xem lý do ở đầu trang", false];
  }
  if (xhr.status === 409) {
    return ["Chưa lưu được – xem nội dung bên dưới", false];
  }
  if (xhr.status === 422) {
    return ["Chưa lưu được – vui lòng sửa ô được đánh dấu", false];
  }
  return ["Chưa lưu được – thử lại", true];
}

function mark(form) {
  for (const field of form.querySelectorAll("input[name], textarea[name]")) {
    const fault = form.querySelector(`[data-fault="${field.name}"]`);
    field.classList.toggle("is-invalid", Boolean(fault));
    if (fault) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", fault.id);
    } else if (field.hasAttribute("aria-invalid")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (!isOurs(form)) {
    return;
  }
  const { xhr, successful } = event.detail;
  mark(form);
  if (!successful || xhr.signedOut) {
    const [text, canRetry] = reason(xhr);
    form.dataset.failed = canRetry ? "1" : "";
    say(form, "failed", text, canRetry);
    if (canRetry && !isKept()) {
      setTimeout(() => again(form), RETRY_AFTER);
    }
  } else if (form.dataset.sentEdits === (form.dataset.edits || "0")) {
    delete form.dataset.dirty;
    const at = form.querySelector("[data-saved-at]");
    say(form, "saved", `Đã lưu lúc ${at ? at.dataset.savedAt : ""}`);
  } else {
    say(form, "pending", "Chưa lưu");
  }
  if (document.activeElement === document.body && form.dataset.decided) {
    form.querySelector("button[type=submit]").focus();
  }
  delete form.dataset.decided;
  notify(form, "settled", {
    status: xhr.status,
    redirected: Boolean(xhr.signedOut),
    refused: Boolean(xhr.getResponseHeader("HX-Retarget")),
    text: successful ? "" : xhr.responseText,
  });
});

function again(form) {
  if (form.dataset.failed === "1" && form.isConnected) {
    form.requestSubmit();
  }
}
document.addEventListener("autosave:restored", (event) => {
  event.target.dataset.failed = "1";
  say(event.target, "failed", "Chưa lưu – nội dung nhập trước đó", true);
});
document.addEventListener("autosave:send", (event) => event.target.requestSubmit());
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-retry]");
  if (button) {
    button.form.requestSubmit();
  }
  if (event.target.closest("[name=merge]")) {
    event.target.closest("form").dataset.decided = "1";
  }
  if (event.target.closest("[data-discard]")) {
    delete event.target.closest("form").dataset.dirty;
  }
});
window.addEventListener("online", () => {
  if (!isKept()) {
    document.querySelectorAll("form[data-failed='1']").forEach(again);
  }
});

// Leaving by a link of this page: first save, then go; the browser asks only if that did not work.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (event.defaultPrevented || !link || !plain || link.target || link.origin !== location.origin || !dirtyForms().length) {
    return;
  }
  if (link.pathname === location.pathname && link.hash) {
    return;
  }
  event.preventDefault();
  for (const form of dirtyForms()) {
    form.requestSubmit();
  }
  const end = Date.now() + PATIENCE;
  while (dirtyForms().length && Date.now() < end && !document.querySelector("[data-save-state][data-state='failed']")) {
    await new Promise((done) => setTimeout(done, 50));
  }
  location.assign(link.href);
});
