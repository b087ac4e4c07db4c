// Shows only the fields that belong to the chosen verdict; hidden ones are not sent. Without JavaScript all stay visible.
const form = document.querySelector("[data-review]");
const PARTS = { points: ["changed"], met: ["changed"], due_days: ["supplement"], due_on: ["supplement"] };

function follow() {
  const chosen = form.querySelector("[name=verdict]:checked")?.value;
  for (const [name, verdicts] of Object.entries(PARTS)) {
    const part = document.getElementById(`div_id_${name}`);
    if (!part) continue;
    const shown = verdicts.includes(chosen);
    part.hidden = !shown;
    for (const input of part.querySelectorAll("input")) input.disabled = !shown;
  }
}

if (form) {
  form.addEventListener("change", follow);
  follow();
}
