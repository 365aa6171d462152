// openid-client: discovery, registration, code with PKCE, userinfo, refresh, introspection,
// revocation, and signing out.
import { assert, CALLBACK, facts, signIn } from "./facts.mjs";
import { authorize, client, register } from "./openid-client.mjs";

const config = await register({ post_logout_redirect_uris: ["https://app.example/"] });
assert.equal(config.clientMetadata().client_name, "Test application");
client.enableNonRepudiationChecks(config);

const tokens = await authorize(config);
const { sub, iss, aud } = tokens.claims();
assert.deepEqual({ iss, aud }, { iss: facts.issuer, aud: config.clientMetadata().client_id });
const person = await client.fetchUserInfo(config, tokens.access_token, sub);
assert.equal(person.email, "demo@example.test");
assert.equal(person.name, "Dana Demo");

const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
assert.equal(renewed.claims().sub, sub);
assert.notEqual(renewed.access_token, tokens.access_token);
assert.notEqual(renewed.refresh_token, tokens.refresh_token);

for (const token of [renewed.access_token, renewed.refresh_token]) {
  const told = await client.tokenIntrospection(config, token);
  assert.equal(told.active, true);
  assert.equal(told.client_id, config.clientMetadata().client_id);
}
await client.tokenRevocation(config, renewed.refresh_token);
for (const token of [renewed.access_token, renewed.refresh_token]) {
  assert.deepEqual(await client.tokenIntrospection(config, token), { active: false });
}
await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token), { error: "invalid_grant" });
await assert.rejects(client.fetchUserInfo(config, renewed.access_token, sub), { status: 401 });

// A code is answered by form post as well (OAuth 2.0 Form Post Response Mode).
assert.ok((await authorize(config, { more: { response_mode: "form_post" } })).id_token);

// A refusal reaches the application with `iss` (RFC 9207) and its `state`.
const asked = { redirect_uri: CALLBACK, scope: "openid", prompt: "none", state: "s" };
const refused = new URL((await signIn(client.buildAuthorizationUrl(config, asked))).url);
await assert.rejects(client.authorizationCodeGrant(config, refused, { expectedState: "s" }), { error: "login_required" });

const end = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: "https://app.example/" });
assert.equal((await signIn(end)).url, "https://app.example/");
