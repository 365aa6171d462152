// oauth4webapi: what FAPI 2.0 asks of a client: private_key_jwt, a pushed and signed request, PKCE, a
// signed answer, tokens bound by DPoP; and every answer of this server signed (RFC 9701).
import * as oauth from "oauth4webapi";

import { assert, CALLBACK, claimsOf, ES256, headerOf, issuer, keySet, signIn } from "./facts.mjs";

const http = { [oauth.allowInsecureRequests]: true };
const { key, jwks } = await keySet(ES256, "one");

const [as, alike] = await Promise.all(
  ["oidc", "oauth2"].map(async (algorithm) =>
    oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...http })),
  ),
);
assert.deepEqual(alike, as); // RFC 8414 section 3 and OpenID Connect Discovery section 4

const client = await oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(
    as,
    {
      client_name: "Test bank",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "private_key_jwt",
      jwks,
      dpop_bound_access_tokens: true,
      require_signed_request_object: true,
      id_token_signed_response_alg: "PS256",
      authorization_signed_response_alg: "ES256",
      userinfo_signed_response_alg: "EdDSA",
      introspection_signed_response_alg: "ES256",
    },
    http,
  ),
);
const prove = oauth.PrivateKeyJwt(key);
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair("ES256"));
const bound = { DPoP, ...http };
let challenges = 0;

/** Sends once more with the nonce that the server has asked for (RFC 9449 section 8). */
async function withNonce(send) {
  return send().catch((error) => {
    if (!oauth.isDPoPNonceError(error)) throw error;
    challenges += 1;
    return send();
  });
}

// The request, signed and pushed.
const verifier = oauth.generateRandomCodeVerifier();
const [state, expectedNonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const parameters = {
  redirect_uri: CALLBACK,
  response_type: "code",
  response_mode: "jwt",
  scope: "openid email",
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: "S256",
  claims: JSON.stringify({ userinfo: { given_name: { essential: true } }, id_token: { acr: null } }),
  state,
  nonce: expectedNonce,
};
const request = await oauth.issueRequestObject(as, client, parameters, key);
const pushed = await withNonce(async () =>
  oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, prove, { request }, bound)),
);
const url = new URL(as.authorization_endpoint);
url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });

// The signed answer, and the tokens.
const answer = new URL((await signIn(url)).url);
assert.equal(headerOf(answer.searchParams.get("response")).alg, "ES256");
const callback = await oauth.validateJwtAuthResponse(as, client, answer, state, http);
const exchange = async () => {
  const sent = await oauth.authorizationCodeGrantRequest(as, client, prove, callback, CALLBACK, verifier, bound);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, sent, { expectedNonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(as, sent, http);
  return tokens;
};
const tokens = await withNonce(exchange);
assert.equal(headerOf(tokens.id_token).alg, "PS256");
const { sub, acr } = oauth.getValidatedIdTokenClaims(tokens);
assert.equal(acr, as.acr_values_supported[0]);
assert.equal(tokens.token_type, "dpop");
assert.equal(claimsOf(tokens.access_token).cnf.jkt, await DPoP.calculateThumbprint());

// Userinfo and introspection, signed.
const person = await withNonce(async () => {
  const sent = await oauth.userInfoRequest(as, client, tokens.access_token, bound);
  const person = await oauth.processUserInfoResponse(as, client, sub, sent);
  await oauth.validateApplicationLevelSignature(as, sent, http);
  return person;
});
assert.deepEqual([person.email, person.given_name], ["demo@example.test", "Dana"]);
const introspect = async (token) => {
  const sent = await oauth.introspectionRequest(as, client, prove, token, { requestJwtResponse: true, ...http });
  const told = await oauth.processIntrospectionResponse(as, client, sent);
  await oauth.validateApplicationLevelSignature(as, sent, http);
  return told;
};
assert.equal((await introspect(tokens.access_token)).cnf.jkt, await DPoP.calculateThumbprint());

// Refresh, and the end.
const renewed = await withNonce(async () =>
  oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, prove, tokens.refresh_token, bound)),
);
await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, prove, renewed.refresh_token, http));
assert.equal((await introspect(renewed.access_token)).active, false);
assert.ok(challenges > 0, "the server gives nonces out");

// The code was spent (RFC 6749 section 4.1.2), and an assertion without its key proves nothing.
await assert.rejects(withNonce(exchange), { error: "invalid_grant" });
const stranger = oauth.PrivateKeyJwt((await keySet(ES256, "one")).key);
await assert.rejects(
  async () => oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, stranger, { request }, http)),
  { status: 401 },
);
