// openid-client: tokens bound to a key (RFC 9449), from the pushed request to the userinfo endpoint.
import { assert, claimsOf } from "./facts.mjs";
import { authorize, client, register } from "./openid-client.mjs";

const config = await register({ token_endpoint_auth_method: "none", dpop_bound_access_tokens: true }, client.None());
for (const algorithm of ["ES256", "PS256", "Ed25519"]) {
  const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
  const jkt = await dpop.calculateThumbprint();
  const pushed = (config, parameters) => client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: dpop });
  const named = (config, parameters) => client.buildAuthorizationUrl(config, { ...parameters, dpop_jkt: jkt });

  for (const build of [named, pushed]) {
    const tokens = await authorize(config, { build, dpop });
    assert.equal(tokens.token_type, "dpop");
    assert.equal(claimsOf(tokens.access_token).cnf.jkt, jkt);
    const { sub } = tokens.claims();
    const person = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP: dpop });
    assert.equal(person.email, "demo@example.test");

    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: dpop });
    assert.equal(claimsOf(renewed.access_token).cnf.jkt, jkt);
    // A public client's refresh token is bound as well (RFC 9449 section 5).
    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const stolen = client.refreshTokenGrant(config, renewed.refresh_token, undefined, { DPoP: other });
    await assert.rejects(stolen, { error: "invalid_grant" });
    // A bound token is no bearer token (RFC 9449 section 7.2).
    await assert.rejects(client.fetchUserInfo(config, renewed.access_token, sub), { status: 401 });
  }
}
const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
const build = async (config, parameters) =>
  client.buildAuthorizationUrl(config, { ...parameters, dpop_jkt: "A".repeat(43) });
await assert.rejects(authorize(config, { build, dpop: other }), { error: "invalid_grant" });
// A client that has promised proofs is held to it (RFC 9449 section 5.2).
await assert.rejects(authorize(config), { error: "invalid_request" });
