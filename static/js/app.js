// What every page does: the token of the form, the end of a session, one click = one deed, printing.

const alerts = () => document.getElementById("alerts");

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

const person = document.getElementById("unsaved")?.dataset.person;

// Where the queue keeps what is typed, people sign in again right here; else in another window, so that this one stays.
function tellSignIn(text) {
  const signIn = document.body.dataset.signIn;
  if (document.body.dataset.kept) {
    const here = encodeURIComponent(location.pathname + location.search);
    tell(`${text} Nội dung đang nhập được giữ trong trình duyệt này.`, { url: `${signIn}?next=${here}`, label: "Đăng nhập để gửi tiếp." });
  } else {
    const label = "Đăng nhập lại ở cửa sổ mới, rồi bấm “Thử lại” ở đây.";
    tell(`${text} Nội dung đang nhập vẫn còn trên trang này.`, { url: signIn, label, target: "_blank" });
  }
}

function tell(text, link) {
  const box = document.createElement("div");
  box.className = "alert alert-warning mt-3 mb-0";
  box.dataset.passing = "";
  box.append(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.url;
    anchor.target = link.target ?? "";
    anchor.rel = "noopener";
    anchor.dataset.again = "";
    anchor.textContent = link.label;
    box.append(" ", anchor);
  }
  alerts().replaceChildren(box);
}

// The cookie, not the field: after signing in again in another window the token of this page is an old one.
document.addEventListener("htmx:configRequest", (event) => {
  const token = cookie("csrftoken");
  if (token && event.detail.verb !== "get") {
    delete event.detail.parameters.csrfmiddlewaretoken;
    event.detail.headers["X-CSRFToken"] = token;
  }
  // Somebody else may have signed in in another window: the server refuses what this page's person typed.
  if (person) {
    event.detail.headers["X-Person"] = person;
  }
});

// A page that is not meant for the place (sign-in, a whole error page) is never put into it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const signIn = document.body.dataset.signIn;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname === signIn) {
    event.detail.shouldSwap = false;
    event.detail.isError = true;
    xhr.signedOut = true;
    tellSignIn("Phiên làm việc đã hết hạn.");
  } else if (xhr.status === 401) {
    tellSignIn("Trình duyệt này đang đăng nhập bằng tài khoản khác nên chưa lưu.");
  } else if (xhr.status === 403 && !xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = false;
    tell("Máy chủ không nhận nội dung vừa gửi. Vui lòng tải lại trang rồi thực hiện lại.");
  }
});

document.addEventListener("htmx:sendError", () => {
  tell("Không kết nối được với máy chủ. Vui lòng kiểm tra mạng; nội dung đang nhập vẫn còn trên trang này.");
});
document.addEventListener("htmx:timeout", () => {
  tell("Máy chủ chưa trả lời. Vui lòng thử lại; nội dung đang nhập vẫn còn trên trang này.");
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) {
    tell("Máy chủ gặp lỗi nên chưa thực hiện được. Vui lòng thử lại sau ít phút.");
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !event.detail.xhr.signedOut) {
    alerts().querySelector("[data-passing]")?.remove();
  }
});

// One click, one deed: the second click on a plain form does nothing until the answer is there.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  delete form.dataset.dirty;
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("disabled");
    }
  });
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll(".disabled[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("disabled");
    }
  }
});

// Text that was typed into a form with data-guard is not left by accident.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) {
    form.dataset.dirty = "1";
  }
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) {
    event.preventDefault();
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
