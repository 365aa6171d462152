// Passkeys: asks the browser for what the page wants, and sends its answer with the form.

// Milliseconds; the server takes a challenge for a minute longer.
const FRESH = 240_000;
// How often a page that is left open asks for a fresh challenge.
const ROUNDS = 30;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const wish = (form) => {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials])
    for (const one of list ?? []) one.id = bytes(one.id);
  return options;
};

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const answer = ({ id, rawId, type, response }) => {
  const parts = PARTS.filter((name) => name in response);
  const fields = Object.fromEntries(
    parts.map((name) => [name, response[name] && text(response[name])]));
  if (response.getTransports) fields.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, response: fields });
};

const form = document.getElementById("passkey-form");
// The question that the browser has before it.
let asking = null;

const ask = async (more) => {
  asking?.abort();
  const own = asking = new AbortController();
  const wanted = { publicKey: wish(form), signal: own.signal, ...more };
  try {
    const credential = await navigator.credentials[form.dataset.method](wanted);
    form.elements.credential.value = answer(credential);
    form.submit();
  } finally {
    if (asking === own) asking = null;
  }
};

const autofill = () => ask({ mediation: "conditional" }).catch(() => {});

const refresh = async () => {
  const page = await fetch(location.href, { redirect: "error" });
  const fresh = new DOMParser()
    .parseFromString(await page.text(), "text/html").getElementById(form.id);
  form.dataset.options = fresh.dataset.options;
  form.elements.state.value = fresh.elements.state.value;
};

const begin = async () => {
  const fault = document.getElementById("passkey-fault");
  let rounds = 0, pressed = false, fills = false;
  form.hidden = false;
  document.getElementById("passkey-missing")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (pressed) return;
    [pressed, fault.hidden] = [true, true];
    await ask({}).catch(() => (fault.hidden = false));
    pressed = false;
    form.querySelector("[type=submit]").removeAttribute("aria-busy");
    if (fills) autofill();
  });
  fills = "autofill" in form.dataset
    && (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false));
  if (!fills) return;
  autofill();
  const timer = setInterval(async () => {
    if (pressed) return;
    if (++rounds > ROUNDS) return clearInterval(timer);
    await refresh().then(autofill, () => {});
  }, FRESH);
};

if (form && window.PublicKeyCredential) begin();
