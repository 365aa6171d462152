// openid-client as a relying party of this server: what the scripts beside it share.
import * as client from "openid-client";

import { CALLBACK, issuer, signIn } from "./facts.mjs";

/** Registers an application (RFC 7591) and keeps what it must know of the server. */
export const register = (metadata, authentication = client.ClientSecretBasic(), more = []) =>
  client.dynamicClientRegistration(
    issuer,
    {
      client_name: "Test application",
      redirect_uris: [CALLBACK],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
      ...metadata,
    },
    authentication,
    { execute: [client.allowInsecureRequests, ...more] },
  );

/** A new authorization request: its parameters, and the checks that its answer must pass. */
export async function start(more = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri: CALLBACK,
    scope: "openid profile email",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  };
  return { parameters, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

/** From an authorization request that `build` makes of the parameters to tokens. */
export async function authorize(config, { build = client.buildAuthorizationUrl, more, dpop } = {}) {
  const { parameters, checks } = await start(more);
  const answer = await signIn(await build(config, parameters));
  const current = answer.method === "POST" ? answer : new URL(answer.url);
  return client.authorizationCodeGrant(config, current, checks, undefined, { DPoP: dpop });
}

export { client };
