// panva's oidc-provider as a provider of other servers, with its own pages for development. Each line on
// stdin changes what it knows, and is answered with its issuer; it ends with stdin.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

import Provider from "oidc-provider";

const ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"];

/** A private key for each kind of signature. */
const newKeys = () =>
  [
    ["rsa", { modulusLength: 2048 }],
    ["ec", { namedCurve: "P-256" }],
    ["ec", { namedCurve: "P-384" }],
    ["ec", { namedCurve: "P-521" }],
    ["ed25519", {}],
  ].map(([kind, options]) => generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }));

/** The provider as it is from now on; sessions and grants stay, since they are kept beside it. */
function provider({ clients, accounts, keys }) {
  return new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ["of a test"] },
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "given_name", "family_name", "preferred_username", "locale"],
    },
    enabledJWA: { idTokenSigningAlgValues: ALGORITHMS },
    findAccount: (_, id) => accounts[id] && { accountId: id, claims: () => ({ ...accounts[id], sub: id }) },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });
}

let answer;
const server = createServer((request, response) => answer(request, response)).listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

let known = { accounts: {}, clients: [], keys: newKeys() };
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  known = { ...known, ...told, keys: told.keys === "new" ? newKeys() : known.keys };
  answer = provider(known).callback();
  console.log(JSON.stringify({ issuer }));
}
server.close();
server.closeAllConnections();
