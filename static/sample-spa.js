// A single-page application without a library: by code with PKCE (RFC 7636), hybrid (OpenID Connect
// Core section 3.3) or implicit (section 3.2), as its page says.

const { issuer, clientId, redirectUri, responseType } = document.getElementById("application").dataset;
const asks = (part) => responseType.split(" ").includes(part);
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
// Seconds.
const CLOCK_TOLERANCE = 60;
// Milliseconds.
const WATCH_INTERVAL = 2000;
const KEPT = `sign-in ${location.pathname}`;

const byId = (id) => document.getElementById(id);

function check(condition, problem) {
  if (!condition) throw new Error(problem);
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function base64url(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const sha256 = (text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

// The left half of a digest, as ID tokens name what came with them.
const half = async (text) => base64url((await sha256(text)).slice(0, 16));

const part = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

const indented = (json) => JSON.stringify(json, null, 2);

// What went over the wire, to be shown.
const steps = [];

async function json(url, { what, ...init } = {}) {
  const answer = await fetch(url, { redirect: "error", credentials: "omit", ...init });
  const body = await answer.json();
  if (what) {
    const headers = Object.entries(init.headers ?? {}).map(([name, value]) => `${name}: ${value}\n`).join("");
    const request = `${init.method ?? "GET"} ${url}\n${headers}${init.body ? `\n${init.body}` : ""}`;
    steps.push({ what, request, answer: `${answer.status}\n\n${indented(body)}` });
  }
  check(answer.ok, `${url} answered ${answer.status} ${body.error ?? ""} ${body.error_description ?? ""}`);
  return body;
}

async function discover() {
  const metadata = await json(`${issuer}/.well-known/openid-configuration`);
  check(metadata.issuer === issuer, "the metadata is another issuer's");
  return metadata;
}

async function signIn() {
  const metadata = await discover();
  const started = { state: random(), nonce: random(), verifier: random() };
  const request = new URLSearchParams({
    response_type: responseType,
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: "openid profile email",
    state: started.state,
    nonce: started.nonce,
  });
  if (asks("code")) {
    request.set("code_challenge", base64url(await sha256(started.verifier)));
    request.set("code_challenge_method", "S256");
  }
  started.url = `${metadata.authorization_endpoint}?${request}`;
  sessionStorage.setItem(KEPT, JSON.stringify(started));
  location.assign(started.url);
}

// Checks in the order of OpenID Connect Core section 3.2.2.11; `beside` holds what came with the token.
async function verify(idToken, beside, nonce, metadata) {
  const [head, body, signature] = idToken.split(".");
  const { alg, kid } = part(head);
  check(alg === "RS256", `the ID token is signed with ${alg}`);
  const { keys } = await json(metadata.jwks_uri);
  const jwk = keys.find((key) => key.kid === kid && key.kty === "RSA");
  check(jwk, "the key of the ID token is not known");
  const key = await crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  check(await crypto.subtle.verify(RS256, key, bytes(signature), signed), "the signature is wrong");

  const claims = part(body);
  const now = Date.now() / 1000;
  check(claims.iss === issuer, "the ID token is another issuer's");
  check([claims.aud].flat().includes(clientId), "the ID token is for another application");
  check(claims.exp > now - CLOCK_TOLERANCE, "the ID token has expired");
  check(claims.iat < now + CLOCK_TOLERANCE, "the ID token is from the future");
  check(claims.nonce === nonce, "the ID token belongs to another sign-in");
  for (const [name, text] of Object.entries(beside)) {
    check(claims[name] === (await half(text)), `what came with the ID token was exchanged (${name})`);
  }
  return claims;
}

async function redeem(code, started, metadata) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    client_id: clientId,
    redirect_uri: redirectUri,
    code_verifier: started.verifier,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const what = "The application redeems the code";
  const tokens = await json(metadata.token_endpoint, { what, method: "POST", headers, body: String(body) });
  return [tokens.id_token, tokens.access_token];
}

// The tokens of an answer, and the claims of the ID token that came last.
async function tokens(answer, started, metadata) {
  let [idToken, accessToken] = [answer.get("id_token"), answer.get("access_token")];
  const code = answer.get("code");
  check(asks("code") === Boolean(code) && asks("id_token") === Boolean(idToken), "the answer is not what was asked for");
  let subject;
  if (code) {
    if (idToken) subject = (await verify(idToken, { c_hash: code }, started.nonce, metadata)).sub;
    [idToken, accessToken] = await redeem(code, started, metadata);
  }
  check(idToken && accessToken, "the answer lacks a token");
  const claims = await verify(idToken, { at_hash: accessToken }, started.nonce, metadata);
  check(subject === undefined || subject === claims.sub, "the second ID token is about somebody else");
  return { claims, idToken, accessToken };
}

async function receive(answer, line) {
  const started = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  check(started && answer.get("state") === started.state, "this window has not begun that sign-in");
  check([null, issuer].includes(answer.get("iss")), "the answer is another issuer's");
  const refused = answer.get("error");
  check(!refused, `${refused} ${answer.get("error_description") ?? ""}`);
  steps.push({ what: "The browser is sent to sign in", request: `GET ${started.url}`, answer: "" });
  steps.push({ what: "The browser brings the answer", request: line, answer: "" });
  const metadata = await discover();
  const { claims, idToken, accessToken } = await tokens(answer, started, metadata);
  show(claims, idToken, accessToken);
  if (byId("session-status")) watch(metadata.check_session_iframe, answer.get("session_state"));
  const headers = { authorization: `Bearer ${accessToken}` };
  const what = "The application asks who it is";
  const userInfo = await json(metadata.userinfo_endpoint, { what, headers });
  check(userInfo.sub === claims.sub, "userinfo is about somebody else");
  byId("userinfo").textContent = indented(userInfo);
  showSteps();
}

function show(claims, idToken, accessToken) {
  byId("signed-out").replaceWith(byId("person").content);
  const rows = byId("claims").tBodies[0];
  for (const [name, value] of Object.entries(claims)) {
    const row = rows.insertRow();
    const heading = row.appendChild(document.createElement("th"));
    heading.scope = "row";
    heading.textContent = name;
    const code = row.insertCell().appendChild(document.createElement("code"));
    code.textContent = typeof value === "string" ? value : JSON.stringify(value);
  }
  const [head, body] = accessToken.split(".", 2).map(part);
  byId("access-token-claims").textContent = [head, body].map(indented).join("\n");
  byId("access-token").textContent = accessToken;
  byId("id-token").textContent = idToken;
}

function showSteps() {
  for (const { what, request, answer } of steps) {
    const step = byId("steps").appendChild(document.createElement("li"));
    step.appendChild(document.createElement("h3")).textContent = what;
    for (const [name, text] of [["raw", request], ["raw answer", answer]]) {
      if (!text) continue;
      const shown = step.appendChild(document.createElement("pre"));
      shown.className = name;
      shown.textContent = text;
    }
  }
}

// Asks the provider's frame, again and again, whether the session is still the one that this window
// knows (OpenID Connect Session Management 1.0 section 3.1).
function watch(url, sessionState) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "The provider’s frame";
  frame.src = url;
  const { origin } = new URL(url);
  const status = byId("session-status");
  const ask = () => frame.contentWindow.postMessage(`${clientId} ${sessionState}`, origin);
  frame.addEventListener("load", () => {
    const timer = setInterval(ask, WATCH_INTERVAL);
    addEventListener("message", (event) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      status.textContent = event.data;
      if (event.data === "unchanged") return;
      clearInterval(timer);
      byId("signed-in").textContent = "The person has signed out, or somebody else has signed in";
    });
    ask();
  });
  document.body.append(frame);
}

function fail(error) {
  const place = byId("error") ?? byId("userinfo");
  place.textContent = error.message;
  place.hidden = false;
}

byId("sign-in").addEventListener("click", () => signIn().catch(fail));

const inQuery = responseType === "code";
const answer = new URLSearchParams(inQuery ? location.search : location.hash.slice(1));
if (answer.has("state")) {
  const line = inQuery ? `GET ${location.pathname}${location.search}` : `${location.pathname}${location.hash}`;
  // Code and tokens stay out of the history.
  history.replaceState(null, "", location.pathname);
  receive(answer, line).catch(fail);
}
