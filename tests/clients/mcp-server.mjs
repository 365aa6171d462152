// A sample resource server: an MCP server (Streamable HTTP) that takes access tokens of Gatehouse and
// tells with RFC 9728 where they come from.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** The tools, each with the scope that it needs; what calls no tool needs the first. */
const SCOPES = { whoami: "read", erase: "write" };

/** Starts one on a port of its own; `now` tells the time by which tokens expire. */
export async function serve(issuer, now) {
  const server = createServer((request, response) => answer(guard, request, response));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  const guard = new Guard(issuer, `${origin}/mcp`, origin + METADATA, now);
  return guard;
}

/** What is said to whoever may not come in (RFC 6750 section 3, RFC 9728 section 5.1). */
class Refusal extends Error {
  constructor(status, scope, error) {
    super(error ?? "no token");
    Object.assign(this, { status, scope, error });
  }
}

/** Whoever looks at the tokens; `resource` is the server's address and its identifier. */
class Guard {
  #keys;
  #now;

  constructor(issuer, resource, metadataUrl, now) {
    Object.assign(this, { issuer, resource, metadataUrl });
    this.#now = now;
  }

  /** The metadata of this resource (RFC 9728 section 2). */
  get metadata() {
    return {
      resource: this.resource,
      authorization_servers: [this.issuer],
      scopes_supported: Object.values(SCOPES).map((name) => this.scope(name)),
      bearer_methods_supported: ["header"],
    };
  }

  /** A scope as clients ask for it. */
  scope(name) {
    return `${this.resource}/${name}`;
  }

  /** Who calls, where the token is for this resource and has the scope. */
  async admit(authorization, scope) {
    const [, token] = /^Bearer +([^ ]+)$/i.exec(authorization ?? "") ?? [];
    if (!token) throw new Refusal(401, scope);
    const claims = await this.#verify(token, scope);
    const scopes = claims.scope.split(" ");
    if (!scopes.includes(scope)) throw new Refusal(403, [...scopes, scope].join(" "), "insufficient_scope");
    return { token, clientId: claims.client_id, scopes, extra: { sub: claims.sub } };
  }

  async #verify(token, scope) {
    this.#keys ??= createRemoteJWKSet(await keysOf(this.issuer));
    const expected = {
      issuer: this.issuer,
      audience: this.resource,
      currentDate: this.#now(),
      requiredClaims: ["exp", "sub", "client_id", "scope"],
    };
    try {
      const { payload } = await jwtVerify(token, this.#keys, expected);
      if (payload.token_use === "access") return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new Refusal(401, scope, "invalid_token");
  }

  /** The challenge of a refusal. */
  challenge({ scope, error }) {
    const parameters = { error, scope, resource_metadata: this.metadataUrl };
    const said = Object.entries(parameters).filter(([, value]) => value);
    return `Bearer ${said.map(([name, value]) => `${name}="${value}"`).join(", ")}`;
  }
}

/** Where the keys of an issuer with a path are (RFC 8414 section 3.1). */
async function keysOf(issuer) {
  const { origin, pathname } = new URL(issuer);
  const told = await fetch(`${origin}/.well-known/oauth-authorization-server${pathname}`);
  const metadata = await told.json();
  if (metadata.issuer !== issuer) throw new Error(`metadata of ${metadata.issuer}, not of ${issuer}`);
  return new URL(metadata.jwks_uri);
}

async function answer(guard, request, response) {
  const tell = (status, headers, body) => response.writeHead(status, headers).end(body && JSON.stringify(body));
  try {
    if (request.url === METADATA) return tell(200, { "content-type": "application/json" }, guard.metadata);
    if (request.url !== "/mcp") return tell(404);
    const body = request.method === "POST" ? await json(request) : undefined;
    const name = body?.method === "tools/call" ? body.params.name : "whoami";
    request.auth = await guard.admit(request.headers.authorization, guard.scope(SCOPES[name] ?? "write"));
    if (!body) return tell(405, { allow: "POST" });
    await converse(request, response, body);
  } catch (error) {
    if (error instanceof Refusal) return tell(error.status, { "www-authenticate": guard.challenge(error) });
    console.error(error);
    tell(500);
  }
}

/** One request is one conversation: this server remembers nothing. */
async function converse(request, response, body) {
  const server = new McpServer({ name: "sample", version: "1.0.0" });
  const text = (text) => ({ content: [{ type: "text", text }] });
  server.registerTool("whoami", { description: "Says who calls" }, ({ authInfo }) => text(authInfo.extra.sub));
  server.registerTool("erase", { description: "Erases everything" }, () => text("all gone"));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}
