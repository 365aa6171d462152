// Whoever operates Gatehouse and the MCP servers behind it, and the clock of them all.
import { facts } from "./facts.mjs";
import { serve } from "./mcp-server.mjs";

async function ask(wish) {
  const headers = { "content-type": "application/json" };
  const done = await fetch(facts.operator, { method: "POST", headers, body: JSON.stringify(wish) });
  if (!done.ok) throw new Error(`the operator says ${done.status}`);
  return new Date((await done.json()).now * 1000);
}

let now = await ask({ pass: { seconds: 0 } });

/** Lets time pass everywhere. */
export const pass = async (seconds) => void (now = await ask({ pass: { seconds } }));

/** Changes rules of the pool. */
export const rule = (rules) => ask({ pool: rules });

/** An MCP server of which the pool knows nothing. */
export const unprotected = () => serve(facts.issuer, () => now);

/** An MCP server that is set up in the pool, with its scopes. */
export async function protect() {
  const server = await unprotected();
  await ask({ protect: { identifier: server.resource, scopes: ["read", "write"] } });
  return server;
}
