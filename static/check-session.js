// Tells an application whether the session here is still the one that it knows, without asking the
// server (OpenID Connect Session Management 1.0 section 3.2). Plain enough for browsers that run
// little more than scripts of their youth.

const cookieName = document.body.getAttribute("data-cookie");

function browserState() {
  const start = cookieName + "=";
  const pair = document.cookie.split("; ").find((each) => each.indexOf(start) === 0);
  return pair ? pair.slice(start.length) : "";
}

// The origin of the page around this one, where the browser tells; nobody else is answered.
function parentOrigin() {
  const ancestors = location.ancestorOrigins;
  if (ancestors && ancestors.length > 0) return ancestors[0];
  return document.referrer ? new URL(document.referrer).origin : "";
}

function base64url(buffer) {
  const binary = String.fromCharCode.apply(null, new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function digest(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then(base64url);
}

// The message reads `client_id SP session_state`, and the session state `hash "." salt`.
function status(message, origin) {
  const parts = String(message).split(" ");
  const known = parts.length === 2 && parts[0] !== "" ? parts[1] : "";
  const dot = known.indexOf(".");
  if (dot < 1 || !navigator.cookieEnabled || !crypto.subtle) return Promise.resolve("error");
  const salt = known.slice(dot + 1);
  const compare = (hash) => (hash + "." + salt === known ? "unchanged" : "changed");
  return digest([parts[0], origin, browserState(), salt].join(" ")).then(compare);
}

addEventListener("message", (event) => {
  const expected = parentOrigin();
  if (expected !== "" && event.origin !== expected) return;
  const answer = (text) => event.source.postMessage(text, event.origin);
  status(event.data, event.origin).then(answer, () => answer("error"));
});
