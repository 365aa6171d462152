// What every script is told of the server, and what it asserts with.
import assert from "node:assert/strict";

import { Browser } from "./browser.mjs";

/** The server's addresses, the demo user and the machine client. */
export const facts = JSON.parse(process.argv[2]);

export const issuer = new URL(facts.issuer);

/** Where codes are sent; the browser stops before it would go there. */
export const CALLBACK = "https://app.example/callback";

/** Signs the demo user in with a browser of their own. */
export const signIn = (url) => new Browser(facts.base_url).authorize(url, facts.user);

export const allowDevice = (url) => new Browser(facts.base_url).allowDevice(url, facts.user);

/** A key pair and its public half as a key set (RFC 7517 section 5). */
export async function keySet(algorithm, kid) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { key_ops, ext, ...jwk } = await crypto.subtle.exportKey("jwk", publicKey);
  return { key: { key: privateKey, kid }, jwks: { keys: [{ ...jwk, kid, use: "sig" }] } };
}

export const ES256 = { name: "ECDSA", namedCurve: "P-256" };

/** The claims of a JWT, unverified: for what the client library has verified already. */
export const claimsOf = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));

export const headerOf = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[0], "base64url"));

export { assert };
