// openid-client: ID tokens from the authorization endpoint, by the hybrid and by the implicit flow.
import { assert, CALLBACK, signIn } from "./facts.mjs";
import { authorize, client, register, start } from "./openid-client.mjs";

const grants = { grant_types: ["authorization_code", "implicit", "refresh_token"] };
const hybrid = await register({ ...grants, response_types: ["code id_token"] }, undefined, [client.useCodeIdTokenResponseType]);
assert.ok((await authorize(hybrid, { more: { response_mode: "form_post" } })).id_token);
assert.ok((await authorize(hybrid)).id_token);

// `s_hash` and `c_hash` make the ID token a signature of the whole answer (FAPI 1.0 part 2).
const detached = await register({ ...grants, response_types: ["code id_token"], id_token_signed_response_alg: "PS256" }, undefined, [
  client.useCodeIdTokenResponseType,
  client.enableDetachedSignatureResponseChecks,
]);
assert.ok((await authorize(detached, { more: { response_mode: "form_post" } })).id_token);

const implicit = await register({ grant_types: ["implicit"], response_types: ["id_token"] }, undefined, [client.useIdTokenResponseType]);
const { expectedNonce, expectedState } = (await start()).checks;
const asked = { redirect_uri: CALLBACK, scope: "openid email", nonce: expectedNonce, state: expectedState };
const answer = await signIn(client.buildAuthorizationUrl(implicit, asked));
const claims = await client.implicitAuthentication(implicit, new URL(answer.url), expectedNonce, { expectedState });
assert.equal(claims.email, "demo@example.test");
