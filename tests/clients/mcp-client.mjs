// An MCP client that is told the address of a server and nothing else.
import { randomUUID } from "node:crypto";

import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

import { assert, CALLBACK, signIn } from "./facts.mjs";

/** What the library asks an application to keep: its registration, tokens and what is under way. */
export class Application {
  redirectUrl = CALLBACK;
  clientMetadata = {
    client_name: "Test MCP client",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  kept = {};
  /** How often a person was asked. */
  asked = 0;

  clientInformation = () => this.kept.client;
  saveClientInformation = (client) => void (this.kept.client = client);
  tokens = () => this.kept.tokens;
  saveTokens = (tokens) => void (this.kept.tokens = tokens);
  saveCodeVerifier = (verifier) => void (this.kept.verifier = verifier);
  codeVerifier = () => this.kept.verifier;
  saveDiscoveryState = (found) => void (this.kept.discovery = found);
  state = () => (this.kept.state = randomUUID());

  invalidateCredentials(what) {
    if (what === "all") this.kept = {};
    else delete this.kept[what];
  }

  /** Shows a person the authorization request and keeps its answer. */
  async redirectToAuthorization(url) {
    this.asked += 1;
    this.request = url.searchParams;
    this.answer = new URL((await signIn(url)).url).searchParams;
  }

  /** The code of the answer that is ours (RFC 6749 section 10.12) and the right server's (RFC 9207). */
  code() {
    const { issuer, authorization_response_iss_parameter_supported } = this.kept.discovery.authorizationServerMetadata;
    assert.equal(authorization_response_iss_parameter_supported, true);
    const [iss, state, error] = ["iss", "state", "error"].map((name) => this.answer.get(name));
    assert.deepEqual({ iss, state, error }, { iss: issuer, state: this.kept.state, error: null });
    return this.answer.get("code");
  }
}

/** A session with the server at `url`, to which a person lets the application in where that is needed. */
export async function connect(url, application) {
  const [client, transport] = parts(url, application);
  try {
    await client.connect(transport);
    return client;
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
  }
  await transport.finishAuth(application.code());
  const [connected, again] = parts(url, application);
  await connected.connect(again);
  return connected;
}

function parts(url, authProvider) {
  const client = new Client({ name: "test", version: "1.0.0" });
  return [client, new StreamableHTTPClientTransport(new URL(url), { authProvider })];
}
