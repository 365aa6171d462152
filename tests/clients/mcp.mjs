// The Model Context Protocol: a client is let in to a server that Gatehouse protects, with nothing set
// up for it; what the server refuses.
import { assert, claimsOf } from "./facts.mjs";
import { Application, connect } from "./mcp-client.mjs";
import { pass, protect, rule, unprotected } from "./mcp-operator.mjs";

await rule({ registration: { mode: "open" } });
const [server, other] = [await protect(), await protect()];

// From nothing but the address to a tool.
const application = new Application();
const client = await connect(server.resource, application);
assert.deepEqual((await client.listTools()).tools.map(({ name }) => name), ["whoami", "erase"]);
const call = async (name) => (await client.callTool({ name })).content[0].text;
const first = application.kept.tokens.access_token;
const { iss, aud, sub, client_id } = claimsOf(first);
assert.equal(await call("whoami"), sub);

// Found, registered and asked for as the standards have it (RFC 7591, 7636, 8707, 9728).
assert.deepEqual([iss, aud], [server.issuer, server.resource]);
assert.equal(client_id, application.kept.client.client_id);
assert.equal(application.request.get("resource"), server.resource);
assert.equal(application.request.get("code_challenge_method"), "S256");
assert.equal(application.request.get("scope"), server.scope("read"));

// A token that has expired gives way to another, and nobody is asked.
await pass(3601);
assert.equal(await call("whoami"), sub);
const second = application.kept.tokens.access_token;
assert.notEqual(second, first);
assert.deepEqual([claimsOf(second).aud, application.asked], [server.resource, 1]);

/** What the server says to a request with a token, or with none. */
async function answer(token, name = "whoami") {
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  if (token) headers.authorization = `Bearer ${token}`;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name } });
  const { status, headers: said } = await fetch(server.resource, { method: "POST", headers, body });
  const challenge = said.get("www-authenticate");
  if (challenge) assert.ok(challenge.endsWith(`resource_metadata="${server.metadataUrl}"`), challenge);
  return [status, /error="(\w+)"/.exec(challenge)?.[1]];
}
const tampered = (token) => {
  const [header, , signature] = token.split(".");
  const claims = { ...claimsOf(token), scope: server.scope("write") };
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
};

assert.deepEqual(await answer(second), [200, undefined]);
assert.deepEqual(await answer(), [401, undefined]);
for (const token of [first, tampered(second), "nonsense"]) {
  assert.deepEqual(await answer(token), [401, "invalid_token"]);
}
// The scope that was granted is not enough for this one.
assert.deepEqual(await answer(second, "erase"), [403, "insufficient_scope"]);
await assert.rejects(call("erase"), { code: 403 });

// A token for one server is good for nothing at another, whoever it was given to.
const elsewhere = new Application();
assert.equal((await (await connect(other.resource, elsewhere)).listTools()).tools.length, 2);
assert.equal(claimsOf(elsewhere.kept.tokens.access_token).aud, other.resource);
assert.deepEqual(await answer(elsewhere.kept.tokens.access_token), [401, "invalid_token"]);

// A refresh token that was revoked leads back to the person.
const { revocation_endpoint } = application.kept.discovery.authorizationServerMetadata;
const revoked = new URLSearchParams({ token: application.kept.tokens.refresh_token, client_id });
assert.equal((await fetch(revocation_endpoint, { method: "POST", body: revoked })).status, 200);
await pass(3601);
const back = await connect(server.resource, application);
assert.equal((await back.callTool({ name: "whoami" })).content[0].text, sub);
assert.equal(application.asked, 2);

// For a server of which the pool knows nothing nobody registers, and nobody gets a token (RFC 8707
// section 2).
const unknown = await unprotected();
await assert.rejects(connect(unknown.resource, new Application()), { errorCode: "invalid_client_metadata" });
await assert.rejects(connect(unknown.resource, elsewhere), { errorCode: "invalid_target" });
