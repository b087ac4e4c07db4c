// Compares a chosen file with the files of an issued document by their hashes; the file stays in this browser.
// Where the browser has no Web Crypto (an old one, or a page without https), the form is sent and the server compares.

const form = document.querySelector("form[data-compares]");
const findings = document.querySelector("[data-findings]");
const known = [...document.querySelectorAll("[data-known-file]")].map((place) => ({
  kind: place.dataset.knownFile,
  size: Number(place.dataset.size),
  sha256: place.textContent.trim(),
}));

if (form && globalThis.crypto?.subtle) {
  form.querySelector("[data-sent]").hidden = true;
  form.querySelector("[data-stays]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    compare(form.elements.tep.files[0]);
  });
  form.elements.tep.addEventListener("change", () => show("", ""));
}

async function compare(file) {
  try {
    show(await findingOf(file), file.name);
  } catch {
    show("none", ""); // moved or changed since it was chosen
  }
}

/** Returns which known file this is; one of another size is none of them, however large it is. */
async function findingOf(file) {
  const alike = known.filter((one) => one.size === file.size);
  if (!alike.length) return "other";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return alike.find((one) => one.sha256 === sha256)?.kind ?? "other";
}

function show(kind, name) {
  for (const finding of findings.querySelectorAll("[data-finding]")) {
    finding.hidden = finding.dataset.finding !== kind;
    for (const place of finding.querySelectorAll("[data-name]")) place.textContent = name;
  }
}
