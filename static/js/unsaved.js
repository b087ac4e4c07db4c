// The banner of what is not saved yet: which items, why, and what can be done. The queue tells, this shows.

const banner = document.getElementById("unsaved");
const part = (name) => banner.querySelector(`[data-${name}]`);
const KEPT = "Nội dung được giữ trong trình duyệt này";
const PHASES = {
  sending: "Đang gửi…",
  offline: `Mất kết nối. ${KEPT} và tự gửi khi có mạng.`,
  "signed-out": `Phiên làm việc đã hết hạn. ${KEPT}.`,
  "other-person": `Trình duyệt này đang đăng nhập bằng tài khoản khác. ${KEPT} và chỉ gửi khi bạn đăng nhập lại.`,
  busy: `Máy chủ chưa nhận được. ${KEPT} và tự gửi lại sau ít phút.`,
  reload: "Máy chủ không nhận nội dung vừa gửi. Vui lòng tải lại trang.",
};
const REFUSED = "Có nội dung chưa nhận được; lý do ở “Xem từng nội dung”.";
const OTHERS = "Trình duyệt này còn giữ nội dung chưa lưu của tài khoản khác. Nội dung đó không hiện ở đây và chỉ được gửi khi người đó đăng nhập.";

const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const linkTo = (entry) => Object.assign(document.createElement("a"), { href: entry.link, textContent: entry.item });

/** "1.2.1, 2.3.1 (hồ sơ Phường Bắc Sơn – năm 2020)", each a link, by dossier. */
function named(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.dossier, [...(groups.get(entry.dossier) ?? []), entry]);
  return [...groups].flatMap(([dossier, rows], group) => [
    ...rows.flatMap((entry, place) => [place ? ", " : group ? "; " : "", linkTo(entry)]),
    dossier && ` (hồ sơ ${dossier})`,
  ]);
}

function row(entry) {
  const line = banner.querySelector("template").content.cloneNode(true).firstElementChild;
  const field = (name) => line.querySelector(`[data-${name}]`);
  Object.assign(field("link"), { href: entry.link, textContent: entry.item });
  field("when").textContent = `nhập lúc ${new Date(entry.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" })}`;
  field("why").textContent = entry.why ?? "";
  field("text").textContent = entry.text || "(đã xóa hết nội dung)";
  field("copy").addEventListener("click", () => copy(field("copy"), entry));
  field("drop").addEventListener("click", () => drop(entry));
  return line;
}

async function copy(button, entry) {
  const text = `${entry.item} (${entry.dossier})\n${entry.text}`;
  try {
    await navigator.clipboard.writeText(text);
    say(button, "Đã sao chép");
  } catch {
    getSelection().selectAllChildren(button.closest("li").querySelector("[data-text]"));
    say(button, "Đã chọn chữ, bấm Ctrl+C để sao chép");
  }
}

function drop(entry) {
  if (window.confirm(`Bỏ nội dung chưa lưu của ${entry.item}? Nội dung này sẽ mất và không lấy lại được.`)) {
    document.dispatchEvent(new CustomEvent("queue:drop", { detail: { line: entry.line } }));
  }
}

function show({ entries, others, phase, sent }) {
  const count = entries.length;
  const isHome = location.pathname === "/";
  const summary = part("summary");
  if (count) {
    const nodes = [`Có ${count} nội dung chưa lưu lên máy chủ: `, ...named(entries), "."];
    if (summary.textContent !== nodes.map((node) => node.textContent ?? node).join("")) summary.replaceChildren(...nodes);
  } else {
    say(summary, sent ? `Đã gửi xong ${sent} nội dung nhập trước đó. Tải lại trang để xem số liệu mới.` : others && isHome ? OTHERS : "");
  }
  say(part("phase"), count ? PHASES[phase] ?? (entries.some((entry) => entry.why) ? REFUSED : "") : "");
  part("again").hidden = !count || !["signed-out", "other-person"].includes(phase);
  part("send").hidden = part("details").hidden = !count;
  part("list").replaceChildren(...entries.map(row));
  banner.hidden = !summary.textContent;
}

if (banner) {
  document.addEventListener("queue:changed", (event) => show(event.detail));
  part("send").addEventListener("click", () => document.dispatchEvent(new CustomEvent("queue:send")));
}
