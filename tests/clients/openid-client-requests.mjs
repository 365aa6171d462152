// openid-client: requests that are pushed (PAR) or signed (JAR), answers that are signed (JARM), and a
// client that proves itself by its key or by a JWT under its secret.
import { assert, ES256, keySet } from "./facts.mjs";
import { authorize, client, register } from "./openid-client.mjs";

const { key, jwks } = await keySet(ES256, "one");
const signed = (config, parameters) => client.buildAuthorizationUrlWithJAR(config, parameters, key);
const pushed = client.buildAuthorizationUrlWithPAR;
const pushedAndSigned = async (config, parameters) =>
  pushed(config, (await signed(config, parameters)).searchParams);

const byKey = await register(
  {
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "ES256",
    jwks,
    request_object_signing_alg: "ES256",
    id_token_signed_response_alg: "ES256",
    authorization_signed_response_alg: "PS256",
    userinfo_signed_response_alg: "EdDSA",
  },
  client.PrivateKeyJwt(key),
);
client.enableNonRepudiationChecks(byKey);
for (const build of [client.buildAuthorizationUrl, pushed, signed, pushedAndSigned]) {
  const tokens = await authorize(byKey, { build });
  const person = await client.fetchUserInfo(byKey, tokens.access_token, tokens.claims().sub);
  assert.equal(person.email, "demo@example.test");
}

const url = await pushed(byKey, { redirect_uri: "https://app.example/callback", scope: "openid" });
assert.deepEqual([...url.searchParams.keys()].sort(), ["client_id", "request_uri"]);
await assert.rejects(pushed(byKey, { redirect_uri: "https://other.example/", scope: "openid" }), { error: /^invalid_/ });

client.useJwtResponseMode(byKey);
for (const build of [client.buildAuthorizationUrl, pushedAndSigned]) {
  assert.ok((await authorize(byKey, { build })).id_token);
}

// A client that has promised signed requests is held to it (RFC 9101 section 10.5).
const strict = await register(
  { jwks, require_signed_request_object: true, require_pushed_authorization_requests: true },
);
assert.ok((await authorize(strict, { build: pushedAndSigned })).id_token);
for (const build of [pushed, signed]) {
  await assert.rejects(authorize(strict, { build }), { error: "invalid_request" });
}

for (const [method, authentication] of [
  ["client_secret_jwt", client.ClientSecretJwt()],
  ["client_secret_post", client.ClientSecretPost()],
  ["none", client.None()],
]) {
  const config = await register({ token_endpoint_auth_method: method }, authentication);
  const tokens = await authorize(config, { build: pushed });
  assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token, method);
}
