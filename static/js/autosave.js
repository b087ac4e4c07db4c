// Saves a form by itself and says so: đang lưu… / Đã lưu lúc 10:32 / Chưa lưu được – thử lại. htmx sends; this watches.
// A form is dirty from the first key until the answer to a request that held everything typed so far.

const RETRY_AFTER = 20000;
const PATIENCE = 4000;

const isOurs = (form) => form instanceof HTMLFormElement && form.matches("form[data-autosave][hx-post]");
const dirtyForms = () => [...document.querySelectorAll("form[data-autosave][data-dirty]")];

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
  if (isOurs(form)) {
    form.dataset.edits = String(Number(form.dataset.edits || 0) + 1);
    form.dataset.dirty = "1";
    say(form, "pending", "Chưa lưu");
  }
}
document.addEventListener("input", edited);
document.addEventListener("change", edited);

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target;
  if (!isOurs(form)) {
    return;
  }
  // Overwriting takes a click on its button; having it in focus while something else saves is not enough.
  const sent = event.detail.triggeringEvent;
  if (!(sent && sent.type === "submit" && sent.submitter && sent.submitter.name === "overwrite")) {
    delete event.detail.parameters.overwrite;
  }
  form.dataset.sentEdits = form.dataset.edits || "0";
  delete form.dataset.failed;
  say(form, "saving", "Đang lưu…");
});

function reason(xhr) {
  if (xhr.signedOut) {
    return ["Chưa lưu được – đăng nhập lại rồi thử lại", true];
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
    if (canRetry) {
      setTimeout(() => again(form), RETRY_AFTER);
    }
  } else if (form.dataset.sentEdits === (form.dataset.edits || "0")) {
    delete form.dataset.dirty;
    const at = form.querySelector("[data-saved-at]");
    say(form, "saved", `Đã lưu lúc ${at ? at.dataset.savedAt : ""}`);
  } else {
    say(form, "pending", "Chưa lưu");
  }
});

function again(form) {
  if (form.dataset.failed === "1" && form.isConnected) {
    form.requestSubmit();
  }
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-retry]");
  if (button) {
    button.form.requestSubmit();
  }
  if (event.target.closest("[data-discard]")) {
    for (const form of dirtyForms()) {
      delete form.dataset.dirty;
    }
  }
});
window.addEventListener("online", () => document.querySelectorAll("form[data-failed='1']").forEach(again));

// Leaving by a link of this page: first save, then go; the browser asks only if that did not work.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.origin !== location.origin || !dirtyForms().length) {
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
