// Shows a password and copies codes on request, brings an error to attention, and marks a form that is on its way.

for (const button of document.querySelectorAll(".reveal")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const swap = () => {
    const { label, text } = button.dataset;
    button.dataset.label = button.getAttribute("aria-label");
    button.dataset.text = button.textContent;
    button.setAttribute("aria-label", label);
    button.textContent = text;
    input.type = input.type === "password" ? "text" : "password";
  };
  button.addEventListener("click", swap);
  input.form.addEventListener("submit", () => input.type === "text" && swap());
  button.hidden = false;
}

for (const button of document.querySelectorAll(".copy")) {
  const codes = document.querySelectorAll(`#${button.dataset.copies} code`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join("\n"));
    button.textContent = button.dataset.done;
  });
  button.hidden = !navigator.clipboard;
}

const summary = document.getElementById("error-summary");
summary?.focus();
// A fragment in the address would take the focus from the summary of the next page.
summary?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.hash?.slice(1));
  if (field) event.preventDefault();
  field?.focus();
});

// Milliseconds after which a form may be sent again.
const HOLD = 10_000;

for (const form of document.forms) {
  const buttons = [...form.querySelectorAll("[type=submit]")];
  const release = () => buttons.forEach((button) => button.removeAttribute("aria-busy"));
  form.addEventListener("submit", (event) => {
    if (buttons.some((button) => button.hasAttribute("aria-busy"))) return event.preventDefault();
    (event.submitter ?? buttons[0]).setAttribute("aria-busy", "true");
    setTimeout(release, HOLD);
  });
  addEventListener("pageshow", release);
}
