// A single-page application with the implicit grant (OpenID Connect Core section 3.2), without a library.

const { issuer, clientId, redirectUri } = document.getElementById("application").dataset;
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const CLOCK_TOLERANCE = 60; // seconds

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

const random = () => base64url(crypto.getRandomValues(new Uint8Array(16)));

const part = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));

async function json(url, init) {
  const answer = await fetch(url, { redirect: "error", credentials: "omit", ...init });
  check(answer.ok, `${url} answered ${answer.status}`);
  return answer.json();
}

async function discover() {
  const metadata = await json(`${issuer}/.well-known/openid-configuration`);
  check(metadata.issuer === issuer, "the metadata is another issuer's");
  return metadata;
}

async function signIn() {
  const metadata = await discover();
  const [state, nonce] = [random(), random()];
  sessionStorage.setItem("sign-in", JSON.stringify({ state, nonce }));
  const request = new URLSearchParams({
    response_type: "id_token token",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: "openid profile email",
    state,
    nonce,
  });
  location.assign(`${metadata.authorization_endpoint}?${request}`);
}

// Checks in the order of OpenID Connect Core section 3.2.2.11.
async function verify(idToken, accessToken, nonce, metadata) {
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
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(accessToken));
  check(claims.at_hash === base64url(digest.slice(0, 16)), "the access token was exchanged");
  return claims;
}

async function receive(answer) {
  const started = JSON.parse(sessionStorage.getItem("sign-in") ?? "null");
  sessionStorage.removeItem("sign-in");
  check(started && answer.get("state") === started.state, "this window has not begun that sign-in");
  check([null, issuer].includes(answer.get("iss")), "the answer is another issuer's");
  const refused = answer.get("error");
  check(!refused, `${refused} ${answer.get("error_description") ?? ""}`);
  const [idToken, accessToken] = [answer.get("id_token"), answer.get("access_token")];
  check(idToken && accessToken, "the answer lacks a token");
  const metadata = await discover();
  const claims = await verify(idToken, accessToken, started.nonce, metadata);
  show(claims, idToken, accessToken);
  const headers = { authorization: `Bearer ${accessToken}` };
  const userInfo = await json(metadata.userinfo_endpoint, { headers });
  check(userInfo.sub === claims.sub, "userinfo is about somebody else");
  byId("userinfo").textContent = JSON.stringify(userInfo, null, 2);
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
  byId("access-token-claims").textContent = [head, body].map((json) => JSON.stringify(json, null, 2)).join("\n");
  byId("access-token").textContent = accessToken;
  byId("id-token").textContent = idToken;
}

function fail(error) {
  const place = byId("error") ?? byId("userinfo");
  place.textContent = error.message;
  place.hidden = false;
}

byId("sign-in").addEventListener("click", () => signIn().catch(fail));

if (location.hash.length > 1) {
  const answer = new URLSearchParams(location.hash.slice(1));
  history.replaceState(null, "", location.pathname); // the tokens stay out of the history
  receive(answer).catch(fail);
}
