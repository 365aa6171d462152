// Shows a password on request, brings an error to attention, and marks a form that is on its way.

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

document.getElementById("error-summary")?.focus();

const HOLD = 10_000; // milliseconds after which a form may be sent again

for (const form of document.forms) {
  const button = form.querySelector("[type=submit]");
  const release = () => button.removeAttribute("aria-busy");
  form.addEventListener("submit", (event) => {
    if (button.hasAttribute("aria-busy")) return event.preventDefault();
    button.setAttribute("aria-busy", "true");
    setTimeout(release, HOLD);
  });
  addEventListener("pageshow", release);
}
