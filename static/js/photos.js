// Offers to photograph papers and to join them into one PDF. All else is fetched a moment later, or when it is asked for.

const place = document.querySelector("[data-photos-module]");
const able = place && "indexedDB" in window && "createImageBitmap" in window;
const forms = able ? [...document.querySelectorAll("form[data-upload]")] : [];
let fetched = null;
let failures = 0;

/** Fetches the rest; a line that was dead is tried again under another address, as browsers remember failures. */
function load() {
  const url = new URL(place.dataset.photosModule, document.baseURI);
  if (failures) url.searchParams.set("lan", failures);
  fetched ??= import(url.href)
    .then((module) => module.start(place, forms))
    .catch((error) => {
      fetched = null;
      failures += 1;
      throw error;
    });
  return fetched;
}

for (const form of forms) {
  const button = place.content.firstElementChild.cloneNode(true);
  button.querySelector("[data-photos-code]").textContent = new URL(form.action).pathname.split("/").at(-3);
  button.addEventListener("click", () =>
    load().then(
      (open) => open(form),
      () => (button.querySelector("[data-photos-left]").textContent = " (chưa mở được: vui lòng kiểm tra mạng rồi bấm lại)"),
    ),
  );
  form.querySelector(".upload-deeds").prepend(button);
}
if (forms.length) setTimeout(() => load().catch(() => {}), 2000); // the line may be dead by the time it is needed
