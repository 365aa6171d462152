// The Model Context Protocol: a client whose `client_id` is the address of its own metadata (OAuth Client
// ID Metadata Document) is let in, and nobody registers.
import { createServer } from "node:https";

import { assert, claimsOf, facts } from "./facts.mjs";
import { Application, connect } from "./mcp-client.mjs";
import { pass, protect, rule } from "./mcp-operator.mjs";

/** The documents of this application's publisher, each at its own address. */
const publisher = createServer(facts.certified, (request, response) => {
  const document = { client_id: `${site}/client.json`, ...new Application().clientMetadata };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
});
await new Promise((listening) => publisher.listen(0, "127.0.0.1", listening));
publisher.unref();
const host = `localhost:${publisher.address().port}`;
const site = `https://${host}`;

class Published extends Application {
  constructor(path) {
    super();
    this.clientMetadataUrl = site + path;
  }
}

await rule({ registration: { mode: "off" }, client_documents: [host] });
const server = await protect();
const application = new Published("/client.json");
const client = await connect(server.resource, application);
const call = async () => (await client.callTool({ name: "whoami" })).content[0].text;
const first = claimsOf(application.kept.tokens.access_token);
assert.equal(await call(), first.sub);
assert.deepEqual([first.client_id, first.aud], [application.clientMetadataUrl, server.resource]);
assert.equal(application.request.get("client_id"), application.clientMetadataUrl);

await pass(3601);
assert.equal(await call(), first.sub);
const second = claimsOf(application.kept.tokens.access_token);
assert.ok(second.exp > first.exp && application.asked === 1);

// A document that is another's is nobody's client.
await assert.rejects(connect(server.resource, new Published("/other.json")), /^Error: 4\d\d /);

// Where the publisher is no longer listed its client gets nothing more, by no token that it has.
await rule({ client_documents: ["other.example"] });
await pass(3601);
await assert.rejects(call(), /^Error: 4\d\d /);

// Where nobody is listed, clients are told that it is off, and try to register.
await rule({ client_documents: [] });
const registering = connect(server.resource, new Published("/client.json"));
await assert.rejects(registering, /does not support dynamic client registration/);
