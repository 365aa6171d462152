// openid-client: a device that a person lets in (RFC 8628), and a machine that acts for itself.
import { allowDevice, assert, facts, issuer } from "./facts.mjs";
import { client, register } from "./openid-client.mjs";

const device = await register(
  { redirect_uris: [], response_types: [], grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"], token_endpoint_auth_method: "none" },
  client.None(),
);
const started = await client.initiateDeviceAuthorization(device, { scope: "openid email" });
const [tokens] = await Promise.all([
  client.pollDeviceAuthorizationGrant(device, started),
  allowDevice(started.verification_uri_complete),
]);
const person = await client.fetchUserInfo(device, tokens.access_token, tokens.claims().sub);
assert.equal(person.email, "demo@example.test");
assert.ok((await client.refreshTokenGrant(device, tokens.refresh_token)).access_token);

const { client_id, client_secret } = facts.machine;
for (const authentication of [client.ClientSecretBasic(), client.ClientSecretPost()]) {
  const options = { execute: [client.allowInsecureRequests], algorithm: "oauth2" };
  const machine = await client.discovery(issuer, client_id, client_secret, authentication, options);
  const { access_token, refresh_token } = await client.clientCredentialsGrant(machine, { scope: "demo/read" });
  assert.equal(refresh_token, undefined);
  const told = await client.tokenIntrospection(machine, access_token);
  assert.deepEqual([told.active, told.scope], [true, "demo/read"]);
  await client.tokenRevocation(machine, access_token);
  assert.equal((await client.tokenIntrospection(machine, access_token)).active, false);
  await assert.rejects(client.clientCredentialsGrant(machine, { scope: "demo/none" }), { error: "invalid_scope" });
}
