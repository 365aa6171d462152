// Shows a look while it is typed: asks the server for the same page and takes over what it says.

const form = document.getElementById("look");
// Milliseconds.
const TYPING = 300;

let waiting;
let latest = 0;

// What is typed counts only where its field takes it.
const query = () => {
  const typed = new FormData(form);
  for (const input of form.elements) if (input.name && !input.validity.valid) typed.delete(input.name);
  return new URLSearchParams(typed);
};

const show = async () => {
  const turn = ++latest;
  const answer = await fetch(`${form.action}?${query()}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== latest) return;
  for (const id of ["said", "taken-along"]) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  for (const input of form.querySelectorAll(".colour")) {
    input.placeholder = page.getElementById(input.id).placeholder;
    input.swatch.value = input.validity.valid && input.value || input.placeholder;
  }
  hang(page.getElementById("previews"));
};

// Frames that stay only change what they show.
const hang = (wanted) => {
  const present = document.getElementById("previews");
  present.className = wanted.className;
  const [old, next] = [present, wanted].map((list) => [...list.querySelectorAll("iframe")]);
  if (old.length !== next.length) return present.replaceWith(wanted);
  old.forEach((frame, at) => {
    const address = next[at].getAttribute("src");
    if (frame.getAttribute("src") === address) return;
    frame.closest("li").querySelector("a").href = address;
    frame.setAttribute("src", address);
  });
};

for (const input of form.querySelectorAll(".colour")) {
  const swatch = document.createElement("input");
  swatch.type = "color";
  swatch.value = input.value || input.placeholder;
  swatch.setAttribute("aria-label", `${input.labels[0].textContent}, ${input.closest("fieldset").querySelector("legend").textContent}`);
  swatch.addEventListener("input", () => (input.value = swatch.value));
  input.swatch = swatch;
  input.after(swatch);
}

for (const input of form.querySelectorAll(".picture-name")) {
  const file = document.createElement("input");
  file.type = "file";
  file.accept = ".png,.jpg,.jpeg,.webp,.svg,.ico";
  file.setAttribute("aria-label", `${input.labels[0].textContent}, a file`);
  file.addEventListener("change", async () => {
    if (!file.files[0]) return;
    const token = new URLSearchParams({ _csrf: document.getElementById("apply").value });
    const answer = await fetch(`${form.action}/pictures?${token}`, { method: "POST", body: file.files[0] });
    const { picture, error } = await answer.json().catch(() => ({ error: answer.statusText }));
    file.setCustomValidity(error ?? "");
    file.reportValidity();
    if (picture) input.value = picture;
    show();
  });
  input.after(file);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, TYPING);
});

// Another language has other fields.
document.getElementById("lang").addEventListener("change", () => form.requestSubmit());
